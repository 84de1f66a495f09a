"""Answers on record: what was recorded is answered again, and anything else is an error that says what to do."""

from pathlib import Path

import numpy as np
import pytest

from extract.decoding.base import Decoder, Failure, Message, Prompt
from extract.decoding.replay import RecordingDecoder, ReplayDecoder
from extract.errors import DecodeError
from extract.heads import Block, Calibration, Head, Probe
from extract.schemas import Kind, record_for
from tests.scripted import ScriptedDecoder

LABELS = ("none", *Kind)
PROBE = Probe(
    "5c" * 32,
    "ab" * 32,
    (Block(3, "last"),),
    tuple(Head(kind, np.ones(4, dtype=np.float32), 0.0, 0.0, Calibration(1.0, 0.0)) for kind in Kind),
    {},
)
SENTENCES = (
    "Chile urged Norway to recall its trawlers.",
    "Norway warned Chile.",
    "“{{ 1 }}” — naïve 船 \udcff",
    "It rained.",
)
SCHEMAS = [record_for(Kind.DEMAND, ("Chile", "Norway"), sentence) for sentence in SENTENCES]


def prompts(system: str = "You label.") -> list[Prompt]:
    return [Prompt((Message("system", system),), (Message("user", text),), "detect") for text in SENTENCES]


def answers(decoder: Decoder, asked: list[Prompt]) -> list[object]:
    return [decoder.choose(asked, LABELS), decoder.probe(asked, PROBE), decoder.fill(asked, SCHEMAS)]


@pytest.fixture
def recording(tmp_path: Path) -> Path:
    recorder = RecordingDecoder(ScriptedDecoder(fails=["It rained"]))
    answers(recorder, prompts())
    recorder.save(tmp_path / "recording.jsonl")
    return tmp_path / "recording.jsonl"


def test_a_replay_answers_what_was_recorded(recording: Path) -> None:
    replay = ReplayDecoder(recording)
    assert (replay.model_name, replay.model_sha256) == ("scripted", "5c" * 32)
    assert answers(replay, prompts()) == answers(ScriptedDecoder(fails=["It rained"]), prompts())


def test_a_failure_is_on_record_with_its_reason(recording: Path) -> None:
    *_, last = ReplayDecoder(recording).fill(prompts(), SCHEMAS)
    assert last == Failure("the answer found no end within its grammar")


def test_answers_come_in_any_order_and_any_number_of_times(recording: Path) -> None:
    replay, asked = ReplayDecoder(recording), prompts()
    first = replay.choose(asked, LABELS)
    assert replay.choose([asked[2], asked[0], asked[2]], LABELS) == [first[2], first[0], first[2]]


def test_the_recorder_passes_everything_on() -> None:
    inner = ScriptedDecoder()
    recorder = RecordingDecoder(inner)
    assert answers(recorder, prompts()) == answers(ScriptedDecoder(), prompts())
    assert (recorder.model_name, recorder.model_sha256, recorder.usage) == ("scripted", "5c" * 32, inner.usage)


def test_the_same_answers_are_the_same_bytes_in_whatever_order_they_came(recording: Path, tmp_path: Path) -> None:
    recorder, asked = RecordingDecoder(ScriptedDecoder(fails=["It rained"])), prompts()
    for one in reversed(range(len(asked))):
        recorder.fill(asked[one : one + 1], SCHEMAS[one : one + 1])
    recorder.probe(asked[::-1], PROBE)
    recorder.choose(asked, LABELS)
    recorder.save(tmp_path / "again.jsonl")
    assert (tmp_path / "again.jsonl").read_bytes() == recording.read_bytes()


def test_ticks_tell_of_every_answer(recording: Path) -> None:
    ticks: list[int] = []
    replay = ReplayDecoder(recording)
    replay.probe(prompts(), PROBE, ticks.append)
    replay.fill(prompts(), SCHEMAS, ticks.append)
    assert sum(ticks) == 2 * len(SENTENCES)
    assert (replay.usage.read, replay.usage.written) == (0, 0)


def test_a_prompt_that_has_changed_is_an_error_that_names_it(recording: Path) -> None:
    replay, asked = ReplayDecoder(recording), prompts("You label well.")
    said = r"no answer to this 'detect' prompt: 'Chile urged Norway to recall its trawlers.'.*record it again"
    with pytest.raises(DecodeError, match=said):
        replay.choose(asked, LABELS)
    with pytest.raises(DecodeError, match=said):
        replay.probe(asked, PROBE)
    with pytest.raises(DecodeError, match=said):
        replay.fill(asked, SCHEMAS)


def test_other_labels_heads_parties_or_words_are_other_questions(recording: Path) -> None:
    replay, asked = ReplayDecoder(recording), prompts()[:1]
    other_heads = Probe(PROBE.model_sha256, PROBE.prompt_sha256, PROBE.blocks, PROBE.heads[:2], {})
    other_parties = record_for(Kind.DEMAND, ("Chile", "Peru"), SENTENCES[0])
    other_words = record_for(Kind.DEMAND, ("Chile", "Norway"), SENTENCES[1])
    other_class = record_for(Kind.WARNING, ("Chile", "Norway"), SENTENCES[0])
    with pytest.raises(DecodeError):
        replay.choose(asked, LABELS[:3])
    with pytest.raises(DecodeError):
        replay.probe(asked, other_heads)
    for schema in (other_parties, other_words, other_class):
        with pytest.raises(DecodeError):
            replay.fill(asked, [schema])


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no json",
        '{"model": {}}\n',
        '[1]\n{"key": "a", "answer": 1}\n',
        '{"model": {"name": "a", "sha256": "b"}}\n{}',
    ],
)
def test_a_broken_recording_is_one_clear_line(text: str, tmp_path: Path) -> None:
    path = tmp_path / "broken.jsonl"
    path.write_text(text)
    with pytest.raises(DecodeError, match="cannot read the recording .*broken.jsonl.*record it again$") as error:
        ReplayDecoder(path)
    assert "\n" not in str(error.value)


def test_a_recording_that_is_not_there_is_one_clear_line(tmp_path: Path) -> None:
    with pytest.raises(DecodeError, match="cannot read the recording"):
        ReplayDecoder(tmp_path / "none.jsonl")
