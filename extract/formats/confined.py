"""Reading files in a process of its own: what a parser does there, in a hang, a crash or a leak, stays there."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from extract.formats.documents import Document, Part, PlainText, Unread, Unreadable, digest
from extract.formats.sandbox import seconds_for

_ROOT = Path(__file__).parents[2]
_TIMEOUTS = (signal.SIGPROF, signal.SIGXCPU)


class Reader:
    """Reads files one after another. The process starts with the first file and ends with the block.

    After a file that ends it, by taking too long, say, the next file gets a new one.
    """

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._last: tuple[str, str, Sequence[Part]] | None = None  # of a file that is asked for member by member

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()

    def read(self, data: bytes, name: str) -> Sequence[Part]:
        """What `extract.formats.read` gives for the file. Raises Unreadable as that does, and if it takes too much."""
        question = (digest(data), name)
        if self._last is None or self._last[:2] != question:
            self._last = (*question, self._asked(data, name))
        return self._last[2]

    def _asked(self, data: bytes, name: str) -> Sequence[Part]:
        process = self._started()
        if process.stdin is None or process.stdout is None:
            raise Unreadable("the process that reads it could not be started")
        try:
            process.stdin.write(json.dumps({"name": name, "size": len(data)}).encode() + b"\n" + data)
            process.stdin.flush()
            answer = process.stdout.readline()
        except OSError:
            answer = b""
        except BaseException:
            # Ctrl-C: nobody waits for this answer, and it must not be taken for that to the next question.
            process.kill()
            self._end()
            raise
        if not answer.endswith(b"\n"):
            raise Unreadable(ending(self._end(), len(data)))
        return _parts(json.loads(answer))

    def _started(self) -> "subprocess.Popen[bytes]":
        if self._process is None or self._process.poll() is not None:
            self._end()
            # The folder that we stand in is not searched for modules: it may hold other people's files.
            paths = dict.fromkeys([str(_ROOT), *(path for path in sys.path if path)])
            environment = os.environ | {"PYTHONPATH": os.pathsep.join(paths), "PYTHONHASHSEED": "0"}
            try:
                self._process = subprocess.Popen(
                    [sys.executable or "python3", "-P", "-B", "-m", "extract.formats.sandbox"],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.DEVNULL,
                    env=environment,
                )
            except OSError as error:
                raise Unreadable(f"the process that reads it could not be started ({error.strerror})") from error
        return self._process

    def _end(self) -> int:
        process, self._process = self._process, None
        if process is None:
            return 0
        for pipe in (process.stdin, process.stdout):
            try:
                if pipe:
                    pipe.close()
            except OSError:
                pass
        try:
            return process.wait(timeout=1)
        except subprocess.TimeoutExpired:
            process.kill()
            return process.wait()


def ending(status: int, size: int) -> str:
    """Why there is no answer about `size` bytes, by the exit status of the process that should have given it."""
    if -status in _TIMEOUTS:
        return f"takes more than {seconds_for(size)} seconds of processor time to read"
    return f"broken: the reader ended while reading it (status {status})"


def _parts(answer: dict[str, Any]) -> list[Part]:
    if "refused" in answer:
        raise Unreadable(answer["refused"])
    kinds: dict[str, Any] = {"Document": Document, "Unread": Unread, "PlainText": _plain_text}
    return [kinds[each.pop("kind")](**each) for each in answer["parts"]]


def _plain_text(member: str, data: str) -> PlainText:
    return PlainText(member, data.encode("latin-1"))
