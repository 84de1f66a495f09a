"""Models side by side: scores with intervals, what they cost, and when a difference is noise."""

import json
import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.articles import load_articles
from extract.config import Settings
from extract.decoding.base import Decoder, Prompt
from extract.errors import DecodeError
from extract.evaluate import evaluate
from extract.gold import Gold, load_gold
from extract.golden.bootstrap import Counts, article_counts, interval, scores
from extract.golden.cases import Case, load_case
from extract.golden.contest import Comparison, stand
from extract.golden.rendering.table import comparison_lines
from extract.golden.trials import GOLDEN, Trial, run_trials
from tests.cli_runs import run
from tests.golden_case import golden_of, recorded_case
from tests.scripted import ScriptedDecoder

#: An article's counts: found, wrong and missed of four classes, then parties that are right, of those that are known.
ROW = st.lists(st.integers(0, 9), min_size=13, max_size=13).map(lambda row: [*row, row[-1] + row[0]])
COUNTS = st.lists(ROW, min_size=1, max_size=8)


class Dies(ScriptedDecoder):
    """Takes its whole process with it."""

    def choose(self, prompts: Sequence[Prompt], labels: Sequence[str]) -> Any:
        os._exit(9)


def open_by_name(settings: Settings) -> Decoder:
    """A model for each name that the tests compare; opened in a process of its own."""
    match settings.model:
        case "good":
            return ScriptedDecoder()
        case "bad":
            return ScriptedDecoder(fails=["Almeyda also urged", "“We urged", "Almeyda urged"])
        case "dying":
            return Dies()
    raise DecodeError("out of memory")


def gold_of(case: Case) -> Gold:
    """Gold that says that the case's golden.json is right."""
    golden = golden_of(case)
    paths = {article.id: article.path for article in golden.articles}
    sentences: dict[str, list[dict[str, Any]]] = {path: [] for path in paths.values()}
    for kind in ("agreement", "demand", "warning", "dispute"):
        for item in getattr(golden, f"{kind}s"):
            for mention in item.mentions:
                place = mention.char_interval.model_dump()
                sentences[paths[mention.article]].append(place | {"required": [kind]})
    articles = [{"article": path, "sentences": marked} for path, marked in sentences.items()]
    return Gold.model_validate({"articles": articles})


def fake_trials(models: Sequence[str], cases: Sequence[Case], opener: object, notice: Any) -> list[Trial]:
    """As `run_trials`, in this process."""
    for model in models:
        notice(model, cases[0].name)
    return [Trial(model, case, golden_of(case), None, 2.0, 300, 40, 10**9) for model in models for case in cases]


@pytest.fixture
def case(tmp_path: Path) -> Case:
    case = recorded_case(tmp_path / "herring")
    (case.folder / "gold.json").write_text(gold_of(case).model_dump_json())
    return load_case(case.folder)


def compared(case: Case, *models: str) -> Comparison:
    return stand(list(run_trials(models, [case], open_by_name, lambda *_: None)))


def compared_here(case: Case, *models: str) -> Comparison:
    """As `compared`, without running anything: every model finds what golden.json holds."""
    return stand(fake_trials(models, [case], None, lambda *_: None))


def test_models_run_in_processes_of_their_own_and_are_scored(case: Case) -> None:
    found = compared(case, "good", "bad", GOLDEN)
    good, bad, golden = found.standings
    assert good.scores["macro F1"].value == golden.scores["macro F1"].value == 1.0
    assert bad.scores["demand F1"].value == 0.0
    assert bad.scores["agreement F1"].value == 1.0
    assert good.kept == golden.kept == (6, 6)
    assert bad.kept == (4, 6)
    assert good.seconds is not None
    assert good.memory is not None
    assert 20e6 < good.memory < 4e9
    assert (golden.seconds, golden.read_tokens, golden.memory) == (None, None, None)
    assert found.articles == 3
    assert found.gains["bad"]["demand F1"].value == -1.0
    assert found.statements()[1] == "golden scores as good does."


def test_a_model_that_cannot_run_costs_no_other_and_is_named(case: Case) -> None:
    found = compared(case, "missing", "dying", "good")
    problems = [dict(standing.problems) for standing in found.standings]
    assert problems == [{"herring": "out of memory"}, {"herring": "its process died: too little memory, perhaps"}, {}]
    assert sum(found.standings[2].items.values()) == 6
    # Only what all could read is compared.
    assert found.articles == 0
    shown = "\n".join(line.body.plain for line in comparison_lines(found))
    assert "missing could not read herring: out of memory" in shown


def test_a_case_without_gold_gives_no_scores_but_everything_else(tmp_path: Path) -> None:
    found = compared_here(recorded_case(tmp_path / "herring"), "good", "other")
    assert found.standings[0].scores == {}
    assert found.statements() == ["No case has gold, so there are no scores: give one a gold.json."]
    assert sum(found.standings[0].items.values()) == 6


