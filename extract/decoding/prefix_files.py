"""What the model made of a shared prefix, kept on disk: reading it again takes seconds, loading it none to speak of.

One file a prefix: sha256 of the state, then llama.cpp's own state of that sequence. Only prompts of this package are
kept so, never a word of an article. A file that is missing, damaged or of another build costs the reading; one that
cannot be written costs nothing. Which build and which machine, the key says: its states are loaded nowhere else.
"""

import contextlib
import hashlib
import os
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from extract.decoding.engine import Engine

#: States that are kept in a folder; the oldest ones go.
KEPT = 12
SUFFIX, _DRAFT = ".prefix", ".part"
#: Seconds after which a state that is still being written is nobody's any more.
_STALE = 3600
_DIGEST = 32


class PrefixFiles:
    """The states in `folder` that belong to `key`: everything that a state depends on but for its tokens."""

    def __init__(self, folder: Path, key: str) -> None:
        self._folder, self._key = folder, key

    def load(self, engine: Engine, sequence: int, tokens: Sequence[int]) -> bool:
        """Put the state of `tokens` into the empty `sequence`; False where there is none that fits."""
        try:
            data = self._path(tokens).read_bytes()
        except OSError:
            return False
        if hashlib.sha256(data[_DIGEST:]).digest() != data[:_DIGEST]:
            return False
        return engine.restore(sequence, data[_DIGEST:])

    def save(self, engine: Engine, sequence: int, tokens: Sequence[int]) -> None:
        """Keep the state of `sequence`, which has read `tokens` and nothing else."""
        state = engine.state(sequence)
        with contextlib.suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=self._folder, suffix=_DRAFT)
            try:
                with os.fdopen(handle, "wb") as file:
                    file.write(hashlib.sha256(state).digest() + state)
                Path(name).replace(self._path(tokens))
            except BaseException:
                Path(name).unlink(missing_ok=True)
                raise
            self._forget_old()

    def _forget_old(self) -> None:
        paths = sorted(self._folder.glob(f"*{SUFFIX}"), key=_written, reverse=True)
        # What a killed save left; a younger one may be another process's, which is writing it now.
        left = [path for path in self._folder.glob(f"*{_DRAFT}") if time.time() - _written(path) > _STALE]
        for path in (*paths[KEPT:], *left):
            path.unlink(missing_ok=True)

    def _path(self, tokens: Sequence[int]) -> Path:
        name = hashlib.sha256(f"{self._key} {list(tokens)}".encode()).hexdigest()
        return self._folder / f"{name[:32]}{SUFFIX}"


def _written(path: Path) -> float:
    """When, in seconds since 1970; for one that another process has just forgotten, long ago."""
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        return 0.0
