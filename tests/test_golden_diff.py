"""Two briefings compared: what breaks is seen as what it is, and what only sounds different passes."""

import json
from dataclasses import replace
from typing import Any

import pytest

from extract.briefing import Briefing
from extract.golden.cases import Tolerances
from extract.golden.comparing import compare, shape_changes
from extract.golden.differences import BriefingDiff
from tests.sample_briefing import sample_briefing

#: A second demand, so that there is something to merge with and to change places with.
SECOND: dict[str, Any] = {
    "id": "demand-2",
    "what": "return the nine captured boats",
    "by": "Sylvania",
    "of": "Freedonia",
    "support": 1,
    "confidence": 0.75,
    "mentions": [
        {
            "article": "002",
            "char_interval": {"start": 300, "end": 340},
            "quote": "Give back all the nine boats, they wrote.",
            "what": "return the nine captured boats",
            "speaker": None,
            "probability": 0.75,
        }
    ],
}


def fields() -> dict[str, Any]:
    """The sample briefing with a second demand, as plain values to be changed."""
    plain: dict[str, Any] = json.loads(sample_briefing().to_json())
    plain["demands"].append(json.loads(json.dumps(SECOND)))
    return plain


def after(changed: dict[str, Any], allowed: Tolerances | None = None) -> BriefingDiff:
    return compare(Briefing.model_validate(fields()), Briefing.model_validate(changed), allowed)


def only(diff: BriefingDiff) -> tuple[str, list[str]]:
    """The one item that differs: how, and in which fields."""
    (change,) = diff.items
    return change.change, [field.name for field in change.fields]


def test_nothing_changed_is_the_same_and_passes() -> None:
    diff = after(fields())
    assert diff.same
    assert diff.passes
    assert diff.unchanged == 5


# What must fail


def test_a_lost_demand_fails_and_shows_its_quote() -> None:
    now = fields()
    del now["demands"][1]
    diff = after(now)
    (lost,) = diff.of("lost")
    assert not diff.passes
    assert [item.id for item in lost.before] == ["demand-2"]
    assert [(each.article, each.quote) for each in lost.lost] == [("b_letter.md", SECOND["mentions"][0]["quote"])]


def test_an_added_item_fails_unless_some_may_come() -> None:
    now = fields()
    before = fields()
    del before["demands"][1]
    old, new = Briefing.model_validate(before), Briefing.model_validate(now)
    assert [change.change for change in compare(old, new).items] == ["added"]
    assert not compare(old, new).passes
    assert compare(old, new, Tolerances(added=1)).passes


def test_a_changed_quote_fails() -> None:
    now = fields()
    now["demands"][1]["mentions"][0]["quote"] = "Give back all the nine ships, they wrote."
    diff = after(now)
    assert only(diff) == ("changed", ["quote, b_letter.md [300]"])
    assert not diff.passes


def test_a_flipped_party_fails_in_every_field_that_holds_it() -> None:
    now = fields()
    now["demands"][1] |= {"by": "Freedonia", "of": "Sylvania"}
    diff = after(now)
    assert only(diff) == ("changed", ["by", "of"])
    assert not diff.passes


def test_a_party_that_is_not_named_any_more_fails() -> None:
    now = fields()
    now["warnings"][0]["to"] = None
    assert not after(now).passes


def test_merged_items_are_seen_as_merged_and_fail() -> None:
    now = fields()
    gone = now["demands"].pop()
    now["demands"][0]["mentions"] += gone["mentions"]
    now["demands"][0]["support"] = 2
    diff = after(now)
    (merged,) = diff.of("merged")
    assert [item.id for item in merged.before] == ["demand-1", "demand-2"]
    assert [item.id for item in merged.after] == ["demand-1"]
    assert (merged.lost, merged.gained) == ((), ())
    assert not diff.passes


def test_a_split_item_is_seen_as_split_and_fails() -> None:
    now = fields()
    first = now["agreements"][0]
    now["agreements"].append({**first, "id": "agreement-2", "support": 1, "mentions": first["mentions"][1:]})
    now["agreements"][0] = {**first, "support": 1, "mentions": first["mentions"][:1]}
    diff = after(now)
    (split,) = diff.of("split")
    assert [item.id for item in split.after] == ["agreement-1", "agreement-2"]
    assert not diff.passes


