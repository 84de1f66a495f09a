"""The files to read, listed on stdin: one path a line, or each ended by a NUL character."""

import os
import sys
from pathlib import Path

from extract.errors import UsageError


def listed_files() -> list[Path]:
    """The paths on stdin. Bytes that are no UTF-8 are kept as they are. Raises UsageError if there is none."""
    data = sys.stdin.buffer.read()
    lines = data.split(b"\0") if b"\0" in data else [line.removesuffix(b"\r") for line in data.split(b"\n")]
    paths = [Path(os.fsdecode(line)) for line in lines if line.strip()]
    if not paths:
        raise UsageError("no file was named on stdin: give one path a line, as 'find DIR -name \"*.html\"' does")
    return paths
