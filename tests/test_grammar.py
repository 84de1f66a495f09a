"""A record's schema as a grammar: what it lets through is valid JSON of that record, and nothing else gets through."""

import json
import string
from random import Random
from typing import Any, Literal, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import Field, create_model

from extract.decoding.grammar import Block, Choice, FreeText, Part, Writer, parts_of
from extract.errors import DecodeError
from extract.schemas import OTHER, RECORDS, Clause, Kind, Record, record_for

SIDES = ("Chile", "Norway", OTHER)
SOURCE = "Chile urged Norway to call its trawlers home before the naïve skipper’s 14th voyage."


class Note(Record):
    kind: Literal["note"]
    by: Literal["Chile", "Chile Chico", "Norway"]
    what: Clause
    why: Clause | None


def made(**fields: Any) -> type[Record]:
    """A record of these fields, whose name is Made."""
    return cast(type[Record], create_model("Made", __base__=Record, **fields))


def written(writer: Writer, *moves: str) -> str:
    """The text after these moves: literals at choices, free text up to and with its closing quote elsewhere."""
    for move in moves:
        writer.forced()
        if isinstance(writer.expects, Choice):
            writer.choose(move)
        else:
            assert writer.take(move)
    writer.forced()
    assert writer.done
    return writer.text


def free(source: str | None = None, *, longest: int = 240) -> Writer:
    """A writer at the beginning of its only clause."""
    schema = made(what=(str, Field(max_length=longest)))
    schema.source, schema.clauses = source, ("what",)
    writer = Writer(schema)
    writer.forced()
    return writer


def test_the_parts_stand_in_the_order_of_the_fields() -> None:
    expected: tuple[Part, ...] = (
        Block('{"kind": "note"'),
        Block(', "by": "'),
        Choice(('Chile"', 'Chile Chico"', 'Norway"')),
        Block(', "what": "'),
        FreeText(240),
        Block('"'),
        Block(', "why":'),
        Choice((" null", ' "')),
        FreeText(240),
        Block('"'),
        Block("}"),
    )
    assert parts_of(Note) == expected


def test_what_is_written_is_the_record() -> None:
    text = written(Writer(Note), 'Chile Chico"', 'send the ferries home"', " null")
    assert Note.model_validate_json(text).model_dump() == {
        "kind": "note",
        "by": "Chile Chico",
        "what": "send the ferries home",
        "why": None,
    }


def test_a_field_that_may_be_null_may_also_be_text() -> None:
    text = written(Writer(Note), 'Norway"', 'send them home"', ' "', 'they ask for it"')
    assert Note.model_validate_json(text).why == "they ask for it"


def test_a_party_that_is_the_only_one_needs_no_choice() -> None:
    assert parts_of(made(by=(Literal["Chile"], ...))) == (Block('{"by": "Chile"'), Block("}"))


@pytest.mark.parametrize("kind", Kind)
def test_every_class_has_a_grammar_whose_parties_are_those_offered(kind: Kind) -> None:
    parts = parts_of(record_for(kind, SIDES, SOURCE))
    parties = [part.literals for part in parts if isinstance(part, Choice) and part.field is not None]
    assert parties == [('Chile"', 'Norway"', f'{OTHER}"')] * (0 if kind is Kind.AGREEMENT else 2)
    assert all(part.words is not None for part in parts if isinstance(part, FreeText))


def test_a_party_that_was_taken_is_not_offered_again() -> None:
    writer = Writer(record_for(Kind.DEMAND, SIDES, SOURCE))
    writer.forced()
    writer.choose('Norway"')
    writer.forced()
    assert isinstance(writer.expects, Choice)
    assert writer.expects.literals == ('Chile"', f'{OTHER}"')
    with pytest.raises(DecodeError, match="does not allow 'Norway"):
        writer.choose('Norway"')


@pytest.mark.parametrize(
    "field", [(int, ...), (list[str], ...), (dict[str, str], ...), (bool, ...), (str | int, ...), (Record, ...)]
)
def test_a_field_without_a_grammar_is_an_error_and_never_decoded_freely(field: Any) -> None:
    with pytest.raises(DecodeError, match="no grammar for Made.odd"):
        parts_of(made(odd=field))


def test_a_record_without_fields_has_no_grammar() -> None:
    with pytest.raises(DecodeError, match="it has no fields"):
        parts_of(Record)


@pytest.mark.parametrize("piece", ["\n", "\t", "a\x00b", "\x7f", "\\", 'a\\"', ""])
def test_control_characters_and_backslashes_are_refused(piece: str) -> None:
    assert free().allowed(piece) is None


@pytest.mark.parametrize(
    ("piece", "head"), [("the ferry", "the ferry"), ('home."', "home."), ('d", "why', "d"), ("«¿δ…»", "«¿δ…»")]
)
def test_of_a_token_that_runs_past_the_closing_quote_only_its_head_is_taken(piece: str, head: str) -> None:
    assert free().allowed(piece) == head


def test_a_clause_may_not_stay_empty() -> None:
    writer = free()
    assert writer.allowed('"') is None
    assert writer.allowed('  "') is None
    assert writer.allowed('x"') == "x"


