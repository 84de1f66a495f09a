"""Which statements are about the same thing.

Statements are compared where they share a word, and joined by average link on the fitted likeness; what was joined with
nothing and leans on the sentence before it goes with that (`leaning.py`). Of a class with
very many of them (`EXACT`), a first pass puts each with the cluster that is likest, seen through a few of its members;
only the clusters are then linked. Its order is that of the statements' own hashes, so that no file's name counts.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from functools import cached_property
from itertools import combinations

from extract.reconcile.found import Statement
from extract.reconcile.leaning import join_leaning, leans
from extract.reconcile.likeness import Likeness, Wording, wording
from extract.reconcile.linking import Bounds, link, postings
from extract.reconcile.words import Rarity

#: Statements of one class up to which every pair that shares a word is compared.
EXACT = 1500
#: In the first pass: clusters that a statement is compared with, and members of each; clusters beyond which a word is
#: too common to lead anywhere.
CANDIDATES = 6
SAMPLE = 8
COMMON = 150


class Comparison:
    """All statements of one class with what each pair of them has over sharing nothing."""

    def __init__(
        self, statements: Sequence[Statement], rarity: Rarity, ignored: frozenset[str], likeness: Likeness
    ) -> None:
        self.statements = statements
        self._rarity, self._ignored = rarity, ignored
        self.words: list[Wording] = [self.wording(each.quote) for each in statements]
        self.likeness = likeness
        self._nothing = likeness.least

    def wording(self, text: str) -> Wording:
        """The wording of a text among these statements."""
        return wording(text, self._rarity, self._ignored)

    def excess(self, a: int, b: int) -> float:
        """Probability of being about the same thing, less that of a pair that shares no word; 0 or more."""
        return self.likeness.probability(self.words[a], self.words[b]) - self._nothing

    @cached_property
    def edges(self) -> dict[tuple[int, int], float]:
        """Every pair that shares a word or a concept, lower index first; of more than `EXACT` statements none."""
        if len(self.statements) > EXACT:
            return {}
        pairs: set[tuple[int, int]] = set()
        for having in postings(each.known_by for each in self.words).values():
            pairs.update(combinations(having, 2))
        return {pair: self.excess(*pair) for pair in sorted(pairs) if self._may_join(*pair)}

    def _may_join(self, a: int, b: int) -> bool:
        sides = {self.statements[a].side, self.statements[b].side} - {None}
        return len(sides) < 2


def clusters(
    comparison: Comparison,
    least: float,
    together: Collection[tuple[int, int]] = (),
    apart: Collection[tuple[int, int]] = (),
    before: Mapping[int, int] | None = None,
) -> list[list[int]]:
    """Clusters of indices into `comparison.statements`, joined while the mean probability is at least `least`.

    The pairs of `together` are one and those of `apart` are not, whatever their words say: people decided it, or they
    stand in different points of a list. `before` says which statement another one stands right behind.
    """
    groups = _linked(comparison, least, together, apart)
    decided = {index for pair in (*together, *apart) for index in pair}
    leaning = {index for index in before or () if index not in decided and leans(comparison.words[index])}
    return join_leaning(groups, before or {}, [each.side for each in comparison.statements], leaning)


def _linked(
    comparison: Comparison, least: float, together: Collection[tuple[int, int]], apart: Collection[tuple[int, int]]
) -> list[list[int]]:
    statements = comparison.statements
    least = max(least - comparison.likeness.least, 1e-9)
    sides = [each.side for each in statements]
    if len(statements) <= EXACT:
        return link(comparison.edges, Bounds(sides, sorted(together), sorted(apart)), least)
    gathered = _gathered(comparison, least, {index for pair in (*together, *apart) for index in pair})
    at = {member: number for number, members in enumerate(gathered) for member in members}
    bounds = Bounds(
        [next((side for i in members if (side := sides[i])), None) for members in gathered],
        sorted((at[a], at[b]) for a, b in together),
        sorted((at[a], at[b]) for a, b in apart if at[a] != at[b]),
    )
    linked = link(_edges_between(comparison, gathered), bounds, least)
    return sorted((sorted(i for number in each for i in gathered[number]) for each in linked), key=lambda one: one[0])


class _Index:
    """Clusters as they grow, found again by the words of their first members."""

    def __init__(self, words: Sequence[Wording]) -> None:
        self.words = words
        self.members: list[list[int]] = []
        self.having: defaultdict[str, dict[int, None]] = defaultdict(dict)

    def add(self, statement: int, number: int | None) -> None:
        if number is None:
            number = len(self.members)
            self.members.append([])
        self.members[number].append(statement)
        if len(self.members[number]) <= SAMPLE:
            for word in self.words[statement].known_by:
                self.having[word][number] = None

    def likely(self, weights: Mapping[str, float], but: int | None = None) -> list[int]:
        """The clusters that share most weight with these words."""
        shared: Counter[int] = Counter()
        for word, weight in weights.items():
            if len(numbers := self.having.get(word, {})) <= COMMON:
                for number in numbers:
                    shared[number] += weight  # type: ignore[assignment]
        shared.pop(but, None)  # type: ignore[arg-type]
        return sorted(shared, key=lambda number: (-shared[number], number))[:CANDIDATES]


def _gathered(comparison: Comparison, least: float, alone: set[int]) -> list[list[int]]:
    """The first pass; what a human decided on (`alone`) is left to the linking."""
    index = _Index(comparison.words)
    statements = comparison.statements
    for statement in sorted(range(len(statements)), key=lambda i: (statements[i].key, i)):
        best: tuple[float, int] | None = None
        if statement not in alone:
            for number in index.likely(comparison.words[statement].known_by):
                sample = index.members[number][:SAMPLE]
                if alone.isdisjoint(sample) and statements[sample[0]].side == statements[statement].side:
                    mean = sum(comparison.excess(statement, each) for each in sample) / len(sample)
                    if mean >= least and (best is None or mean > best[0]):
                        best = (mean, number)
        index.add(statement, best[1] if best else None)
    return index.members


def _edges_between(comparison: Comparison, gathered: Sequence[Sequence[int]]) -> dict[tuple[int, int], float]:
    """The mean of what a few members of each cluster have in common, as if each cluster were one unit."""
    index = _Index(comparison.words)
    for number, members in enumerate(gathered):
        index.members.append([])
        for statement in members[:SAMPLE]:
            index.add(statement, number)
    edges: dict[tuple[int, int], float] = {}
    few = SAMPLE // 2
    for number, members in enumerate(gathered):
        weights = {w: v for statement in members[:few] for w, v in comparison.words[statement].known_by.items()}
        for other in index.likely(weights, but=number):
            pair = (min(number, other), max(number, other))
            if pair not in edges:
                values = [comparison.excess(a, b) for a in gathered[pair[0]][:few] for b in gathered[pair[1]][:few]]
                edges[pair] = sum(values) / len(values)
    return edges
