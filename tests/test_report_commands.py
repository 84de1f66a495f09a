"""`extract report`, `extract open` and `extract brief --report`: what they write, and say of what is missing."""

import webbrowser
from pathlib import Path
from typing import Any

import pytest

from tests.cli_runs import run, use_fake_pipeline, write_articles, write_briefing
from tests.report_cases import small_briefing


@pytest.fixture
def briefing(tmp_path: Path) -> Path:
    """A briefing that lies beside its articles."""
    path = tmp_path / "briefing.json"
    path.write_text(small_briefing(tmp_path).to_json(), encoding="utf-8")
    return path


def test_a_report_is_written_with_the_articles_that_lie_beside_the_briefing(briefing: Path, tmp_path: Path) -> None:
    result = run("report", briefing, "-o", tmp_path / "report.html")
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", f"Written to {tmp_path / 'report.html'}\n")
    assert "Share this article" in (tmp_path / "report.html").read_text(encoding="utf-8")


def test_the_articles_may_lie_elsewhere(briefing: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    moved = briefing.rename(tmp_path / "elsewhere" / "briefing.json")
    alone = run("report", moved, "-o", "-")
    assert "2 of 2 articles are shown by their quotes only: a.txt (no such file in the folder)" in alone.stderr
    assert alone.stderr.rstrip().endswith("--articles says where they lie")
    assert "Share this article" not in alone.stdout
    found = run("report", moved, "-o", "-", "--articles", tmp_path)
    assert (found.exit_code, found.stderr) == (0, "")
    assert "Share this article" in found.stdout


def test_the_format_follows_the_name_of_the_file_or_is_said(briefing: Path, tmp_path: Path) -> None:
    assert run("report", briefing, "-o", tmp_path / "r.md").exit_code == 0
    assert (tmp_path / "r.md").read_text(encoding="utf-8").startswith("# Freedonia")
    assert run("report", briefing, "-o", tmp_path / "r.txt", "--format", "md").exit_code == 0
    assert (tmp_path / "r.txt").read_text(encoding="utf-8") == (tmp_path / "r.md").read_text(encoding="utf-8")
    assert run("report", briefing, "-o", "-", "--format", "html").stdout.startswith("<!doctype html>")


def test_without_a_name_the_report_is_called_report(
    briefing: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run("report", briefing).exit_code == 0
    assert run("report", briefing, "--format", "md").exit_code == 0
    assert {path.name for path in tmp_path.glob("report.*")} == {"report.html", "report.md"}


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["none.json"], 8, "no briefing at none.json"),
        (["{briefing}", "--articles", "nowhere"], 3, "nowhere is no folder"),
        (["{briefing}", "-o", "nowhere/r.html"], 9, "no folder"),
        (["{briefing}", "--format", "pdf"], 2, "pdf"),
    ],
)
def test_what_is_wrong_is_said_in_one_line_with_its_exit_code(
    briefing: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], code: int, words: str
) -> None:
    monkeypatch.chdir(tmp_path)
    result = run("report", *(each.format(briefing=briefing) for each in arguments))
    assert result.exit_code == code
    assert words in result.stderr
    assert "Traceback" not in result.stderr


def test_brief_writes_the_report_of_the_articles_that_it_has_just_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_fake_pipeline(monkeypatch)
    articles = write_articles(tmp_path / "articles")
    result = run("brief", articles, "-o", tmp_path / "b.json", "--report", tmp_path / "r.html")
    assert result.exit_code == 0
    assert (tmp_path / "r.html").read_text(encoding="utf-8").startswith("<!doctype html>")
    result = run("brief", articles, "-o", tmp_path / "b.json", "--report", tmp_path / "r.md")
    assert (tmp_path / "r.md").read_text(encoding="utf-8").startswith("# Freedonia")


def test_a_report_that_could_not_be_written_costs_no_reading(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pipeline = use_fake_pipeline(monkeypatch)
    articles = write_articles(tmp_path / "articles")
    result = run("brief", articles, "-o", tmp_path / "b.json", "--report", tmp_path / "nowhere" / "r.html")
    assert (result.exit_code, pipeline.settings) == (9, None)
    result = run("brief", articles, "-o", tmp_path / "b.json", "--report", articles / "r.md")
    assert (result.exit_code, pipeline.settings) == (9, None)
    assert "would be one of the articles" in result.stderr
    result = run("brief", articles, "-o", "-", "--report", "-")
    assert (result.exit_code, pipeline.settings) == (2, None)


def test_every_command_has_a_line_of_help_that_fits_a_terminal() -> None:
    for name in ("report", "export", "open", "schema"):
        text = run(name, "--help").stdout
        assert text.startswith(f"Usage: extract {name} ")
        assert "-v, --verbose" in text
        assert max(map(len, text.splitlines())) <= 80


# In the browser


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    addresses: list[str] = []

    def remember(address: str, *_: Any) -> bool:
        addresses.append(address)
        return True

    monkeypatch.setattr(webbrowser, "open", remember)
    return addresses


def test_open_shows_a_briefing_on_a_page_that_only_the_user_can_read(briefing: Path, opened: list[str]) -> None:
    assert run("open", briefing).exit_code == 0
    (address,) = opened
    page = Path(address.removeprefix("file://"))
    assert "Share this article" in page.read_text(encoding="utf-8")
    assert page.parent.stat().st_mode & 0o077 == 0


def test_open_shows_a_report_as_it_is(briefing: Path, opened: list[str], tmp_path: Path) -> None:
    run("report", briefing, "-o", tmp_path / "r.html")
    assert run("open", tmp_path / "r.html").exit_code == 0
    assert opened == [(tmp_path / "r.html").as_uri()]
    assert run("open", tmp_path / "none.html").exit_code == 8


def test_where_no_browser_starts_the_page_is_named(briefing: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(webbrowser, "open", lambda address: False)
    result = run("open", briefing)
    assert result.exit_code == 9
    assert "no browser could be started here: open /" in result.stderr


def test_the_sample_briefing_without_its_articles_still_makes_a_page(tmp_path: Path) -> None:
    briefing = write_briefing(tmp_path / "b.json")
    result = run("report", briefing, "-o", tmp_path / "r.html")
    assert result.exit_code == 0
    assert "2 of 2 articles are shown by their quotes only" in result.stderr
