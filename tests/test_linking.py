"""Average-link clustering on a sparse graph, held against its definition."""

from itertools import combinations
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.reconcile.linking import Bounds, link

Edges = dict[tuple[int, int], float]


def edges(count: int, seed: int, share: float = 0.6) -> Edges:
    """Some of the pairs, each with a value of its own: no two means are the same."""
    chance = Random(seed)
    return {pair: chance.random() for pair in combinations(range(count), 2) if chance.random() < share}


def by_definition(values: Edges, sides: list[str | None], least: float) -> list[list[int]]:
    """Average link with nothing kept between the steps; a pair without an edge counts as 0."""
    clusters = [[index] for index in range(len(sides))]

    def mean(one: list[int], other: list[int]) -> float:
        return sum(values.get((min(a, b), max(a, b)), 0.0) for a in one for b in other) / len(one) / len(other)

    while True:
        allowed = [
            (mean(one, other), one, other)
            for one, other in combinations(clusters, 2)
            if len({sides[index] for index in (*one, *other)} - {None}) < 2
        ]
        value, one, other = max(allowed, default=(0.0, [], []))
        if value < least:
            return sorted(sorted(each) for each in clusters)
        clusters = [each for each in clusters if each not in (one, other)] + [one + other]


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from([None, "Chile", "Norway"]), max_size=11), st.integers(0, 10_000), st.floats(0.05, 0.9))
def test_clusters_are_those_of_the_definition(sides: list[str | None], seed: int, least: float) -> None:
    values = edges(len(sides), seed)
    assert link(values, Bounds(sides), least) == by_definition(values, sides, least)


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 12), st.integers(0, 12), st.integers(0, 10_000), st.floats(0.05, 0.9))
def test_what_shares_nothing_with_the_others_moves_none_of_them(one: int, other: int, seed: int, least: float) -> None:
    values, elsewhere = edges(one, seed), edges(other, seed + 1)
    both = values | {(a + one, b + one): value for (a, b), value in elsewhere.items()}
    found = link(both, Bounds([None] * (one + other)), least)
    assert [each for each in found if each[0] < one] == link(values, Bounds([None] * one), least)
    assert all(len({index < one for index in each}) == 1 for each in found)


@settings(max_examples=100, deadline=None)
@given(st.integers(2, 10), st.integers(0, 10_000), st.floats(0.05, 0.9), st.data())
def test_what_a_person_decided_holds(count: int, seed: int, least: float, data: st.DataObject) -> None:
    pair = st.tuples(st.integers(0, count - 1), st.integers(0, count - 1)).filter(lambda two: two[0] < two[1])
    together = data.draw(st.lists(pair, max_size=3, unique=True))
    bound = link({}, Bounds([None] * count, together), least)
    linked = {index: number for number, members in enumerate(bound) for index in members}
    apart = [two for two in data.draw(st.lists(pair, max_size=3, unique=True)) if linked[two[0]] != linked[two[1]]]
    found = link(edges(count, seed), Bounds([None] * count, together, apart), least)
    at = {index: number for number, members in enumerate(found) for index in members}
    assert sorted(at) == list(range(count))
    assert all(at[a] == at[b] for a, b in together)
    assert all(at[a] != at[b] for a, b in apart)


def test_two_sides_are_joined_only_by_hand() -> None:
    alike = {(0, 1): 0.9}
    assert link(alike, Bounds(["Chile", "Norway"]), 0.1) == [[0], [1]]
    assert link(alike, Bounds(["Chile", "Norway"], together=[(0, 1)]), 0.1) == [[0, 1]]


def test_ties_go_to_the_lowest_indices() -> None:
    assert link({(0, 1): 0.6, (1, 2): 0.6}, Bounds([None] * 3), 0.5) == [[0, 1], [2]]


@pytest.mark.parametrize("least", [0.31, 0.9])
def test_what_is_not_alike_enough_stays_apart(least: float) -> None:
    assert link({(0, 1): 0.3}, Bounds([None] * 3), least) == [[0], [1], [2]]
