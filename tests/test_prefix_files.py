"""What is kept of a shared prefix between runs: loaded where it fits, read again where anything is wrong."""

import os
import time
from pathlib import Path

import pytest

from extract.decoding.prefix_files import KEPT, PrefixFiles
from extract.decoding.prefixes import Prefix, Prefixes
from extract.errors import DecodeError
from tests.toy_engine import ToyEngine

PROMPT = "You fill records about ferries."


def hold(folder: Path, text: str = PROMPT, key: str = "model and build") -> ToyEngine:
    """An engine that holds the prefix `text`, with the files of `folder`."""
    engine = ToyEngine(lambda _: [b" the"])
    tokens = engine.tokenize(text, control=False)
    (prefix,) = Prefixes(engine.engine, PrefixFiles(folder, key)).hold([tokens])
    assert engine.sequences[prefix.sequence] == tokens
    assert prefix.length == len(tokens)
    return engine


def test_a_prefix_that_was_read_once_is_loaded_by_the_next_run(tmp_path: Path) -> None:
    assert hold(tmp_path / "new").read_tokens > 0
    assert hold(tmp_path / "new").read_tokens == 0
    assert [path.suffix for path in (tmp_path / "new").iterdir()] == [".prefix"]


def test_what_a_run_s_prefixes_begin_with_alike_is_read_once() -> None:
    engine = ToyEngine(lambda _: [b" the"])
    texts = [f"{PROMPT} {more}" for more in ("Of demands.", "Of warnings.", "Of")] + ["Another"]
    tokens = [engine.tokenize(text, control=False) for text in texts]
    prefixes = Prefixes(engine.engine)
    prefixes.read(tokens)
    assert engine.read_tokens == sum(
        len(engine.tokenize(each, control=False)) for each in (texts[0], "warnings.", "", "Another")
    )
    for prefix, read in zip(prefixes.hold(tokens), tokens, strict=True):
        assert (engine.sequences[prefix.sequence], prefix.length) == (read, len(read))


def test_a_call_holds_its_own_prefixes_alone_wherever_they_were_asked_for_first() -> None:
    engine = ToyEngine(lambda _: [b" the"])
    one, two, three = (engine.tokenize(f"{PROMPT} {number}", control=False) for number in "123")
    prefixes = Prefixes(engine.engine)
    prefixes.read([one, two, three])
    read = engine.read_tokens
    places: dict[frozenset[tuple[int, ...]], dict[tuple[int, ...], Prefix]] = {}
    for asked in ([three, one], [one, three], [two], [one, two, three], [three, one]):
        held = prefixes.hold(asked)
        assert [engine.sequences[prefix.sequence] for prefix in held] == asked
        assert len(engine.sequences) == len(asked)
        place = {tuple(tokens): prefix for tokens, prefix in zip(asked, held, strict=True)}
        assert places.setdefault(frozenset(place), place) == place
    assert engine.read_tokens == read


def test_more_prefixes_than_a_context_holds_are_one_line() -> None:
    engine = ToyEngine(lambda _: [b" the"])
    with pytest.raises(DecodeError, match="4 shared prompts of 4800 tokens do not fit"):
        Prefixes(engine.engine).hold([[number] * 1200 for number in range(4)])
    with pytest.raises(DecodeError, match="7 shared prompts of 70 tokens do not fit"):
        Prefixes(engine.engine).hold([[number] * 10 for number in range(7)])
    with pytest.raises(DecodeError, match="a shared prompt of 4800 tokens does not fit"):
        Prefixes(engine.engine).hold([[1] * 4800])


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
