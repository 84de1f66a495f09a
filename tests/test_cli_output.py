"""Where a briefing goes: checked before the work, whole or not at all after it."""

import os
import stat
from pathlib import Path

import pytest

from extract.cli.output import write_output
from extract.errors import OutputError
from tests.cli_runs import FakePipeline, run, use_fake_pipeline, write_articles


@pytest.fixture
def pipeline(monkeypatch: pytest.MonkeyPatch) -> FakePipeline:
    return use_fake_pipeline(monkeypatch)


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    return write_articles(tmp_path / "articles")


def test_a_missing_output_folder_is_said_before_anything_is_read(pipeline: FakePipeline, articles: Path) -> None:
    result = run("brief", articles, "-o", articles / "no" / "out.json")
    assert (result.exit_code, pipeline.settings) == (9, None)
    assert result.stderr == f"extract: no folder {articles / 'no'} to write out.json to: make it first\n"


def test_a_folder_that_may_not_be_written_is_said_before_anything_is_read(
    pipeline: FakePipeline, articles: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The tests may run as root, who may write everywhere.
    monkeypatch.setattr(os, "access", lambda path, mode, **_: not mode & os.W_OK)
    result = run("brief", articles, "-o", articles / "out.json")
    assert (result.exit_code, pipeline.settings) == (9, None)
    assert f"cannot write to the folder {articles}" in result.stderr


def test_a_folder_that_may_not_even_be_looked_into_is_said_before_anything_is_read(
    pipeline: FakePipeline, articles: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def denied(path: Path) -> bool:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "exists", denied)
    result = run("brief", articles, "-o", "/closed/out.json")
    assert (result.exit_code, pipeline.settings) == (9, None)
    assert result.stderr == "extract: cannot write /closed/out.json: Permission denied\n"


def test_a_folder_is_no_output_file(pipeline: FakePipeline, articles: Path) -> None:
    result = run("brief", articles, "-o", articles)
    assert (result.exit_code, pipeline.settings) == (9, None)
    assert f"{articles} is a folder" in result.stderr


def test_an_article_is_never_overwritten_by_its_briefing(pipeline: FakePipeline, articles: Path) -> None:
    before = (articles / "a_wire.txt").read_bytes()
    result = run("brief", articles, "-o", articles / "a_wire.txt")
    assert (result.exit_code, pipeline.settings) == (9, None)
    assert (articles / "a_wire.txt").read_bytes() == before


def test_a_failed_write_leaves_the_old_file_and_nothing_else(
    pipeline: FakePipeline, articles: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    out = tmp_path / "out.json"
    out.write_text("old")
    result = run("brief", articles, "-o", out)
    assert result.exit_code == 9
    line = f"extract: cannot write {out}: No space left on device"
    assert result.stderr.endswith(f"{line}; what was read is kept: mend that and run the same again\n")
    assert out.read_text() == "old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["articles", "out.json"]


def test_a_file_that_is_replaced_keeps_its_mode_and_a_link_stays_a_link(tmp_path: Path) -> None:
    target, link = tmp_path / "target.json", tmp_path / "link.json"
    target.write_text("old")
    target.chmod(0o640)
    link.symlink_to(target)
    write_output(link, "new")
    assert link.is_symlink()
    assert target.read_text() == "new"
    assert stat.S_IMODE(target.stat().st_mode) == 0o640


def test_a_device_is_written_to_and_not_replaced() -> None:
    write_output(Path(os.devnull), "gone")
    assert stat.S_ISCHR(Path(os.devnull).stat().st_mode)


def test_what_cannot_be_written_names_the_path(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="cannot write .*out.json: No such file"):
        write_output(tmp_path / "no" / "out.json", "text")
