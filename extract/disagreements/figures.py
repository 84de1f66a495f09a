"""Numbers that articles give for the same thing, and whether one value fits them all.

Two numbers are taken for the same thing when they are of one dimension and what they count has one name, when the
sentences share enough rare words and names, and when nothing sets them apart. What cannot be told apart for certain
(two sums of one package, two meetings of one day) is not compared: a missed difference costs less than a false one.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

from extract.disagreements.distinctions import (
    NEAR,
    NEXT,
    have_other_speakers,
    is_negated,
    is_perfect,
    ordinals,
    qualifiers,
    shares,
    status,
    weekdays,
)
from extract.disagreements.numerals import number_at, numbers_in
from extract.disagreements.quantities import Quantity, are_compatible, every_quantity_in
from extract.disagreements.statements import Named, Statement, unmatched
from extract.spans import CharInterval
from extract.terms import Rarity, stem, terms, terms_in

_MOST = 0.5  # of the weight of what the poorer sentence says around its number
_MOST_NAMELESS = 0.6  # … of the weight of what the richer one says, where they share no name
_FEWEST = 2  # terms that both share, names aside
_MOST_ALIKE = 3  # sentences of one value that are looked at for one word: a folder may print one sum a thousand times
_FULLEST = 60  # sentences under one word; a word that more share tells nothing
_WHOLE = re.compile(r"\s+(?:of|in)\s+((?:[\w’'-]+\s?){1,4})")
_Printed = tuple[str, str, tuple[float, ...]]  # an article, and a number that it prints
_TALKS = frozenset(map(stem, "talk meeting meet spend session discussion conversation negotiate sit speak".split()))


@dataclass(frozen=True)
class Figure:
    """A quantity in its statement."""

    statement: Statement
    quantity: Quantity

    @cached_property
    def near(self) -> CharInterval:
        return self.statement.around(self.quantity.start, self.quantity.end, NEAR)

    @cached_property
    def names(self) -> tuple[Named, ...]:
        """The names near the number."""
        return tuple(
            name
            for name in self.statement.names
            if self.near.start <= name.start < self.near.end
            and not self.quantity.start <= name.start < self.quantity.end
        )

    @cached_property
    def terms(self) -> frozenset[str]:
        """What is said near the number, its names aside."""
        taken = [CharInterval(name.start, name.end) for name in self.statement.names]
        taken.append(CharInterval(self.quantity.start, self.quantity.end))
        told = self.near.of(self.statement.text)
        return frozenset(
            term
            for term, start, end in terms_in(told)
            if number_at(told, start) is None
            and not any(CharInterval(self.near.start + start, self.near.start + end).overlaps(each) for each in taken)
        )

    @cached_property
    def all_terms(self) -> frozenset[str]:
        return frozenset(term for term, _, _ in terms_in(self.statement.text))

    @cached_property
    def receivers(self) -> list[Named]:
        """The names right behind the number: whom or what it is for, of or in."""
        reach = self.statement.around(self.quantity.start, self.quantity.end, NEXT).end
        # What another number follows is counted anew: "nine sailors, seven of them from Peru".
        reach = min([reach, *(n.start for n in numbers_in(self.statement.text) if n.start >= self.quantity.end)])
        return [name for name in self.names if self.quantity.end <= name.start < reach]

    @cached_property
    def whole(self) -> frozenset[str]:
        """What a share is "of"; empty where that is not said right behind it."""
        match = _WHOLE.match(self.statement.text, self.quantity.end)
        return terms(match[1]) if match else frozenset()

    @cached_property
    def sets_apart(self) -> tuple[object, ...]:
        """What two numbers of one thing have in common, or have none of."""
        text, at = self.statement.text, (self.quantity.start, self.quantity.end)
        told = self.near.of(text)
        of_which = shares(self.statement, *at), qualifiers(told), ordinals(told)
        return *of_which, self.quantity.rate, self.quantity.is_limit, self.quantity.sort


@dataclass(frozen=True, slots=True)
class Difference:
    """Numbers of one thing, one figure for each article and value, in the order of articles."""

    figures: tuple[Figure, ...]
    is_compatible: bool


def find_differences(statements: Sequence[Statement], rarity: Rarity) -> list[Difference]:
    """The numbers that differ between articles, whatever the order of the statements."""
    every = [Figure(each, quantity) for each in statements for quantity in every_quantity_in(each.text)]
    told = {_printed(figure.statement.article, figure.quantity) for figure in every}
    figures = [figure for figure in every if figure.quantity.is_comparable]
    pairs = [
        (a, b)
        for a, b in _candidates(figures)
        if _differ(figures[a], figures[b], told) and are_of_one_thing(figures[a], figures[b], rarity)
    ]
    found = []
    for group in _components(pairs):
        members = _without_repetition([figures[index] for index in group])
        clashes = any(not are_compatible(figures[a].quantity, figures[b].quantity) for a, b in pairs if a in group)
        if len({each.statement.article for each in members}) > 1 and not _contradict_themselves(members):
            found.append(Difference(tuple(members), is_compatible=not clashes))
    return found


def are_of_one_thing(one: Figure, other: Figure, rarity: Rarity) -> bool:
    """Whether two figures of one dimension are of the same thing, as far as their sentences tell."""
    if _are_set_apart(one, other):
        return False
    shared_names = [name for name in one.names if not unmatched([name], other.names)]
    if _are_talks_of_the_same(one, other, shared_names):
        return True
    shared = (one.terms & other.all_terms) | (other.terms & one.all_terms)
    # What is counted is named in both: it is one of the terms that they share.
    known = len(shared) + one.quantity.dimension.startswith("count")
    if known < _FEWEST:
        return False
    mine = [name for name in one.names if not unmatched([name], [*other.names, *other.statement.names_before])]
    theirs = [name for name in other.names if not unmatched([name], [*one.names, *one.statement.names_before])]
    told = rarity.sum(shared) + max(_weight(mine, rarity), _weight(theirs, rarity))
    weights = [rarity.sum(each.terms) + _weight(each.names, rarity) for each in (one, other)]
    if not mine and not theirs:
        # Without a name in common, only sentences that say much the same are of one thing.
        return known > _FEWEST and told >= _MOST_NAMELESS * max(weights)
    return told >= _MOST * min(weights) and known + len({*mine, *theirs}) > _FEWEST


def _are_set_apart(one: Figure, other: Figure) -> bool:
    if one.sets_apart != other.sets_apart or have_other_speakers(one.statement, other.statement):
        return True
    days = [weekdays(each.near.of(each.statement.text)) for each in (one, other)]
    if all(days) and not days[0] & days[1]:
        return True
    if any(days) and is_perfect(one.statement.text) != is_perfect(other.statement.text):
        return True  # what has come about so far, and what was added on one day
    if one.quantity.dimension == "percent" and one.whole and other.whole and not one.whole & other.whole:
        return True
    if one.quantity.dimension != "time":
        doing = [status(each.statement, each.quantity.start, each.quantity.end) for each in (one, other)]
        if None not in doing and doing[0] != doing[1]:
            return True
    denials = [is_negated(each.statement, each.quantity.start, each.quantity.end) for each in (one, other)]
    if denials[0] != denials[1]:
        return True
    if one.quantity.dimension != "time" and (
        unmatched(one.receivers, other.statement.names) or unmatched(other.receivers, one.statement.names)
    ):
        return True
    return bool(unmatched(one.names, other.names) and unmatched(other.names, one.names))


def _are_talks_of_the_same(one: Figure, other: Figure, shared: Sequence[Named]) -> bool:
    """Whether both say in one unit how long the same people talked."""
    if one.quantity.dimension != "time" or one.quantity.unit != other.quantity.unit:
        return False
    people = [name for name in shared if not name.is_party]
    return bool(people) and len(shared) > 1 and bool(_TALKS & one.terms) and bool(_TALKS & other.terms)


def _differ(one: Figure, other: Figure, told: set[_Printed]) -> bool:
    """Whether the articles print other numbers, and neither prints the other's: what has both speaks of two things."""
    if one.statement.article == other.statement.article or one.statement.key == other.statement.key:
        return False
    if are_compatible(one.quantity, other.quantity) and not (one.quantity.is_hedged or other.quantity.is_hedged):
        return False
    for mine, theirs in ((one, other), (other, one)):
        if _printed(theirs.statement.article, mine.quantity) in told:
            return False
    return True


