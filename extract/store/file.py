"""The store's file on disk: whose it is, what lies beside it, and what can be wrong with it.

It is marked as ours (`application_id`) and with its format (`user_version`), both readable in its first 100 bytes
(https://www.sqlite.org/fileformat.html, section 1.3), so that no other file is ever touched by mistake.
"""

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from extract.store.places import default_path

APPLICATION_ID = 0x45585452  # "EXTR"
VERSION = 1

_HEADER = 100
_MAGIC = b"SQLite format 3\x00"
_BROKEN = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
_TABLE = """
CREATE TABLE IF NOT EXISTS answers (
    key BLOB PRIMARY KEY, answer BLOB NOT NULL, hash BLOB NOT NULL, used INTEGER NOT NULL
) WITHOUT ROWID
"""


class StoreFault(Exception):
    """Why the store cannot be used, in one line."""


class Damaged(StoreFault):
    """The file is ours, and its contents are not what was written."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"the store {path} is damaged")


def beside(path: Path, ending: str) -> Path:
    return path.with_name(path.name + ending)


def companions(path: Path) -> list[Path]:
    """What SQLite keeps beside the file while it is in use."""
    return [beside(path, ending) for ending in ("-journal", "-wal", "-shm")]


def aside(path: Path) -> Path:
    """Where a damaged store is moved to, in place of the one that was moved there before."""
    return beside(path, ".broken")


def check_owner(path: Path) -> None:
    """Raise `StoreFault` for a file that is not ours to use, `Damaged` for one that may be replaced."""
    try:
        with path.open("rb") as file:
            header = file.read(_HEADER)
    except FileNotFoundError:
        return
    if not header:
        return
    version, application = (int.from_bytes(header[at : at + 4], "big") for at in (60, 68))
    if len(header) < _HEADER or not header.startswith(_MAGIC) or application != APPLICATION_ID:
        if path == default_path():
            raise Damaged(path)
        raise StoreFault(f"{path} is no store of extract's: name another file")
    if version > VERSION:
        raise StoreFault(f"the store {path} was written by a newer version of extract")
    if version < VERSION:
        raise Damaged(path)


def prepare(connection: sqlite3.Connection) -> None:
    """Set a new connection up, and the file if it is new."""
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version != VERSION:
        # Marked before it goes into WAL mode, so that the marks stand in the file itself.
        connection.execute("BEGIN IMMEDIATE")
        connection.execute(_TABLE)
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {VERSION}")
        connection.execute("COMMIT")
    # Not while another process begins to use the file; but that one will have changed the mode, then.
    with contextlib.suppress(sqlite3.OperationalError):
        connection.execute("PRAGMA journal_mode = WAL").fetchall()
    # A power cut may cost the last answers, never the file.
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("PRAGMA temp_store = MEMORY")
    connection.execute("PRAGMA secure_delete = ON").fetchall()
    connection.execute("SELECT key, answer, hash, used FROM answers LIMIT 1").fetchall()


@contextlib.contextmanager
def told(path: Path) -> Iterator[None]:
    """Whatever SQLite and the disk have to say about `path`, as a `StoreFault`."""
    try:
        yield
    except sqlite3.Error as error:
        # The higher bits of a code only say more about it; errors of Python's own layer have none.
        if getattr(error, "sqlite_errorcode", 0) & 0xFF in _BROKEN:
            raise Damaged(path) from None
        raise StoreFault(f"the store {path} cannot be used ({error})") from None
    except OSError as error:
        raise StoreFault(f"the store {path} cannot be used ({error.strerror})") from None