def test_counts_by_article_add_up_to_those_of_all(case: Case) -> None:
    assert case.gold
    gold, articles = load_gold(case.gold), load_articles(case.articles).articles
    whole = evaluate(golden_of(case), gold, articles)
    rows = article_counts(golden_of(case), gold, articles)
    assert len(rows) == 3
    sums = [sum(column) for column in zip(*rows, strict=True)]
    classes = [number for counts in whole.classes.values() for number in (counts.found, counts.wrong, counts.missed)]
    assert sums == [*classes, whole.parties.right, whole.parties.total]
    assert scores()["macro F1"](np.array([sums]))[0] == pytest.approx(whole.macro_f1)


@given(COUNTS)
def test_an_interval_holds_what_could_be_drawn_and_repeats(rows: list[list[int]]) -> None:
    counts: Counts = np.array(rows)
    for score in scores().values():
        found = interval(counts, score)
        assert found == interval(counts, score)
        assert 0 <= found.low <= found.high <= 1
        assert 0 <= found.value <= 1


@given(COUNTS)
def test_a_model_is_no_better_than_itself(rows: list[list[int]]) -> None:
    counts: Counts = np.array(rows)
    gain = interval(counts, scores()["macro F1"], counts)
    assert (gain.value, gain.low, gain.high) == (0, 0, 0)


def test_draws_without_a_class_do_not_count_against_it() -> None:
    counts: Counts = np.array([[5, 0, 0] + [0] * 11, [0, 0, 0, 3, 0, 0] + [0] * 8])
    found = {name: interval(counts, score) for name, score in scores().items()}
    for name in ("agreement F1", "demand F1", "macro F1"):
        assert (found[name].value, found[name].low, found[name].high) == (1, 1, 1)
    assert (found["warning F1"].value, found["parties"].high) == (0, 0)


def counts_of(found: Sequence[int], missed: Sequence[int]) -> Counts:
    """Articles in which every class was found and missed so often."""
    return np.array([[f, 0, m] * 4 + [0, 0] for f, m in zip(found, missed, strict=True)])


def test_the_same_gain_in_every_article_is_no_noise_and_one_that_comes_and_goes_is() -> None:
    score = scores()["macro F1"]
    base = counts_of([5] * 8, [5] * 8)
    always = interval(counts_of([7] * 8, [3] * 8), score, base)
    sometimes = interval(counts_of([9, 1, 9, 1, 9, 1, 9, 2], [1, 9, 1, 9, 1, 9, 1, 8]), score, base)
    assert always.value > 0
    assert not always.holds_zero
    assert sometimes.holds_zero


def test_noise_is_said_in_plain_words(case: Case) -> None:
    found = compared_here(case, "good", "bad")
    gain = {"macro F1": replace(found.gains["bad"]["macro F1"], value=-0.02, low=-0.1, high=0.06)}
    (statement,) = replace(found, gains={"bad": gain}).statements()
    assert statement == "bad and good differ within noise (macro F1 -0.020, 95% interval -0.100 to +0.060, 3 articles)."
    gain = {"macro F1": replace(gain["macro F1"], low=-0.1, high=-0.01)}
    (statement,) = replace(found, gains={"bad": gain}).statements()
    assert statement.startswith("bad is worse than good (macro F1 -0.020,")


def test_the_table_has_a_column_for_each_model(case: Case) -> None:
    rows = [line.margin.plain + line.body.plain for line in comparison_lines(compared_here(case, "good", "other"))]
    assert rows[0].split() == ["good", "other"]
    assert "1.000 (1.00 to 1.00)  1.000 (1.00 to 1.00)" in next(row for row in rows if row.startswith("macro F1"))
    assert next(row for row in rows if row.startswith("tokens read")).split()[-2:] == ["300", "300"]
    assert next(row for row in rows if row.startswith("  demands")).split() == ["demands", "2", "2"]


# The command


def test_the_command_prints_a_table_or_json(case: Case, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("extract.golden.trials.run_trials", fake_trials)
    monkeypatch.setattr("extract.models.model_path", Path)
    monkeypatch.setattr("extract.models.check_gguf", lambda path: None)
    result = run("compare", "--models", "a.gguf, golden", "--cases", case.folder)
    assert result.exit_code == 0, result.stderr
    assert result.stdout.splitlines()[-1] == "golden scores as a.gguf does."
    assert "memory, MB      1,000" in result.stdout
    assert "a.gguf reads herring" in result.stderr
    found = json.loads(run("compare", "--models", "golden", "--cases", tmp_path, "--json").stdout)
    assert found["models"][0]["scores"]["macro F1"] == {"value": 1.0, "low": 1.0, "high": 1.0}
    assert (found["articles"], found["models"][0]["kept"]) == (3, {"found": 6, "of": 6})


def test_a_model_that_is_not_there_is_said_before_any_runs(case: Case) -> None:
    result = run("compare", "--models", "golden,no-such-model", "--cases", case.folder)
    assert result.exit_code == 4
    assert "no-such-model" in result.stderr
    assert run("compare", "--models", " , ", "--cases", case.folder).exit_code == 2
