"""Records written side by side under their grammars, by a toy engine whose likeliest tokens follow a script."""

import json
from collections.abc import Mapping, Sequence
from random import Random
from typing import Any, Literal

import pytest

from extract.decoding import slots, writing
from extract.decoding.engine import MAX_SEQUENCES, STEP_TOKENS
from extract.decoding.prefixes import HELD, Prefix
from extract.decoding.slots import Slot
from extract.decoding.writing import SLOTS, write_records
from extract.heads import Block, Floats
from extract.schemas import Clause, Kind, Record, record_for
from tests.toy_engine import PIECES, Script, ToyEngine, writes


class Note(Record):
    what: Clause


class Reasoned(Record):
    what: Clause
    why: Clause


class Choosing(Record):
    by: Literal["Nordia", "Norland", "Norland Isles", "Vesta"]
    what: Clause | None


ASKED = "[1] say:"
#: The first of the sequences in which a judge's alternatives are tried.
JUDGED = 2 * HELD + SLOTS
PREFIX = "You fill records."


def toy(script: Script, **settings: Any) -> ToyEngine:
    engine = ToyEngine(script, **settings)
    engine.sequences[0] = engine.tokenize(PREFIX, control=False)
    return engine


def held(engine: ToyEngine) -> Prefix:
    """What the engine holds in its first sequence."""
    return Prefix(0, len(engine.sequences[0]))


def write(engine: ToyEngine, schema: type[Record], prompts: Sequence[str] = (ASKED,)) -> list[Slot]:
    """The slots of `prompts`, written; whatever was read of each is its prompt and the text that it came to."""
    slots = [Slot(held(engine), engine.tokenize(prompt, control=False), schema) for prompt in prompts]
    ticks: list[int] = []
    written = write_records(engine.engine, slots, ticks.append)
    assert sum(ticks) == len(slots)
    assert written >= len(slots)
    assert set(engine.sequences) == {0}, "nothing is left in the cache but the prefix"
    whole = [f"{PREFIX}{prompt}{slot.text}".encode() for prompt, slot in zip(prompts, slots, strict=True)]
    assert all(any(text.startswith(read) for text in whole) for read in engine.dropped)
    return slots


def note(what: str) -> str:
    return json.dumps({"what": what}, ensure_ascii=False)


def test_the_likeliest_tokens_are_the_record() -> None:
    engine = toy(writes({ASKED: note("call the ferry crews home")}))
    assert write(engine, Note)[0].text == note("call the ferry crews home")


def test_what_the_grammar_forces_is_read_with_the_prompt_and_never_written() -> None:
    engine = toy(writes({ASKED: note("the ferry")}))
    slot = Slot(held(engine), engine.tokenize(ASKED, control=False), Note)
    # " the", " ferry" and the closing quote: all else is forced.
    assert write_records(engine.engine, [slot], lambda _: None) == len("the") + 2
    assert engine.steps[0] == len(engine.tokenize(ASKED + '{"what": "', control=False))


@pytest.mark.parametrize("what", ["they called them home.", "the crews landed", "the home"])
def test_a_token_may_run_past_the_closing_quote(what: str) -> None:
    pieces = (*PIECES, 'e"}', '."}\n')
    engine = toy(writes({ASKED: note(what) + "\n"}, pieces=pieces), pieces=pieces)
    assert write(engine, Note)[0].text == note(what)


@pytest.mark.parametrize("what", ["a naïve skipper’s crew", "船 and 船员", "🚢", "e\u0301tude"])
def test_a_character_may_come_in_several_tokens(what: str) -> None:
    assert write(toy(writes({ASKED: note(what)})), Note)[0].text == note(what)


@pytest.mark.parametrize("token", [b'\xaf"', b'"\xc3'])
def test_a_token_that_holds_half_a_character_and_the_closing_quote_is_refused(token: bytes) -> None:
    answer = json.dumps({"what": "naï", "why": "ïx"}, ensure_ascii=False)
    engine = toy(writes({ASKED: answer}, first=[token]))
    engine.extend([token])
    assert write(engine, Reasoned)[0].text == answer


