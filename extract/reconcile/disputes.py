"""The sides of a dispute: who takes which stand, and in which mentions. The sides may stand in different articles."""

from collections import Counter
from collections.abc import Sequence

from extract.briefing import Position
from extract.reconcile.clauses import is_cut_short
from extract.reconcile.found import Found
from extract.schemas import DisputeRecord

#: Words that a stance has at least.
_LEAST = 3


def sides(group: Sequence[Found]) -> tuple[str, ...]:
    """Everybody who takes a stand or is accused, by the number of mentions, most first."""
    named = Counter(side for each in group for side in each.sides if side)
    return tuple(sorted(named, key=lambda side: (-named[side], side)))


def positions(group: Sequence[Found]) -> tuple[Position, ...]:
    """For each party that takes a stand: its stance, in the words of the likeliest mention that has a whole clause, and
    its mentions. In the order in which the parties first speak up.
    """
    stances: dict[str, list[tuple[int, str]]] = {}
    for index, each in enumerate(group):
        if isinstance(each.record, DisputeRecord) and (party := each.sides[0]) is not None:
            stances.setdefault(party, []).append((index, each.record.stance))
    found = []
    for party, taken in stances.items():
        _, stance = max(taken, key=lambda one: (_is_whole(one[1]), group[one[0]].probability, -one[0]))
        found.append(Position(party=party, stance=stance, mentions=tuple(index for index, _ in taken)))
    return tuple(found)


def _is_whole(stance: str) -> bool:
    return len(stance.split()) >= _LEAST and not is_cut_short(stance)
