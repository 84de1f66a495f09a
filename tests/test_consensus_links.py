"""Each point of the consensus leads to the agreements that it covers and to the articles that report parts of it."""

import random
from collections.abc import Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from extract.articles import Article, article_from_text
from extract.briefing import Agreement, Consensus, Demand, Interval, Item, Mention
from extract.consensus import find_consensus, link_consensus
from extract.schemas import Kind

LIST = """Ostravia and Melundia agreed on three points on Tuesday.

Three-point consensus

• Both sides agreed to open the bridge at Keld to lorries. A second lane will be built in spring.
• The two sides will hold the first round of the dialogue on artificial intelligence, and exchange young engineers.
• The two sides will free all fishermen and return their boats.

The ministers left without taking questions from the reporters who had waited for them all night.
"""
SHORTER = """State radio read out the three-point consensus of the two sides.

First, the bridge at Keld is opened to lorries. Second, a dialogue on artificial intelligence is held. Third, all
fishermen are freed.
"""
REPORT = """The ministers of Ostravia and Melundia met in a castle above the river and talked until long after midnight.

Both governments said that artificial intelligence would get a dialogue of its own in Tamm, with lawyers and soldiers.

They also settled on freeing the fishermen who had been held since spring.

Officials spoke of progress on a shared museum.
"""
DEBRIS = ("Advertisement", "image source,Harbour Pictures", "Share\nTweet", "Read more: A day at the harbour")


def mention(article: Article, words: str, what: str | None = None) -> Mention:
    start = article.text.index(words)
    place = Interval(start=start, end=start + len(words))
    return Mention(article=article.id, char_interval=place, quote=words, what=what or words, probability=0.9)


def agreement(number: int, *mentions: Mention) -> Agreement:
    return Agreement(
        id=f"agreement-{number}",
        what=mentions[0].what,
        parties=("Melundia", "Ostravia"),
        support=len({each.article for each in mentions}),
        confidence=0.9,
        mentions=mentions,
    )


def linked(articles: Sequence[Article], *agreements: Agreement, demands: Sequence[Item] = ()) -> Consensus:
    items: dict[Kind, Sequence[Item]] = {
        Kind.AGREEMENT: list(agreements),
        Kind.DEMAND: list(demands),
        Kind.WARNING: [],
        Kind.DISPUTE: [],
    }
    return link_consensus(find_consensus(articles), items, articles)


PRINTED = article_from_text(LIST, id="001")
TOLD = article_from_text(REPORT, id="002")


def test_a_point_covers_the_agreements_whose_evidence_lies_in_it() -> None:
    consensus = linked([PRINTED, TOLD], agreement(1, mention(PRINTED, "A second lane will be built in spring.")))
    assert (consensus.basis, consensus.title) == ("stated", "Three-point consensus")
    assert [point.items for point in consensus.points] == [("agreement-1",), (), ()]
    assert [point.reported_by for point in consensus.points] == [("001",)] * 3


def test_every_point_is_quoted_whole_from_the_article_that_prints_it() -> None:
    for point in linked([PRINTED]).points:
        (quote,) = point.mentions
        assert PRINTED.text[quote.char_interval.start : quote.char_interval.end] == quote.quote == point.text
    assert linked([PRINTED]).points[0].text.endswith("A second lane will be built in spring.")


def test_an_agreement_that_says_the_same_elsewhere_is_covered_and_its_article_reports_the_point() -> None:
    words = "Both governments said that artificial intelligence would get a dialogue of its own in Tamm"
    elsewhere = agreement(1, mention(TOLD, words))
    consensus = linked([PRINTED, TOLD], elsewhere)
    assert [point.items for point in consensus.points] == [(), ("agreement-1",), ()]
    assert [point.reported_by for point in consensus.points] == [("001",), ("001", "002"), ("001",)]


