"""Laws of the reconciler: nothing is lost, nothing depends on order, nothing unrelated moves what was there."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.articles import article_from_text
from extract.briefing import Agreement, Demand, Dispute, Item, Mention, Warning
from extract.cluster import Weights, weigh
from extract.consensus import find_consensus
from extract.merge import Found, describe_event, link_consensus, merge
from extract.parties import Cast
from extract.schemas import OTHER, AgreementRecord, DemandRecord, DisputeRecord, Kind, Record, WarningRecord
from extract.spans import CharInterval

CAST = Cast(parties=("Chile", "Norway", "Peru"), of_name={}, full_name={})
WORDS = "trawler herring harbour quota pilot beacon ferry lighthouse net salmon levy canal".split()
ELSEWHERE = "orchestra museum violin painter sculpture".split()
LEAST = 0.5


def weights(found: Sequence[Found]) -> Weights:
    return weigh([each.quote for each in found], frozenset({"chile", "norway"}))


def merged(found: Sequence[Found], by: Weights | None = None) -> dict[Kind, list[Item]]:
    return merge(found, by or weights(found), CAST, LEAST)


def record(kind: Kind, by: str, of: str, clause: str) -> Record:
    if kind is Kind.AGREEMENT:
        return AgreementRecord(what=clause)
    if kind is Kind.DEMAND:
        return DemandRecord(by=by, of=of, what=clause)
    if kind is Kind.WARNING:
        return WarningRecord(by=by, to=of, what=clause, condition=None)
    return DisputeRecord(by=by, against=of, about=clause, stance=f"rejects {clause}")


def found(
    kind: Kind, article: str, start: int, words: str, *, by: str = "Norway", of: str = "Chile", probability: float = 0.8
) -> Found:
    interval = CharInterval(start, start + len(words))
    return Found(kind, article, interval, words, record(kind, by, of, words), None, probability)


def some(words: Sequence[str]) -> st.SearchStrategy[list[Found]]:
    """Mentions at different places of five articles, of few words, so that many are alike."""
    sides = st.sampled_from([("Norway", "Chile"), ("Chile", "Norway"), ("Chile", OTHER)])
    one = st.builds(
        lambda kind, article, place, said, pair, probability: found(
            kind, article, 100 * place, " ".join(said), by=pair[0], of=pair[1], probability=probability
        ),
        st.sampled_from(Kind),
        st.sampled_from(["001", "002", "003", "004", "005"]),
        st.integers(0, 9),
        st.lists(st.sampled_from(words), min_size=2, max_size=5),
        sides,
        st.floats(0, 1),
    )
    return st.lists(one, max_size=20, unique_by=lambda each: (each.kind, each.article, each.interval.start))


def mentions(items: dict[Kind, list[Item]], kind: Kind) -> list[Mention]:
    return [mention for item in items[kind] for mention in item.mentions]


@settings(max_examples=60, deadline=None)
@given(some(WORDS))
def test_every_mention_goes_out_exactly_once_in_its_class(all_found: list[Found]) -> None:
    items = merged(all_found)
    for kind in Kind:
        given_in = Counter(each.mention().model_dump_json() for each in all_found if each.kind is kind)
        assert Counter(mention.model_dump_json() for mention in mentions(items, kind)) == given_in


@settings(max_examples=60, deadline=None)
@given(some(WORDS), st.integers(0, 1000))
def test_the_order_in_which_mentions_come_changes_nothing(all_found: list[Found], seed: int) -> None:
    shuffled = Random(seed).sample(all_found, len(all_found))
    assert merged(shuffled, weights(all_found)) == merged(all_found)


@settings(max_examples=30, deadline=None)
@given(some(WORDS))
def test_reconciling_twice_gives_the_same(all_found: list[Found]) -> None:
    assert merged(all_found) == merged(all_found)


@settings(max_examples=60, deadline=None)
@given(some(WORDS), some(ELSEWHERE))
def test_an_article_about_another_matter_changes_no_item(all_found: list[Found], others: list[Found]) -> None:
    alone = merged(all_found)
    with_it = merged([*all_found, *(replace(each, article="009") for each in others)], weights(all_found))
    for kind in Kind:
        there = {item.model_copy(update={"id": ""}).model_dump_json() for item in with_it[kind]}
        assert {item.model_copy(update={"id": ""}).model_dump_json() for item in alone[kind]} <= there
        assert all(len({mention.article == "009" for mention in item.mentions}) == 1 for item in with_it[kind])


@settings(max_examples=60, deadline=None)
@given(some(WORDS))
def test_items_are_sorted_by_support_then_by_first_appearance_and_numbered(all_found: list[Found]) -> None:
    for kind, items in merged(all_found).items():
        first = [(-item.support, item.mentions[0].article, item.mentions[0].char_interval.start) for item in items]
        assert first == sorted(first)
        assert [item.id for item in items] == [f"{kind.value}-{number}" for number in range(1, len(items) + 1)]
        for item in items:
            places = [(mention.article, mention.char_interval.start) for mention in item.mentions]
            assert places == sorted(places)


@settings(max_examples=60, deadline=None)
@given(some(WORDS))
def test_demands_and_warnings_of_one_item_point_the_same_way(all_found: list[Found]) -> None:
    sides = {(each.kind, each.article, each.interval.start): each.sides for each in all_found}
    items = merged(all_found)
    for kind in (Kind.DEMAND, Kind.WARNING):
        for item in items[kind]:
            (pair,) = {sides[kind, mention.article, mention.char_interval.start] for mention in item.mentions}
            assert isinstance(item, Demand | Warning)
            assert pair == (item.by, item.of if isinstance(item, Demand) else item.to)


@settings(max_examples=60, deadline=None)
@given(some(WORDS))
def test_an_item_is_at_least_as_sure_as_its_surest_mention_and_says_what_one_of_them_says(
    all_found: list[Found],
) -> None:
    for items in merged(all_found).values():
        for item in items:
            assert max(mention.probability for mention in item.mentions) - 1e-4 <= item.confidence <= 1
            said = item.about if isinstance(item, Dispute) else getattr(item, "what", "")
            assert said in {mention.what for mention in item.mentions}


def test_articles_that_say_the_same_support_one_item() -> None:
    words = "recall the herring trawlers"
    items = merged([found(Kind.DEMAND, f"{number:03}", 10, words) for number in (1, 2, 3)])
    (item,) = items[Kind.DEMAND]
    assert isinstance(item, Demand)
    assert (item.by, item.of, item.support) == ("Norway", "Chile", 3)
    assert item.confidence == round(1 - 0.2**3, 4)


def test_a_repetition_in_the_same_article_adds_no_support_and_no_confidence() -> None:
    (item,) = merged([found(Kind.DEMAND, "001", at, "recall the herring trawlers") for at in (10, 90)])[Kind.DEMAND]
    assert (len(item.mentions), item.support, item.confidence) == (2, 1, 0.8)


def test_the_same_demand_the_other_way_round_is_another_item() -> None:
    words = "lower the salmon levy"
    both = [found(Kind.DEMAND, "001", 10, words), found(Kind.DEMAND, "002", 10, words, by="Chile", of="Norway")]
    assert len(merged(both)[Kind.DEMAND]) == 2


def test_a_party_that_nobody_names_is_none() -> None:
    (item,) = merged([found(Kind.WARNING, "001", 10, "close the canal", of=OTHER)])[Kind.WARNING]
    assert isinstance(item, Warning)
    assert (item.by, item.to) == ("Norway", None)


def test_a_dispute_holds_each_side_s_position_with_its_mentions() -> None:
    words = "the salmon levy quota"
    items = merged(
        [found(Kind.DISPUTE, "001", 10, words), found(Kind.DISPUTE, "002", 10, words, by="Chile", of="Norway")]
    )
    (dispute,) = items[Kind.DISPUTE]
    assert isinstance(dispute, Dispute)
    assert {position.party: position.mentions for position in dispute.positions} == {"Norway": (0,), "Chile": (1,)}
    assert set(dispute.parties) == {"Norway", "Chile"}


def test_an_agreement_is_between_those_it_names_or_else_the_event_s_two_sides() -> None:
    named = found(Kind.AGREEMENT, "001", 10, "Chile and Peru share herring nets")
    silent = found(Kind.AGREEMENT, "001", 90, "a joint lighthouse canal")
    parties = {item.parties for item in merged([named, silent])[Kind.AGREEMENT] if isinstance(item, Agreement)}
    assert {frozenset(each) for each in parties} == {frozenset({"Chile", "Peru"}), frozenset({"Chile", "Norway"})}


LIST = """Two-point consensus on fishing

