"""The command line: what a user types and reads."""

import importlib.metadata
import json
import re
from pathlib import Path

import jsonschema
import pytest

from extract.briefing import Briefing, load_briefing
from extract.cli.options import ClassName
from extract.config import Settings
from extract.schemas import Kind
from tests.cli_runs import FakePipeline, command, run, use_fake_pipeline, write_articles, write_briefing
from tests.sample_briefing import sample_briefing


@pytest.fixture
def pipeline(monkeypatch: pytest.MonkeyPatch) -> FakePipeline:
    return use_fake_pipeline(monkeypatch)


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    return write_articles(tmp_path / "articles")


@pytest.fixture
def briefing_file(tmp_path: Path) -> Path:
    return write_briefing(tmp_path / "briefing.json")


# What a briefing run prints and writes


def test_a_briefing_is_written_and_stdout_stays_empty(pipeline: FakePipeline, articles: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.json"
    result = run("brief", articles, "-o", out)
    assert (result.exit_code, result.stdout) == (0, "")
    assert out.read_text(encoding="utf-8") == sample_briefing().to_json()
    assert load_briefing(out) == sample_briefing()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["articles", "out.json"]


def test_with_a_dash_stdout_holds_the_json_alone(pipeline: FakePipeline, articles: Path) -> None:
    result = run("brief", articles, "-o", "-")
    assert result.exit_code == 0
    assert result.stdout_bytes == sample_briefing().to_json().encode("utf-8")
    assert "Written to" not in result.stderr


def test_the_closing_table_tells_items_cost_and_what_was_skipped_and_why(
    pipeline: FakePipeline, articles: Path, tmp_path: Path
) -> None:
    result = run("brief", articles, "-o", tmp_path / "out.json")
    table = result.stderr[result.stderr.index("agreements") :]
    assert table == (
        "agreements            1\n"
        "demands               1\n"
        "warnings              1\n"
        "disputes              1\n"
        "consensus points      2  stated\n"
        "articles              2\n"
        "skipped               2\n"
        "seconds              10\n"
        "tokens read       4,321  432.1 a second\n"
        "tokens written       56  5.6 a second\n"
        "\n"
        "Skipped\n"
        "  photo.jpg  neither .txt nor .md\n"
        "  a_wire.txt  cut off\n"
        "\n"
        f"Written to {tmp_path / 'out.json'}\n"
    )


def test_a_long_list_of_what_was_skipped_is_shown_whole_with_v_only(
    pipeline: FakePipeline, articles: Path, tmp_path: Path
) -> None:
    many = [{"path": f"{number}.pdf", "reason": "no text"} for number in range(30)]
    pipeline.briefing = Briefing.model_validate(sample_briefing().model_dump() | {"skipped": many})
    short, long = (run("brief", articles, "-o", tmp_path / "out.json", *more).stderr for more in ((), ("-v",)))
    assert short.count(".pdf") == 8
    assert "  and 22 more: all of them stand in the briefing, and here with -v\n" in short
    assert long.count(".pdf") == 30


def test_outside_a_terminal_progress_is_one_plain_line_a_step_and_article(
    pipeline: FakePipeline, articles: Path, tmp_path: Path
) -> None:
    lines = run("brief", articles, "-o", tmp_path / "out.json").stderr.split("\n\n")[0].splitlines()
    assert [line.split(" s  ")[1] for line in lines] == [
        "who takes part",
        "finding items   a_wire.txt",
        "reading items   a_wire.txt",
        "finding items   b_letter.md",
        "reading items   b_letter.md",
    ]


def test_the_options_reach_the_pipeline(pipeline: FakePipeline, articles: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.json"
    options = ["--model", "m.gguf", "--gpu", "off", "--threads", "3", "--only-class", "dispute", "-v"]
    assert run("brief", articles, "-o", out, *options, "--only-class", "demand").exit_code == 0
    assert pipeline.settings == Settings(
        model="m.gguf", gpu="off", threads=3, classes=(Kind.DEMAND, Kind.DISPUTE), verbose=True
    )
    assert run("brief", articles, "-o", out).exit_code == 0
    assert pipeline.settings == Settings()


def test_the_names_of_the_classes_are_those_of_the_schemas() -> None:
    assert [name.value for name in ClassName] == [kind.value for kind in Kind]


# show, schema, version, completion


def test_show_prints_a_briefing_from_a_file_or_from_stdin(briefing_file: Path) -> None:
    result = run("show", briefing_file)
    assert result.exit_code == 0
    assert result.stdout.startswith("Freedonia and Sylvania talk\n")
    assert "Ada Holm" not in result.stdout
    assert "Ada Holm" in run("show", briefing_file, "--evidence").stdout
    assert "demand-1" not in run("show", briefing_file, "--class", "warning", "--class", "dispute").stdout


def test_show_says_in_one_line_what_is_wrong_with_a_file(tmp_path: Path) -> None:
    (tmp_path / "bad.json").write_text('{"schema_version": "1.0"}')
    for name, words in (("bad.json", "is no valid briefing: event"), ("none.json", "no briefing at")):
        result = run("show", tmp_path / name)
        assert result.exit_code == 8
        assert words in result.stderr
        assert result.stderr.count("\n") == 1


def test_the_schema_is_json_and_a_briefing_keeps_it() -> None:
    result = run("schema")
    assert result.exit_code == 0
    schema = json.loads(result.stdout)
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(json.loads(sample_briefing().to_json()), schema)
    assert result.stdout.startswith('{\n  "$schema"')


def test_the_version_is_that_of_the_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.metadata, "version", lambda name: f"1.2.3 of {name}")
    assert run("--version").stdout == "extract 1.2.3 of extract-briefing\n"


def test_the_shell_completes_commands() -> None:
    words = {"_EXTRACT_COMPLETE": "complete_bash", "COMP_WORDS": "extract sch", "COMP_CWORD": "1"}
    assert command(["sch"], environment=words).stdout.split() == ["schema"]


def test_every_command_has_a_line_of_help_and_takes_v() -> None:
    for arguments in (["brief"], ["show"], ["schema"], *(["models", each] for each in ("list", "pull", "verify"))):
        text = run(*arguments, "--help").stdout
        assert re.match(r"Usage: extract .*\n\n  \w.*\.\n", text)
        assert "-v, --verbose" in text
        assert max(map(len, text.splitlines())) <= 80
