"""Answers in one SQLite file in WAL mode: many processes may read and write it, and a killed one harms nothing.

Each row carries a hash over its key and answer: a damaged page may lose answers, but cannot give wrong ones. Every
process that has the file open holds a shared lock on one beside it, so that a damaged file is only ever moved away
when nobody else uses it: SQLite does not survive that otherwise.
"""

import contextlib
import fcntl
import hashlib
import os
import shutil
import sqlite3
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from extract.store.file import Damaged, StoreFault, aside, beside, check_owner, companions, prepare, told
from extract.store.places import prefixes_path

#: Seconds that a process waits for another one's transaction.
PATIENCE = 10.0
#: Seconds within which another use of an answer is not written down.
_USED_STEP = 3600
#: What is kept of the limit when the file is over it: trimming is rare, as it rewrites the whole file.
_KEPT_SHARE = 0.75
_AT_ONCE = 500  # keys in one query


@dataclass(frozen=True, slots=True)
class Contents:
    """What a store holds: how many answers, its size on disk in bytes, and when (Unix time) the one that was not used
    for the longest time, and the one used last, were used."""

    answers: int
    size: int
    oldest: int | None
    newest: int | None


class Database:
    """The answers in one file, which is made if there is none. Every method may raise `StoreFault`.

    A file that is ours and damaged (seen at once, or known to be `damaged`) is moved aside and replaced; one that is
    not ours is never touched.
    """

    def __init__(self, path: Path, *, damaged: bool = False) -> None:
        self.path = path
        self.replaced = False  # whether a damaged file was moved aside
        with told(path):
            # Nothing is put beside a file that is not ours.
            with contextlib.suppress(Damaged):
                check_owner(path)
            # Other users of the machine have no business in here.
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._lock = os.open(beside(path, ".lock"), os.O_RDWR | os.O_CREAT, 0o600)
            try:
                fcntl.flock(self._lock, fcntl.LOCK_SH)
                self._connection = self._opened(damaged)
            except BaseException:
                os.close(self._lock)
                raise

    def find(self, keys: Sequence[bytes]) -> dict[bytes, bytes]:
        """The answers that are on record, by key."""
        now = int(time.time())
        found: dict[bytes, bytes] = {}
        stale: list[tuple[int, bytes]] = []
        with told(self.path):
            for start in range(0, len(keys), _AT_ONCE):
                for key, answer, digest, used in self._rows(keys[start : start + _AT_ONCE]):
                    if digest != _hash(key, answer):
                        raise Damaged(self.path)
                    found[key] = answer
                    if used < now - _USED_STEP:
                        stale.append((now, key))
            if stale:
                # When an answer was last used is not worth a failure.
                with contextlib.suppress(sqlite3.OperationalError), self._transaction():
                    self._connection.executemany("UPDATE answers SET used = ? WHERE key = ?", stale)
        return found

    def keep(self, answers: Mapping[bytes, bytes]) -> None:
        """Put answers on record, all or none of them. One that is there already stays as it is."""
        now = int(time.time())
        rows = [(key, answer, _hash(key, answer), now) for key, answer in sorted(answers.items())]
        with told(self.path), self._transaction():
            self._connection.executemany("INSERT OR IGNORE INTO answers VALUES (?, ?, ?, ?)", rows)

    def trim(self, limit: int) -> None:
        """If the file is larger than `limit` bytes, drop what was not used for the longest time."""
        with told(self.path):
            if (size := self._size()) > limit:
                (count,) = self._connection.execute("SELECT count(*) FROM answers").fetchone()
                self._drop("ORDER BY used, key LIMIT ?", round(count * (1 - _KEPT_SHARE * limit / size)))

    def clear(self, before: float | None = None) -> int:
        """Drop the answers last used before that Unix time, or all of them; how many they were. Nothing of them is
        left in the file."""
        with told(self.path):
            return self._drop("LIMIT ?", -1) if before is None else self._drop("WHERE used < ?", before)

    def contents(self) -> Contents:
        with told(self.path):
            query = "SELECT count(*), min(used), max(used) FROM answers"
            count, oldest, newest = self._connection.execute(query).fetchone()
            files = [file for file in (self.path, *companions(self.path)) if file.exists()]
            return Contents(count, sum(file.stat().st_size for file in files), oldest, newest)

    def close(self) -> None:
        with contextlib.suppress(sqlite3.Error):
            self._connection.close()
        os.close(self._lock)

    def _opened(self, damaged: bool) -> sqlite3.Connection:
        try:
            if not damaged:
                return self._connected()
        except Damaged:
            pass
        self._move_aside()
        return self._connected()

    def _connected(self) -> sqlite3.Connection:
        check_owner(self.path)
        # SQLite gives the same permissions to what it keeps beside the file.
        os.close(os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600))
        connection = sqlite3.connect(self.path, timeout=PATIENCE, isolation_level=None)
        try:
            with told(self.path):
                prepare(connection)
        except BaseException:
            connection.close()
            raise
        return connection

    def _move_aside(self) -> None:
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise StoreFault(f"the store {self.path} is damaged, and another run has it open") from None
        for other in companions(self.path):
            other.unlink(missing_ok=True)
        self.path.replace(aside(self.path))
        self.replaced = True
        fcntl.flock(self._lock, fcntl.LOCK_SH)

    def _rows(self, keys: Sequence[bytes]) -> Iterator[tuple[bytes, bytes, bytes, int]]:
        marks = ",".join("?" * len(keys))
        query = f"SELECT key, answer, hash, used FROM answers WHERE key IN ({marks})"  # noqa: S608 - question marks
        return self._connection.execute(query, keys)

    def _size(self) -> int:
        (pages,), (bytes_each,) = (
            self._connection.execute(f"PRAGMA {name}").fetchone() for name in ("page_count", "page_size")
        )
        return int(pages) * int(bytes_each)

    def _drop(self, which: str, value: float) -> int:
        with self._transaction():
            statement = f"DELETE FROM answers WHERE key IN (SELECT key FROM answers {which})"  # noqa: S608 - our words
            dropped = self._connection.execute(statement, (value,)).rowcount
        self._connection.execute("VACUUM")
        self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        return dropped

    @contextlib.contextmanager
    def _transaction(self) -> Iterator[None]:
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._connection.execute("COMMIT")
        except BaseException:
            # Where the disk is full SQLite may have rolled back by itself.
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            raise


def contents(path: Path) -> Contents | None:
    """What the store at `path` holds; None if there is no such file. Raises `StoreFault`."""
    if not path.exists():
        return None
    with contextlib.closing(Database(path)) as database:
        return database.contents()


def clear(path: Path, before: float | None = None) -> int:
    """Drop answers of the store at `path` (see `Database.clear`), a damaged one that was moved aside, and what was kept
    of prompts; how many answers they were. Raises `StoreFault`."""
    dropped = 0
    if path.exists():
        with contextlib.closing(Database(path)) as database:
            dropped = database.clear(before)
    with told(path):
        aside(path).unlink(missing_ok=True)
    shutil.rmtree(prefixes_path(path), ignore_errors=True)
    return dropped


def _hash(key: bytes, answer: bytes) -> bytes:
    return hashlib.blake2b(key + answer, digest_size=8).digest()
