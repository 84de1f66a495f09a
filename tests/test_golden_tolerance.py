"""What only sounds different passes, and is shown all the same; what is beyond the tolerances fails."""

import json

import pytest

from extract.golden.cases import Tolerances
from extract.golden.wording import likeness, party
from tests.test_golden_diff import after, fields, only


def test_a_paraphrase_of_what_passes_and_is_shown() -> None:
    now = fields()
    now["demands"][1]["what"] = "give back nine boats that were captured"
    diff = after(now)
    assert only(diff) == ("changed", ["what"])
    assert diff.passes
    assert not diff.same


def test_a_what_about_something_else_fails() -> None:
    now = fields()
    now["demands"][1]["what"] = "pay for the broken lighthouse"
    assert not after(now).passes


def test_probabilities_may_move_within_the_tolerance_and_no_further() -> None:
    now = fields()
    now["demands"][1]["confidence"] = 0.82
    now["demands"][1]["mentions"][0]["probability"] = 0.82
    assert after(now).passes
    assert not after(now, Tolerances(probability=0.05)).passes


def test_names_of_articles_and_numbers_of_items_do_not_matter() -> None:
    now = fields()
    names = {"001": "007", "002": "003"}
    text = json.dumps(now)
    for old, new in names.items():
        text = text.replace(f'"{old}"', f'"{new}"')
    diff = after(json.loads(text.replace("demand-1", "demand-8")))
    assert diff.same


def test_an_item_that_changes_places_in_the_list_passes_and_is_shown() -> None:
    now = fields()
    now["demands"].reverse()
    diff = after(now)
    assert only(diff) == ("moved", ["place in the list"])
    assert diff.passes


def test_a_lost_item_moves_none_of_those_behind_it() -> None:
    now = fields()
    del now["demands"][0]
    assert [change.change for change in after(now).items] == ["lost"]


def test_another_model_and_other_prompts_are_shown_and_judge_nothing() -> None:
    now = fields()
    now["manifest"]["model"]["sha256"] = "cd" * 32
    now["manifest"]["prompts"] = {"detect": "ef" * 32}
    diff = after(now)
    (section,) = diff.sections
    assert [field.name for field in section.fields] == ["model", "prompt detect"]
    assert diff.passes


def test_parties_are_compared_by_name_not_by_spelling() -> None:
    now = fields()
    now["demands"][1]["by"] = "the SYLVANIA"
    assert after(now).passes
    assert party("The United States") == party("U.S.") != party("UK")


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("recall its trawlers from the southern banks", "recall all trawlers from southern banks", True),
        ("restricting exports of chips", "restrictions on the export of chips", True),
        ("stop selling arms", "not sell arms", True),
        ("sell TikTok within nine months", "sell TikTok within 9 months", True),
        ("sell TikTok within nine months", "sell TikTok within twelve months", False),
        ("support the reunification of the island", "not support the reunification of the island", False),
        ("open the dams", "close the harbour", False),
        ("open the dams", "", False),
        ("…", "…", True),
        ("!", "?", True),
    ],
)
def test_wordings_are_held_to_numbers_and_negations_and_else_to_likeness(one: str, other: str, alike: bool) -> None:
    here, there = likeness(one, other)[0], likeness(other, one)[0]
    assert here == there
    assert (here >= Tolerances().wording) is alike
