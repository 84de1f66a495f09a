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
from extract.pipeline import OFF_TOPIC, Run, build_briefing, open_decoder, run_folder
from extract.schemas import OTHER, UNNAMED, Kind
from extract.scores import Evaluation

pytestmark = pytest.mark.model

SEEDS = Path(__file__).parents[1] / "seeds"
#: What lies in seeds/ beside the articles.
NO_ARTICLES = {"README.md", "gold.json"}
#: Floors, not goals: a change that falls below them has made something worse.
LEAST_MACRO_F1 = 0.75
LEAST_PARTIES = 0.75
#: Share of sentences from sports, recipes, court reports and the like that may be taken for one of the four classes.
#: Half of them tempt on purpose ("Shareholders urged the board ...").
MOST_FLAGGED = 0.02

CUP_TIE = """Harbour Town knocked out by ten-man Rovers

Harbour Town went out of the cup on Saturday, beaten 2-1 at home by a Rovers side that played the last half hour with
ten men. "We agreed at half-time that we would press them higher, and then nobody did," said the coach, Ellen Marsh.
She accused her defenders of falling asleep and warned that places in the team would go to those who ran for them.
The referee dismissed Dale Perrin after an hour for a second foul, a decision that Rovers disputed long after the end.
"He must look at the pictures again," said their captain. Both clubs have been in talks over the winger Tom Askew, and
a deal could be struck before the window closes. Rovers meet the holders next. Tickets go on sale on Monday.
"""

RECIPE = """Plum tart for a rainy Sunday

Rub the butter into the flour with your fingertips, add the egg and let the dough rest in a cool place for an hour.
Meanwhile, stone the plums and halve them; you must not use fruit that is too ripe, or the base will turn soggy.
My grandmother and my aunt never agreed on the cinnamon; a truce was reached only over the cream. Roll out the dough,
line the tin and set the plums in circles. A word of warning: the sugar burns quickly, so look after half an hour.
Serve it lukewarm. Critics of shop-bought custard have my full support. The tart keeps for two days, if you hide it.
"""


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


def test_nothing_is_skipped_but_what_is_no_article(run: Run) -> None:
    assert {part.path for part in run.briefing.skipped if part.char_interval is None} == NO_ARTICLES
    assert [part for part in run.briefing.skipped if part.char_interval is not None] == []
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


def test_of_a_cup_tie_and_a_recipe_the_briefing_is_empty_and_says_why(decoder: Decoder, tmp_path: Path) -> None:
    (tmp_path / "cup.txt").write_text(CUP_TIE, encoding="utf-8")
    (tmp_path / "tart.txt").write_text(RECIPE, encoding="utf-8")
    briefing = build_briefing(tmp_path, decoder=decoder)
    assert [*briefing.items()] == []
    assert briefing.consensus.basis == "none"
    assert {(part.path, part.reason) for part in briefing.skipped} == {("cup.txt", OFF_TOPIC), ("tart.txt", OFF_TOPIC)}


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
