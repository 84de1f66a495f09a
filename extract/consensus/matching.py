"""Which points of a list another sentence reports, in whatever words: by the matters that both name.

A sentence reports a point when it shares most of the weight of its terms with a sentence of the point, or a phrase: two
terms that stand close together in both ("artificial intelligence", "cultural exchanges"). A sentence that names several
matters reports several points.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

from extract.gazetteer import gazetteer
from extract.names import ROLES
from extract.terms import Rarity, stem, terms_in

_MOST = 0.5  # of the weight of the lighter sentence's terms
_ALIKE = 2 / 3  # of the weight of the shorter clause's terms
_OF_THE_BEST = 0.5  # of the weight that is shared with the point that fits best
_CLOSE = 2  # terms from one to the other: at most one stands between
_FEWEST_REPEATED = 3  # … by a sentence that only its words speak for
_FEWEST = 2  # terms that must be shared: one word is no matter
#: Terms that any agreement has, whatever it is about.
_ANY_AGREEMENT = frozenset(
    stem(word)
    for word in (
        "sides both two parties party country countries nation nations government governments people leaders heads"
        " agree agreed agreement announce announced affirm reaffirm welcome commit committed pledge decide consensus"
        " point points understanding continue maintain strengthen promote enhance improve develop hold work meeting"
        " meet talks talk discuss discussion visit relation relations relationship bilateral important issue issues"
        " area areas field fields level levels progress new round next week weeks month year first formal official"
        " united states foreign state good more official statement efforts various positive"
    ).split()
) | frozenset(map(stem, ROLES))


@dataclass(frozen=True, slots=True)
class Matter:
    """What a sentence is about: its terms without parties and offices, and those of them that stand close together."""

    terms: frozenset[str]
    phrases: frozenset[tuple[str, str]]


def matter_of(text: str) -> Matter:
    """The matter of one sentence or clause."""
    told = [
        term for term, start, end in terms_in(text) if not _is_party(text[start:end]) and term not in _ANY_AGREEMENT
    ]
    near = [pair for place in range(len(told)) for pair in _pairs(told[place : place + _CLOSE + 1])]
    return Matter(frozenset(told), frozenset(near))


def reported_points(matter: Matter, points: Sequence[Sequence[Matter]], rarity: Rarity) -> list[int]:
    """The indices of the points that a sentence of this matter reports, ascending; a point comes as its sentences."""
    weights = {
        index: rarity.sum(matter.terms & frozenset(term for each in point for term in each.terms))
        for index, point in enumerate(points)
        if any(_fits(matter, each, rarity) for each in point)
    }
    return [index for index, weight in weights.items() if weight >= _OF_THE_BEST * max(weights.values())]


def repeats_point(matter: Matter, point: Sequence[Matter], rarity: Rarity) -> bool:
    """Whether a sentence that nobody took for an agreement says what a point says: a phrase, and most of its words."""
    return any(
        len(matter.terms & each.terms) >= _FEWEST_REPEATED
        and matter.phrases & each.phrases
        and rarity.overlap(matter.terms, each.terms) >= _MOST
        for each in point
    )


def are_alike(one: Matter, other: Matter, rarity: Rarity) -> bool:
    """Whether two clauses say much the same: most of the lighter one's terms stand in the other."""
    return bool(one.terms) and rarity.overlap(one.terms, other.terms) >= _ALIKE


def _fits(matter: Matter, sentence: Matter, rarity: Rarity) -> bool:
    if matter.phrases & sentence.phrases:
        return True
    return len(matter.terms & sentence.terms) >= _FEWEST and rarity.overlap(matter.terms, sentence.terms) >= _MOST


def _pairs(window: Sequence[str]) -> Iterable[tuple[str, str]]:
    return [(min(pair), max(pair)) for pair in combinations(window, 2) if pair[0] != pair[1]]


def _is_party(word: str) -> bool:
    bare = word.removesuffix("'s").removesuffix("’s")
    return bare[:1].isupper() and gazetteer().party(bare) is not None
