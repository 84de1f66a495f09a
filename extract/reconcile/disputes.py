"""The sides of a dispute: who takes which stand, and in which mentions. The sides may stand in different articles."""

from collections import Counter
from collections.abc import Callable, Sequence

from extract.briefing import Position
from extract.detect import plain
from extract.parties import Cast
from extract.reconcile.clauses import is_cut_short
from extract.reconcile.found import Found
from extract.reconcile.stances import stance

#: Words that a stance has at least.
_LEAST = 3


def sides(group: Sequence[Found]) -> tuple[str, ...]:
    """Everybody who takes a stand or is accused, by the number of mentions, most first."""
    named = Counter(side for each in group for side in each.sides if side)
    return tuple(sorted(named, key=lambda side: (-named[side], side)))


def positions(group: Sequence[Found], cast: Cast, best: Callable[[Sequence[str]], str]) -> tuple[Position, ...]:
    """For each party that takes a stand: its stance, in the words of the mention that `best` picks of those that say
    anything whole, and its mentions. In the order in which the parties first speak up.
    """
    casts = {article: cast.within(article) for article in {each.article for each in group}}
    stances: dict[str, dict[int, str]] = {}
    for index, each in enumerate(group):
        if (party := each.sides[0]) is not None:
            sentence = plain(each.told)
            names = casts[each.article].references(sentence)
            stances.setdefault(party, {})[index] = stance(sentence, names, party)
    return tuple(
        Position(party=party, stance=best(_whole(list(taken.values()))), mentions=tuple(taken))
        for party, taken in stances.items()
    )


def _whole(stances: Sequence[str]) -> Sequence[str]:
    return [each for each in stances if len(each.split()) >= _LEAST and not is_cut_short(each)] or stances
