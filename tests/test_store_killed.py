"""A run that is killed anywhere, any number of times, and started again ends with the bytes of an undisturbed one."""

import contextlib
import hashlib
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from extract.decoding.base import Failure, Prompt, Tick, no_tick
from extract.decoding.stored import StoredDecoder
from extract.heads import Probe
from extract.pipeline import run_folder
from extract.schemas import Record
from extract.store import Store
from tests.cli_runs import ROOT
from tests.scripted import ScriptedDecoder, said
from tests.test_pipeline import ELSEWHERE, FILES, SETTINGS, write


class Moody(ScriptedDecoder):
    """Slow, and its answers move a little with what is asked in the same call, as a real model's do."""

    def __init__(self, seconds: float) -> None:
        super().__init__()
        self._seconds = seconds

    def choose(self, prompts: Sequence[Prompt], labels: Sequence[str]) -> list[Mapping[str, float]]:
        time.sleep(self._seconds * len(prompts))
        mood = _mood(prompts)
        return [{label: value - mood for label, value in each.items()} for each in super().choose(prompts, labels)]

    def fill(
        self,
        prompts: Sequence[Prompt],
        schemas: Sequence[type[Record]],
        tick: Tick = no_tick,
        judge: Probe | None = None,
    ) -> list[Record | Failure]:
        time.sleep(self._seconds * len(prompts))
        if _mood(prompts) < 0.001:
            return [Failure("in no mood")] * len(prompts)
        return super().fill(prompts, schemas, tick, judge)


def _mood(prompts: Sequence[Prompt]) -> float:
    return hashlib.sha256("|".join(map(said, prompts)).encode()).digest()[0] / 25_500


def brief(folder: Path, store: Path | None, seconds: float) -> str:
    opened = StoredDecoder(Store(store), lambda: Moody(seconds), model_name="moody", model_sha256="00" * 32)
    with contextlib.closing(opened) as decoder:
        return run_folder(folder, SETTINGS, decoder=decoder).briefing.to_json()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    letters = {f"{number}_{name}": text for number in range(2) for name, text in FILES.items()}
    return write(tmp_path / "articles", letters | {"z.txt": ELSEWHERE})


def test_the_bytes_of_this_decoder_depend_on_how_it_is_asked(folder: Path) -> None:
    """Otherwise the test below would show nothing."""
    alone = run_folder(folder, SETTINGS, decoder=Moody(0)).briefing.to_json()
    assert brief(folder, None, 0) != alone


def test_a_killed_run_goes_on_where_it_was_and_ends_with_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    undisturbed = brief(folder, None, 0)
    script = (
        "import sys\n"
        "from pathlib import Path\n"
        "from tests.test_store_killed import brief\n"
        "print('begun', flush=True)\n"
        "sys.stdout.write(brief(Path(sys.argv[1]), Path(sys.argv[2]), 0.004))\n"
    )
    chance, killed = random.Random(7), 0
    for round_ in range(3):
        store = tmp_path / f"{round_}.sqlite"
        for _ in range(5):
            arguments = [sys.executable, "-c", script, str(folder), str(store)]
            with subprocess.Popen(arguments, stdout=subprocess.PIPE, cwd=ROOT, text=True) as process:
                assert process.stdout
                assert process.stdout.readline() == "begun\n"
                time.sleep(chance.uniform(0, 0.25))
                with contextlib.suppress(ProcessLookupError):
                    os.kill(process.pid, signal.SIGKILL)
                killed += process.wait() == -signal.SIGKILL
        assert brief(folder, store, 0) == undisturbed
    assert killed > 5