def test_an_agreement_about_something_else_is_covered_by_no_point() -> None:
    consensus = linked([PRINTED, TOLD], agreement(1, mention(TOLD, "Officials spoke of progress on a shared museum.")))
    assert all(point.items == () and point.reported_by == ("001",) for point in consensus.points)


def test_a_mention_in_other_words_reports_the_single_point_that_its_agreement_lies_in() -> None:
    inside = mention(PRINTED, "The two sides will free all fishermen and return their boats.")
    outside = mention(TOLD, "Officials spoke of progress on a shared museum.")
    consensus = linked([PRINTED, TOLD], agreement(1, inside, outside))
    assert [point.reported_by for point in consensus.points] == [("001",), ("001",), ("001", "002")]


def test_where_an_agreement_lies_in_several_points_a_mention_reports_only_what_it_names() -> None:
    inside = [
        mention(PRINTED, "The two sides will free all fishermen and return their boats."),
        mention(PRINTED, "A second lane will be built in spring."),
    ]
    outside = mention(TOLD, "They also settled on freeing the fishermen who had been held since spring.")
    other = mention(TOLD, "Officials spoke of progress on a shared museum.")
    consensus = linked([PRINTED, TOLD], agreement(1, *inside, other))
    assert [point.reported_by for point in consensus.points] == [("001",)] * 3
    assert [point.items for point in consensus.points] == [("agreement-1",), (), ("agreement-1",)]
    assert linked([PRINTED, TOLD], agreement(1, *inside, outside)).points[1].reported_by == ("001",)


def test_a_sentence_that_names_several_matters_reports_several_points() -> None:
    text = "Both sides spoke of the dialogue on artificial intelligence, of freeing fishermen and returning boats."
    article = article_from_text(text, id="003")
    consensus = linked([PRINTED, article], agreement(1, mention(article, text)))
    assert [point.items for point in consensus.points] == [(), ("agreement-1",), ("agreement-1",)]


def test_a_sentence_that_repeats_a_point_counts_even_where_nobody_took_it_for_an_agreement() -> None:
    said = article_from_text("The minister said they would free the fishermen and return the seized boats.", id="003")
    other = article_from_text("The minister said that fishermen like artificial light on their boats.", id="004")
    consensus = linked([PRINTED, said, other])
    assert [point.reported_by for point in consensus.points] == [("001",), ("001",), ("001", "003")]
    assert all(point.items == () for point in consensus.points)


def test_demands_are_no_part_of_a_consensus() -> None:
    words = "The two sides will free all fishermen and return their boats."
    demand = Demand(
        id="demand-1", what=words, by=None, of=None, support=1, confidence=0.9, mentions=(mention(PRINTED, words),)
    )
    assert all(point.items == () for point in linked([PRINTED], demands=[demand]).points)


def test_the_other_printing_s_wording_is_kept_with_its_point_and_its_article_reports_it() -> None:
    shorter = article_from_text(SHORTER, id="002")
    consensus = linked([PRINTED, shorter])
    assert [[quote.article for quote in point.also_printed] for point in consensus.points] == [["002"]] * 3
    assert [" ".join(point.also_printed[0].quote.split()) for point in consensus.points] == [
        "First, the bridge at Keld is opened to lorries.",
        "Second, a dialogue on artificial intelligence is held.",
        "Third, all fishermen are freed.",
    ]
    for point in consensus.points:
        (quote,) = point.also_printed
        assert shorter.text[quote.char_interval.start : quote.char_interval.end] == quote.quote
        assert point.reported_by == ("001", "002")


def test_evidence_in_the_other_printing_lies_in_the_point_too() -> None:
    shorter = article_from_text(SHORTER, id="002")
    inside = mention(shorter, "First, the bridge at Keld is opened to lorries.")
    consensus = linked([PRINTED, shorter], agreement(1, inside))
    assert [point.items for point in consensus.points] == [("agreement-1",), (), ()]


