"""Statements that were merged with nothing and lean on the sentence before them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.articles import Article, Role, article_from_text
from extract.briefing import Item
from extract.reconcile import Found, Reprints, find_reprints, merge
from extract.reconcile.found import statements
from extract.reconcile.leaning import antecedents, join_leaning, leans
from extract.reconcile.likeness import wording
from extract.reconcile.words import background
from extract.schemas import Kind
from extract.spans import CharInterval
from tests.test_merge import CAST, LEAST, record

QUOTA = "Norway urged Chile to lower the herring quota off the lighthouse by a third."
MEANS = "That was meant in earnest."
PILOT = "Norway urged Chile to train harbour pilots for the winter ferry."
OTHER_SIDE = "Chile for its part asked for that, too."


def articles_of(*texts: str) -> list[Article]:
    return [article_from_text(text, id=f"{number:03}") for number, text in enumerate(texts, start=1)]


def demands(articles: list[Article], by: dict[str, str] | None = None) -> list[Found]:
    """A demand for every sentence, of Norway's unless `by` says whose."""
    found = []
    for article in articles:
        for sentence in (each for each in article.sentences if each.role is not Role.DEBRIS):
            quote = sentence.interval.of(article.text)
            interval = CharInterval(sentence.interval.start, sentence.interval.end)
            told = record(Kind.DEMAND, (by or {}).get(quote, "Norway"), "Peru", quote)
            found.append(Found(Kind.DEMAND, article.id, interval, quote, told, None, 0.8))
    return found


def merged(articles: list[Article], found: list[Found], reprints: Reprints | None = None) -> list[Item]:
    return merge(found, CAST, LEAST, articles, reprints)[Kind.DEMAND]


def quotes(items: list[Item]) -> list[list[str]]:
    return sorted(sorted(mention.quote for mention in item.mentions) for item in items)


def test_a_sentence_that_says_nothing_by_itself_goes_with_the_one_before_it() -> None:
    articles = articles_of(f"{QUOTA} {MEANS} {PILOT}")
    assert quotes(merged(articles, demands(articles))) == sorted([sorted([QUOTA, MEANS]), [PILOT]])


def test_a_row_of_such_sentences_goes_with_the_one_that_begins_it() -> None:
    articles = articles_of(f"{PILOT} {MEANS} So it stays.")
    assert quotes(merged(articles, demands(articles))) == [sorted([PILOT, MEANS, "So it stays."])]


def test_a_full_sentence_stands_by_itself_behind_another() -> None:
    articles = articles_of(f"{QUOTA} {PILOT}")
    assert len(merged(articles, demands(articles))) == 2


def test_the_items_of_a_list_stand_each_by_itself() -> None:
    text = f"{PILOT}\n\n- {MEANS}\n- So it stays.\n- There it ends.\n"
    articles = articles_of(text)
    assert len(merged(articles, demands(articles))) == 4


def test_what_another_party_demands_never_joins() -> None:
    articles = articles_of(f"{QUOTA} {OTHER_SIDE}")
    assert len(merged(articles, demands(articles, {OTHER_SIDE: "Chile"}))) == 2


def test_without_the_articles_nothing_is_known_of_what_stands_before() -> None:
    articles = articles_of(f"{QUOTA} {MEANS}")
    assert len(merged([], demands(articles))) == 2


def test_a_copy_of_an_article_adds_no_item_and_another_article_moves_none() -> None:
    text = f"{QUOTA} {MEANS} {PILOT}"
    alone = articles_of(text)
    both = articles_of(text, text)
    reprints = find_reprints(both)
    assert reprints.copy_of
    assert {frozenset(each) for each in quotes(merged(both, demands(both), reprints))} == {
        frozenset(each) for each in quotes(merged(alone, demands(alone)))
    }
    elsewhere = articles_of(text, "A museum wants this painter to restore its old violin. There it hangs.")
    assert all(each in quotes(merged(elsewhere, demands(elsewhere))) for each in quotes(merged(alone, demands(alone))))


def test_an_original_says_what_stands_before_and_not_its_copy() -> None:
    articles = articles_of(f"{QUOTA} {MEANS}", f"{PILOT} {MEANS}")
    told = statements(demands(articles))
    index = {each.quote: number for number, each in enumerate(told)}
    known = {article.id: article for article in articles}
    for copy, original in (("001", "002"), ("002", "001")):
        before = antecedents(told, known, Reprints({copy: original}))
        assert before[index[MEANS]] == index[QUOTA if original == "001" else PILOT]


@pytest.mark.parametrize(
    ("quote", "expected"),
    [("It will.", True), ("Talks on cod.", True), ("Norway banned trawlers from Chile, ferries and pilots.", False)],
)
def test_a_sentence_leans_when_its_words_say_little(quote: str, expected: bool) -> None:
    assert leans(wording(quote, background(Kind.DISPUTE), frozenset())) is expected


@settings(max_examples=60)
@given(
    st.lists(st.integers(0, 3), min_size=1, max_size=12),
    st.dictionaries(st.integers(0, 11), st.integers(0, 11), max_size=12),
    st.sets(st.integers(0, 11)),
    st.lists(st.sampled_from(["Norway", "Chile", None]), min_size=12, max_size=12),
)
def test_every_statement_stays_in_one_group_and_two_sides_never_meet(
    labels: list[int], before: dict[int, int], leaning: set[int], sides: list[str | None]
) -> None:
    grouped: dict[tuple[int, str | None], list[int]] = {}
    for index, label in enumerate(labels):
        grouped.setdefault((label, sides[index]), []).append(index)
    groups = sorted(grouped.values(), key=lambda each: each[0])
    known = {index: other for index, other in before.items() if index < len(labels) and other < len(labels)}
    joined = join_leaning(groups, known, sides[: len(labels)], leaning)
    assert sorted(index for group in joined for index in group) == list(range(len(labels)))
    assert [group[0] for group in joined] == sorted(group[0] for group in joined)
    for group in groups:
        # Nothing is torn apart, and what was joined before or does not lean joins nothing itself.
        assert any(set(group) <= set(each) for each in joined)
    for group in joined:
        assert len({sides[index] for index in group} - {None}) < 2
    assert len(joined) >= len(groups) - len(leaning & known.keys())
