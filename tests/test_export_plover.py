"""PLOVER event records: the fields of the codebook, and the mapping that docs/exports.md describes."""

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest

from extract.briefing import Briefing
from extract.exports import exported
from extract.exports.countries import country_code
from extract.gazetteer import gazetteer
from extract.resources import resource
from tests.report_cases import hostile_briefing
from tests.sample_briefing import sample_briefing

#: The categories of the codebook and their quad categories; the modes of those that we use.
QUADS = {
    **dict.fromkeys(("AGREE", "CONSULT", "SUPPORT", "CONCEDE"), 1),
    **dict.fromkeys(("COOPERATE", "AID", "RETREAT"), 2),
    **dict.fromkeys(("REQUEST", "ACCUSE", "REJECT", "THREATEN"), 3),
}
MODES = {
    "REQUEST": {"assist", "change", "yield", "meet"},
    "REJECT": {"assist", "change", "yield", "meet"},
    "ACCUSE": {"disapprove", "investigate", "allege"},
    "THREATEN": {"restrict", "ban", "arrest", "relations", "expel", "territory", "violence"},
}
CONTEXTS = set(
    "military intelligence peacekeeping economic diplomatic resource disease enviro_disaster migration humanitarian "
    "asylum legal human_rights rights_freedoms gender lgbt terrorism human_security religion_ethnicity executive "
    "election legislative cbrn cyber political_institutions corruption crime illegal_drugs".split()
)


def records(briefing: Briefing) -> list[dict[str, Any]]:
    (file,) = exported(briefing, "plover")
    assert file.name == "events.jsonl"
    return [json.loads(line) for line in file.content.decode("utf-8").splitlines()]


def changed(
    change: dict[str, Any], kind: str, *, quote: str | None = None, clause: str | None = None
) -> dict[str, Any]:
    """The record of the sample's first item of `kind`, with some fields and its first mention's words changed."""
    document = json.loads(sample_briefing().to_json())
    item = document[kind][0] | change
    mention = item["mentions"][0]
    mention["quote"], mention["what"] = quote or mention["quote"], clause or mention["what"]
    document[kind][0] = item
    return next(each for each in records(Briefing.model_validate(document)) if each["link"] == item["id"])


def test_there_is_one_record_a_mention_and_its_link_is_the_item() -> None:
    briefing = sample_briefing()
    found = records(briefing)
    assert [each["link"] for each in found] == [item.id for item in briefing.items() for _ in item.mentions]
    assert len({each["id"] for each in found}) == len(found)


def test_every_record_keeps_to_the_codebook(tmp_path: Path) -> None:
    for briefing in (sample_briefing(), hostile_briefing(tmp_path)):
        for each in records(briefing):
            (category,) = each["event"]
            assert each["quad_code"] == QUADS[category]
            assert set(each["mode"]) <= MODES.get(category, set())
            assert set(each["context"]) <= CONTEXTS
            assert {"id", "date", "actor", "recipient", "text_info", "cite_info"} <= set(each)
            assert all(set(actor) == {"code", "actor_text"} for actor in each["actor"] + each["recipient"])
            assert each["text_info"]["start"] < each["text_info"]["end"]


def test_the_sample_is_mapped_as_documented() -> None:
    found = {each["id"]: each for each in records(sample_briefing())}
    assert [(id, each["event"][0]) for id, each in found.items()] == [
        ("agreement-1-1", "AGREE"),
        ("agreement-1-2", "AGREE"),
        ("demand-1-1", "REQUEST"),
        ("warning-1-1", "THREATEN"),
        ("dispute-1-1", "ACCUSE"),
    ]
    assert [actor["actor_text"] for actor in found["agreement-1-1"]["actor"]] == ["Freedonia", "Sylvania"]
    assert found["agreement-1-1"]["recipient"] == []
    assert found["warning-1-1"]["mode"] == ["restrict"]
    assert [actor["actor_text"] for actor in found["dispute-1-1"]["actor"]] == ["Sylvania"]
    assert [actor["actor_text"] for actor in found["dispute-1-1"]["recipient"]] == ["Freedonia"]
    assert found["demand-1-1"]["cite_info"]["publication"] == "Harbour Wire"


@pytest.mark.parametrize(
    ("kind", "clause", "event", "mode"),
    [
        ("agreements", "will hold talks on the dams", "AGREE", []),
        ("agreements", "held talks on the dams", "CONSULT", []),
        ("agreements", "reopened the border", "COOPERATE", []),
        ("demands", "return to the negotiating table", "REQUEST", ["meet"]),
        ("demands", "withdraw from the island", "REQUEST", ["yield"]),
        ("demands", "abide by the treaty", "REQUEST", ["change"]),
        ("demands", "leave the island", "REQUEST", []),
        ("warnings", "sanctions will follow", "THREATEN", ["restrict"]),
        ("warnings", "it will break off all talks", "THREATEN", ["relations"]),
        ("warnings", "its navy will strike the port", "THREATEN", ["violence"]),
        ("disputes", "rejects the charge as groundless", "REJECT", []),
        ("disputes", "accuses it of theft", "ACCUSE", ["allege"]),
        ("disputes", "condemns the fishing", "ACCUSE", ["disapprove"]),
    ],
)
def test_category_and_mode_come_from_the_words(kind: str, clause: str, event: str, mode: list[str]) -> None:
    found = changed({}, kind, quote="They spoke.", clause=clause)
    assert (found["event"], found["mode"]) == ([event], mode)


def test_contexts_are_every_one_whose_words_stand_in_the_sentence() -> None:
    quote = "Tariffs, human rights and the cyberattacks on the parliament came up, not the wartime."
    assert changed({}, "demands", quote=quote, clause="stop it")["context"] == [
        "economic",
        "human_rights",
        "legislative",
        "cyber",
    ]


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("China", "CHN"),
        ("United States", "USA"),
        ("Russia", "RUS"),
        ("South Korea", "KOR"),
        ("North Macedonia", "MKD"),
        ("Vatican", "VAT"),
        ("European Union", "IGO"),
        ("United Nations", "IGO"),
        ("Hamas", None),
        ("Kosovo", None),
        ("Scotland", None),
        ("Freedonia", None),
    ],
)
def test_actors_have_iso_codes_where_there_is_one_and_are_never_guessed(name: str, code: str | None) -> None:
    (actor,) = changed({"by": name}, "demands")["actor"]
    assert actor == {"code": code, "actor_text": name}


def test_countries_of_the_gazetteer_have_codes_of_three_capitals_and_organisations_have_none() -> None:
    known = gazetteer()
    codes = {name: country_code(name) for name in {*known.names.values(), *known.demonyms.values()}}
    given = [code for code in codes.values() if code]
    assert len(set(given)) > 240
    assert all(len(code) == 3 and code.isascii() and code.isupper() for code in given)
    supplement = tomllib.loads(resource("prompts/parties.toml").read_text(encoding="utf-8"))
    assert {codes[name] for name in supplement["organisations"]} == {None}


def test_an_event_without_any_date_says_so() -> None:
    document = json.loads(sample_briefing().to_json())
    document["event"]["date"] = None
    assert {each["date"] for each in records(Briefing.model_validate(document))} == {None}
