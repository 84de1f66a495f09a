"""Where the text that was extracted from a file is kept, so that every offset of a briefing can be checked.

Beside `FILE.json` lies the folder `FILE.texts`; each text is called by its sha256, so that a text is what its name
says, and texts of several runs never take one another's place.
"""

import hashlib
import re
from pathlib import Path

_SHA256 = re.compile(r"[0-9a-f]{64}")
_ENDING = ".texts"


def texts_folder(briefing: Path) -> Path:
    """The folder of the texts that belong to a briefing."""
    return briefing.with_name(f"{briefing.stem}{_ENDING}")


def kept_name(sha256: str) -> str:
    """The name of a text in that folder."""
    return f"{sha256}.txt"


def is_kept_text(path: Path) -> bool:
    """Whether the file is a text that was kept: no article of its own, wherever it lies."""
    return path.suffix == ".txt" and path.parent.suffix == _ENDING and _SHA256.fullmatch(path.stem) is not None


def read_kept(folder: Path, sha256: str) -> str | None:
    """A text that was kept; None if it is not there, or is not what its name says."""
    if not _SHA256.fullmatch(sha256):
        return None
    try:
        data = (folder / kept_name(sha256)).read_bytes()
    except OSError:
        return None
    return data.decode("utf-8") if hashlib.sha256(data).hexdigest() == sha256 else None