def test_forbidden_tokens_are_passed_over_however_likely_they_are() -> None:
    control = b""
    engine = toy(writes({ASKED: note("the ferry")}, first=[control, b"\n", b"\\", b"\xff", b"\x80"]))
    assert write(engine, Note)[0].text == note("the ferry")


def test_words_that_the_source_does_not_have_are_passed_over() -> None:
    schema = record_for(Kind.AGREEMENT, ("Chile", "Norway"), "The two let the ferry sail home.")
    engine = toy(writes({ASKED: note("the ferry home")}, first=[b" Norland", b" crews"]))
    assert write(engine, schema)[0].text == note("the ferry home")


@pytest.mark.parametrize("word", ["ha", " the", " ferry", "x"])
def test_a_clause_that_grows_too_long_is_ended_by_the_grammar(word: str) -> None:
    pieces = (*PIECES, "ha")
    engine = toy(lambda _: [word.encode()], pieces=pieces)
    record = Note.model_validate_json(write(engine, Note)[0].text)
    assert 230 < len(record.what) <= 240


def test_a_clause_of_the_source_s_words_that_grows_too_long_ends_with_a_whole_word() -> None:
    schema = record_for(Kind.AGREEMENT, ("Chile", "Norway"), "The ferry crews.")
    record = schema.model_validate_json(write(toy(lambda _: [b" crews", b" the"]), schema)[0].text)
    assert record.clause.startswith("crews crews crews")
    assert set(record.clause.split()) <= {"crews", "the", "a", "an", "as", "crew"}


def test_a_record_that_finds_no_end_is_a_failure_and_costs_the_others_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(slots, "TRIES", 3)
    script = writes({"[2]": note("the ferry")})
    engine = toy(lambda read: [b"\n", b"\\", b"\x01", b"\x02"] if b"[1]" in read else script(read))
    lost, found = write(engine, Note, ["[1]", "[2]"])
    assert lost.failure is not None
    assert "found no end within its grammar" in lost.failure.reason
    assert (found.failure, found.text) == (None, note("the ferry"))


def test_a_clause_that_finds_no_end_is_cut_and_the_record_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(slots, "TRIES", 2)
    script = writes({ASKED: json.dumps({"what": "the ferry crews ho", "why": "the home"})})
    engine = toy(lambda read: [b"\n", b"\\"] if read.endswith(b"crews ho") else script(read))
    slot = Slot(held(engine), engine.tokenize(ASKED, control=False), Reasoned)
    write_records(engine.engine, [slot], lambda _: None)
    assert slot.text.startswith('{"what": "the ferry crews", "why": "')
    assert slot.failure is None


