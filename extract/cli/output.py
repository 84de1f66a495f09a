"""Where a result goes: to stdout, or to a file that is either the old one or the whole new one."""

import contextlib
import fcntl
import os
import secrets
import stat
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, TextIO

from extract.errors import OutputError

DASH = Path("-")  # stdout, or stdin where something is read
#: What a result is written to at first, in the folder where it goes: `DRAFT.format("*")` finds all of them.
DRAFT = ".extract-{}.draft"
#: Bytes that must fit before the work begins; a small briefing's size.
_TRIED = 1 << 16


def check_output(path: Path) -> None:
    """Raise OutputError if `write_output` could not write there, so that nobody waits for a result in vain."""
    if path == DASH:
        return
    try:
        obstacle = _obstacle(path)
    except OSError as error:
        obstacle = f"cannot write {path}: {error.strerror}"
    if obstacle:
        raise OutputError(obstacle)


def write_output(path: Path, text: str) -> None:
    """Write `text` as UTF-8; "-" is stdout. A file is replaced in one step: whoever reads it never sees half of it.

    Raises OutputError, and then leaves what was there before.
    """
    write_bytes(path, text.encode("utf-8"))


def write_bytes(path: Path, content: bytes) -> None:
    """The same for what is no text."""
    if path == DASH:
        _write_stdout(content)
        return
    try:
        if _is_device(path):
            path.write_bytes(content)
        else:
            # Through a link, so that the link stays one.
            _replace(path.resolve(), content)
    except OSError as error:
        raise OutputError(f"cannot write {path}: {error.strerror}") from error


def say(text: str) -> None:
    """Write text for a person to stdout; what its encoding lacks is spelt out. Raises OutputError."""
    encoding = sys.stdout.encoding or "utf-8"
    _write_stdout(text.encode(encoding, "backslashreplace"))


def tell(text: str = "") -> None:
    """Write a line for a person to stderr. Where it cannot be written (a log on a full disk, a terminal that is gone)
    the work goes on without it."""
    try:
        sys.stderr.write(f"{text}\n")
        sys.stderr.flush()
    except OSError:
        _give_up(sys.stderr)


def _write_stdout(content: bytes) -> None:
    """Write it now: in a buffer it would fail when Python ends, where nobody can be told."""
    try:
        sys.stdout.flush()
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
    except OSError as error:
        _give_up(sys.stdout)
        if isinstance(error, BrokenPipeError):
            raise
        raise OutputError(f"cannot write to standard output: {error.strerror}") from error


def _give_up(stream: TextIO) -> None:
    """From here on what is written there goes nowhere, also what is left in its buffer and would fail once more."""
    with contextlib.suppress(OSError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)


def _replace(target: Path, content: bytes) -> None:
    _sweep(target.parent)
    with _draft(target.parent) as (draft, file):
        with contextlib.suppress(FileNotFoundError):
            os.fchmod(file.fileno(), stat.S_IMODE(target.stat().st_mode))
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
        draft.replace(target)


@contextlib.contextmanager
def _draft(folder: Path) -> Iterator[tuple[Path, BinaryIO]]:
    """A new file in `folder` that is gone afterwards, if it has not been given another name."""
    draft, file = _new_draft(folder)
    try:
        with file:
            yield draft, file
    finally:
        draft.unlink(missing_ok=True)


def _new_draft(folder: Path) -> tuple[Path, BinaryIO]:
    while True:
        draft = folder / DRAFT.format(secrets.token_hex(8))
        file = draft.open("xb")
        # Says, as long as this process lives, that somebody is at it.
        with contextlib.suppress(OSError):
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        # Another run may have swept it away right before that.
        if draft.exists():
            return draft, file
        file.close()


def _sweep(folder: Path) -> None:
    """Remove the drafts of runs that were killed while they wrote."""
    for draft in folder.glob(DRAFT.format("*")):
        with contextlib.suppress(OSError), draft.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            draft.unlink()


def _obstacle(path: Path) -> str | None:
    if _is_device(path):
        return None
    target = path.resolve()
    folder = target.parent
    if target.is_dir():
        return f"{path} is a folder: name a file in it, for instance {path / 'briefing.json'}"
    if not folder.is_dir():
        return f"no folder {folder} to write {target.name} to: make it first"
    if not os.access(folder, os.W_OK | os.X_OK):
        return f"cannot write to the folder {folder}: name another place with -o"
    if target.exists() and not os.access(target, os.W_OK):
        return f"{path} may not be written over: name another file with -o"
    # There is more than permissions to it: a disk that is full or mounted read-only, a quota.
    with _draft(target.parent) as (_, file):
        file.write(bytes(_TRIED))
    return None


def _is_device(path: Path) -> bool:
    """/dev/null, a pipe: something to write to that must not be replaced by a file."""
    return path.exists() and not path.is_file() and not path.is_dir()
