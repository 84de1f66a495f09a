"""What can be wrong with the store's file: it costs a line and some time, never a run and never a wrong answer."""

import contextlib
import logging
import random
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from extract.store import Store, StoreFault, aside, clear, contents
from extract.store.database import Database
from extract.store.file import VERSION
from tests.test_store import KEY, OTHER, execute, get, keys, put


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "deep" / "store" / "answers.sqlite"


def warnings(caplog: pytest.LogCaptureFixture) -> list[str]:
    told = [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING]
    assert all("\n" not in line for line in told)
    return told


def damaged(path: Path, seed: int) -> None:
    """Write over some pages behind the first one."""
    content, chance = bytearray(path.read_bytes()), random.Random(seed)
    for _ in range(40):
        start = chance.randrange(4096, len(content) - 200)
        content[start : start + 200] = chance.randbytes(200)
    path.write_bytes(content)


@pytest.mark.parametrize("seed", range(12))
def test_a_damaged_store_gives_no_wrong_answer_and_heals(
    seed: int, path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    answers = {key: key * 8 for key in keys(400)}
    put(path, answers)
    damaged(path, seed)
    with contextlib.closing(Store(path)) as store:
        found = store.find(list(answers))
        assert found.items() <= answers.items()
        store.keep({OTHER: b"new"})
        assert store.find([OTHER]) == {OTHER: b"new"}
    assert [line for line in warnings(caplog) if "was damaged: it was moved aside" in line]
    assert aside(path).exists()
    caplog.clear()
    assert get(path, OTHER) == {OTHER: b"new"}
    assert warnings(caplog) == []
    clear(path)
    assert not aside(path).exists()


def test_an_answer_that_was_changed_in_the_file_is_not_believed(path: Path, caplog: pytest.LogCaptureFixture) -> None:
    put(path, {KEY: b"1", OTHER: b"2"})
    execute(path, "UPDATE answers SET answer = ? WHERE key = ?", b"3", KEY)
    assert get(path, KEY) == {}
    assert len(warnings(caplog)) == 1


@pytest.mark.parametrize("content", [b"", b"SQLite format 3\0" + bytes(84), b"no database at all", bytes(5000)])
def test_a_useless_file_in_the_user_s_cache_is_replaced(
    content: bytes, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("extract.store.file.default_path", lambda: path)
    path.parent.mkdir(parents=True)
    path.write_bytes(content)
    put(path, {KEY: b"1"})
    assert get(path, KEY) == {KEY: b"1"}
    assert aside(path).exists() == bool(content)


def other_database(path: Path) -> None:
    execute(path, "CREATE TABLE answers (key, answer, hash, used)")


def newer(path: Path) -> None:
    put(path, {KEY: b"1"})
    execute(path, f"PRAGMA user_version = {VERSION + 1}")


def text(path: Path) -> None:
    path.write_text("An article about herring.")


@pytest.mark.parametrize(
    ("make", "line"),
    [(other_database, "no store of extract's"), (newer, "by a newer version"), (text, "no store of extract's")],
)
def test_a_file_that_is_not_ours_to_write_is_left_as_it_is(
    make: Callable[[Path], None], line: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "file"
    make(path)
    before = {file: file.read_bytes() for file in tmp_path.iterdir()}
    with contextlib.closing(Store(path)) as store:
        store.keep({KEY: b"2"})
        assert store.find([KEY]) == {KEY: b"2"}
    (told,) = warnings(caplog)
    assert line in told
    assert told.endswith("what this run learns is not kept")
    assert {file: file.read_bytes() for file in tmp_path.iterdir()} == before
    with pytest.raises(StoreFault, match=line):
        contents(path)
    with pytest.raises(StoreFault, match=line):
        clear(path)


@pytest.mark.parametrize("where", ["/dev/null/store", "/proc/self/none/store", "."])
def test_a_place_that_cannot_be_written_costs_one_line(
    where: str, tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with contextlib.closing(Store(Path(where).absolute())) as store:
        store.keep({KEY: b"1"})
        assert store.find([KEY]) == {KEY: b"1"}
    assert len(warnings(caplog)) == 1


def test_a_full_disk_costs_one_line_and_what_is_known_stays_known(path: Path, caplog: pytest.LogCaptureFixture) -> None:
    put(path, {KEY: b"1"})
    with contextlib.closing(Store(path)) as store:
        assert store._database is not None
        store._database._connection.execute("PRAGMA max_page_count = 4").fetchall()
        for number, key in enumerate(keys(5)):
            store.keep({key: bytes([number]) * 20_000})
        assert store.find([KEY, *keys(5)]) == {KEY: b"1"} | {k: bytes([n]) * 20_000 for n, k in enumerate(keys(5))}
        assert not store.is_kept
    (told,) = warnings(caplog)
    assert "full" in told
    assert get(path, KEY, *keys(5)) == {KEY: b"1"}


def test_a_store_that_is_locked_for_too_long_costs_one_line(
    path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("extract.store.database.PATIENCE", 0.05)
    put(path, {KEY: b"1"})
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with contextlib.closing(Store(path)) as store:
            assert store.find([KEY]) == {KEY: b"1"}
            store.keep({OTHER: b"2"})
            assert store.find([OTHER]) == {OTHER: b"2"}
    (told,) = warnings(caplog)
    assert "locked" in told


def test_a_damaged_store_that_another_run_has_open_is_not_moved_away(
    path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    put(path, {key: key * 8 for key in keys(400)})
    with contextlib.closing(Database(path)):
        content = path.read_bytes()
        path.write_bytes(content[:4096] + bytes(len(content) - 4096))
        with contextlib.closing(Store(path)) as store:
            assert store.find(keys(400)) == {}
    assert "another run has it open" in warnings(caplog)[-1]
    assert not aside(path).exists()
