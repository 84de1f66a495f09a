"""Average-link clusters of whatever is alike, and how alike two statements are by their words."""

from itertools import combinations
from math import log
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.cluster import cluster, content_words, overlap, stem, weigh

Matrix = dict[tuple[int, int], float]


def matrix(count: int, seed: int) -> Matrix:
    pick = Random(seed)
    return {(a, b): pick.random() ** 2 for a, b in combinations(range(count), 2)}


def clustered(links: Matrix, count: int, least: float, groups: int = 1) -> list[list[int]]:
    return cluster(count, lambda a, b: links[min(a, b), max(a, b)], lambda index: index % groups, least)


def by_definition(links: Matrix, count: int, least: float) -> list[list[int]]:
    """Average link with nothing kept between the steps."""
    clusters = [[index] for index in range(count)]

    def mean(one: list[int], other: list[int]) -> float:
        return sum(links[min(a, b), max(a, b)] for a in one for b in other) / len(one) / len(other)

    while len(clusters) > 1:
        one, other = max(combinations(clusters, 2), key=lambda pair: mean(*pair))
        if mean(one, other) < least:
            break
        clusters = [each for each in clusters if each not in (one, other)] + [one + other]
    return sorted(sorted(each) for each in clusters)


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 12), st.integers(0, 10_000), st.floats(0.05, 0.9))
def test_clusters_are_those_of_the_definition(count: int, seed: int, least: float) -> None:
    links = matrix(count, seed)
    assert clustered(links, count, least) == by_definition(links, count, least)


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 14), st.integers(0, 10_000), st.floats(0.05, 0.9), st.integers(1, 4))
def test_everything_is_in_exactly_one_cluster_of_its_group(count: int, seed: int, least: float, groups: int) -> None:
    found = clustered(matrix(count, seed), count, least, groups)
    assert sorted(index for members in found for index in members) == list(range(count))
    assert all(members == sorted(members) for members in found)
    assert found == sorted(found, key=lambda members: members[0])
    assert all(len({index % groups for index in members}) == 1 for members in found)


def test_ties_go_to_the_lowest_indices() -> None:
    alike = {(0, 1): 0.6, (1, 2): 0.6, (0, 2): 0.0}
    assert clustered(alike, 3, 0.5) == [[0, 1], [2]]


def test_what_is_not_alike_enough_stays_apart() -> None:
    links = matrix(8, 1)
    assert clustered(links, 8, max(links.values()) + 0.01) == [[index] for index in range(8)]
    assert clustered(links, 8, 0.0) == [list(range(8))]


@pytest.mark.parametrize(
    ("one", "other"),
    [("restricting", "restrictions"), ("policy", "policies"), ("trawlers", "trawler"), ("talks", "talk")],
)
def test_forms_of_a_word_are_one_word(one: str, other: str) -> None:
    assert stem(one) == stem(other)


def test_words_that_say_nothing_do_not_count() -> None:
    words = content_words("The two sides urged that Norway recall its 14 trawlers on Friday.", frozenset({"norway"}))
    assert words == [stem("recall"), stem("trawlers")]


SENTENCES = ["Chile recalls trawlers.", "Norway closes ports.", "Trawlers leave ports.", "It rained."]


def test_a_rare_word_weighs_more_than_a_frequent_one() -> None:
    weights = weigh(SENTENCES, frozenset({"chile", "norway"})).of("Chile’s rained-on trawlers")
    assert weights == {stem("rained"): log(1 + 4), stem("trawlers"): log(1 + 2)}


@settings(deadline=None)
@given(*[st.lists(st.sampled_from("trawler port rain herring Chile cod salmon net".split()), max_size=6)] * 2)
def test_how_alike_two_statements_are_is_symmetric_and_between_0_and_1(one: list[str], other: list[str]) -> None:
    weights = weigh(SENTENCES, frozenset({"chile"}))
    a, b = weights.of(" ".join(one)), weights.of(" ".join(other))
    assert overlap(a, b) == overlap(b, a)
    assert 0 <= overlap(a, b) <= 1 + 1e-12
    assert overlap(a, a) == pytest.approx(1.0 if a else 0.0)
    assert (overlap(a, b) > 0) == bool(set(a) & set(b))


def test_a_short_statement_is_found_again_in_a_long_one() -> None:
    weights = weigh(SENTENCES, frozenset())
    long = "Chile, where it rained, recalls the herring trawlers that left Norwegian ports"
    assert overlap(weights.of("recall the trawlers"), weights.of(long)) == pytest.approx(1.0)
