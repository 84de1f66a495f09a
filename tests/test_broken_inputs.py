"""Broken input through the command line: one clear line for each, the file in `skipped`, and the rest unharmed."""

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from extract.config import Settings
from tests.broken_inputs import BROKEN, FRENCH, GOOD, OTHER, Broken
from tests.cli_runs import run
from tests.scripted import ScriptedDecoder


class Closable(ScriptedDecoder):
    def close(self) -> None:
        pass


@pytest.fixture(autouse=True)
def decoder(monkeypatch: pytest.MonkeyPatch) -> None:
    def opened(_: Settings) -> Closable:
        return Closable()

    monkeypatch.setattr("extract.pipeline.open_stored", opened)


def brief(folder: Path, *options: str) -> tuple[dict[str, Any], str]:
    """The briefing of a folder, and what was said on the way."""
    result = run("brief", folder, "-o", folder.with_suffix(".json"), *options)
    assert result.exit_code == 0, result.stderr
    return json.loads(folder.with_suffix(".json").read_bytes()), result.stderr


def folder_of(place: Path, **files: str) -> Path:
    folder = place / "articles"
    folder.mkdir()
    for name, text in files.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    return folder


def items(briefing: dict[str, Any]) -> list[Any]:
    """All that was found, without the places in which articles are counted."""
    return [briefing[kind] for kind in ("agreements", "demands", "warnings", "disputes", "consensus", "disagreements")]


def is_harmless(said: str) -> bool:
    """Whether nothing but printable characters and line ends would reach a terminal."""
    return all(character.isprintable() or character == "\n" for character in said)


@pytest.mark.parametrize("broken", BROKEN.values(), ids=BROKEN.keys())
def test_what_is_broken_costs_a_line_and_nothing_else(broken: Broken, tmp_path: Path) -> None:
    folder = folder_of(tmp_path, good=GOOD)
    undisturbed, _ = brief(folder)
    broken.make(folder)
    briefing, said = brief(folder, "-v")
    assert {each["path"]: each["reason"] for each in briefing["skipped"]} == broken.skipped
    assert [article["path"] for article in briefing["articles"]] == ["good.txt"]
    assert items(briefing) == items(undisturbed) != [[]] * 6
    assert is_harmless(said)
    assert all(reason in said for reason in broken.skipped.values())


def test_a_text_without_a_sentence_end_is_read_as_far_as_the_model_reads(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, good=GOOD)
    undisturbed, _ = brief(folder)
    (folder / "x.txt").write_text("the two sides agreed to talk and " * 9_000)
    briefing, _ = brief(folder)
    assert [article["path"] for article in briefing["articles"]] == ["good.txt", "x.txt"]
    reason = "longer than what the model reads at once: its end was not read"
    assert [(each["path"], each["reason"]) for each in briefing["skipped"]] == [("x.txt", reason)]
    assert briefing["demands"] == undisturbed["demands"]


@pytest.mark.parametrize("name", ["X.txt", "cafe\u0301.txt", "x\nGOOD.txt", "\u202etxt.x.txt", "é" * 125 + ".txt"])
def test_a_file_of_any_name_is_read(name: str, tmp_path: Path) -> None:
    """Two files that differ only in case are two files."""
    folder = folder_of(tmp_path, x=GOOD)
    (folder / name).write_text(OTHER, encoding="utf-8")
    briefing, said = brief(folder, "-v")
    assert {article["path"] for article in briefing["articles"]} == {"x.txt", name}
    assert briefing["skipped"] == []
    assert is_harmless(said)
    for command in (["show", "--evidence"], ["report", "-o", str(tmp_path / "r.html"), "--articles", str(folder)]):
        shown = run(command[0], folder.with_suffix(".json"), *command[1:])
        assert shown.exit_code == 0
        assert is_harmless(shown.stdout + shown.stderr)


def test_a_file_whose_name_is_no_utf8_is_read_and_found_again(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, good=GOOD)
    try:
        (folder / os.fsdecode(b"caf\xe9\xff.txt")).write_text(OTHER, encoding="utf-8")
    except OSError:
        pytest.skip("this file system takes UTF-8 names only")
    briefing, said = brief(folder, "-v")
    assert [article["path"] for article in briefing["articles"]] == ["caf\\udce9\\udcff.txt", "good.txt"]
    assert is_harmless(said)
    report = run("report", folder.with_suffix(".json"), "-o", tmp_path / "r.html", "--articles", folder)
    assert report.exit_code == 0
    assert "shown by their quotes only" not in report.stderr


