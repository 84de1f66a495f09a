"""Articles that differ about the same thing are found out, and articles that do not are left in peace."""

import random
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.articles import Article, article_from_text, load_articles
from extract.briefing import Agreement, Disagreement, Interval, Mention
from extract.disagreements import find_disagreements
from extract.schemas import Kind

LISTS = Path(__file__).parent / "lists"  # "=== name of the case", a text, "---", another outlet's text
SEEDS = Path(__file__).parent.parent / "seeds"
REST = (
    "The castle stands above the river. Tourists come in summer, and the bakers of the town are used to them.",
    "Rain had fallen since dawn. Reporters waited under umbrellas for a word from anybody.",
    "The road to the coast was closed. A bus stood empty in front of the museum.",
)


def cases(name: str) -> dict[str, tuple[str, str]]:
    _, *parts = re.split(r"^=== (.*)\n", (LISTS / name).read_text(encoding="utf-8"), flags=re.MULTILINE)
    texts = [part.strip().split("\n---\n") for part in parts[1::2]]
    return {case: (one, other) for case, (one, other) in zip(parts[::2], texts, strict=True)}


CONTRADICTORY = cases("differences.txt")
COMPATIBLE = cases("compatible.txt")
NONE = cases("no_differences.txt")
FOUND = {**CONTRADICTORY, **COMPATIBLE}


def articles(*texts: str) -> list[Article]:
    return [
        article_from_text(f"{text}\n\n{REST[place % len(REST)]}\n", id=f"{place:03}")
        for place, text in enumerate(texts, start=1)
    ]


def one_of(case: str) -> Disagreement:
    (found,) = find_disagreements(articles(*FOUND[case]), {})
    return found


@pytest.mark.parametrize("case", CONTRADICTORY)
def test_what_cannot_both_be_right_is_found(case: str) -> None:
    found = one_of(case)
    assert found.verdict == "contradictory"
    assert [claim.article for claim in found.claims] == ["001", "002"]
    assert found.claims[0].value != found.claims[1].value


@pytest.mark.parametrize("case", COMPATIBLE)
def test_other_numbers_that_may_both_be_right_are_called_compatible(case: str) -> None:
    assert one_of(case).verdict == "compatible"


@pytest.mark.parametrize("case", NONE)
def test_what_is_of_two_things_is_no_disagreement(case: str) -> None:
    assert find_disagreements(articles(*NONE[case]), {}) == ()


@pytest.mark.parametrize("case", FOUND)
def test_every_claim_stands_in_its_article_and_shows_its_value(case: str) -> None:
    texts = {article.id: article.text for article in articles(*FOUND[case])}
    for claim in one_of(case).claims:
        assert texts[claim.article][claim.char_interval.start : claim.char_interval.end] == claim.quote
        assert claim.value in " ".join(claim.quote.split())


@pytest.mark.parametrize("case", FOUND)
def test_one_article_alone_disagrees_with_nobody(case: str) -> None:
    assert find_disagreements(articles("\n\n".join(FOUND[case])), {}) == ()


@pytest.mark.parametrize("case", CONTRADICTORY)
def test_a_copy_of_an_article_is_no_witness_of_its_own(case: str) -> None:
    one, other = FOUND[case]
    alone = find_disagreements(articles(one, other), {})
    for copies in ((one, other, one), (one, other, other)):
        assert find_disagreements(articles(*copies), {}) == alone


def test_the_value_is_what_differs_and_the_rest_of_the_clause_says_what_it_is_about() -> None:
    found = one_of("the object of a denial")
    assert [claim.value for claim in found.claims] == ["Kars", "Ostravia"]
    assert (found.about, found.kind) == ("Melundian officials denied selling rockets to …", "name")


def test_an_article_that_gives_two_numbers_itself_speaks_of_two_things() -> None:
    toll = "The rocket strike on the market of Keld killed {} people."
    texts = (f"{toll.format(12)} {toll.format(17)}", toll.format(29))
    assert find_disagreements(articles(*texts), {}) == ()


