"""A whole `extract brief` that is killed at any of its writes, and started again, ends with the bytes of an
undisturbed one: briefing, report, extracted texts; and nothing else is left."""

import random
import signal
import sys
from pathlib import Path

import pytest

from tests.forked_runs import Runs, counted, killed_before
from tests.test_pipeline import FILES, LIST, write
from tests.test_store_killed import Moody

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs fork")

PAGE = f"<html><head><title>Two-point consensus</title></head><body><article><p>{LIST}</p></article></body></html>"
KILLS = 4


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("killed") / "articles", FILES | {"page.html": PAGE})


@pytest.fixture(scope="module")
def undisturbed(folder: Path) -> Runs:
    runs = Runs(folder, folder.parent / "undisturbed", lambda: Moody(0))
    assert runs.run(counted(folder.parent / "writes")) == 0
    return runs


@pytest.fixture(scope="module")
def writes(undisturbed: Runs) -> int:
    """How many points there are to be killed at."""
    return int((undisturbed.folder.parent / "writes").read_text())


def test_an_undisturbed_run_leaves_its_results_and_nothing_else(undisturbed: Runs, writes: int) -> None:
    assert {name.partition("/")[0] for name in undisturbed.written()} >= {"briefing.json", "report.html"}
    assert not [name for name in undisturbed.written() if "draft" in name]
    assert writes > 40


@pytest.mark.parametrize("seed", range(3))
def test_runs_that_are_killed_at_random_writes_end_with_the_same_bytes(
    seed: int, folder: Path, tmp_path: Path, undisturbed: Runs, writes: int
) -> None:
    runs, chance = Runs(folder, tmp_path / "run", lambda: Moody(0)), random.Random(seed)
    ends = [runs.run(killed_before(chance.randrange(writes))) for _ in range(KILLS)]
    assert set(ends) <= {0, -signal.SIGKILL}
    assert -signal.SIGKILL in ends
    assert runs.run() == 0
    assert runs.written() == undisturbed.written()


def test_a_run_that_is_killed_while_it_writes_its_results_leaves_the_older_ones_whole(
    folder: Path, tmp_path: Path, undisturbed: Runs
) -> None:
    runs = Runs(folder, tmp_path / "run", lambda: Moody(0))
    assert runs.run(counted(tmp_path / "first")) == 0  # its answers are kept from now on
    assert runs.run(counted(tmp_path / "writes")) == 0
    last = int((tmp_path / "writes").read_text())
    runs.out.write_text("an older briefing")
    for point in range(max(last - 36, 0), last, 7):
        assert runs.run(killed_before(point)) == -signal.SIGKILL
        assert runs.out.read_bytes() in (b"an older briefing", undisturbed.written()["briefing.json"])
    assert runs.run() == 0
    assert runs.written() == undisturbed.written()


def test_two_runs_over_one_folder_at_the_same_time_do_not_disturb_each_other(
    folder: Path, tmp_path: Path, undisturbed: Runs
) -> None:
    import multiprocessing

    runs = Runs(folder, tmp_path / "run", lambda: Moody(0.001))
    context = multiprocessing.get_context("fork")
    logs = [tmp_path / f"{name}.log" for name in "ab"]
    pair = [context.Process(target=lambda log: sys.exit(runs.run(log=log)), args=(log,)) for log in logs]
    for process in pair:
        process.start()
    for process in pair:
        process.join()
    assert [process.exitcode for process in pair] == [0, 0]
    assert runs.written() == undisturbed.written()
