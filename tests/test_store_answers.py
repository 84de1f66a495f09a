"""Which answers of a call come from the store, which are asked, and what is kept of them."""

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from extract.decoding.base import Failure, Prompt, Tick, no_tick
from extract.decoding.requests import choose_key
from extract.decoding.stored import GROUP, StoredDecoder
from extract.errors import DecodeError
from extract.heads import Probe
from extract.schemas import Kind, Record, record_for
from extract.store import Store
from tests.scripted import ScriptedDecoder, said
from tests.test_replay import LABELS, PROBE, prompts
from tests.test_store_decoder import Model


@pytest.fixture
def model(tmp_path: Path) -> Model:
    return Model(tmp_path / "answers.sqlite")


def test_ticks_tell_of_every_answer_known_ones_at_once(model: Model) -> None:
    asked = prompts()
    schemas = [record_for(Kind.DEMAND, ("Chile", "Norway"), said(prompt)) for prompt in asked]
    for known in (2, 4):
        decoder, ticks = model.open(), list[int]()
        decoder.probe(asked[:known], PROBE, ticks.append)
        decoder.fill(asked[:known], schemas[:known], ticks.append)
        assert sum(ticks) == 2 * known
        decoder.close()
    again, ticks = model.open(), list[int]()
    again.probe(asked, PROBE, ticks.append)
    again.fill([*asked, *asked], schemas * 2, ticks.append)
    assert (ticks[0], sum(ticks), again.recalled) == (4, 12, 12)


class Choosy(ScriptedDecoder):
    """Fails for what the machine lacks, as long as it lacks it."""

    lacks = True

    def fill(
        self,
        prompts: Sequence[Prompt],
        schemas: Sequence[type[Record]],
        tick: Tick = no_tick,
        judge: Probe | None = None,
    ) -> list[Record | Failure]:
        answers = super().fill(prompts, schemas, tick, judge)
        lacking = [self.lacks and said(prompt).startswith("Norway") for prompt in prompts]
        failure = Failure("no memory", passing=True)
        return [failure if lacks else answer for lacks, answer in zip(lacking, answers, strict=True)]


def test_a_failure_that_is_for_the_question_is_kept_and_one_that_is_for_the_machine_is_not(tmp_path: Path) -> None:
    model, asked = Choosy(fails=["It rained"]), prompts()
    schemas = [record_for(Kind.DEMAND, ("Chile", "Norway"), said(prompt)) for prompt in asked]
    decoder = StoredDecoder(Store(tmp_path / "s"), lambda: model, model_name="", model_sha256="")
    first = decoder.fill(asked, schemas)
    assert isinstance(first[1], Failure)
    assert isinstance(first[3], Failure)
    model.lacks, before = False, len(model.asked)
    second = decoder.fill(asked, schemas)
    assert [said(prompt) for prompt in model.asked[before:]] == ["Norway warned Chile."]
    assert isinstance(second[1], Record)
    assert second[3] == first[3]


def test_what_cannot_be_read_from_the_store_is_asked_again(model: Model) -> None:
    asked, decoder = prompts(), model.open()
    first = decoder.choose(asked, LABELS)
    for wrong in ("null", "[]", "3", json.dumps({"none": 1.0}), json.dumps(dict.fromkeys(LABELS, "1"))):
        store = Store(None)
        store.keep({decoder._hash(choose_key(prompt, LABELS)): wrong.encode() for prompt in asked})
        other = StoredDecoder(store, ScriptedDecoder, model_name="", model_sha256=model.sha256, settings=model.settings)
        assert other.choose(asked, LABELS) == first
        assert other.recalled == 0


def test_a_long_call_is_asked_and_kept_group_by_group(tmp_path: Path) -> None:
    class Stops(ScriptedDecoder):
        calls: list[int] = []  # noqa: RUF012

        def choose(self, prompts: Sequence[Prompt], labels: Sequence[str]) -> list:  # type: ignore[type-arg]
            self.calls.append(len(prompts))
            if len(self.calls) == 3:
                raise DecodeError("the context is full")
            return super().choose(prompts, labels)

    shared = prompts()[0].shared
    long = [Prompt(shared, (replace(shared[0], role="user", text=str(n)),)) for n in range(2 * GROUP + 7)]
    decoder = StoredDecoder(Store(tmp_path / "s"), Stops, model_name="", model_sha256="")
    with pytest.raises(DecodeError):
        decoder.choose(long, LABELS)
    assert len(decoder.choose(long, LABELS)) == len(long)
    assert Stops.calls == [GROUP, GROUP, 7, 7]


def test_no_call_is_no_question(model: Model) -> None:
    decoder = model.open()
    assert decoder.fill([], []) == []
    assert decoder.choose([], LABELS) == []
    assert model.made == []
