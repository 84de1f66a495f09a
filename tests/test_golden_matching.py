"""Matching old with new: as much as possible stays together, and nothing is counted twice."""

from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from extract.briefing import Demand, Interval, Mention
from extract.golden.assignment import best_pairs
from extract.golden.matching import Placed, match_items, out_of_order
from extract.schemas import Kind
from extract.spans import CharInterval
from extract.spots import Spot

EDGES = st.dictionaries(
    st.tuples(st.integers(0, 4), st.integers(0, 4)), st.integers(1, 9).map(float), max_size=14
)  # fmt: skip
#: Sentences of one article that an item rests on.
ITEMS = st.lists(st.sets(st.integers(0, 9), min_size=1, max_size=4), max_size=7)


def heaviest(weights: dict[tuple[int, int], float]) -> float:
    """The best total, found by trying every assignment."""
    return max(
        sum(weights.get((row, column), 0.0) for row, column in enumerate(order)) for order in permutations(range(5))
    )


@given(EDGES)
def test_no_other_pairing_weighs_more(weights: dict[tuple[int, int], float]) -> None:
    pairs = best_pairs(weights)
    assert all(pair in weights for pair in pairs)
    assert len({left for left, _ in pairs}) == len({right for _, right in pairs}) == len(pairs)
    assert sum(weights[pair] for pair in pairs) == heaviest(weights)


def test_what_shares_more_goes_together_even_if_another_is_left_over() -> None:
    assert best_pairs({(0, 0): 4, (0, 1): 1, (1, 0): 1}) == [(0, 0)]


def item(rank: int, sentences: set[int], kind: Kind = Kind.DEMAND) -> Placed:
    """An item that rests on these sentences, each 40 characters long."""
    mentions = tuple(
        Mention(
            article="001",
            char_interval=Interval(start=50 * number, end=50 * number + 40),
            quote="x" * 40,
            what="x",
            probability=0.9,
        )
        for number in sorted(sentences)
    )
    demand = Demand(id=f"{kind}-{rank}", what="x y", by=None, of=None, support=1, confidence=0.9, mentions=mentions)
    spots = tuple(Spot("a.txt", CharInterval(50 * number, 50 * number + 40)) for number in sorted(sentences))
    return Placed(kind, rank, demand, spots)


def items(groups: list[set[int]], kind: Kind = Kind.DEMAND) -> list[Placed]:
    return [item(rank, group, kind) for rank, group in enumerate(groups, start=1)]


@given(ITEMS, ITEMS)
def test_every_item_is_in_exactly_one_match(before: list[set[int]], after: list[set[int]]) -> None:
    matches = match_items(items(before), items(after))
    assert sorted(each.rank for match in matches for each in match.before) == [*range(1, len(before) + 1)]
    assert sorted(each.rank for match in matches for each in match.after) == [*range(1, len(after) + 1)]


@given(ITEMS, ITEMS)
def test_items_that_share_no_sentence_never_meet(before: list[set[int]], after: list[set[int]]) -> None:
    for match in match_items(items(before), items(after)):
        mine, its = ({spot for each in side for spot in each.spots} for side in (match.before, match.after))
        assert not match.before or not match.after or mine & its
        assert len(match.before) + len(match.after) >= 1


@given(ITEMS)
def test_a_briefing_matches_itself_item_by_item(groups: list[set[int]]) -> None:
    # Items with the same evidence cannot be told apart, and need not.
    groups = [set(group) for group in {frozenset(group) for group in groups}]
    matches = match_items(items(groups), items(groups))
    assert [(match.before, match.after) for match in matches] == [((each,), (each,)) for each in items(groups)]
    assert out_of_order(matches) == set()


@given(st.permutations(range(6)))
def test_as_few_as_possible_are_said_to_have_moved(order: list[int]) -> None:
    before = items([{number} for number in range(6)])
    matches = match_items(before, items([{number} for number in order]))
    moved = out_of_order(matches)
    stays = [match.after[0].rank for index, match in enumerate(matches) if index not in moved]
    assert stays == sorted(stays)
    assert not moved or order != sorted(order)
    assert len(moved) <= 5


def test_two_that_overlap_by_a_sliver_are_not_of_one_sentence() -> None:
    old = Placed(Kind.DEMAND, 1, item(1, {0}).item, (Spot("a.txt", CharInterval(0, 40)),))
    new = Placed(Kind.DEMAND, 1, item(1, {0}).item, (Spot("a.txt", CharInterval(38, 80)),))
    assert [(len(match.before), len(match.after)) for match in match_items([old], [new])] == [(1, 0), (0, 1)]


def test_what_left_its_class_is_met_again_in_the_other_one() -> None:
    (match,) = match_items(items([{1, 2}], Kind.WARNING), items([{2}], Kind.DISPUTE))
    assert (match.before[0].kind, match.after[0].kind) == (Kind.WARNING, Kind.DISPUTE)
