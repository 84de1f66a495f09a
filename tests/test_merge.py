"""Laws of the reconciler: nothing is lost, nothing depends on order, nothing unrelated moves what was there."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.reconcile_growth import measure
from extract.articles import article_from_text
from extract.briefing import Agreement, Demand, Dispute, Item, Mention, Warning
from extract.parties import Cast
from extract.reconcile import Found, Reprints, describe_event, merge
from extract.schemas import OTHER, AgreementRecord, DemandRecord, DisputeRecord, Kind, Record, WarningRecord
from extract.spans import CharInterval

CAST = Cast(parties=("Chile", "Norway", "Peru"), of_name={}, full_name={})
WORDS = "trawler herring harbour quota pilot beacon ferry lighthouse net salmon levy canal".split()
ELSEWHERE = "orchestra museum violin painter sculpture".split()
LEAST = 0.5


def merged(found: Sequence[Found], reprints: Reprints | None = None) -> dict[Kind, list[Item]]:
    return merge(found, CAST, LEAST, reprints=reprints)


def record(kind: Kind, by: str, of: str, clause: str) -> Record:
    if kind is Kind.AGREEMENT:
        return AgreementRecord(what=clause)
    if kind is Kind.DEMAND:
        return DemandRecord(by=by, of=of, what=clause)
    if kind is Kind.WARNING:
        return WarningRecord(by=by, to=of, what=clause)
    return DisputeRecord(by=by, against=of, about=clause)


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
    assert merged(shuffled) == merged(all_found)


@settings(max_examples=30, deadline=None)
@given(some(WORDS))
def test_reconciling_twice_gives_the_same(all_found: list[Found]) -> None:
    assert merged(all_found) == merged(all_found)


@settings(max_examples=60, deadline=None)
@given(some(WORDS), some(ELSEWHERE))
def test_an_article_about_another_matter_changes_no_item(all_found: list[Found], others: list[Found]) -> None:
    alone = merged(all_found)
    with_it = merged([*all_found, *(replace(each, article="009") for each in others)])
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
def test_demands_and_warnings_of_one_item_come_from_one_party_and_say_whom_else_they_name(
    all_found: list[Found],
) -> None:
    sides = {(each.kind, each.article, each.interval.start): each.sides for each in all_found}
    items = merged(all_found)
    for kind in (Kind.DEMAND, Kind.WARNING):
        for item in items[kind]:
            pairs = [sides[kind, mention.article, mention.char_interval.start] for mention in item.mentions]
            assert isinstance(item, Demand | Warning)
            assert {by for by, _ in pairs} - {None} == {item.by} - {None}
            addressed = item.of if isinstance(item, Demand) else item.to
            assert {of for _, of in pairs} - {None} == {addressed, *(each.value for each in item.exceptions)} - {None}
            for each in item.exceptions:
                assert all(each.value == pairs[index][1] for index in each.mentions)


@settings(max_examples=60, deadline=None)
@given(some(WORDS), st.integers(0, 1000))
def test_of_more_statements_than_can_be_compared_pair_by_pair_none_is_lost_and_order_changes_nothing(
    all_found: list[Found], seed: int
) -> None:
    with pytest.MonkeyPatch.context() as few:
        few.setattr("extract.reconcile.clusters.EXACT", 2)
        items = merged(all_found)
        assert merged(Random(seed).sample(all_found, len(all_found))) == items
    for kind in Kind:
        given_in = Counter(each.mention().model_dump_json() for each in all_found if each.kind is kind)
        assert Counter(mention.model_dump_json() for mention in mentions(items, kind)) == given_in
        for item in items[kind]:
            assert len({each.value for each in getattr(item, "exceptions", ()) if each.field == "by"}) == 0


def matters(items: dict[Kind, list[Item]]) -> set[frozenset[tuple[str, str]]]:
    """Which sentences are one item, whatever their articles are called."""
    return {
        frozenset((kind.value, mention.quote) for mention in item.mentions) for kind in Kind for item in items[kind]
    }


@settings(max_examples=60, deadline=None)
@given(some(WORDS), st.permutations(["001", "002", "003", "004", "005"]))
def test_what_is_merged_does_not_depend_on_the_order_of_the_articles(all_found: list[Found], order: list[str]) -> None:
    renamed = [replace(each, article=order[int(each.article) - 1]) for each in all_found]
    assert matters(merged(renamed)) == matters(merged(all_found))


@settings(max_examples=60, deadline=None)
@given(some(WORDS), st.sampled_from(["001", "002", "003", "004", "005"]))
def test_a_copy_of_an_article_adds_no_item_and_no_support(all_found: list[Found], article: str) -> None:
    copied = [*all_found, *(replace(each, article="009") for each in all_found if each.article == article)]
    alone, with_it = merged(all_found), merged(copied, Reprints(copy_of={"009": article}))
    assert matters(with_it) == matters(alone)
    for kind in Kind:
        supports = {frozenset(m.quote for m in item.mentions): item.support for item in alone[kind]}
        for item in with_it[kind]:
            assert item.support <= max(supports.values())
            assert set(item.copies) <= {"009"}
        assert sorted(item.support for item in with_it[kind]) == sorted(item.support for item in alone[kind])
        assert sorted(item.confidence for item in with_it[kind]) == sorted(item.confidence for item in alone[kind])


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


def test_the_benchmark_of_growth_runs() -> None:
    articles, mentions_in, items, *_ = measure(4).split()
    assert (articles, mentions_in) == ("4", "80")
    assert 4 <= int(items) <= 80


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


def test_a_denial_in_another_article_joins_the_dispute_that_it_answers() -> None:
    accused = found(Kind.DISPUTE, "001", 10, "Norway says Chile ships salmon through a hidden canal")
    denied = found(Kind.DISPUTE, "002", 10, "Chile denies shipping salmon through any canal", by="Chile", of="Norway")
    beside = found(Kind.DISPUTE, "002", 90, "Norway attacks the visa fees for Chilean nurses")
    disputes = merged([accused, denied, beside])[Kind.DISPUTE]
    assert [len(dispute.mentions) for dispute in disputes] == [2, 1]
    assert isinstance(disputes[0], Dispute)
    assert [(each.party, each.mentions) for each in disputes[0].positions] == [("Norway", (0,)), ("Chile", (1,))]
    assert disputes[0].positions[1].stance == "denies shipping salmon through any canal"


def test_the_party_that_most_probability_names_is_taken_and_the_other_kept_as_an_exception() -> None:
    words = "recall the herring trawlers"
    (item,) = merged(
        [
            found(Kind.DEMAND, "001", 10, words, of="Peru", probability=0.9),
            found(Kind.DEMAND, "002", 10, words, probability=0.5),
            found(Kind.DEMAND, "003", 10, words, probability=0.6),
        ]
    )[Kind.DEMAND]
    assert isinstance(item, Demand)
    assert item.of == "Chile"
    assert [(each.field, each.value, each.mentions) for each in item.exceptions] == [("of", "Peru", (0,))]


def test_the_fullest_clause_that_the_others_bear_out_is_the_one_that_states_the_item() -> None:
    plain = replace(found(Kind.DEMAND, "001", 10, "recall the herring trawlers"))
    full = found(Kind.DEMAND, "002", 10, "recall the herring trawlers from the salmon harbour")
    again = found(
        Kind.DEMAND, "003", 10, "herring trawlers must leave the salmon harbour, a pilot called out in the rain"
    )
    (item,) = merged([plain, full, again])[Kind.DEMAND]
    assert isinstance(item, Demand)
    assert item.what == "recall the herring trawlers from the salmon harbour"


@pytest.mark.parametrize(
    "broken", ["recall the herring trawlers from the salmon harbour because", "recall the “salmon harbour"]
)
def test_a_clause_that_breaks_off_states_no_item_that_has_a_whole_one(broken: str) -> None:
    whole = found(Kind.DEMAND, "001", 10, "recall the herring trawlers from the salmon harbour")
    cut = found(Kind.DEMAND, "002", 10, broken)
    for both in ([whole, cut], [replace(cut, article="000"), whole]):
        (item,) = merged(both)[Kind.DEMAND]
        assert isinstance(item, Demand)
        assert item.what == "recall the herring trawlers from the salmon harbour"


def test_an_item_names_its_outlets_its_speakers_and_where_it_appeared_first() -> None:
    text = "Norway asks Chile to recall the herring trawlers."
    articles = [
        replace(article_from_text(text, id=id), outlet=outlet, date=date)
        for id, outlet, date in (("001", "Harbour Wire", "2031-05-03"), ("002", "Evening Post", "2031-05-02"))
    ]
    both = [
        replace(found(Kind.DEMAND, id, 0, text), speaker=speaker)
        for id, speaker in (("001", "Ada Holm"), ("002", None))
    ]
    (item,) = merge(both, CAST, LEAST, articles)[Kind.DEMAND]
    assert (item.outlets, item.speakers) == (("Evening Post", "Harbour Wire"), ("Ada Holm",))
    assert item.first is not None
    assert (item.first.article, item.first.date) == ("002", "2031-05-02")


def test_an_agreement_is_between_those_it_names_or_else_the_event_s_two_sides() -> None:
    named = found(Kind.AGREEMENT, "001", 10, "Chile and Peru share herring nets")
    silent = found(Kind.AGREEMENT, "001", 90, "a joint lighthouse canal")
    parties = {item.parties for item in merged([named, silent])[Kind.AGREEMENT] if isinstance(item, Agreement)}
    assert {frozenset(each) for each in parties} == {frozenset({"Chile", "Peru"}), frozenset({"Chile", "Norway"})}


def test_three_parties_agree_where_they_stand_in_one_row_and_not_where_one_is_spoken_of() -> None:
    for told, parties in (
        ("Chile, Norway and Peru share herring nets", ("Chile", "Norway", "Peru")),
        ("Norway, the Peru and Chile share herring nets", ("Chile", "Norway", "Peru")),
        ("Chile and Norway share herring nets off Peru", ("Chile", "Norway")),
        ("Chile and Norway want Peru to share herring nets", ("Chile", "Norway")),
    ):
        (item,) = merged([found(Kind.AGREEMENT, "001", 10, told)])[Kind.AGREEMENT]
        assert isinstance(item, Agreement)
        assert item.parties == parties


@pytest.mark.parametrize(
    ("dates", "date"),
    [
        (["2031-05-03", "2031-05-02", "2031-05-02"], "2031-05-02"),
        (["2031-05-03", "2031-05-02"], "2031-05-02"),
        (["1999-01-01", "2031-05-02", "2031-05-03"], "2031-05-02"),
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
