"""The store's file: what is kept, for how long, for whom, and what happens when something is wrong with it."""

import contextlib
import os
import random
import sqlite3
import stat
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.errors import UsageError
from extract.store import Store, clear, contents, limit_bytes, store_path
from extract.store.file import APPLICATION_ID, VERSION
from tests.cli_runs import ROOT

KEY, OTHER = b"k" * 16, b"o" * 16


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "deep" / "store" / "answers.sqlite"


def put(path: Path, answers: dict[bytes, bytes]) -> None:
    with contextlib.closing(Store(path)) as store:
        store.keep(answers)


def get(path: Path, *keys: bytes) -> dict[bytes, bytes]:
    with contextlib.closing(Store(path)) as store:
        return store.find(keys)


def keys(count: int) -> list[bytes]:
    return [random.Random(number).randbytes(16) for number in range(count)]


def execute(path: Path, statement: str, *values: object) -> None:
    with contextlib.closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(statement, values)


@given(st.dictionaries(st.binary(min_size=16, max_size=16), st.binary(max_size=50), max_size=20), st.data())
def test_what_was_kept_is_found_and_nothing_else(answers: dict[bytes, bytes], data: st.DataObject) -> None:
    asked = data.draw(st.lists(st.sampled_from([KEY, *answers]), max_size=10))
    with tempfile.TemporaryDirectory() as folder:
        for path in (None, Path(folder) / "store"):
            with contextlib.closing(Store(path)) as store:
                store.keep(answers)
                assert store.find(asked) == {key: answers[key] for key in asked if key in answers}


def test_answers_outlive_the_process_that_kept_them(path: Path) -> None:
    many = dict.fromkeys(keys(1300), b'"\xff"')
    put(path, many)
    assert get(path, *many, KEY) == many


def test_the_first_answer_stays(path: Path) -> None:
    put(path, {KEY: b"first"})
    put(path, {KEY: b"second", OTHER: b"other"})
    assert get(path, KEY, OTHER) == {KEY: b"first", OTHER: b"other"}


def test_without_a_file_answers_last_as_long_as_the_store(tmp_path: Path) -> None:
    store = Store(None)
    store.keep({KEY: b"1"})
    assert (store.find([KEY, OTHER]), store.is_kept) == ({KEY: b"1"}, False)
    store.close()
    assert list(tmp_path.iterdir()) == []


def test_only_the_user_may_read_it(path: Path) -> None:
    old = os.umask(0)
    try:
        store = Store(path)
        store.keep({KEY: b"1"})
        modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()}
        store.close()
    finally:
        os.umask(old)
    assert set(modes.values()) == {0o600}
    assert f"{path.name}-wal" in modes
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_several_processes_write_at_once_and_nothing_is_lost(path: Path) -> None:
    script = (
        "import sys\n"
        "from pathlib import Path\n"
        "from extract.store import Store\n"
        "store = Store(Path(sys.argv[1]))\n"
        "for number in range(60):\n"
        "    store.keep({f'{sys.argv[2]}-{number:014}'.encode(): b'1', f's-{number:014}'.encode(): b'shared'})\n"
        "    assert store.is_kept\n"
        "store.close()\n"
    )
    running = [subprocess.Popen([sys.executable, "-c", script, str(path), name], cwd=ROOT) for name in "abcd"]
    assert [process.wait(timeout=60) for process in running] == [0, 0, 0, 0]
    expected = {f"{name}-{number:014}".encode() for name in "abcds" for number in range(60)}
    assert set(get(path, *sorted(expected))) == expected
    held = contents(path)
    assert held is not None
    assert held.answers == 300


def test_a_full_store_drops_what_was_not_used_for_the_longest_time(path: Path) -> None:
    old, new = keys(400)[:200], keys(400)[200:]
    put(path, dict.fromkeys(old, b"x" * 400))
    execute(path, "UPDATE answers SET used = used - 100000")
    with contextlib.closing(Store(path, limit=150_000)) as store:
        assert len(store.find(old[:20])) == 20  # used again
        store.keep(dict.fromkeys(new, b"x" * 400))
    found = get(path, *old, *new)
    assert set(new) | set(old[:20]) <= set(found)
    assert len(found) < 400
    assert path.stat().st_size <= 150_000
    assert [entry.name for entry in path.parent.iterdir() if entry.name.endswith(("-wal", "-shm"))] == []


def test_a_store_within_its_limit_loses_nothing(path: Path) -> None:
    put(path, dict.fromkeys(keys(100), b"1"))
    put(path, {KEY: b"1"})
    assert len(get(path, *keys(100), KEY)) == 101


def test_clearing_leaves_no_word_in_the_file(path: Path) -> None:
    put(path, {KEY: b"the herring levy"})
    execute(path, "UPDATE answers SET used = used - 100000")
    put(path, {OTHER: b"the salmon levy"})
    assert clear(path, time.time() - 50_000) == 1
    assert get(path, KEY, OTHER) == {OTHER: b"the salmon levy"}
    assert b"herring" not in path.read_bytes()
    assert clear(path) == 1
    assert b"levy" not in path.read_bytes()
    assert clear(path.with_name("none")) == 0


def test_what_is_in_use_elsewhere_can_be_cleared(path: Path) -> None:
    with contextlib.closing(Store(path)) as running:
        running.keep({KEY: b"1"})
        assert clear(path) == 1
        assert running.find([KEY]) == {}
        running.keep({OTHER: b"2"})
    assert get(path, KEY, OTHER) == {OTHER: b"2"}


def test_the_marks_stand_in_the_file_itself_from_the_start(path: Path) -> None:
    with contextlib.closing(Store(path)):
        header = path.read_bytes()[:100]
    assert int.from_bytes(header[60:64], "big") == VERSION
    assert int.from_bytes(header[68:72], "big") == APPLICATION_ID


def test_the_environment_says_where_and_how_much(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("EXTRACT_STORE", raising=False)
    monkeypatch.delenv("EXTRACT_STORE_MB", raising=False)
    assert limit_bytes() == 512_000_000
    found = store_path()
    assert found is not None
    assert found.name == "answers.sqlite"
    for chosen, meant in (
        (str(tmp_path), tmp_path / "answers.sqlite"),
        (str(tmp_path / "a.db"), tmp_path / "a.db"),
        ("off", None),
    ):
        monkeypatch.setenv("EXTRACT_STORE", chosen)
        assert store_path() == meant
    monkeypatch.setenv("EXTRACT_STORE_MB", "2")
    assert limit_bytes() == 2_000_000
    for wrong in ("0", "-1", "two", "1.5", "²"):
        monkeypatch.setenv("EXTRACT_STORE_MB", wrong)
        with pytest.raises(UsageError, match="whole number"):
            limit_bytes()