def _printed(article: str, quantity: Quantity) -> _Printed:
    return article, quantity.dimension, quantity.numbers


def _candidates(figures: Sequence[Figure]) -> Iterator[tuple[int, int]]:
    """Pairs of figures of one dimension that share a term or a name near their numbers; near-linear."""
    buckets: dict[tuple[str, str], list[int]] = defaultdict(list)
    printed: Counter[tuple[str, str, tuple[float, ...]]] = Counter()
    for index, figure in enumerate(figures):
        quantity = figure.quantity
        for word in figure.terms | {token for name in figure.names for token in name.tokens}:
            key = quantity.dimension, word, quantity.numbers
            printed[key] += 1
            if printed[key] <= _MOST_ALIKE:
                buckets[quantity.dimension, word].append(index)
    seen = {pair for bucket in buckets.values() if len(bucket) <= _FULLEST for pair in combinations(bucket, 2)}
    yield from sorted(seen)


def _components(pairs: Sequence[tuple[int, int]]) -> list[list[int]]:
    """What hangs together by the pairs; each group ascends, and the groups by their first."""
    group_of: dict[int, list[int]] = {}
    for a, b in pairs:
        one, other = group_of.get(a, [a]), group_of.get(b, [b])
        if one is not other:
            one = sorted({*one, *other})
        for index in one:
            group_of[index] = one
    return sorted({tuple(group): group for group in group_of.values()}.values())


def _without_repetition(figures: Sequence[Figure]) -> list[Figure]:
    """One figure for each article and value; of sentences that are copies, the first."""
    kept: dict[tuple[object, ...], Figure] = {}
    printed: set[str] = set()
    for figure in figures:
        if figure.statement.key not in printed:
            kept.setdefault((figure.statement.article, figure.quantity.numbers), figure)
        printed.add(figure.statement.key)
    return list(kept.values())


def _contradict_themselves(figures: Sequence[Figure]) -> bool:
    """Whether an article gives two numbers that exclude each other: then these are of two things."""
    return any(
        one.statement.article == other.statement.article and not are_compatible(one.quantity, other.quantity)
        for one, other in combinations(figures, 2)
    )


def _weight(names: Sequence[Named], rarity: Rarity) -> float:
    return rarity.sum({max(sorted(name.tokens), key=rarity.of) for name in names}) if names else 0.0
