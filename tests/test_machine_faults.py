"""What a machine can do to a run: each fault costs one line and the right exit code, never work that was done, and
never a briefing that was there before."""

import ctypes
import os
import resource
import shutil
import signal
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from extract.decoding.base import Failure
from extract.decoding.interruptible import Caller
from extract.schemas import Record
from extract.store.file import VERSION
from tests.forked_runs import Runs
from tests.scripted import ScriptedDecoder
from tests.test_pipeline import FILES, write
from tests.test_store import execute

OLD = b"an older briefing"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("faults") / "articles", FILES)


@pytest.fixture(scope="module")
def undisturbed(folder: Path) -> Runs:
    runs = Runs(folder, folder.parent / "undisturbed", ScriptedDecoder)
    assert runs.run() == 0
    return runs


class Untouched(ScriptedDecoder):
    """Must not be asked: what is asked of it comes out as a bug, exit code 1."""

    def fill(self, *asked: Any, **more: Any) -> list[Record | Failure]:
        raise AssertionError("it was asked")


def one_line(runs: Runs) -> str:
    """The last line, which is the only one besides progress."""
    lines = [line for line in runs.said() if line.startswith("extract: ")]
    assert len(lines) == 1, runs.said()
    assert not [line for line in runs.said() if "Traceback" in line]
    return lines[0]


# --- the disk ---


@pytest.mark.parametrize("size", [3_000, 5_000])
def test_a_file_that_may_not_grow_costs_one_line_and_the_same_again_goes_on(
    size: int, folder: Path, tmp_path: Path, undisturbed: Runs
) -> None:
    """The limit is put on after the check of the output, as a disk that fills up meanwhile."""
    runs = Runs(folder, tmp_path / "run", ScriptedDecoder)
    runs.out.write_bytes(OLD)
    assert runs.run(lambda: _limited_at_first_answer(size)) == 9
    last = runs.said()[-1]
    assert last.startswith(f"extract: cannot write {runs.out}: ")
    assert last.endswith("what was read is kept: mend that and run the same again")
    assert runs.written() == {"briefing.json": OLD}
    assert runs.run() == 0
    assert runs.written() == undisturbed.written()


def _limited_at_first_answer(size: int) -> None:
    fill = ScriptedDecoder.fill

    def limited(self: ScriptedDecoder, *arguments: object) -> object:
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
        return fill(self, *arguments)  # type: ignore[arg-type]

    ScriptedDecoder.fill = limited  # type: ignore[method-assign, assignment]


def mounted(at: Path, size: str) -> None:
    """A disk of that size at a folder, for this process alone; ends it with 77 where that is not allowed."""
    libc = ctypes.CDLL(None, use_errno=True)
    user, mount = 0x10000000, 0x00020000
    uid, gid = os.getuid(), os.getgid()
    if libc.unshare(mount if uid == 0 else mount | user):
        os._exit(77)
    if uid:
        Path("/proc/self/setgroups").write_text("deny")
        Path("/proc/self/uid_map").write_text(f"{uid} {uid} 1")
        Path("/proc/self/gid_map").write_text(f"{gid} {gid} 1")
    private, recursive = 1 << 18, 1 << 14
    options = f"size={size},mode=0777".encode()
    if libc.mount(b"none", b"/", None, private | recursive, None) or libc.mount(
        b"none", str(at).encode(), b"tmpfs", 0, options
    ):
        os._exit(77)


def skip_without_mounts(code: int) -> None:
    if code == 77:
        pytest.skip("this system lets nobody mount a disk of his own")


def test_a_disk_that_is_full_from_the_start_is_told_before_anything_is_read(folder: Path, tmp_path: Path) -> None:
    runs = Runs(folder, tmp_path / "run", Untouched)
    code = runs.run(lambda: mounted(runs.at, "8k"))
    skip_without_mounts(code)
    assert code == 9
    assert one_line(runs) == f"extract: cannot write {runs.out}: No space left on device"
    assert len(runs.said()) == 1


@pytest.mark.parametrize("size", ["80k", "96k", "112k", "160k", "256k"])
def test_a_disk_that_fills_up_leaves_the_older_briefing_whole(
    size: str, folder: Path, tmp_path: Path, undisturbed: Runs
) -> None:
    runs, kept = Runs(folder, tmp_path / "run", ScriptedDecoder), tmp_path / "kept"

    def filling() -> None:
        mounted(runs.at, size)
        runs.out.write_bytes(OLD)

    code = runs.run(filling, after=lambda: shutil.copytree(runs.at, kept))
    skip_without_mounts(code)
    assert code in (0, 9)
    assert not [line for line in runs.said() if "Traceback" in line or "bug" in line]
    briefing = (kept / "briefing.json").read_bytes()
    assert briefing in (OLD, undisturbed.written()["briefing.json"])
    assert (briefing == OLD) <= (code == 9)
    assert not list(kept.glob(".*"))


def test_a_log_on_a_full_disk_costs_the_log_alone(folder: Path, tmp_path: Path, undisturbed: Runs) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("needs /dev/full")
    runs = Runs(folder, tmp_path / "run", ScriptedDecoder)
    assert runs.run(log=Path("/dev/full")) == 0
    assert runs.written() == undisturbed.written()


