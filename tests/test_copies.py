"""Near-identical copies of one wire report are found, whatever was edited or cut, and nothing else is."""

from dataclasses import replace
from pathlib import Path
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from extract.articles import Article, article_from_text, load_articles
from extract.reconcile.copies import Reprints, find_reprints

ROOT = Path(__file__).resolve().parent.parent
NAMES = "Norway Chile Peru Almeyda Brekke Holm".split()
VERBS = "recalled counted closed described measured opened painted guarded".split()
THINGS = "trawlers harbours lighthouses herring salmon ferries quotas beacons pilots canals".split()


def sentences(count: int, seed: int) -> list[str]:
    chance = Random(seed)

    def one() -> str:
        words = [chance.choice(NAMES), chance.choice(VERBS), str(chance.randint(2, 999)), chance.choice(THINGS)]
        return f"{' '.join(words)} near {chance.choice(NAMES)} after {chance.choice(THINGS)} {chance.randint(2, 999)}."

    return [one() for _ in range(count)]


def article(id: str, told: list[str], title: str = "Fish") -> Article:
    return replace(article_from_text(f"{title}\n\n" + " ".join(told) + "\n", id=id), path=f"{id}.txt")


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000), st.integers(0, 8), st.integers(0, 3))
def test_a_wire_report_with_another_headline_small_edits_and_a_cut_tail_is_a_copy(
    seed: int, cut: int, edits: int
) -> None:
    told = sentences(30, seed)
    printed = told[: len(told) - cut]
    chance = Random(seed)
    for index in chance.sample(range(len(printed)), edits):
        printed[index] = printed[index].replace(" near ", " not far from ")
    original, copy = article("002", told), article("001", printed, title="Trawlers again")
    found = find_reprints([original, copy]).copy_of
    # Of two, the fuller one is the original.
    assert found in ([{"001": "002"}] if cut > edits else [{"001": "002"}, {"002": "001"}])


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000), st.permutations(range(5)))
def test_the_order_of_articles_changes_no_copy(seed: int, order: list[int]) -> None:
    told = sentences(24, seed)
    articles = [
        article("001", told),
        article("002", told[:20]),
        article("003", sentences(24, seed + 1)),
        article("004", told[4:], title="More fish"),
        article("005", [*sentences(20, seed + 2), *told[:4]]),
    ]
    found = find_reprints([articles[index] for index in order])
    assert found == find_reprints(articles)
    assert found.copy_of == {"002": "001", "004": "001"}


def test_a_passage_of_another_article_is_borrowed_though_the_rest_is_its_own() -> None:
    told, own = sentences(30, 1), sentences(20, 2)
    lender, borrower = article("001", told), article("002", [*own[:10], *told[5:9], *own[10:]])
    found = find_reprints([lender, borrower])
    assert found.copy_of == {}
    borrowed = {borrower.text[start : start + 20] for (id, start) in found.borrowed if id == "002"}
    assert borrowed == {sentence[:20] for sentence in told[5:9]}
    assert set(found.borrowed.values()) == {"001"}


def test_a_single_quotation_in_common_is_nothing_borrowed() -> None:
    told, own = sentences(24, 1), sentences(20, 2)
    assert find_reprints([article("001", told), article("002", [*own[:10], told[3], *own[10:]])]) == Reprints()


def test_articles_of_different_outlets_about_one_event_are_no_copies() -> None:
    assert find_reprints(load_articles(ROOT / "seeds").articles) == Reprints()


def test_empty_and_tiny_articles_are_nobody_s_copies() -> None:
    assert find_reprints([article("001", ["Fish."]), article("002", ["Fish."], title="Fish")]).copy_of == {}
