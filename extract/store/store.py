"""The store as a run sees it: it answers what it can, and whatever is wrong with its file never ends a run."""

import contextlib
import logging
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from extract.store.database import Database
from extract.store.file import Damaged, StoreFault
from extract.store.places import LIMIT_MB

_log = logging.getLogger("extract.store")
_WITHOUT = "what this run learns is not kept"


class Store:
    """Answers by the hash of their question, in the file at `path`, or without one in memory alone.

    What goes wrong with the file is logged in one line; from then on new answers are kept in memory, for this run
    only. The file is brought under `limit` bytes when the store is closed. An object belongs to one thread.
    """

    def __init__(self, path: Path | None, limit: int = LIMIT_MB * 1_000_000) -> None:
        self._limit = limit
        self._memory: dict[bytes, bytes] = {}
        self._database: Database | None = None
        self._writable = path is not None
        if path is not None:
            self._open(path)

    @property
    def is_kept(self) -> bool:
        """Whether answers reach the disk."""
        return self._database is not None and self._writable

    def find(self, keys: Sequence[bytes]) -> dict[bytes, bytes]:
        """The answers that are known, by key."""
        found = {key: self._memory[key] for key in keys if key in self._memory}
        rest = [key for key in keys if key not in found]
        if self._database is not None and rest:
            try:
                found |= self._database.find(rest)
            except StoreFault as fault:
                self._give_up(self._database, fault)
        return found

    def keep(self, answers: Mapping[bytes, bytes]) -> None:
        """Know these answers from now on. On disk they are kept all or not at all, whenever the process ends."""
        if self._database is not None and self._writable:
            try:
                self._database.keep(answers)
                return
            except StoreFault as fault:
                self._give_up(self._database, fault)
        self._memory.update(answers)

    def close(self) -> None:
        if self._database is not None:
            # Where it fails, the next run tries again; whoever interrupts a run does not wait for it.
            if not isinstance(sys.exception(), KeyboardInterrupt):
                with contextlib.suppress(StoreFault):
                    self._database.trim(self._limit)
            self._database.close()
            self._database = None

    def _open(self, path: Path, *, damaged: bool = False) -> None:
        try:
            self._database = Database(path, damaged=damaged)
        except StoreFault as fault:
            _log.warning("extract: %s; %s", fault, _WITHOUT)
            return
        if self._database.replaced:
            _log.warning("extract: the store %s was damaged: it was moved aside, and begins anew", path)

    def _give_up(self, database: Database, fault: StoreFault) -> None:
        """A damaged file is replaced; with any other fault (the disk is full, say) what it holds may still be read."""
        if isinstance(fault, Damaged):
            database.close()
            self._database = None
            self._open(database.path, damaged=True)
        else:
            self._writable = False
            _log.warning("extract: %s; %s", fault, _WITHOUT)
