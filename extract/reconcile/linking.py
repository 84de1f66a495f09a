"""Average-link clustering on a sparse graph: what shares nothing is never compared.

A pair that has no edge counts as 0, so an edge's value is what the pair has over that. The mean over all pairs of two
clusters then follows from sums kept for neighbours alone, and time and memory grow with the edges. Ties go to the
lowest indices. A cluster that no edge ties to the others joins none of them, nor moves any of their merges.
"""

import heapq
from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

Edges = Mapping[tuple[int, int], float]


@dataclass(frozen=True)
class Bounds:
    """What holds whatever the edges say: units of two different sides (None has none) stay apart, and so do the pairs
    of `apart`; the pairs of `together` are one from the beginning, even against the sides."""

    sides: Sequence[Hashable | None]
    together: Sequence[tuple[int, int]] = ()
    apart: Sequence[tuple[int, int]] = ()


@dataclass
class _Cluster:
    members: list[int]
    sides: set[Hashable]
    #: Neighbouring clusters with the sum of all edges to their members.
    links: dict[int, float] = field(default_factory=dict)
    strangers: set[int] = field(default_factory=set)


def link(edges: Edges, bounds: Bounds, least: float) -> list[list[int]]:
    """Clusters of the indices of `bounds.sides`, joined while the mean edge between two is at least `least` (over 0).

    Each cluster is sorted; clusters are sorted by their first index.
    """
    clusters = _start(edges, bounds)
    heap = [
        (-total / (len(one.members) * len(clusters[other].members)), index, other)
        for index, one in clusters.items()
        for other, total in one.links.items()
        if index < other
    ]
    heapq.heapify(heap)
    while heap and -heap[0][0] >= least:
        value, a, b = heapq.heappop(heap)
        if a not in clusters or b not in clusters or value != _value(clusters, a, b) or _barred(clusters, a, b):
            continue
        _join(clusters, a, b)
        for other in clusters[a].links:
            heapq.heappush(heap, (_value(clusters, a, other), min(a, other), max(a, other)))
    return sorted((sorted(each.members) for each in clusters.values()), key=lambda members: members[0])


def _start(edges: Edges, bounds: Bounds) -> dict[int, _Cluster]:
    clusters = {index: _Cluster([index], set() if side is None else {side}) for index, side in enumerate(bounds.sides)}
    for (a, b), value in edges.items():
        clusters[a].links[b] = clusters[b].links[a] = value
    for a, b in bounds.apart:
        clusters[a].strangers.add(b)
        clusters[b].strangers.add(a)
    at = list(range(len(clusters)))
    for a, b in sorted(bounds.together):
        first, second = sorted((_root(at, a), _root(at, b)))
        if first != second:
            at[second] = first
            _join(clusters, first, second)
    return clusters


def _root(at: list[int], index: int) -> int:
    while at[index] != index:
        index = at[index]
    return index


def _value(clusters: dict[int, _Cluster], a: int, b: int) -> float:
    one, other = clusters[a], clusters[b]
    return -one.links.get(b, 0.0) / (len(one.members) * len(other.members))


def _barred(clusters: dict[int, _Cluster], a: int, b: int) -> bool:
    return b in clusters[a].strangers or len(clusters[a].sides | clusters[b].sides) > 1


def _join(clusters: dict[int, _Cluster], a: int, b: int) -> None:
    """Cluster `b` goes into `a`."""
    one, other = clusters[a], clusters.pop(b)
    one.members += other.members
    one.sides |= other.sides
    for stranger in other.strangers - {a}:
        clusters[stranger].strangers.discard(b)
        clusters[stranger].strangers.add(a)
        one.strangers.add(stranger)
    one.strangers.discard(b)
    one.links.pop(b, None)
    for neighbour, total in other.links.items():
        if neighbour != a:
            clusters[neighbour].links.pop(b)
            one.links[neighbour] = clusters[neighbour].links[a] = one.links.get(neighbour, 0.0) + total


def postings(words: Iterable[Iterable[str]]) -> dict[str, list[int]]:
    """For each word the indices of those that have it, in order."""
    found: defaultdict[str, list[int]] = defaultdict(list)
    for index, each in enumerate(words):
        for word in each:
            found[word].append(index)
    return dict(found)