def test_a_briefing_that_may_not_be_written_over_is_told_before_anything_is_read(folder: Path, tmp_path: Path) -> None:
    runs = Runs(folder, tmp_path / "run", Untouched)
    runs.out.write_bytes(OLD)
    runs.out.chmod(0o444)
    if os.access(runs.out, os.W_OK):
        pytest.skip("this user may write to every file")
    assert runs.run() == 9
    assert "may not be written over" in one_line(runs)


# --- what is kept ---


def test_a_store_that_is_of_a_newer_version_or_damaged_costs_one_line(
    folder: Path, tmp_path: Path, undisturbed: Runs
) -> None:
    runs = Runs(folder, tmp_path / "run", ScriptedDecoder)
    assert runs.run() == 0
    execute(runs.store, "PRAGMA user_version = 99")
    assert runs.run() == 0
    assert one_line(runs).endswith("newer version of extract; what this run learns is not kept")
    execute(runs.store, f"PRAGMA user_version = {VERSION}")
    content = runs.store.read_bytes()
    runs.store.write_bytes(content[:5000] + bytes(len(content) - 5000))
    assert runs.run() == 0
    assert "was damaged: it was moved aside" in one_line(runs)
    assert runs.written() == undisturbed.written()


# --- memory ---


class Hungry(ScriptedDecoder):
    def fill(self, *asked: Any, **more: Any) -> list[Record | Failure]:
        bytearray(1 << 34)
        return super().fill(*asked, **more)


def test_memory_that_is_not_there_ends_a_run_with_12_and_its_work_is_kept(
    folder: Path, tmp_path: Path, undisturbed: Runs
) -> None:
    runs = Runs(folder, tmp_path / "run", Hungry)
    runs.out.write_bytes(OLD)
    assert runs.run(lambda: resource.setrlimit(resource.RLIMIT_AS, (1 << 33, 1 << 33))) == 12
    assert one_line(runs) == "extract: no memory is left: close other programs and run the same again"
    assert runs.written() == {"briefing.json": OLD}
    again = Runs(folder, tmp_path / "run", ScriptedDecoder)
    assert again.run() == 0
    assert again.written() == undisturbed.written()


# --- who asks it to end ---


class Busy(ScriptedDecoder):
    """Computes without end in C, and looks at the flag as llama.cpp does."""

    swallows = False

    def fill(self, *asked: Any, **more: Any) -> list[Record | Failure]:
        caller = Caller()

        def compute() -> None:
            while not caller.is_stopping:
                time.sleep(0.01)

        try:
            caller.call(compute)
        except KeyboardInterrupt:
            if not self.swallows:
                raise
            time.sleep(60)
        raise AssertionError("it was not interrupted")


class Deaf(Busy):
    """Loses the interrupt, as a callback from C or a destructor does."""

    swallows = True


def asked_to_end(number: signal.Signals) -> Callable[[], None]:
    def fault() -> None:
        # A runner in the background may ignore them, as nohup does: the command then does so, too.
        signal.signal(signal.SIGINT, signal.default_int_handler)
        signal.signal(signal.SIGHUP, signal.SIG_DFL)
        threading.Timer(0.6, os.kill, (os.getpid(), number)).start()

    return fault


@pytest.mark.parametrize(
    ("number", "code", "word"),
    [
        (signal.SIGINT, 130, "interrupted"),
        (signal.SIGTERM, 143, "told to end"),
        (signal.SIGHUP, 129, "told to end"),
    ],
)
def test_a_run_that_computes_ends_when_it_is_asked_to(
    number: signal.Signals, code: int, word: str, folder: Path, tmp_path: Path
) -> None:
    runs = Runs(folder, tmp_path / "run", Busy)
    runs.out.write_bytes(OLD)
    began = time.monotonic()
    assert runs.run(asked_to_end(number)) == code
    assert time.monotonic() - began < 30  # not the time of the computation, which has no end
    assert one_line(runs) == f"extract: {word}: no briefing was written"
    assert runs.written() == {"briefing.json": OLD}


def test_an_interrupt_that_gets_lost_ends_the_run_after_a_second(folder: Path, tmp_path: Path) -> None:
    runs = Runs(folder, tmp_path / "run", Deaf)
    began = time.monotonic()
    assert runs.run(asked_to_end(signal.SIGINT)) == 130
    assert time.monotonic() - began < 30
    assert one_line(runs) == "extract: interrupted"
    assert runs.written() == {}


def test_a_call_that_does_not_stop_is_left_alone_after_a_while() -> None:
    caller, done = Caller(), threading.Event()

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGUSR1, interrupted)
    try:
        threading.Timer(0.1, os.kill, (os.getpid(), signal.SIGUSR1)).start()
        with pytest.raises(KeyboardInterrupt):
            caller.call(done.wait)
    finally:
        signal.signal(signal.SIGUSR1, before)
    assert caller.is_stuck
    assert caller.is_stopping
    done.set()


def test_a_call_gives_what_it_gives_and_raises_what_it_raises() -> None:
    caller = Caller()
    assert caller.call(divmod, 7, 2) == (3, 1)
    with pytest.raises(ZeroDivisionError):
        caller.call(divmod, 7, 0)
    assert not caller.is_stuck
    caller.close()
