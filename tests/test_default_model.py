"""One run of the default model over seeds/, held to the contract, the gold's consensus and floors on the scores."""

import json
from collections.abc import Iterator
from pathlib import Path
from shutil import copy

import pytest
from jsonschema import Draft202012Validator

from extract.briefing import Briefing, json_schema, ungrounded
from extract.config import Settings
from extract.decoding.base import Decoder
from extract.detect import find_detector
from extract.evaluate import articles_to_score, evaluate
from extract.gold import Gold, load_gold
from extract.pipeline import Run, build_briefing, open_decoder, run_folder
from extract.schemas import OTHER, UNNAMED, Kind
from extract.scores import Evaluation

pytestmark = pytest.mark.model

SEEDS = Path(__file__).parents[1] / "seeds"
#: What lies in seeds/ beside the articles.
NO_ARTICLES = {"README.md", "gold.json"}
#: Floors, not goals: a change that falls below them has made something worse.
LEAST_MACRO_F1 = 0.75
LEAST_PARTIES = 0.75
#: Share of the mentions that may stay without a record; each is a value with its reason.
MOST_LOST = 0.02
#: Share of sentences from sports, recipes, court reports and the like that are taken for one of the four classes. Half
#: of them tempt on purpose ("Shareholders urged the board ..."). 0.225 was measured, the goal is 0.02: the heads have
#: seen too little that is not about diplomacy.
MOST_FLAGGED = 0.25


@pytest.fixture(scope="module")
def decoder() -> Iterator[Decoder]:
    decoder = open_decoder(Settings())
    yield decoder
    if hasattr(decoder, "close"):
        decoder.close()


@pytest.fixture(scope="module")
def run(decoder: Decoder) -> Run:
    return run_folder(SEEDS, decoder=decoder)


@pytest.fixture(scope="module")
def gold() -> Gold:
    return load_gold(SEEDS / "gold.json")


@pytest.fixture(scope="module")
def scores(run: Run, gold: Gold) -> Evaluation:
    return evaluate(run.briefing, gold, articles_to_score(run.briefing, gold, SEEDS))


def test_the_briefing_keeps_its_contract(run: Run) -> None:
    written = json.loads(run.briefing.to_json())
    Draft202012Validator(json_schema()).validate(written)
    assert Briefing.model_validate(written) == run.briefing


def test_every_quote_is_what_its_article_says(run: Run, scores: Evaluation) -> None:
    assert ungrounded(run.briefing, run.articles.articles) == []
    assert scores.mentions > 0
    assert scores.grounded == 1.0


def test_nothing_is_skipped_but_what_is_no_article_and_next_to_no_mention(run: Run) -> None:
    files = {part.path for part in run.briefing.skipped if part.char_interval is None}
    mentions = [part for part in run.briefing.skipped if part.char_interval is not None]
    assert files == NO_ARTICLES
    assert len(mentions) <= MOST_LOST * sum(len(item.mentions) for item in run.briefing.items()), mentions
    assert {article.path for article in run.briefing.articles} == {
        path.name for path in SEEDS.iterdir() if path.name not in NO_ARTICLES
    }


def test_every_class_is_found(run: Run) -> None:
    assert [kind for kind in Kind if not run.briefing.of_kind(kind)] == []


def test_the_stated_consensus_is_complete(run: Run, scores: Evaluation) -> None:
    assert run.briefing.consensus.basis == "stated"
    assert scores.consensus is not None
    assert (scores.consensus.complete, scores.consensus.total, scores.consensus.listed) == (5, 5, 5)


def test_no_party_acts_upon_itself_and_none_is_made_up(run: Run) -> None:
    pairs = [(item.by, item.of) for item in run.briefing.demands] + [(w.by, w.to) for w in run.briefing.warnings]
    for by, target in pairs:
        assert by is None or by != target
        assert {by, target}.isdisjoint({OTHER, UNNAMED})


def test_sentences_are_labelled_at_least_as_well_as_before(scores: Evaluation) -> None:
    assert scores.macro_f1 >= LEAST_MACRO_F1


def test_parties_are_right_at_least_as_often_as_before(scores: Evaluation) -> None:
    assert scores.parties.total > 0
    assert scores.parties.right / scores.parties.total >= LEAST_PARTIES


def test_the_same_article_gives_the_same_bytes_twice(decoder: Decoder, run: Run, tmp_path: Path) -> None:
    shortest = min(run.articles.articles, key=lambda article: len(article.text))
    copy(SEEDS / shortest.path, tmp_path)
    assert build_briefing(tmp_path, decoder=decoder).to_json() == build_briefing(tmp_path, decoder=decoder).to_json()


def test_sentences_that_are_not_about_diplomacy_bear_nothing(decoder: Decoder) -> None:
    rows = [
        json.loads(line) for line in (Path(__file__).parent / "non_diplomatic.jsonl").read_text("utf-8").splitlines()
    ]
    decisions = find_detector(decoder.model_sha256).labels([row["text"] for row in rows], decoder)
    flagged = [
        row["text"]
        for row, decision in zip(rows, decisions, strict=True)
        if any(each.taken for each in decision.values())
    ]
    assert len(rows) == 200
    assert len(flagged) <= MOST_FLAGGED * len(rows), flagged
