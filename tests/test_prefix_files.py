"""What is kept of a shared prefix between runs: loaded where it fits, read again where anything is wrong."""

import os
import time
from pathlib import Path

import pytest

from extract.decoding.prefix_files import KEPT, PrefixFiles
from extract.decoding.prefixes import Prefixes
from tests.toy_engine import ToyEngine

PROMPT = "You fill records about ferries."


def hold(folder: Path, text: str = PROMPT, key: str = "model and build") -> ToyEngine:
    """An engine that holds the prefix `text`, with the files of `folder`."""
    engine = ToyEngine(lambda _: [b" the"])
    tokens = engine.tokenize(text, control=False)
    prefix = Prefixes(engine.engine, PrefixFiles(folder, key)).hold(tokens)
    assert engine.sequences[prefix.sequence] == tokens
    assert prefix.length == len(tokens)
    return engine


def test_a_prefix_that_was_read_once_is_loaded_by_the_next_run(tmp_path: Path) -> None:
    assert hold(tmp_path / "new").read_tokens > 0
    assert hold(tmp_path / "new").read_tokens == 0
    assert [path.suffix for path in (tmp_path / "new").iterdir()] == [".prefix"]


@pytest.mark.parametrize(("text", "key"), [(PROMPT + " Briefly.", "model and build"), (PROMPT, "another build")])
def test_another_prompt_or_build_reads_its_own(tmp_path: Path, text: str, key: str) -> None:
    hold(tmp_path)
    assert hold(tmp_path, text, key).read_tokens > 0


@pytest.mark.parametrize("damage", [lambda data: data[:-1], lambda data: b"", lambda data: data[:-1] + b"\xff"])
def test_a_damaged_file_costs_the_reading_and_is_replaced(tmp_path: Path, damage) -> None:  # type: ignore[no-untyped-def]
    hold(tmp_path)
    (path,) = tmp_path.iterdir()
    path.write_bytes(damage(path.read_bytes()))
    assert hold(tmp_path).read_tokens > 0
    assert hold(tmp_path).read_tokens == 0


def test_a_folder_that_cannot_be_written_costs_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    assert hold(tmp_path / "file" / "folder").read_tokens > 0


def test_only_the_newest_few_are_kept(tmp_path: Path) -> None:
    for number in range(KEPT + 3):
        hold(tmp_path, f"{PROMPT} {number}")
    assert len(list(tmp_path.iterdir())) == KEPT
    assert hold(tmp_path, f"{PROMPT} {KEPT + 2}").read_tokens == 0


def test_what_a_killed_save_left_goes_with_the_next_save_and_what_is_being_written_stays(tmp_path: Path) -> None:
    left, young = tmp_path / "left.part", tmp_path / "young.part"
    for path in (left, young):
        path.write_bytes(b"half")
    yesterday = time.time() - 86_400
    os.utime(left, (yesterday, yesterday))
    hold(tmp_path)
    assert [left.exists(), young.exists()] == [False, True]
