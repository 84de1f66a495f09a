"""The words that a record may use: its source's, in their inflections, and function words."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.schemas import OTHER, DemandRecord, Kind, WarningRecord, record_for
from extract.wording import Wording, wording

SOURCE = (
    "The 14 ministers’ policies stopped Chile’s exporters from shipping “naïve” copies; tariffs pressed, hoped for."
)
ROOM = 240


@pytest.mark.parametrize(
    "text",
    [
        "policy", "stop", "stopping", "stops", "exporter", "ships", "shipped", "copy", "tariff", "press",
        "pressing", "hope", "hoping", "minister", "NAÏVE", "14", "Chile’s", "Chile's", "all of the ministers’ tariffs",
    ],
)  # fmt: skip
def test_the_source_s_words_may_be_used_in_any_of_their_forms(text: str) -> None:
    assert wording(SOURCE).strange(text) == []


@pytest.mark.parametrize("text", ["15", "140", "1", "Norway", "imports", "shipbuilding", "policed", "chilean", "war"])
def test_numbers_names_and_verbs_of_elsewhere_may_not(text: str) -> None:
    assert wording(SOURCE).strange(f"the {text}") == [text.lower()]


def test_function_words_are_free() -> None:
    assert wording("").strange("that it not be of the or to its") == ["it"]


def test_strange_words_are_named_in_their_order() -> None:
    assert wording(SOURCE).strange("Sylvania stopped the war on tariffs and dams") == ["sylvania", "war", "dams"]


def test_a_word_that_is_being_written_may_still_become_one() -> None:
    words = wording(SOURCE)
    assert words.allows("the minis", ROOM)
    assert not words.allows("the minis ", ROOM)
    assert not words.allows("the minim", ROOM)
    assert words.allows("", ROOM)
    assert words.allows("… — ", ROOM)


def test_a_function_word_that_the_source_does_not_have_is_written_whole_or_not_at_all() -> None:
    """Else what was begun as "agreement" would end as "against"."""
    words = wording("ministers will meet again")
    assert not wording("ministers met").allows("ag", ROOM)
    assert words.allows("ag", ROOM)
    assert "ainst" not in words.endings("ag")
    assert all(words.allows(text, ROOM) for text in ("against", "ministers against", "against ministers"))


def test_a_letter_that_is_longer_in_lower_case_ends_no_word() -> None:
    words = wording("İmamoğlu met ministers")
    assert words.allows("İmamoğlu met minis", ROOM)
    assert "ters" in words.endings("İmamoğlu met minis")


def test_a_word_is_not_begun_without_room_for_it() -> None:
    words = wording("ministers agreed")
    assert words.allows("minist", 2)
    assert not words.allows("minist", 1)
    assert words.allows("minister", 0)


@given(st.text(max_size=80))
def test_a_source_may_be_repeated_word_for_word(source: str) -> None:
    words = Wording(source)
    assert words.strange(source) == []
    assert words.allows(source, 0)


def within_a_function_word(words: Wording, text: str, end: int) -> bool:
    """Whether `text` is cut in a word that the source does not begin so: a function word, which is written whole."""
    begun = re.search(r"[^\W_]+$", text[:end])
    if not begun or words.strange(begun.group()) == []:
        return False
    return all(len(ending) > len(text) - end for ending in words.endings(begun.group()))


@given(st.text(max_size=60), st.text(max_size=60) | st.sampled_from(["against", "IS", "it is about both", "unless"]))
def test_what_is_allowed_as_a_whole_is_allowed_in_every_beginning(source: str, other: str) -> None:
    words = Wording(source)
    text = f"{source} {other}"
    if not words.strange(text):
        for end in range(len(text) + 1):
            assert words.allows(text[:end], len(text) - end) != within_a_function_word(words, text, end)
    else:
        assert not words.allows(f"{text} ", ROOM)


@given(st.text(max_size=60), st.text(max_size=12))
def test_an_ending_makes_a_whole_word_of_what_was_begun(source: str, begun: str) -> None:
    words = Wording(source)
    whole_words = re.sub(r"[^\W_]+$", "", begun)
    assert all(words.strange(begun + ending) == words.strange(whole_words) for ending in words.endings(begun))


def test_a_word_that_is_begun_ends_as_a_word_of_the_source_does() -> None:
    words = Wording("The friendly ferry crews.")
    assert {"erry", "riendly"} <= set(words.endings("the f"))
    assert words.endings("the ") == []
    assert words.endings("the q") == []


def test_a_record_with_words_of_elsewhere_is_not_valid() -> None:
    schema = record_for(Kind.DEMAND, ("Chile", "Norway"), "Chile urged Norway to recall its trawlers.")
    schema.model_validate({"by": "Chile", "of": "Norway", "what": "recall trawlers"})
    with pytest.raises(ValueError, match="'what' uses words that the sentence does not have: 14, ferries"):
        schema.model_validate({"by": "Chile", "of": "Norway", "what": "recall 14 ferries"})


def test_a_clause_that_is_null_has_no_strange_words() -> None:
    schema = record_for(Kind.WARNING, ("Chile", "Norway"), "Chile warned Norway of sanctions.")
    record = schema.model_validate({"by": "Chile", "to": "Norway", "what": "sanctions"})
    assert isinstance(record, WarningRecord)


def test_parties_are_those_offered_and_no_words_of_the_source() -> None:
    schema = record_for(Kind.DEMAND, ("Chile", OTHER), "Norway was urged to recall its trawlers.")
    with pytest.raises(ValueError, match="Input should be 'Chile' or 'another party'"):
        schema.model_validate({"by": "Norway", "of": "Chile", "what": "recall its trawlers"})
    assert isinstance(schema.model_validate({"by": OTHER, "of": "Chile", "what": "recall its trawlers"}), DemandRecord)


@pytest.mark.parametrize("kind", [Kind.DEMAND, Kind.WARNING, Kind.DISPUTE])
def test_a_party_does_not_act_upon_itself(kind: Kind) -> None:
    schema = record_for(kind, ("Chile", "Norway"), "the trawlers of both")
    clauses = dict.fromkeys(schema.clauses, "the trawlers")
    parties = [name for name in schema.model_fields if name not in clauses]
    with pytest.raises(ValueError, match=f"'{parties[1]}' must be"):
        schema.model_validate({**clauses, **dict.fromkeys(parties, "Chile")})
