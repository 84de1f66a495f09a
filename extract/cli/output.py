"""Where a result goes: to stdout, or to a file that is either the old one or the whole new one."""

import contextlib
import os
import secrets
import stat
import sys
from pathlib import Path

from extract.errors import OutputError

DASH = Path("-")  # stdout, or stdin where something is read


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


def _write_stdout(content: bytes) -> None:
    """Write it now: in a buffer it would fail when Python ends, where nobody can be told."""
    try:
        sys.stdout.flush()
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
    except OSError as error:
        # What is left in the buffer goes nowhere, instead of failing once more.
        with contextlib.suppress(OSError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if isinstance(error, BrokenPipeError):
            raise
        raise OutputError(f"cannot write to standard output: {error.strerror}") from error


def _replace(target: Path, content: bytes) -> None:
    draft = target.with_name(f".extract-{secrets.token_hex(8)}.draft")
    try:
        with draft.open("xb") as file:
            with contextlib.suppress(FileNotFoundError):
                os.fchmod(file.fileno(), stat.S_IMODE(target.stat().st_mode))
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)


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
    return None


def _is_device(path: Path) -> bool:
    """/dev/null, a pipe: something to write to that must not be replaced by a file."""
    return path.exists() and not path.is_file() and not path.is_dir()
