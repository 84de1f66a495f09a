"""Where the store lies and how large it may grow, by the user's environment."""

import os
from pathlib import Path

import platformdirs

from extract.errors import UsageError

#: The store is one file of this name in the user's cache.
FILE = "answers.sqlite"
#: Megabytes (of a million bytes) that it may hold; the answers that were not used for the longest time go first.
LIMIT_MB = 512


def default_path() -> Path:
    """The store in the user's cache, whatever the environment says."""
    return platformdirs.user_cache_path("extract-briefing", appauthor=False) / "store" / FILE


def store_path() -> Path | None:
    """The file named by $EXTRACT_STORE ("off": none at all), else the one in the user's cache. It may not exist yet."""
    chosen = os.environ.get("EXTRACT_STORE")
    if chosen == "off":
        return None
    if not chosen:
        return default_path()
    path = Path(chosen).expanduser().absolute()
    return path / FILE if path.is_dir() else path


def prefixes_path(store: Path) -> Path:
    """The folder beside the store of what a model made of the shared prompts."""
    return store.with_suffix(".prefixes")


def limit_bytes() -> int:
    """How large the store may grow: $EXTRACT_STORE_MB, else `LIMIT_MB`. Raises `UsageError` for anything else."""
    chosen = os.environ.get("EXTRACT_STORE_MB") or str(LIMIT_MB)
    if not chosen.isascii() or not chosen.isdigit() or int(chosen) == 0:
        raise UsageError(f"EXTRACT_STORE_MB is a whole number of megabytes above 0, not {chosen!r}")
    return int(chosen) * 1_000_000
