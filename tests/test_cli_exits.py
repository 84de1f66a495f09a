"""How a command ends: one line on stderr and an exit code for each kind of failure."""

import re
from pathlib import Path

import pytest

import extract.errors
from extract.errors import ExtractError
from tests.cli_runs import FakePipeline, run, use_fake_pipeline, write_articles
from tests.toy_model import use_toy_registry

ERRORS = [each for each in vars(extract.errors).values() if isinstance(each, type) and issubclass(each, ExtractError)]


@pytest.fixture
def pipeline(monkeypatch: pytest.MonkeyPatch) -> FakePipeline:
    return use_fake_pipeline(monkeypatch)


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    return write_articles(tmp_path / "articles")


@pytest.mark.parametrize("error", ERRORS)
def test_every_error_is_one_line_on_stderr_and_its_exit_code(
    error: type[ExtractError], pipeline: FakePipeline, articles: Path, tmp_path: Path
) -> None:
    pipeline.raises = error("what is wrong with \x1b[31mthis:\nthat")
    result = run("brief", articles, "-o", tmp_path / "out.json")
    assert result.exit_code == error.exit_code
    assert result.stderr.splitlines()[-1] == "extract: what is wrong with ␛[31mthis: that"
    assert not (tmp_path / "out.json").exists()


def test_every_exit_code_is_listed_in_the_help() -> None:
    epilog = run("--help").stdout.partition("Exit codes:")[2]
    listed = {int(code) for code in re.findall(r"(?:^|  )(\d+)  \w", epilog, re.MULTILINE)}
    assert listed == {0, *(error.exit_code for error in ERRORS), 130, 141}


def test_a_folder_that_is_not_there_ends_with_3(tmp_path: Path) -> None:
    result = run("brief", tmp_path / "none", "-o", tmp_path / "out.json")
    assert result.exit_code == 3
    assert result.stderr.startswith(f"extract: {tmp_path / 'none'} is no folder")
    assert result.stderr.count("\n") == 1


def test_a_model_that_is_not_pulled_ends_with_4_and_says_how_to_pull_it(
    articles: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_toy_registry(tmp_path, monkeypatch)
    result = run("brief", articles, "-o", tmp_path / "out.json", "--model", "toy-1b")
    assert result.exit_code == 4
    assert "run 'extract models pull toy-1b'" in result.stderr.splitlines()[-1]


@pytest.mark.parametrize(
    "arguments",
    [
        ["brief"],
        ["brief", "x", "--nonsense"],
        ["brief", "x", "--gpu", "maybe"],
        ["brief", "x", "--threads", "0"],
        ["brief", "x", "--only-class", "promise"],
        ["breif", "x"],
        ["models", "fetch"],
    ],
)
def test_wrong_usage_ends_with_2(arguments: list[str]) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert "Usage: extract" in result.stderr
    assert "Traceback" not in result.output


def test_a_bug_is_one_line_and_with_v_a_traceback(pipeline: FakePipeline, articles: Path, tmp_path: Path) -> None:
    pipeline.raises = ZeroDivisionError("oh")
    short, long = (run("brief", articles, "-o", tmp_path / "out.json", *more) for more in ((), ("-v",)))
    assert (short.exit_code, long.exit_code) == (1, 1)
    assert short.stderr.endswith("\nextract: this is a bug (-v shows where): ZeroDivisionError: oh\n")
    assert "Traceback" not in short.stderr
    assert "Traceback" in long.stderr
    assert long.stderr.endswith("\nextract: this is a bug (see above): ZeroDivisionError: oh\n")


def test_ctrl_c_ends_with_130_in_one_line(pipeline: FakePipeline, articles: Path, tmp_path: Path) -> None:
    pipeline.raises = KeyboardInterrupt()
    result = run("brief", articles, "-o", tmp_path / "out.json")
    assert result.exit_code == 130
    assert result.stderr.endswith("b_letter.md\nextract: interrupted: no briefing was written\n")
