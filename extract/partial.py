"""A file on its way: what of it is here already, and how sure that is."""

import contextlib
import json
import os
from pathlib import Path


class Partial:
    """A file on its way to be the one with sha256 `of`: `size` bytes so far, made of `parts` whole parts.

    A journal beside it says how much of it is sure. Opening one takes up what an earlier try was sure of, unless
    that was for another file. One process at a time; errors of the disk come out as OSError.
    """

    def __init__(self, path: Path, of: str) -> None:
        self.path = path
        self.size = self.parts = 0
        self._of = of
        self._journal = path.with_name(path.name + ".json")
        self._file = path.open("r+b" if path.exists() else "w+b")
        size, parts = self._read_journal()
        if size <= self._file.seek(0, os.SEEK_END):
            self.size, self.parts = size, parts
        # What follows the last sure byte may be torn.
        self._file.truncate(self.size)
        self._file.seek(self.size)

    def append(self, data: bytes) -> None:
        self._file.write(data)
        self.size += len(data)

    def keep(self, *, parts: int = 0) -> None:
        """Be sure of all bytes up to here, which are `parts` whole parts, even if the power goes."""
        self._file.flush()
        os.fsync(self._file.fileno())
        self.parts = parts
        draft = self._journal.with_name(self._journal.name + ".draft")
        draft.write_text(json.dumps({"of": self._of, "bytes": self.size, "parts": parts}), encoding="utf-8")
        draft.replace(self._journal)

    def restart(self) -> None:
        self._file.seek(0)
        self._file.truncate()
        self.size = self.parts = 0

    def close(self) -> None:
        """Leave the file and its journal for the next try, or nothing if there is nothing to go on with."""
        # Bytes that a full disk refused are tried again here; the journal never counted them.
        with contextlib.suppress(OSError):
            self._file.close()
        if not self._read_journal()[0]:
            self.remove()

    def remove(self) -> None:
        """Leave nothing behind."""
        with contextlib.suppress(OSError):
            self._file.close()
        for path in (self.path, self._journal, self._journal.with_name(self._journal.name + ".draft")):
            path.unlink(missing_ok=True)

    def _read_journal(self) -> tuple[int, int]:
        try:
            held = json.loads(self._journal.read_text(encoding="utf-8"))
            return (int(held["bytes"]), int(held["parts"])) if held["of"] == self._of else (0, 0)
        except (OSError, ValueError, KeyError, TypeError):
            return 0, 0
