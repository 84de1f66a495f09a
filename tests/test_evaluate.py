"""Scoring: our numbers are those of the definition, and every fault is listed with its sentence.

Where the environment variable EXTRACT_REFERENCE_SCORER names a score.py, its numbers are held against ours, too.
"""

import importlib.util
import json
import os
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from extract.articles import Article, article_from_text
from extract.briefing import Briefing
from extract.errors import ArticlesError, CheckFailed, UsageError
from extract.evaluate import articles_to_score, evaluate
from extract.gold import Gold, load_gold
from extract.schemas import Kind
from extract.scores import Evaluation
from extract.scoresheet import scoresheet
from extract.terminal import laid_out
from tests.brute_force_scores import brute_force
from tests.scoring_cases import ARTICLES, PLURALS, Case, Json

CASES = 600


def score(case: Case) -> Evaluation:
    return evaluate(Briefing.model_validate(case.briefing), Gold.model_validate(case.gold), ARTICLES)


def flat(value: Any, path: str = "") -> dict[str, float]:
    if isinstance(value, dict):
        return {name: number for key in value for name, number in flat(value[key], f"{path}.{key}").items()}
    return {path: value}


def scores_of(evaluation: Evaluation) -> dict[str, float]:
    return flat({key: value for key, value in evaluation.for_json().items() if key not in ("findings", "notes")})


def test_random_briefings_score_what_the_definition_says() -> None:
    seen: dict[str, int] = {}
    for seed in range(CASES):
        case = Case(seed)
        ours = scores_of(score(case))
        assert ours == pytest.approx(flat(brute_force(case.briefing, case.gold))), seed
        for name, number in ours.items():
            seen[name] = seen.get(name, 0) + (number > 0)
    # A comparison of zeros would prove nothing.
    assert min(seen.values()) > CASES / 20, seen


@pytest.mark.skipif("EXTRACT_REFERENCE_SCORER" not in os.environ, reason="EXTRACT_REFERENCE_SCORER names no score.py")
def test_random_briefings_score_as_the_reference_scores_them(tmp_path: Path) -> None:
    spec = importlib.util.spec_from_file_location("reference", os.environ["EXTRACT_REFERENCE_SCORER"])
    assert spec is not None
    assert spec.loader is not None
    reference = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(reference)
    for article in ARTICLES:
        (tmp_path / Path(article.path).name).write_text(article.text, encoding="utf-8")
    for seed in range(CASES):
        case = Case(seed)
        theirs = reference.score(case.briefing, case.gold, tmp_path)
        assert scores_of(score(case)) == pytest.approx(flat(theirs)), seed


def test_every_wrong_and_missed_mention_is_listed_once_in_order() -> None:
    for seed in range(100):
        evaluation = score(Case(seed))
        for kind in Kind:
            verdicts = [finding.verdict for finding in evaluation.findings if finding.kind == kind]
            assert verdicts.count("wrong") == evaluation.classes[kind].wrong
            assert verdicts.count("missed") == evaluation.classes[kind].missed
        places = [(finding.article, finding.char_interval) for finding in evaluation.findings]
        assert places == sorted(places)


TEXT = "Arland urged Borland to leave. Borland warned of war. They shook hands. Rain fell."
SMALL_GOLD: Json = {
    "articles": [
        {
            "article": "a.txt",
            "sentences": [
                {"start": 0, "end": 30, "required": ["demand"], "optional": ["dispute"]},
                {"start": 31, "end": 53, "required": ["warning"], "optional": []},
                {"start": 54, "end": 71, "required": [], "optional": ["agreement"]},
            ],
        }
    ],
    "items": [
        {"id": "W1", "kind": "warning", "what": "war", "by": "Borland", "of": None}
        | {"mentions": [{"article": "a.txt", "start": 31, "end": 53}]}
    ],
    "consensus": None,
}


def small_briefing(**items: list[tuple[int, int]]) -> Briefing:
    """A briefing on `TEXT` with one item for each interval."""
    case = Case(0)
    briefing: Json = {**case.briefing, "consensus": {"basis": "none"}}
    for kind, plural in PLURALS.items():
        briefing[plural] = [
            {**case.item(kind, number), "support": 1, "mentions": [mention]}
            for number, (start, end) in enumerate(items.get(plural, []), start=1)
            for mention in [
                {"article": "001", "char_interval": {"start": start, "end": end}, "quote": TEXT[start:end]}
                | {"what": "w", "probability": 0.5}
            ]
        ]
    briefing["articles"] = [{**briefing["articles"][0], "sha256": small_article().sha256}]
    return Briefing.model_validate(briefing)


def small_article(text: str = TEXT) -> Article:
    return article_from_text(text, path="a.txt")


def shown(evaluation: Evaluation) -> str:
    return laid_out(scoresheet(evaluation), Console(file=StringIO()))


def test_findings_show_the_sentence_and_what_was_expected() -> None:
    briefing = small_briefing(agreements=[(54, 71), (72, 82)], demands=[(0, 30)], disputes=[(31, 53)])
    evaluation = evaluate(briefing, Gold.model_validate(SMALL_GOLD), [small_article()])
    assert [(f.verdict, f.kind, f.quote, f.item, f.expected) for f in evaluation.findings] == [
        ("wrong", "dispute", "Borland warned of war.", "dispute-1", "warning"),
        ("missed", "warning", "Borland warned of war.", None, "warning: W1 war"),
        ("wrong", "agreement", "Rain fell.", "agreement-2", "nothing"),
    ]
    text = shown(evaluation)
    assert "a.txt [31:53]  warning; expected: warning: W1 war, listed as dispute\n      Borland warned of war." in text
    assert "a.txt [72:82]  agreement (agreement-2); expected: nothing\n      Rain fell." in text
    assert evaluation.for_json()["findings"][0]["char_interval"] == {"start": 31, "end": 53}
    json.dumps(evaluation.for_json())


