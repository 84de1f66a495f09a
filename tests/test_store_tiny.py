"""A real model behind the store: a run that ends early and goes on in another process's model gives the same bytes."""

import contextlib
from collections.abc import Sequence
from pathlib import Path

import pytest

from extract.config import Settings
from extract.decoding.base import Decoder, Failure, Prompt, Tick, no_tick
from extract.decoding.llama import LlamaDecoder
from extract.decoding.stored import StoredDecoder
from extract.heads import Probe
from extract.pipeline import Run, open_decoder, run_folder
from extract.schemas import Record
from extract.store import Store
from tests.test_pipeline import LIST, write

pytestmark = pytest.mark.tiny

SETTINGS = Settings(model="smollm2-135m", threads=1)


class Power:
    """Runs over one folder, each with a model of its own, that end at their call number `cut` for records."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def run(self, store: Path | None, *, cut: int | None = None) -> Run:
        model = open_decoder(SETTINGS)
        assert isinstance(model, LlamaDecoder)
        fill, calls = model.fill, 0

        def cut_off(
            prompts: Sequence[Prompt],
            schemas: Sequence[type[Record]],
            tick: Tick = no_tick,
            judge: Probe | None = None,
        ) -> list[Record | Failure]:
            nonlocal calls
            calls += 1
            if calls == cut:
                raise KeyboardInterrupt
            return fill(prompts, schemas, tick, judge)

        model.fill = cut_off  # type: ignore[method-assign]

        def opened() -> Decoder:
            return model

        with contextlib.closing(model), contextlib.closing(
            StoredDecoder(Store(store), opened, model_name=model.model_name, model_sha256=model.model_sha256)
        ) as decoder:  # fmt: skip
            return run_folder(self._folder, SETTINGS, decoder=decoder)


def test_a_run_whose_power_is_cut_goes_on_to_the_same_bytes(tmp_path: Path) -> None:
    articles = {"a.txt": LIST, "b.txt": LIST.replace("herring", "cod").replace("Two-point", "Another two-point")}
    power, store = Power(write(tmp_path / "articles", articles)), tmp_path / "store"
    undisturbed = power.run(None)
    with pytest.raises(KeyboardInterrupt):
        power.run(store, cut=2)
    resumed = power.run(store)
    assert resumed.briefing.to_json() == undisturbed.briefing.to_json()
    assert 0 < resumed.read_tokens < undisturbed.read_tokens
    assert power.run(store).read_tokens == 0
