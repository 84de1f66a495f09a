"""The annotated events: what their gold marks stands there, and what the heads learn from are their sentences."""

import json
import re
from hashlib import sha256
from pathlib import Path

import pytest

from benchmarks.merging import EVENTS, measure
from extract.articles import Role, load_articles
from extract.consensus import find_consensus
from extract.gold import load_gold
from extract.reconcile.words import background
from extract.resources import resource
from extract.schemas import Kind
from extract.scores import Counts
from extract.spots import Spot, SpotIndex

NAMES = sorted(path.parent.name for path in EVENTS.glob("*/gold.json"))


def test_there_are_eight_events_of_five_articles() -> None:
    assert [len(list((EVENTS / name / "articles").glob("*.txt"))) for name in NAMES] == [5] * 8


@pytest.mark.parametrize("name", NAMES)
def test_gold_marks_what_stands_in_the_articles(name: str) -> None:
    gold = load_gold(EVENTS / name / "gold.json")
    for annotated in gold.articles:
        content = (EVENTS / name / "articles" / annotated.article).read_bytes()
        assert annotated.sha256 == sha256(content).hexdigest()
        text = content.decode("utf-8")
        marked = {(each.start, each.end) for each in annotated.sentences}
        assert all(text[start:end] == text[start:end].strip() != "" for start, end in marked)
        mentions = {(m.start, m.end) for item in gold.items for m in item.mentions if m.article == annotated.article}
        assert mentions <= marked


def test_the_heads_learn_from_every_sentence_of_the_events_as_it_stands() -> None:
    told = {
        " ".join(sentence.interval.of(article.text).split())
        for name in NAMES
        for article in load_articles(EVENTS / name / "articles").articles
        for sentence in article.sentences
        if sentence.role not in (Role.DEBRIS, Role.SPEAKER)
    }
    rows = [json.loads(line) for line in resource("models/sentences/events.jsonl").read_text("utf-8").splitlines()]
    assert {row["text"] for row in rows} == told
    assert all(row["dense"] for row in rows)


def test_the_parties_that_the_heads_learn_are_those_of_the_gold_where_it_names_one_on_each_side() -> None:
    told: dict[str, set[tuple[str | None, str | None]]] = {}
    for name in NAMES:
        gold = load_gold(EVENTS / name / "gold.json")
        directed = [item for item in gold.items if item.kind in (Kind.DEMAND, Kind.WARNING)]
        sides = SpotIndex((Spot(m.article, m.interval), (item.by, item.of)) for item in directed for m in item.mentions)
        for article in load_articles(EVENTS / name / "articles").articles:
            for sentence in article.sentences:
                text = " ".join(sentence.interval.of(article.text).split())
                told.setdefault(text, set()).update(sides.at(Spot(Path(article.path).name, sentence.interval)))
    rows = [json.loads(line) for line in resource("models/sentences/events.jsonl").read_text("utf-8").splitlines()]
    taught = {row["text"]: (row["by"], row["of"]) for row in rows if row.get("by")}
    alone = {row["text"]: next(iter(told[row["text"]])) for row in rows if len(told[row["text"]]) == 1}
    assert taught == {text: (by, of) for text, (by, of) in alone.items() if not re.search(" and |[,/]", f"{by} {of}")}
    assert len(taught) > 300


@pytest.mark.parametrize("name", [name for name in NAMES if load_gold(EVENTS / name / "gold.json").consensus])
def test_the_list_that_an_event_states_is_found_whole(name: str) -> None:
    folder = EVENTS / name / "articles"
    gold = load_gold(EVENTS / name / "gold.json").consensus
    stated = find_consensus(load_articles(folder).articles)
    assert gold is not None
    assert stated is not None
    text = Path(folder / gold.article).read_text(encoding="utf-8")
    for found, wanted in zip(stated.lead.points, gold.points, strict=True):
        have = set(range(found.interval.start, found.interval.end))
        need = {at for span in wanted.spans for at in range(span.start, span.end) if not text[at].isspace()}
        assert len(have & need) >= 0.95 * len(need)
        assert len(have - need) <= 0.1 * len(need) + sum(text[at].isspace() for at in have)


def test_marked_sentences_are_merged_no_worse_than_when_it_was_measured() -> None:
    assert sum((measure(EVENTS / name) for name in NAMES), start=Counts()).f1 > 0.5


def test_no_word_s_rarity_is_counted_over_them() -> None:
    paths = resource("models/sentences").glob("*.jsonl")
    others = [line for path in paths if path.name != "events.jsonl" for line in path.read_text("utf-8").splitlines()]
    assert background(Kind.AGREEMENT).all_sentences == len(others)