def test_the_score_lines_are_aligned() -> None:
    briefing = small_briefing(demands=[(0, 30)])
    lines = shown(evaluate(briefing, Gold.model_validate(SMALL_GOLD), [small_article()])).splitlines()
    assert lines[1] == "demand     P 1.00  R 1.00  F1 1.00   (found 1, wrong 0, missed 0)"
    assert lines[4] == "all        P 1.00  R 0.50  F1 0.67   (found 1, wrong 0, missed 1)"
    assert lines[5] == "macro F1   0.250"
    assert lines[6] == "grounded   1.000   (1 of 1 quotes stand at their place)"


def test_a_score_below_the_floor_fails_the_check() -> None:
    evaluation = evaluate(small_briefing(demands=[(0, 30)]), Gold.model_validate(SMALL_GOLD), [small_article()])
    evaluation.require(macro_f1=0.25)
    with pytest.raises(CheckFailed, match=r"macro F1 is 0\.2500, below the floor of 0\.26: 0 .* wrong, 1 missed"):
        evaluation.require(macro_f1=0.26)
    assert CheckFailed.exit_code == 10


def test_an_empty_briefing_against_empty_gold_scores_nothing() -> None:
    evaluation = evaluate(small_briefing(), Gold.model_validate({"articles": []}), [])
    assert evaluation.macro_f1 == evaluation.grounded == evaluation.micro.f1 == 0
    assert not evaluation.findings
    assert not evaluation.notes


def test_a_quoted_article_that_is_not_there_is_an_error() -> None:
    with pytest.raises(ArticlesError, match=r"a\.txt, which the briefing quotes, is not there: .* --articles"):
        evaluate(small_briefing(demands=[(0, 30)]), Gold.model_validate(SMALL_GOLD), [])


def test_the_articles_are_found_by_path_or_by_name(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "sub" / "c.txt").write_text(TEXT, encoding="utf-8")
    case = Case(0)
    briefing = Briefing.model_validate({**case.briefing, **dict.fromkeys(PLURALS.values(), ())})
    gold = Gold.model_validate({"articles": [{"article": "only_gold.txt", "sentences": []}]})
    (tmp_path / "only_gold.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "neither.txt").write_text(TEXT, encoding="utf-8")
    for folder, expected in [
        (tmp_path, ["a.txt", "only_gold.txt", "sub/c.txt"]),
        (tmp_path / "sub", ["other/c.txt", "sub/c.txt"]),
    ]:
        assert [article.path for article in articles_to_score(briefing, gold, folder)] == expected
    with pytest.raises(ArticlesError, match="is no folder: .* --articles"):
        articles_to_score(briefing, gold, tmp_path / "nowhere")


def test_other_versions_of_a_file_are_noted() -> None:
    annotated = [{**SMALL_GOLD["articles"][0], "sha256": "f" * 64}, {"article": "b.txt", "sentences": []}]
    gold = Gold.model_validate({**SMALL_GOLD, "articles": annotated})
    evaluation = evaluate(small_briefing(demands=[(0, 30)]), gold, [small_article(f"New. {TEXT}")])
    assert evaluation.grounded == 0
    assert [note.split(":")[0] for note in evaluation.notes] == [
        "a.txt is not the file that was annotated",
        "the briefing has no article b.txt",
        "a.txt is not the file that was briefed",
    ]
    assert "\nnote: a.txt is not" in shown(evaluation)


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        ("{", "the file: Invalid JSON"),
        ("[]", "the file: Input should be an object"),
        ("{}", "articles: Field required"),
        ('{"articles": [{"article": "a", "sentences": [{"start": 5, "end": 5}]}]}', "articles.0.*: .* 5 to 5"),
        (
            '{"articles": [{"article": "a", "sentences": [{"start": 0, "end": 5, "required": ["threat"]}]}]}',
            "articles.0.sentences.0.required.0: .*'warning'",
        ),
        ('{"articles": [{"article": "a", "sentences": []}, {"article": "a", "sentences": []}]}', "annotated twice: a"),
        ('{"articles": [], "items": [{"id": "1", "kind": "demand"}]}', "items.0.mentions: Field required"),
    ],
)
def test_a_broken_gold_file_is_refused_in_one_line(tmp_path: Path, content: str, complaint: str) -> None:
    path = tmp_path / "gold.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(UsageError, match=f"gold.json is no gold file: .*{complaint}") as error:
        load_gold(path)
    assert "\n" not in str(error.value)


def test_a_missing_gold_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"cannot read the gold file .*none\.json: No such file"):
        load_gold(tmp_path / "none.json")


def test_a_gold_file_is_read_as_it_is_written(tmp_path: Path) -> None:
    path = tmp_path / "gold.json"
    path.write_text(json.dumps(SMALL_GOLD), encoding="utf-8")
    assert load_gold(path) == Gold.model_validate(SMALL_GOLD)
