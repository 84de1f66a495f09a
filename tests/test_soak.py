"""A short soak: a few runs over random folders lose nothing, leave nothing and hold on to nothing."""

import sys
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.soak import Measured, compared, soak, verdict, with_stand_in
from extract.decoding.stored import StoredDecoder

pytestmark = pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="needs Linux's /proc")
FINE = Measured(memory=100_000_000, files=5, threads=1, found=3, faults=())


def test_a_few_runs_over_random_folders_lose_nothing_and_leave_nothing() -> None:
    measured = soak(8, with_stand_in, seconds=sys.maxsize)
    assert len(measured) == 8
    assert sum(each.found for each in measured) > 10
    assert [fault for each in measured for fault in each.faults] == []
    assert measured[-1].threads <= measured[2].threads
    assert measured[-1].files <= measured[2].files


def test_a_run_that_fails_is_told_and_the_others_go_on() -> None:
    def opened(store: Path) -> StoredDecoder:
        calls.append(store)
        if len(calls) == 2:
            raise OSError("no such device")
        return with_stand_in(store)

    calls: list[Path] = []
    measured = soak(3, opened, seconds=sys.maxsize)
    assert [each.faults for each in measured] == [(), ("failed: OSError('no such device')",), ()]


@pytest.mark.parametrize(
    ("last", "told"),
    [
        (replace(FINE, memory=106_000_000), "memory grew"),
        (replace(FINE, files=6), "open files grew from 5 to 6"),
        (replace(FINE, threads=2), "open threads grew"),
        (replace(FINE, faults=("lost: demand",)), "run 19: lost: demand"),
    ],
)
def test_what_is_wrong_is_told(last: Measured, told: str) -> None:
    wrong = verdict([FINE] * 18 + [last] * 2)
    assert any(told in line for line in wrong)


def test_what_grows_while_caches_fill_is_not_held_against_it() -> None:
    measured = [replace(FINE, memory=90_000_000)] * 4 + [FINE] * 16
    assert verdict(measured) == []
    assert len(compared(measured)[0]) == 2