def test_a_clause_that_cannot_begin_as_the_model_likes_begins_with_a_word_of_the_source(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(slots, "TRIES", 2)
    schema = record_for(Kind.AGREEMENT, ("Chile", "Norway"), "The ferry crews.")
    script = writes({ASKED: note("the ferry crews")})
    engine = toy(lambda read: [b"\n", b"\\", b" crews"] if read.endswith(b'{"what": "') else script(read))
    slot = write(engine, schema)[0]
    assert slot.failure is None
    assert schema.model_validate_json(slot.text).clause.split()[0] in {"the", "ferry", "crews"}


def test_a_word_that_is_begun_and_cannot_go_on_as_the_model_likes_is_finished(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(slots, "TRIES", 2)
    schema = record_for(Kind.AGREEMENT, ("Chile", "Norway"), "The friendly ferry crews.")
    engine = toy(lambda read: [b"f"] if read.endswith(b'{"what": "') else [b'"', b"\n"])
    slot = write(engine, schema)[0]
    assert slot.failure is None
    assert schema.model_validate_json(slot.text).clause in {"ferry", "ferries", "friendly", "for", "from"}


@pytest.mark.parametrize("by", ["Nordia", "Norland", "Norland Isles", "Vesta"])
def test_choices_that_share_their_first_tokens_are_told_apart_later(by: str) -> None:
    pieces = (*PIECES, "Nor", "land", "Norland", "Vesta")
    answer = json.dumps({"by": by, "what": "home"})
    engine = toy(writes({ASKED: answer}, pieces=pieces), pieces=pieces)
    assert write(engine, Choosing)[0].text == answer


def test_null_ends_a_clause_before_it_begins() -> None:
    answer = json.dumps({"by": "Vesta", "what": None})
    assert write(toy(writes({ASKED: answer})), Choosing)[0].text == answer


class Forced(Record):
    by: Literal["Vesta"]


def test_a_record_with_nothing_to_decide_costs_no_step() -> None:
    engine, ticks = toy(writes({})), list[int]()
    slots = [Slot(held(engine), engine.tokenize(prompt, control=False), Forced) for prompt in ("[1]", "[2]")]
    assert write_records(engine.engine, slots, ticks.append) == 0
    assert [slot.text for slot in slots] == ['{"by": "Vesta"}'] * 2
    assert (sum(ticks), engine.steps) == (2, [])


def many(count: int, longest: int) -> dict[str, str]:
    """Prompts of different lengths, each with an answer of its own."""
    pick = Random(count)
    words = "the ferry crews home naïve’s 船".split()
    return {
        f"{'word ' * pick.randrange(longest)}[{number}]": note(" ".join(pick.choices(words, k=pick.randint(1, 32))))
        for number in range(count)
    }


def test_more_records_than_slots_all_come_out_in_their_order() -> None:
    answers = many(3 * SLOTS, longest=8)
    slots = write(toy(writes({f"[{number}]": text for number, text in enumerate(answers.values())})), Note, [*answers])
    assert [slot.text for slot in slots] == [*answers.values()]


def test_what_a_record_says_does_not_depend_on_the_order_of_the_others() -> None:
    answers = many(40, longest=30)
    script = writes({f"[{number}]": text for number, text in enumerate(answers.values())})
    for seed in range(3):
        shuffled = Random(seed).sample([*answers], len(answers))
        assert [slot.text for slot in write(toy(script), Note, shuffled)] == [answers[prompt] for prompt in shuffled]


def test_the_same_records_are_read_in_the_same_steps() -> None:
    answers = many(40, longest=30)
    script = writes({f"[{number}]": text for number, text in enumerate(answers.values())})
    engines = [toy(script), toy(script)]
    for engine in engines:
        write(engine, Note, [*answers])
    assert engines[0].steps == engines[1].steps


@pytest.mark.parametrize("longest", [2, 80])
def test_prompts_that_fill_the_context_wait_for_room(longest: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """The toy engine raises where the context is full, as llama.cpp does; answers here are longer than expected."""
    monkeypatch.setattr(writing, "ROOM", 600)
    answers = many(30, longest)
    script = writes({f"[{number}]": text for number, text in enumerate(answers.values())}, pieces=())
    engine = toy(script, pieces=(), context_tokens=600 + STEP_TOKENS + len(PREFIX))
    assert [slot.text for slot in write(engine, Note, [*answers])] == [*answers.values()]


def test_a_prompt_longer_than_a_step_is_read_alone() -> None:
    prompt = "x" * 1500 + ASKED
    assert write(toy(writes({ASKED: note("home")})), Note, ["[0]", prompt])[1].text == note("home")


class Contrary:
    """Always the last party that is offered; keeps what it was offered."""

    blocks = (Block(2, "last"),)

    def __init__(self) -> None:
        self.offered: list[tuple[int, int, tuple[str, ...]]] = []

    def pick(self, record: int, field: int, vectors: Mapping[str, Floats]) -> str:
        self.offered.append((record, field, tuple(vectors)))
        assert all(vector.shape == (1,) for vector in vectors.values())
        return [*vectors][-1]


def test_a_judge_decides_the_parties_however_likely_others_are() -> None:
    schema = record_for(Kind.DEMAND, ("Chile", "Norway", "Peru"), "Chile urged Norway to call the ferry crews home.")
    engine, judge = toy(lambda read: [b'"'] if read.endswith(b" home") else [b" home", b"C"]), Contrary()
    prompts = "[1]", "a longer prompt [2]"
    slots = [Slot(held(engine), engine.tokenize(prompt, control=False), schema) for prompt in prompts]
    write_records(engine.engine, slots, lambda _: None, judge)
    assert [json.loads(slot.text)["by"] for slot in slots] == ["Peru", "Peru"]
    assert [json.loads(slot.text)["of"] for slot in slots] == ["Norway", "Norway"]
    assert sorted(judge.offered) == [
        (record, field, names)
        for record in (0, 1)
        for field, names in ((0, ('Chile"', 'Norway"', 'Peru"')), (1, ('Chile"', 'Norway"')))
    ]
    assert set(engine.sequences) == {0}


def test_parties_are_tried_in_the_steps_that_read_the_records() -> None:
    """Of more records than there are sequences to try parties in, some wait for a step, and none is forgotten."""
    schema = record_for(Kind.DEMAND, ("Chile", "Norway", "Peru"), "Chile urged Norway to call the ferry crews home.")
    written = []
    for judge in (Contrary(), None):
        engine = toy(
            lambda read: [b'"'] if read.endswith(b" home") else [b" home", b"P" if b"by" not in read else b"N"]
        )
        slots = [Slot(held(engine), engine.tokenize(f"[{n}]", control=False), schema) for n in range(SLOTS)]
        write_records(engine.engine, slots, lambda _: None, judge)
        assert set(engine.sequences) == {0}
        written.append((len(engine.steps), [slot.text for slot in slots]))
        if judge:
            assert sorted((record, field) for record, field, _ in judge.offered) == [
                (record, field) for record in range(SLOTS) for field in (0, 1)
            ]
    (judged, texts), (likeliest, _) = written
    assert [json.loads(text)["by"] for text in texts] == ["Peru"] * SLOTS
    tried = SLOTS * (3 + 2)
    assert judged - likeliest <= tried // (MAX_SEQUENCES - JUDGED) + 2


def test_each_record_stands_behind_its_own_prefix() -> None:
    """Two classes in one call, with a headline that is read once for each of them."""
    prefixes = {0: "You fill notes.", 1: "You fill other notes, in turn."}
    prompts = [f"Headline: the ferry crews sail home [{number}] say:" for number in range(4)]
    answers = {prompt: note(f"the ferry {number}") for number, prompt in enumerate(prompts)}
    engine = toy(writes(answers))
    for sequence, text in prefixes.items():
        engine.sequences[sequence] = engine.tokenize(text, control=False)
    slots = [
        Slot(Prefix(number % 2, len(engine.sequences[number % 2])), engine.tokenize(prompt, control=False), Note)
        for number, prompt in enumerate(prompts)
    ]
    write_records(engine.engine, slots, lambda _: None)
    assert [slot.text for slot in slots] == list(answers.values())
    assert set(engine.sequences) == {0, 1}
    whole = [f"{prefixes[number % 2]}{prompt}{answer}" for number, (prompt, answer) in enumerate(answers.items())]
    assert all(any(text.encode().startswith(read) for text in whole) for read in engine.dropped)
    shared = len(engine.tokenize("Headline: the ferry crews sail home [", control=False))
    assert engine.steps[0] == 2 * shared


def test_where_a_record_does_not_fit_the_step_a_smaller_one_behind_it_begins() -> None:
    prompts = ["a" * 300 + "[1]", "b" * 300 + "[2]", "c" * 100 + "[3]"]
    answers = {prompt[-3:]: note("the ferry") for prompt in prompts}
    engine = toy(writes(answers))
    assert [slot.text for slot in write(engine, Note, prompts)] == list(answers.values())
    forced = len(engine.tokenize('{"what": "', control=False))
    assert engine.steps[0] == len(prompts[0]) + len(prompts[2]) + 2 * forced
