"""Whole runs of `extract brief` in forked processes, where things go wrong on purpose; a stand-in takes the model's
place, everything else (options, store, output, report) is real. A fork starts with everything imported."""

import contextlib
import logging
import os
import resource
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType
from typing import Any

import extract.pipeline
from extract.cli import app
from extract.config import Settings
from extract.decoding.base import Decoder
from extract.decoding.stored import StoredDecoder
from extract.store import Store

#: Calls into C after which something on disk is not as it was before.
CHANGING = frozenset(
    {"open", "write", "flush", "fsync", "close", "execute", "executemany", "rename", "replace", "unlink", "mkdir"}
    | {"rmdir", "flock", "fchmod", "__exit__"}
)


#: Seconds after which a run is killed: it then fails its test instead of holding up all the others.
_LIMIT = 120


class Runs:
    """`extract brief` over one folder into files of their own below `at`."""

    def __init__(self, folder: Path, at: Path, decoder: Callable[[], Decoder]) -> None:
        at.mkdir(exist_ok=True)
        self.folder, self.at, self._decoder = folder, at, decoder
        self.out, self.report, self.store = at / "briefing.json", at / "report.html", at / "store" / "answers.sqlite"
        self.log = at.parent / f"{at.name}.log"

    def run(
        self,
        fault: Callable[[], None] = lambda: None,
        *,
        log: Path | None = None,
        after: Callable[[], object] = lambda: None,
    ) -> int:
        """The exit code (a killed run's is the signal's, negative); `fault` is set up right before the command runs,
        and `after` is called in its process when it has ended."""
        pid = os.fork()
        if pid == 0:
            code = 99  # nothing that a command ends with
            try:
                code = self._child(fault, log or self.log)
                after()
            finally:
                os._exit(code)
        return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])

    def written(self) -> dict[str, bytes]:
        """All that the run left, but for the store."""
        files = (
            path for path in sorted(self.at.rglob("*")) if path.is_file() and self.store.parent not in path.parents
        )
        return {str(path.relative_to(self.at)): path.read_bytes() for path in files}

    def said(self) -> list[str]:
        return self.log.read_text(encoding="utf-8").splitlines()

    def _child(self, fault: Callable[[], None], log: Path) -> int:
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        signal.alarm(_LIMIT)
        logging.getLogger().handlers.clear()  # the test runner's: what is logged goes to stderr, as without it
        descriptor = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        sys.stderr = os.fdopen(descriptor, "w", encoding="utf-8", errors="backslashreplace")
        arguments = ["brief", str(self.folder), "-o", str(self.out), "--report", str(self.report)]
        with _stand_in(self._decoder):
            fault()
            try:
                app([*arguments, "--store", str(self.store)], prog_name="extract")
            except SystemExit as ended:
                return int(ended.code or 0)
            finally:
                sys.setprofile(None)
        return 98


@contextlib.contextmanager
def _stand_in(decoder: Callable[[], Decoder]) -> Iterator[None]:
    def open_stored(settings: Settings) -> StoredDecoder:
        path = settings.store if isinstance(settings.store, Path) else None
        return StoredDecoder(Store(path), decoder, model_name="stand-in", model_sha256="00" * 32)

    before = extract.pipeline.open_stored
    extract.pipeline.open_stored = open_stored
    try:
        yield
    finally:
        extract.pipeline.open_stored = before


def killed_before(number: int) -> Callable[[], None]:
    """A fault that kills the process right before that call of `CHANGING` from this package, counted from 0."""
    return _at(number, lambda: os.kill(os.getpid(), signal.SIGKILL))


def counted(told: Path) -> Callable[[], None]:
    """No fault: writes into a file how many such calls a run makes."""
    pipe = os.open(told, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)

    def note(number: int) -> None:
        os.pwrite(pipe, str(number + 1).encode(), 0)

    return lambda: sys.setprofile(_Watched(note))


def _at(number: int, act: Callable[[], None]) -> Callable[[], None]:
    return lambda: sys.setprofile(_Watched(lambda now: act() if now == number else None))


class _Watched:
    """A profile function that counts."""

    def __init__(self, note: Callable[[int], None]) -> None:
        self._note, self._count = note, 0

    def __call__(self, frame: FrameType, event: str, function: Any) -> None:
        if event == "c_call" and function.__name__ in CHANGING and _is_ours(frame):
            number, self._count = self._count, self._count + 1
            self._note(number)


def _is_ours(frame: FrameType) -> bool:
    """Whether it, or one of the few that called it (pathlib, say), is a function of this package that writes."""
    for _ in range(4):
        if f"extract{os.sep}" in frame.f_code.co_filename:
            return True
        if frame.f_back is None:
            return False
        frame = frame.f_back
    return False
