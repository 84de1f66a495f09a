"""Where a result goes: to stdout, or to a file that is either the old one or the whole new one."""

import contextlib
import os
import stat
import sys
from pathlib import Path

from extract.errors import OutputError

STDOUT = Path("-")  # stdout, or stdin where something is read


def check_output(path: Path) -> None:
    """Raise OutputError if `write_output` could not write there, so that nobody waits for a result in vain."""
    if path == STDOUT or _is_device(path):
        return
    target = path.resolve()
    folder = target.parent
    if target.is_dir():
        raise OutputError(f"{path} is a folder: name a file in it, for instance {path / 'briefing.json'}")
    if not folder.is_dir():
        raise OutputError(f"no folder {folder} to write {target.name} to: make it first")
    if not os.access(folder, os.W_OK | os.X_OK):
        raise OutputError(f"cannot write to the folder {folder}: name another place with -o")


def write_output(path: Path, text: str) -> None:
    """Write `text` as UTF-8; "-" is stdout. A file is replaced in one step: whoever reads it never sees half of it.

    Raises OutputError, and then leaves what was there before.
    """
    content = text.encode("utf-8")
    if path == STDOUT:
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
    """Write text for a person to stdout; what its encoding lacks is spelt out."""
    encoding = sys.stdout.encoding or "utf-8"
    _write_stdout(text.encode(encoding, "backslashreplace"))


def _write_stdout(content: bytes) -> None:
    sys.stdout.flush()
    sys.stdout.buffer.write(content)


def _replace(target: Path, content: bytes) -> None:
    draft = target.with_name(f".extract-{os.getpid()}.draft")
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


def _is_device(path: Path) -> bool:
    """/dev/null, a pipe: something to write to that must not be replaced by a file."""
    return path.exists() and not path.is_file() and not path.is_dir()
