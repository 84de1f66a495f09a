"""How much a folder holds while another process works in it."""

import contextlib
import os
from pathlib import Path


def bytes_below(folder: Path) -> int:
    """The bytes of all files below `folder`, 0 if there is none such.

    What vanishes while it is counted does not count: `Path.rglob` raises when a folder goes under it.
    """
    total = 0
    for place, _, names in os.walk(folder):
        for name in names:
            with contextlib.suppress(OSError):
                total += (Path(place) / name).lstat().st_size
    return total
