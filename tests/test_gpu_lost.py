"""A GPU that cannot be used, or is gone in the middle of a run: one line, and the work goes on without it."""

import logging
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from extract import opening
from extract.config import Settings
from extract.decoding.base import Decoder, Prompt
from extract.decoding.stored import Spare, StoredDecoder
from extract.errors import ComputeError, OutOfMemory
from extract.pipeline import Progress, run_folder
from extract.store import Store
from tests.scripted import ScriptedDecoder
from tests.test_pipeline import SETTINGS, write


class OnGpu(ScriptedDecoder):
    """Its device is gone after so many calls."""

    def __init__(self, calls: int) -> None:
        super().__init__()
        self.calls, self.closed = calls, False

    def choose(self, prompts: Sequence[Prompt], labels: Sequence[str]) -> list[Mapping[str, float]]:
        self.calls -= 1
        if self.calls < 0:
            raise ComputeError("llama.cpp could not read a batch of 7 tokens: status -3")
        return super().choose(prompts, labels)

    def close(self) -> None:
        self.closed = True


def warnings(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING]


@pytest.mark.parametrize("calls", [0, 1, 2])
def test_a_gpu_that_is_gone_costs_one_line_and_no_answer(
    calls: int, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    folder, gpu = write(tmp_path / "articles"), OnGpu(calls)
    spare = Spare(ScriptedDecoder, {"gpu": "off"}, "going on without the GPU")
    seen: list[Progress] = []
    decoder = StoredDecoder(Store(None), lambda: gpu, model_name="scripted", model_sha256="5c" * 32, spare=spare)
    run = run_folder(folder, SETTINGS, decoder=decoder, watch=seen.append)
    assert run.briefing == run_folder(folder, SETTINGS, decoder=ScriptedDecoder()).briefing
    assert warnings(caplog) == [
        "extract: llama.cpp could not read a batch of 7 tokens: status -3; going on without the GPU"
    ]
    assert gpu.closed
    assert all(0 <= progress.done <= progress.total for progress in seen)


def test_what_the_spare_one_answers_is_kept_as_its_own_answers(tmp_path: Path) -> None:
    folder, store = write(tmp_path / "articles"), tmp_path / "store"

    def asked(calls: int, settings: dict[str, str]) -> int:
        spare = Spare(ScriptedDecoder, {"gpu": "off"}, "") if settings["gpu"] == "auto" else None
        decoder = StoredDecoder(
            Store(store), lambda: OnGpu(calls), model_name="", model_sha256="", settings=settings, spare=spare
        )
        run = run_folder(folder, SETTINGS, decoder=decoder)
        decoder.close()
        return run.read_tokens

    assert asked(0, {"gpu": "auto"}) > 0
    assert asked(99, {"gpu": "off"}) == 0
    assert asked(99, {"gpu": "auto"}) > 0


def test_without_a_spare_one_the_fault_comes_out(tmp_path: Path) -> None:
    decoder = StoredDecoder(Store(None), lambda: OnGpu(0), model_name="", model_sha256="")
    with pytest.raises(ComputeError, match="status -3"):
        run_folder(write(tmp_path / "articles"), SETTINGS, decoder=decoder)


@pytest.fixture
def loaded(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The values of --gpu with which a model was loaded; with a GPU it cannot be."""
    tried: list[str] = []

    def load(settings: Settings) -> Decoder:
        tried.append(settings.gpu)
        if settings.gpu != "off":
            raise ComputeError("no memory on the device")
        return ScriptedDecoder()

    monkeypatch.setattr(opening, "_load", load)
    monkeypatch.setattr("extract.decoding.engine.finds_gpu", lambda: True)
    return tried


def test_a_gpu_that_the_model_cannot_be_put_on_is_done_without(
    loaded: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    assert isinstance(opening.open_decoder(Settings()), ScriptedDecoder)
    assert loaded == ["auto", "off"]
    assert warnings(caplog) == [
        "extract: no memory on the device; going on without the GPU, as --gpu off does from the start"
    ]


def test_with_gpu_off_none_is_tried(loaded: list[str], caplog: pytest.LogCaptureFixture) -> None:
    opening.open_decoder(Settings(gpu="off"))
    assert loaded == ["off"]
    assert warnings(caplog) == []


def test_where_there_is_no_gpu_the_fault_is_not_blamed_on_one(
    loaded: list[str], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("extract.decoding.engine.finds_gpu", lambda: False)
    with pytest.raises(ComputeError, match="no memory on the device"):
        opening.open_decoder(Settings())
    assert loaded == ["auto"]
    assert warnings(caplog) == []


def test_too_little_memory_for_the_processor_is_told_as_such(
    loaded: list[str], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def load(settings: Settings) -> Decoder:
        raise OutOfMemory("too little") if settings.gpu == "off" else ComputeError("no memory on the device")

    monkeypatch.setattr(opening, "_load", load)
    with pytest.raises(OutOfMemory, match="too little"):
        opening.open_decoder(Settings())
    assert warnings(caplog) == []