def test_an_item_that_moved_to_another_class_is_seen_as_moved_and_fails() -> None:
    now = fields()
    moved = now["demands"].pop()
    to_warning = {"id": "warning-2", "to": moved.pop("of"), "condition": None}
    now["warnings"].append(moved | to_warning)
    diff = after(now)
    assert only(diff) == ("moved", ["class"])
    assert not diff.passes


def test_an_item_that_rests_on_other_sentences_is_lost_and_another_added() -> None:
    now = fields()
    now["demands"][1]["mentions"][0]["char_interval"] = {"start": 400, "end": 440}
    diff = after(now)
    assert sorted(change.change for change in diff.items) == ["added", "lost"]


def test_too_much_lost_evidence_fails_and_a_little_passes() -> None:
    now = fields()
    now["agreements"][0]["mentions"].pop()
    now["agreements"][0]["support"] = 1
    now["consensus"]["points"][0]["reported_by"] = ["001"]
    diff = after(now)
    assert diff.passes  # one of two mentions is half of them
    assert not after(now, Tolerances(evidence=0.6)).passes
    (change,) = diff.items
    assert [each.quote for each in change.lost] == ["The dams shall open."]


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("disputes", 0, "positions", 0, "party"), "Freedonia"),
        (("disputes", 0, "positions"), []),
        (("consensus", "basis"), "derived"),
        (("consensus", "points", 1, "text"), "Talks end."),
        (("consensus", "points"), []),
        (("consensus", "points", 0, "mentions"), []),
        (("disagreements",), []),
        (("disagreements", 0, "claims", 1, "value"), "three dams"),
        (("disagreements", 0, "verdict"), "compatible"),
        (("articles", 1, "copy_of"), "001"),
        (("demands", 1, "exceptions"), [{"field": "by", "value": "Peru", "mentions": [0]}]),
        (("skipped", 0, "reason"), "not UTF-8"),
        (("skipped",), []),
        (("event", "date"), None),
        (("event", "parties"), ["Freedonia"]),
        (("articles", 0, "sha256"), "1" * 64),
        (("articles", 0, "outlet"), None),
        (("agreements", 0, "mentions", 0, "speaker"), "Bo Lund"),
        (("warnings", 0, "condition"), None),
    ],
)
def test_a_change_anywhere_else_fails_too(path: tuple[Any, ...], value: object) -> None:
    now = fields()
    *steps, last = path
    target: Any = now
    for step in steps:
        target = target[step]
    target[last] = value
    diff = after(now)
    assert not diff.passes
    assert diff.failing >= 1


def test_points_that_change_places_fail_though_all_are_there() -> None:
    now = fields()
    one, two = now["consensus"]["points"]
    now["consensus"]["points"] = [two | {"number": 1}, one | {"number": 2}]
    (section,) = after(now).sections
    assert section.name == "consensus"
    assert {field.note for field in section.fields} == {"it stands at another place"}
    assert not section.passes


def test_a_dropped_article_fails() -> None:
    now = fields()
    now["articles"].append(now["articles"][1] | {"id": "003", "path": "c.txt"})
    before = Briefing.model_validate(now)
    diff = compare(before, Briefing.model_validate(fields()))
    (section,) = diff.sections
    assert [(field.name, field.before, field.after) for field in section.fields] == [("c.txt", "read", None)]
    assert not diff.passes


def test_a_renamed_field_of_the_json_is_named() -> None:
    now = fields()
    for mention in now["demands"][0]["mentions"]:
        mention["said_by"] = mention.pop("speaker")
    changes = {change.name: change.passes for change in shape_changes(fields(), now)}
    assert changes == {"demands[].mentions[].speaker": False, "demands[].mentions[].said_by": True}


def test_keys_that_are_names_are_no_fields() -> None:
    now = fields()
    now["manifest"]["prompts"] = {"detect": "ab"}
    assert shape_changes(fields(), now) == ()


# As values


def test_the_diff_as_values_holds_all_of_it() -> None:
    now = fields()
    del now["demands"][1]
    plain = replace(after(now), shape=shape_changes(fields(), now)).for_json()
    assert json.loads(json.dumps(plain)) == plain
    (lost,) = plain["items"]
    assert (lost["change"], lost["kind"], lost["before"][0]["id"]) == ("lost", "demand", "demand-2")
    assert lost["lost"][0]["char_interval"] == {"start": 300, "end": 340}
