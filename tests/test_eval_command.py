"""`extract eval`: what it prints, where it looks for the articles, and how it ends."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from extract.cli import app
from extract.pipeline import Run
from tests.scoring_cases import ARTICLES, Case

CASE = Case(9)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with articles, a briefing of them and gold."""
    for article in ARTICLES:
        (tmp_path / article.path).parent.mkdir(exist_ok=True)
        (tmp_path / article.path).write_text(article.text, encoding="utf-8")
    (tmp_path / "briefing.json").write_text(json.dumps(CASE.briefing), encoding="utf-8")
    (tmp_path / "gold.json").write_text(json.dumps(CASE.gold), encoding="utf-8")
    return tmp_path


def run_eval(*arguments: str | Path, stdin: str | None = None) -> Result:
    return CliRunner().invoke(app, ["eval", *map(str, arguments)], input=stdin)


def test_scores_and_faults_are_printed(folder: Path) -> None:
    result = run_eval(folder / "briefing.json", "--gold", folder / "gold.json")
    assert result.exit_code == 0, result.output
    assert result.stdout.startswith("agreement  P ")
    assert "\nmacro F1   0." in result.stdout
    assert "\nWrong: " in result.stdout
    assert "\nMissed: " in result.stdout


def test_json_holds_scores_and_findings_and_nothing_else_is_on_stdout(folder: Path) -> None:
    result = run_eval(folder / "briefing.json", "--gold", folder / "gold.json", "--json")
    scores = json.loads(result.stdout)
    faults = scores["micro"]["fp"] + scores["micro"]["fn"]
    assert len(scores["findings"]) == faults > 0


def test_articles_may_lie_elsewhere(folder: Path) -> None:
    briefing = folder / "results" / "briefing.json"
    briefing.parent.mkdir()
    (folder / "briefing.json").rename(briefing)
    lost = run_eval(briefing, "--gold", folder / "gold.json")
    assert lost.exit_code == 3
    assert "--articles" in lost.stderr
    assert run_eval(briefing, "--gold", folder / "gold.json", "--articles", folder).exit_code == 0


def test_a_score_below_the_floor_ends_with_10_after_the_scores(folder: Path) -> None:
    result = run_eval(folder / "briefing.json", "--gold", folder / "gold.json", "--min-macro-f1", "0.99")
    assert result.exit_code == 10
    assert result.stdout.startswith("agreement  P ")
    assert "below the floor of 0.99" in result.stderr
    passed = run_eval(folder / "briefing.json", "--gold", folder / "gold.json", "--min-macro-f1", "0")
    assert passed.exit_code == 0


def test_a_folder_is_briefed_first(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from extract.articles import ArticleFolder
    from extract.briefing import load_briefing

    briefing = load_briefing(folder / "briefing.json")

    def run_folder(loaded: ArticleFolder, *_: object, **__: object) -> Run:
        return Run(briefing=briefing, articles=loaded, seconds=0, read_tokens=0, written_tokens=0)

    monkeypatch.setattr("extract.pipeline.run_folder", run_folder)
    briefed = run_eval(folder, "--gold", folder / "gold.json", "--json")
    assert briefed.exit_code == 0, briefed.output
    assert briefed.stdout == run_eval(folder / "briefing.json", "--gold", folder / "gold.json", "--json").stdout


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["{0}", "--gold", "{0}/briefing.json"], "briefing.json is no gold file"),
        (["{0}", "--gold", "{0}/gold.json", "--articles", "{0}"], "leave --articles out"),
        (["{0}/briefing.json", "--gold", "{0}/gold.json", "--model", "m"], "leave --model out"),
        (["-", "--gold", "{0}/gold.json"], "name that of its articles with --articles"),
        (["{0}/briefing.json"], "--gold"),
    ],
)
def test_wrong_usage_ends_with_2(folder: Path, arguments: list[str], complaint: str) -> None:
    result = run_eval(*(argument.format(folder) for argument in arguments))
    assert result.exit_code == 2
    assert complaint in result.stderr