def test_a_file_that_vanishes_between_listing_and_reading_is_skipped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.open

    def vanishing(path: Any, flags: int, *rest: Any, **named: Any) -> int:
        if str(path).endswith("x.txt"):
            os.unlink(path)  # noqa: PTH108
        return real(path, flags, *rest, **named)

    folder = folder_of(tmp_path, good=GOOD, x=OTHER)
    monkeypatch.setattr(os, "open", vanishing)
    briefing, _ = brief(folder)
    assert briefing["skipped"] == [
        {"path": "x.txt", "reason": "cannot be read (No such file or directory)", "char_interval": None}
    ]
    assert [article["path"] for article in briefing["articles"]] == ["good.txt"]


def test_a_pipe_that_takes_the_place_of_a_file_is_not_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.open

    def swapped(path: Any, flags: int, *rest: Any, **named: Any) -> int:
        if str(path).endswith("x.txt"):
            os.unlink(path)  # noqa: PTH108
            os.mkfifo(path)
        return real(path, flags, *rest, **named)

    folder = folder_of(tmp_path, good=GOOD, x=OTHER)
    monkeypatch.setattr(os, "open", swapped)
    briefing, _ = brief(folder)
    assert [each["reason"] for each in briefing["skipped"]] == ["cannot be read (not a regular file any more)"]


def test_a_file_that_is_deleted_after_it_was_read_stays_in_the_briefing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = folder_of(tmp_path, good=GOOD, x=OTHER)
    undisturbed, _ = brief(folder)

    class Deleting(Closable):
        def choose(self, *asked: Any) -> Any:
            (folder / "x.txt").unlink(missing_ok=True)
            return super().choose(*asked)

    monkeypatch.setattr("extract.pipeline.open_stored", lambda _: Deleting())
    briefing, _ = brief(folder, "--report", str(tmp_path / "report.html"))
    assert briefing == undisturbed
    assert "Bergen" in (tmp_path / "report.html").read_text(encoding="utf-8")


def test_files_and_folders_that_may_not_be_read_are_skipped(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, good=GOOD, x=OTHER)
    (folder / "sub").mkdir()
    (folder / "x.txt").chmod(0)
    (folder / "sub").chmod(0)
    if os.access(folder / "x.txt", os.R_OK):
        (folder / "sub").chmod(0o755)
        pytest.skip("this user may read everything")
    briefing, _ = brief(folder)
    (folder / "sub").chmod(0o755)
    assert {each["path"]: each["reason"] for each in briefing["skipped"]} == {
        "sub": "folder cannot be read (Permission denied)",
        "x.txt": "cannot be read (Permission denied)",
    }


def test_any_language_is_read_on_request_and_the_briefing_says_so(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, good=GOOD, x=FRENCH)
    briefing, _ = brief(folder, "--language", "any")
    assert [article["language"] for article in briefing["articles"]] == ["en", "fr"]
    assert briefing["manifest"]["settings"]["language"] == "any"
    assert briefing["skipped"] == []
    briefing, _ = brief(folder)
    assert "language" not in briefing["manifest"]["settings"]


def test_a_folder_of_other_languages_alone_is_one_clear_line(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, x=FRENCH)
    result = run("brief", folder, "-o", tmp_path / "b.json")
    assert result.exit_code == 3
    assert result.stderr.count("\n") == 1
    assert "in French: --language any reads it anyway" in result.stderr


def test_folders_may_be_nested_more_deeply_than_calls(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, good=GOOD)
    here = os.open(folder, os.O_RDONLY)
    for _ in range(1_500):
        os.mkdir("d", dir_fd=here)
        deeper = os.open("d", os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = deeper
    os.close(os.open("x.txt", os.O_CREAT | os.O_WRONLY, dir_fd=here))
    os.close(here)
    try:
        briefing, _ = brief(folder)
    finally:
        # pytest could not: what removes folders in Python calls itself for each one.
        subprocess.run(["rm", "-rf", folder / "d"], check=True)  # noqa: S607
    assert [article["path"] for article in briefing["articles"]] == ["good.txt"]
    assert len(briefing["skipped"]) == 1
    assert briefing["skipped"][0]["reason"] in ("empty file", "folder cannot be read (File name too long)")