def test_a_number_that_the_other_article_prints_too_is_no_disagreement() -> None:
    texts = (
        "Alba and Kero talked for three hours in Tamm.",
        "Alba and Kero talked for six hours in Tamm. For three hours the two talked alone.",
    )
    assert find_disagreements(articles(*texts), {}) == ()


def test_several_articles_stand_side_by_side() -> None:
    texts = (
        "Alba and Kero talked for nearly six hours in Tamm.",
        "Alba met Kero for about 5½ hours of talks.",
        "Kero spent more than five hours with Alba.",
    )
    (found,) = find_disagreements(articles(*texts), {})
    assert [claim.value for claim in found.claims] == ["nearly six hours", "about 5½ hours", "more than five hours"]
    assert (found.verdict, found.kind) == ("compatible", "duration")


def test_contradictions_come_before_what_is_compatible() -> None:
    one, other = zip(COMPATIBLE["at least, and a number"], CONTRADICTORY["soldiers sent"], strict=True)
    found = find_disagreements(articles("\n\n".join(one), "\n\n".join(other)), {})
    assert [each.verdict for each in found] == ["contradictory", "compatible"]


def test_the_items_are_those_with_evidence_in_a_claim() -> None:
    told = articles(*CONTRADICTORY["the length of a truce"])
    at = told[1].text.index("Mediators")
    quote = told[1].text[at : told[1].text.index("\n")]
    place = Interval(start=at, end=at + len(quote))
    mention = Mention(article="002", char_interval=place, quote=quote, what="a truce", probability=0.9)
    elsewhere = mention.model_copy(update={"article": "001", "char_interval": Interval(start=100, end=110)})
    items = {
        Kind.AGREEMENT: [
            Agreement(id=f"agreement-{n}", what="a truce", parties=(), support=1, confidence=0.9, mentions=(each,))
            for n, each in enumerate((elsewhere, mention), start=1)
        ]
    }
    (found,) = find_disagreements(told, items)
    assert found.items == ("agreement-2",)


def test_the_seeds_differ_in_a_deadline_and_agree_on_the_length_of_the_talks() -> None:
    found = find_disagreements(load_articles(SEEDS).articles, {})
    assert [(each.verdict, each.kind) for each in found] == [("contradictory", "duration"), ("compatible", "duration")]
    deadline, talks = ([claim.value for claim in each.claims] for each in found)
    assert set(deadline) == {"nine months", "nine to twelve months", "nine to 12 months"}
    assert set(talks) >= {"about five and a half hours", "nearly six hours", "more than five hours"}


PRINTED = tuple(text for pair in (*FOUND.values(), *NONE.values()) for text in pair)
SENTENCES = st.sampled_from((*PRINTED, *REST, "", "“", "6 hours", "$5-6", "• 12 men"))
TEXTS = st.lists(st.lists(SENTENCES, max_size=6).map("\n\n".join), min_size=1, max_size=4)


@settings(deadline=None, max_examples=60)
@given(TEXTS, st.randoms(use_true_random=False))
def test_the_order_of_articles_changes_nothing(texts: list[str], chance: random.Random) -> None:
    told = [article_from_text(text, id=f"{place:03}") for place, text in enumerate(texts, start=1)]
    found = find_disagreements(told, {})
    chance.shuffle(told)
    assert find_disagreements(told, {}) == found


@settings(deadline=None, max_examples=60)
@given(TEXTS)
def test_claims_are_grounded_and_come_from_several_articles(texts: list[str]) -> None:
    told = {place: article_from_text(text, id=place) for place, text in zip("abcd", texts, strict=False)}
    for found in find_disagreements(list(told.values()), {}):
        assert len({claim.article for claim in found.claims}) > 1
        for claim in found.claims:
            interval = claim.char_interval
            assert told[claim.article].text[interval.start : interval.end] == claim.quote


@settings(deadline=None, max_examples=40)
@given(st.text(max_size=200), st.text(max_size=200))
def test_any_text_can_be_compared(one: str, other: str) -> None:
    for found in find_disagreements(articles(one, other), {}):
        assert found.claims