def test_a_clause_stops_at_its_greatest_length() -> None:
    writer = free(longest=5)
    writer.take("abcd")
    assert writer.allowed("ef") is None
    assert writer.allowed("e") == "e"
    assert writer.allowed('e"') == "e"
    assert writer.allowed('"') == ""


def test_a_word_that_the_source_does_not_have_is_refused_as_soon_as_it_cannot_become_one() -> None:
    writer = free("Chile urged Norway to recall its trawlers.")
    assert writer.allowed("tra") == "tra"
    assert writer.allowed("trains") is None
    assert writer.allowed('trawler"') == "trawler"
    assert writer.allowed('trawle"') is None


@pytest.mark.parametrize("character", ["\u202a", "\u200b", "\u00a0", "\u0441"])
def test_a_character_that_only_looks_like_nothing_or_like_another_is_refused(character: str) -> None:
    assert free("the ferry crews").allowed(f"the {character}") is None
    assert free(f"the {character} crews").allowed(f"the {character}") == f"the {character}"


@pytest.mark.parametrize(
    "begun", ["both governments said", "was fuelling the", "not been ready to", "the trawlers, and"]
)
def test_a_clause_does_not_end_in_its_midst(begun: str) -> None:
    source = "both governments said was fuelling the not been ready to trawlers, and wait"
    writer = free(source, longest=80)
    writer.take(begun)
    assert writer.allowed('"') is None
    assert writer.allowed(' wait"') == " wait"


def test_a_clause_that_is_cut_does_not_end_in_its_midst_either() -> None:
    writer = free("recall the trawlers and the ships", longest=80)
    writer.take("recall the trawlers and the ships")
    assert writer.cut()
    assert writer.text.endswith('"recall the trawlers')


def test_a_word_is_not_begun_where_it_no_longer_fits() -> None:
    writer = free("recall trawlers", longest=10)
    writer.take("recall ")
    assert writer.allowed("tr") is None
    assert writer.allowed('of"') == "of"


def test_a_character_that_comes_in_bytes_is_begun_only_where_it_can_be_finished() -> None:
    writer = free("the naïve skipper’s voyage")
    assert writer.may_begin("na", "ï".encode()[:1])
    assert not writer.may_begin("sk", "ï".encode()[:1])
    assert writer.may_begin("skipper", "’".encode()[:2])
    assert not writer.may_begin("", "船".encode()[:1])
    assert free().may_begin("", "船".encode()[:1])


@pytest.mark.parametrize(
    ("begun", "kept"),
    [("call the ferry crews ho", "call the ferry crews"), ("call the crews, the Chi", "call the crews")]
    + [(f"call the crews{end}ho", "call the crews") for end in (", ", " — ", "; ", " the-", ": the’")],
)
def test_a_clause_that_finds_no_end_is_cut_to_its_whole_words(begun: str, kept: str) -> None:
    writer = free()
    writer.take(begun)
    assert writer.cut()
    writer.forced()
    assert json.loads(writer.text) == {"what": kept}


@pytest.mark.parametrize("begun", ["ho", "home ho", "   ", "homewards"])
def test_a_clause_of_which_too_little_would_be_left_is_not_cut(begun: str) -> None:
    writer = free()
    writer.take(begun)
    before = writer.text
    assert not writer.cut()
    assert writer.text == before


def test_what_the_grammar_does_not_allow_cannot_be_taken() -> None:
    writer = free("the ferry")
    with pytest.raises(DecodeError, match="does not allow 'Norland'"):
        writer.take("Norland")
    with pytest.raises(DecodeError, match="does not allow ' null'"):
        writer.choose(" null")
    with pytest.raises(DecodeError, match="no free text here"):
        Writer(Note).allowed("the ferry")


@settings(max_examples=150, deadline=None)
@given(
    kind=st.sampled_from(Kind),
    words=st.lists(st.text(max_size=12), max_size=60),
    pick=st.randoms(use_true_random=False),
)
def test_whatever_is_tried_the_text_stays_a_record_in_the_making(kind: Kind, words: list[str], pick: Random) -> None:
    """Random pieces where they are allowed, then one character after another: there must always be a way out."""
    schema = record_for(kind, SIDES, f"{SOURCE} {' '.join(words)}")
    letters = ['"', *string.ascii_lowercase, *sorted(set("".join([SOURCE, *words]).lower()))]
    tries = iter([piece for word in words for piece in (word, f" {word[: pick.randint(0, 9)]}", word[3:])])
    writer = Writer(schema)
    while True:
        writer.forced()
        if writer.done:
            break
        if isinstance(part := writer.expects, Choice):
            writer.choose(pick.choice(part.literals))
            continue
        piece = next(tries, '"')
        if writer.allowed(piece) is None:
            piece = next((letter for letter in letters if writer.allowed(letter) is not None), "")
        if piece:
            writer.take(piece)
        else:  # at its greatest length in the middle of a word: the word goes
            assert writer.cut()
    fields = json.loads(writer.text)
    assert list(fields) == list(RECORDS[kind].model_fields)
    assert all(value is None or 0 < len(value) <= 240 for value in fields.values())
