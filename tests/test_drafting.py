"""Prompt-lookup drafting: guesses are taken from the prompt, and never change what is written."""

import json
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.decoding import drafting, writing
from extract.decoding.drafting import LONGEST_DRAFT, SHORTEST_DRAFT, Lookup, share
from extract.decoding.prefixes import Prefix
from extract.decoding.slots import Slot
from extract.schemas import Clause, Record
from tests.toy_engine import PIECES, ToyEngine, writes

WORDS = [" the", " ferry", " crews", " sail", " home", " to", " Norland"]


class Note(Record):
    what: Clause
    why: Clause


def lookup(pieces: Sequence[str]) -> Lookup:
    return Lookup(range(len(pieces)), [piece.encode() for piece in pieces])


def guess(pieces: Sequence[str], written: Sequence[str], most: int = 4) -> list[int]:
    return lookup(pieces).guess([piece.encode() for piece in written], most)


def test_what_followed_the_last_words_in_the_prompt_is_guessed() -> None:
    assert guess(["They", " let", " the", " ferry", " go"], [" let"]) == [2, 3, 4]


def test_the_longest_agreement_decides_and_then_the_last_place() -> None:
    pieces = [" the", " ferry", " sank", " a", " ferry", " burns", " a", " ferry", " sails"]
    assert guess(pieces, [" the", " ferry"]) == [2, 3, 4, 5]
    assert guess(pieces, [" one", " ferry"]) == [8]


def test_a_clause_may_begin_with_a_word_from_the_midst_of_a_sentence() -> None:
    assert guess([" must", " Let", " the", " crews", " go"], ["let"]) == [2, 3, 4]


def test_nothing_is_guessed_across_the_end_of_a_line_nor_of_a_quotation() -> None:
    assert guess([" the", " ferry", ".\n", "Record", " the"], [" the", " ferry"]) == []
    assert guess([" the", " ferry", '"', " the"], [" the"], 2) == []


def test_nothing_is_guessed_where_nothing_agrees() -> None:
    assert guess([" the", " ferry"], [" home"]) == []
    assert guess([" the", " ferry"], []) == []
    assert guess([], [" the"]) == []


@given(st.integers(0, 600), st.integers(0, 24))
def test_a_step_is_never_overfilled(pending: int, writers: int) -> None:
    most = share(pending, writers, 512)
    assert 0 <= most <= LONGEST_DRAFT
    assert most * writers + pending <= max(512, pending)
    if writers and pending + SHORTEST_DRAFT * writers <= 512:
        assert most >= SHORTEST_DRAFT


def held(engine: ToyEngine) -> Prefix:
    """What the engine holds in its first sequence."""
    return Prefix(0, len(engine.sequences[0]))


@given(
    st.lists(st.tuples(st.lists(st.sampled_from(WORDS), min_size=1), st.lists(st.sampled_from(WORDS), min_size=1))),
    st.sampled_from([0, 1, 8]),
)
def test_guesses_change_no_record(asked: list[tuple[list[str], list[str]]], longest: int) -> None:
    answers = {
        f"[{number}] {''.join(prompt)} say:": json.dumps({"what": "".join(answer)[1:160], "why": "the crews"})
        for number, (prompt, answer) in enumerate(asked)
    }
    written = []
    before = drafting.LONGEST_DRAFT, drafting.SHORTEST_DRAFT
    for most in (0, longest):
        drafting.LONGEST_DRAFT, drafting.SHORTEST_DRAFT = most, min(most, 3)
        try:
            engine = ToyEngine(writes(answers, pieces=(*PIECES, *WORDS)), pieces=(*PIECES, *WORDS))
            engine.sequences[0] = engine.tokenize("You fill.", control=False)
            slots = [Slot(held(engine), engine.tokenize(prompt, control=False), Note) for prompt in answers]
            writing.write_records(engine.engine, slots, lambda _: None)
            assert set(engine.sequences) == {0}
            written.append([slot.text for slot in slots])
        finally:
            drafting.LONGEST_DRAFT, drafting.SHORTEST_DRAFT = before
    assert written[0] == written[1] == list(answers.values())


def test_guesses_save_steps() -> None:
    words = " the ferry crews sail home to the Norland ferry"
    answers = {f"so{words} say:": json.dumps({"what": words.strip(), "why": words.strip()})}
    pieces = (*PIECES, *WORDS)
    engine = ToyEngine(writes(answers, pieces=pieces), pieces=pieces)
    engine.sequences[0] = engine.tokenize("You fill.", control=False)
    slot = Slot(held(engine), engine.tokenize(next(iter(answers)), control=False), Note)
    tokens = writing.write_records(engine.engine, [slot], lambda _: None)
    assert slot.text == answers[next(iter(answers))]
    assert len(engine.steps) <= tokens / 2


def test_what_all_prompts_begin_with_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    prompts = [f"Headline: the ferry crews sail home [{number}] say:" for number in range(5)]
    answers = {prompt: json.dumps({"what": "the ferry", "why": "crews"}) for prompt in prompts}
    read = []
    for least in (writing.SHARED, 10_000):
        monkeypatch.setattr(writing, "SHARED", least)
        engine = ToyEngine(writes(answers))
        engine.sequences[0] = engine.tokenize("You fill.", control=False)
        slots = [Slot(held(engine), engine.tokenize(prompt, control=False), Note) for prompt in prompts]
        writing.write_records(engine.engine, slots, lambda _: None)
        assert [slot.text for slot in slots] == list(answers.values())
        assert set(engine.sequences) == {0}
        read.append(engine.read_tokens)
    common = len(ToyEngine(writes({})).tokenize("Headline: the ferry crews sail home [", control=False))
    assert read[1] - read[0] == 4 * common