The two sides announced a two-point consensus on Monday.

1. Both sides will share the herring quota.
2. Both sides will reopen the salmon canal.
"""


def test_a_stated_list_is_linked_to_the_agreements_whose_evidence_lies_in_it() -> None:
    article = article_from_text(LIST, id="001")
    stated = find_consensus([article])
    assert stated is not None
    at = article.text.index("Both sides will share")
    inside = found(Kind.AGREEMENT, "001", at, "Both sides will share the herring quota.")
    outside = found(Kind.AGREEMENT, "002", at, "share the herring quota")
    consensus = link_consensus(stated, merged([inside, outside]), [article])
    assert consensus.basis == "stated"
    assert [point.text for point in consensus.points] == [
        "Both sides will share the herring quota.",
        "Both sides will reopen the salmon canal.",
    ]
    assert [point.items for point in consensus.points] == [("agreement-1",), ()]
    assert [point.reported_by for point in consensus.points] == [("001", "002"), ("001",)]
    for point in consensus.points:
        (quote,) = point.mentions
        assert article.text[quote.char_interval.start : quote.char_interval.end] == quote.quote == point.text


def test_without_a_list_the_agreements_of_several_articles_are_the_consensus_and_it_says_so() -> None:
    words = "share the herring quota"
    shared = [found(Kind.AGREEMENT, "001", 10, words), found(Kind.AGREEMENT, "002", 10, words)]
    alone = found(Kind.AGREEMENT, "002", 90, "a joint lighthouse canal")
    consensus = link_consensus(None, merged([*shared, alone]), [])
    assert consensus.basis == "derived"
    assert [(point.number, point.items, point.reported_by) for point in consensus.points] == [
        (1, ("agreement-1",), ("001", "002"))
    ]


def test_without_a_list_and_without_a_common_agreement_there_is_none() -> None:
    consensus = link_consensus(None, merged([found(Kind.AGREEMENT, "001", 10, "share the herring quota")]), [])
    assert (consensus.basis, consensus.points) == ("none", ())


@pytest.mark.parametrize(
    ("dates", "date"),
    [
        (["2031-05-03", "2031-05-02", "2031-05-02"], "2031-05-02"),
        (["2031-05-03", "2031-05-02"], "2031-05-02"),
        ([None], None),
    ],
)
def test_the_event_s_date_is_that_of_most_articles_the_earliest_in_a_tie(
    dates: list[str | None], date: str | None
) -> None:
    articles = [replace(article_from_text("Fish.", id=f"{n:03}"), date=each) for n, each in enumerate(dates)]
    for ordered in (articles, articles[::-1]):
        assert describe_event(ordered, CAST).date == date
    assert describe_event(articles, CAST).parties == CAST.principals
