"""The process in which files are read: no network, no other program, no writing, bounded memory and time.

Not a prison for hostile machine code, but a parser that is talked into fetching a picture, running a script, or
reading for ever gets nowhere. Questions come on stdin: a line of JSON with the file's name and size, then its bytes.
Each gets one line of JSON on stdout.
"""

import json
import os
import resource
import signal
import sys
from dataclasses import asdict
from typing import Any, BinaryIO

# Of processor time, so that a busy machine reads the same files as an idle one; and more for an archive of thousands.
_SECONDS, _SECONDS_A_MEGABYTE = 30, 10
_MEMORY = 4 << 30  # bytes of address space
_FORBIDDEN = ("socket.", "subprocess.", "os.exec", "os.fork", "os.posix_spawn", "os.system", "os.remove", "os.rename",
              "os.mkdir", "os.rmdir", "os.kill", "os.chmod", "os.link", "os.symlink", "os.truncate", "shutil.",
              "tempfile.", "urllib.", "http.", "ftplib.", "smtplib.", "pty.", "webbrowser.")  # fmt: skip
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


def guard(event: str, arguments: tuple[Any, ...]) -> None:
    """An audit hook (https://docs.python.org/3/library/audit_events.html): PermissionError for what is barred."""
    if event.startswith(_FORBIDDEN):
        raise PermissionError(f"a file that is read may not use {event}")
    if event == "open" and len(arguments) > 2 and isinstance(arguments[2], int) and arguments[2] & _WRITING:
        raise PermissionError("a file that is read may not write")


def seconds_for(size: int) -> int:
    """How much processor time a file of so many bytes may take."""
    return _SECONDS + _SECONDS_A_MEGABYTE * size // 1_000_000


def main() -> None:
    questions, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a library prints is no answer
    _limit(resource.RLIMIT_AS, _MEMORY)
    _limit(resource.RLIMIT_CORE, 0)
    # Ctrl-C is the other process's business; it ends this one by closing the pipe.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    sys.addaudithook(guard)
    while line := questions.readline():
        question = json.loads(line)
        data = questions.read(question["size"])
        signal.setitimer(signal.ITIMER_PROF, seconds_for(len(data)))
        answer = _answer(data, question["name"])
        signal.setitimer(signal.ITIMER_PROF, 0)
        _write(answers, answer)


def _limit(what: int, most: int) -> None:
    """At most so much; a lower limit that is there already stays."""
    _, hard = resource.getrlimit(what)
    lowered = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(what, (lowered, lowered))


def _answer(data: bytes, name: str) -> dict[str, Any]:
    from extract.formats.documents import PlainText, Unreadable
    from extract.formats.suffixes import read_any

    try:
        parts = [{"kind": type(part).__name__} | asdict(part) for part in read_any(data, name)]
    except Unreadable as why:
        return {"refused": str(why)}
    for part in parts:
        if part["kind"] == PlainText.__name__:
            part["data"] = part["data"].decode("latin-1")
    return {"parts": parts}


def _write(answers: BinaryIO, answer: dict[str, Any]) -> None:
    answers.write(json.dumps(answer).encode("ascii") + b"\n")
    answers.flush()


if __name__ == "__main__":
    main()
