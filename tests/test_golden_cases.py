"""The golden cases of this repository, without a model: articles, gold, and the scripted decoder over each of them."""

from dataclasses import replace
from pathlib import Path

import pytest

from extract.articles import load_articles
from extract.briefing import load_briefing, ungrounded
from extract.config import Settings
from extract.gold import load_gold
from extract.golden.cases import Case, find_cases, load_case
from extract.golden.checking import replay
from extract.golden.recording import record
from extract.schemas import Kind
from tests.cli_runs import ROOT
from tests.golden_case import scripted

CASES = find_cases([ROOT / "tests" / "golden"])


@pytest.fixture(params=CASES, ids=lambda case: case.name)
def case(request: pytest.FixtureRequest) -> Case:
    found: Case = request.param
    return found


def test_the_cases_are_those_that_are_meant() -> None:
    names = {case.name for case in CASES}
    assert {"beijing_2024", "beijing_2014", "hanoi_2019", "seoul_2024", "montevideo_invented"} <= names
    assert sum(case.gold is not None for case in CASES) >= 3


def test_gold_fits_the_articles_that_it_was_made_for(case: Case) -> None:
    if case.gold is None:
        assert not (case.folder / "gold.json").exists()
        return
    articles = {article.path: article for article in load_articles(case.articles).articles}
    gold = load_gold(case.gold)
    assert {each.article: each.sha256 for each in gold.articles} == {
        path: article.sha256 for path, article in articles.items()
    }
    marked = {(each.article, s.start, kind) for each in gold.articles for s in each.sentences for kind in s.required}
    placed = {(mention.article, mention.start, item.kind) for item in gold.items for mention in item.mentions}
    assert placed >= marked
    if gold.consensus:
        text = articles[gold.consensus.article].text
        assert all(span.interval.of(text).strip() for point in gold.consensus.points for span in point.spans)


def test_every_case_can_be_recorded_and_replayed(case: Case, tmp_path: Path) -> None:
    """With the scripted decoder, in a folder elsewhere: whatever the articles are like, what is recorded replays."""
    copy = replace(case, folder=tmp_path / case.name, settings=replace(case.settings, model="scripted"))
    copy.folder.mkdir()
    record(copy, scripted())
    assert replay(copy).passed
    briefing = load_briefing(copy.golden)
    assert list(briefing.items())
    assert ungrounded(briefing, load_articles(copy.articles).articles) == []


def test_copies_and_broken_files_are_values_in_the_briefing(tmp_path: Path) -> None:
    case = load_case(ROOT / "tests" / "golden" / "montevideo_invented")
    copy = replace(case, folder=tmp_path / "copy", settings=Settings(model="scripted"))
    copy.folder.mkdir()
    record(copy, scripted())
    briefing = load_briefing(copy.golden)
    files = {part.path for part in briefing.skipped if part.char_interval is None}
    assert {"04_download.txt", "hake.jpg"} <= files
    read = {article.path for article in briefing.articles}
    assert read | files == {path.name for path in case.articles.iterdir()}
    demands = [item for item in briefing.demands if "trawlers" in item.mentions[0].quote]
    assert len(demands) == 1
    assert {briefing.of_kind(kind) != () for kind in (Kind.AGREEMENT, Kind.DEMAND, Kind.WARNING)} == {True}