def derived(*agreements: Agreement, articles: Sequence[Article] = (TOLD,)) -> Consensus:
    return linked(articles, *agreements)


def shared(number: int, what: str, *articles: str) -> Agreement:
    place = Interval(start=number, end=number + 1)
    return agreement(
        number, *(Mention(article=id, char_interval=place, quote="x", what=what, probability=0.9) for id in articles)
    )


def test_without_a_list_the_agreements_of_several_articles_are_the_consensus_and_it_says_so() -> None:
    consensus = derived(shared(1, "share the herring quota", "001", "002"), shared(2, "build a lighthouse", "002"))
    assert consensus.basis == "derived"
    assert [(point.number, point.text, point.items, point.reported_by) for point in consensus.points] == [
        (1, "share the herring quota", ("agreement-1",), ("001", "002"))
    ]


def test_without_a_list_and_without_a_common_agreement_there_is_none() -> None:
    consensus = derived(shared(1, "share the herring quota", "001"))
    assert (consensus.basis, consensus.points) == ("none", ())


def test_the_best_supported_agreement_comes_first() -> None:
    consensus = derived(shared(1, "free the fishermen", "001", "002"), shared(2, "open a museum", "001", "002", "003"))
    assert [point.text for point in consensus.points] == ["open a museum", "free the fishermen"]


def test_an_agreement_that_says_much_the_same_is_part_of_the_point_above_it() -> None:
    consensus = derived(
        shared(1, "hold a dialogue on artificial intelligence", "001", "002", "003"),
        shared(2, "begin the dialogue on artificial intelligence", "001", "004"),
    )
    (point,) = consensus.points
    assert point.items == ("agreement-1", "agreement-2")
    assert point.reported_by == ("001", "002", "003", "004")


def test_no_more_than_seven_points_are_derived() -> None:
    words = "trawler herring harbour quota pilot beacon ferry lighthouse salmon levy canal orchestra".split()
    consensus = derived(*(shared(n, f"share the {word}", "001", "002") for n, word in enumerate(words, start=1)))
    assert len(consensus.points) == 7


@given(st.permutations([PRINTED, TOLD, article_from_text(SHORTER, id="003")]), st.randoms(use_true_random=False))
@settings(deadline=None, max_examples=20)
def test_the_order_of_articles_changes_nothing(articles: list[Article], chance: random.Random) -> None:
    items = [
        agreement(1, mention(PRINTED, "A second lane will be built in spring.")),
        agreement(2, mention(TOLD, "They also settled on freeing the fishermen who had been held since spring.")),
    ]
    assert linked(articles, *items) == linked([PRINTED, TOLD, article_from_text(SHORTER, id="003")], *items)
    bare = [article for article in articles if article.id == "002"]
    several = [shared(n, word, "001", "002") for n, word in enumerate(("free the boats", "open the bridge"), start=1)]
    chance.shuffle(several)
    assert derived(*several, articles=bare) == derived(*sorted(several, key=lambda item: item.id), articles=bare)


@given(st.lists(st.tuples(st.integers(0, 2), st.sampled_from(DEBRIS)), max_size=3, unique_by=lambda each: each[0]))
@settings(deadline=None, max_examples=40)
def test_debris_between_the_points_changes_neither_points_nor_links(inserted: list[tuple[int, str]]) -> None:
    lines = LIST.replace("\n• ", "\n\n• ").split("\n\n")
    first = next(place for place, line in enumerate(lines) if line.startswith("• "))
    for place, debris in sorted(inserted, reverse=True):
        lines.insert(first + place + 1, debris)
    article = article_from_text("\n\n".join(lines), id="001")
    item = agreement(1, mention(article, "The two sides will free all fishermen and return their boats."))
    consensus = linked([article, TOLD], item)
    assert [point.text for point in consensus.points] == [point.text for point in linked([PRINTED]).points]
    assert [point.items for point in consensus.points] == [(), (), ("agreement-1",)]
