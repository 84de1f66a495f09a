"""Which item of one briefing is which of the other: by the sentences that they rest on, whatever is said of them.

Items of one class are paired so that as many mentions as possible stay where they were (maximum-weight matching).
What is left over is then found to have been split off, merged into another item, moved to another class, lost or added.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from extract.briefing import Briefing, Item, Quote
from extract.golden.assignment import best_pairs
from extract.golden.wording import likeness
from extract.schemas import Kind
from extract.spans import CharInterval
from extract.spots import Spot, SpotIndex

#: Less than any shared mention is worth: breaks ties between items that share as many.
_LIKENESS = 0.4


@dataclass(frozen=True)
class Placed:
    """An item of a briefing with its class, its rank in that class, and the places of its mentions."""

    kind: Kind
    rank: int
    item: Item
    spots: tuple[Spot, ...]


@dataclass(frozen=True)
class Match:
    """Items that belong together: one and one, one and what split off it, or one and what was merged into it."""

    before: tuple[Placed, ...]
    after: tuple[Placed, ...]


def placed(briefing: Briefing) -> list[Placed]:
    """The items with the places of their mentions, which go by their article's path."""
    paths = {article.id: article.path for article in briefing.articles}
    return [
        Placed(kind, rank, item, tuple(spot(mention, paths) for mention in item.mentions))
        for kind in Kind
        for rank, item in enumerate(briefing.of_kind(kind), start=1)
    ]


def spot(quote: Quote, paths: Mapping[str, str]) -> Spot:
    return Spot(paths[quote.article], CharInterval(quote.char_interval.start, quote.char_interval.end))


def same_place(a: Spot, b: Spot) -> bool:
    """Whether two quotes are of the same sentence; one that is shorter than a sliver only if they are equal."""
    return a == b or a.overlaps(b)


def match_items(before: Sequence[Placed], after: Sequence[Placed]) -> list[Match]:
    """Every item of either side in exactly one match, sorted by class, then by rank before, then by rank after."""
    shared = _shared(before, after)
    same_kind = {pair: count for pair, count in shared.items() if before[pair[0]].kind is after[pair[1]].kind}
    pairs = best_pairs({pair: _weight(before[pair[0]], after[pair[1]], same_kind[pair]) for pair in same_kind})
    olds = {left: [left] for left, _ in pairs}
    news = {left: [right] for left, right in pairs}
    left_of = {right: left for left, right in pairs}
    rest_old = [index for index in range(len(before)) if index not in olds]
    rest_new = [index for index in range(len(after)) if index not in left_of]
    # What is left over of one class shares evidence with what was paired, or it would have been paired itself.
    for right in rest_new[:]:
        partners = [left for left in olds if (left, right) in same_kind]
        if partners:
            news[max(partners, key=lambda left: (same_kind[left, right], -left))].append(right)
            rest_new.remove(right)
    for left in rest_old[:]:
        partners = [right for right in left_of if (left, right) in same_kind]
        if partners:
            olds[left_of[max(partners, key=lambda right: (same_kind[left, right], -right))]].append(left)
            rest_old.remove(left)
    other_kind = {
        pair: float(count) for pair, count in shared.items() if pair[0] in rest_old and pair[1] in rest_new
    }  # fmt: skip
    for left, right in best_pairs(other_kind):
        olds[left], news[left] = [left], [right]
        rest_old.remove(left)
        rest_new.remove(right)
    groups = [(olds[left], news[left]) for left in olds]
    groups += [([left], []) for left in rest_old] + [([], [right]) for right in rest_new]
    matches = [Match(tuple(before[i] for i in old), tuple(after[i] for i in new)) for old, new in groups]
    return sorted(matches, key=_order)


def out_of_order(matches: Sequence[Match]) -> set[int]:
    """Positions in `matches` of plain pairs whose place among the pairs of their class is another one now.

    As few as can be: what stays is a longest increasing subsequence of the ranks, so that an item that is lost or
    added moves none of those behind it.
    """
    moved: set[int] = set()
    by_kind: dict[Kind, list[int]] = defaultdict(list)
    for index, match in enumerate(matches):
        if match.before and match.after and match.before[0].kind is match.after[0].kind:
            by_kind[match.before[0].kind].append(index)
    for indices in by_kind.values():
        indices.sort(key=lambda index: matches[index].before[0].rank)
        stays = _longest_increasing([matches[index].after[0].rank for index in indices])
        moved |= {index for position, index in enumerate(indices) if position not in stays}
    return moved


def _shared(before: Sequence[Placed], after: Sequence[Placed]) -> dict[tuple[int, int], int]:
    """How many mentions of each item before stand at a place of each item after."""
    places = SpotIndex((spot, index) for index, each in enumerate(after) for spot in each.spots)
    exact: dict[Spot, list[int]] = defaultdict(list)
    for index, each in enumerate(after):
        for place in each.spots:
            exact[place].append(index)
    shared: dict[tuple[int, int], int] = defaultdict(int)
    for left, each in enumerate(before):
        for place in each.spots:
            for right in {*places.at(place), *exact[place]}:
                shared[left, right] += 1
    return dict(shared)


def _weight(before: Placed, after: Placed, shared: int) -> float:
    return shared + _LIKENESS * likeness(clause(before.item), clause(after.item))[0]


def clause(item: Item) -> str:
    """What an item says, whatever its class calls it."""
    return str(getattr(item, "about", None) or getattr(item, "what", ""))


def _order(match: Match) -> tuple[int, float, int]:
    first = (match.before or match.after)[0]
    rank = first.rank if match.before else float("inf")
    return list(Kind).index(first.kind), rank, match.after[0].rank if match.after else 0


def _longest_increasing(values: Sequence[int]) -> set[int]:
    """The positions of a longest increasing subsequence."""
    best: list[list[int]] = []
    for position, value in enumerate(values):
        longest: list[int] = []
        for chain in best:
            if values[chain[-1]] < value and len(chain) > len(longest):
                longest = chain
        best.append([*longest, position])
    chosen: list[int] = max(best, key=len, default=[])
    return set(chosen)
