"""Places in articles, and finding what stands at overlapping ones without looking at every place."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable
from itertools import accumulate
from typing import Generic, NamedTuple, TypeVar

from extract.spans import CharInterval

#: Characters that two places may share by accident: a quotation mark, a blank, a full stop.
SLIVER = 3

T = TypeVar("T")


class Spot(NamedTuple):
    """Where something stands: an interval in the article of that file name."""

    article: str
    interval: CharInterval

    def overlaps(self, other: "Spot") -> bool:
        """Whether the two share more than `SLIVER` characters of one article."""
        mine, its = self.interval, other.interval
        return self.article == other.article and min(mine.end, its.end) - max(mine.start, its.start) > SLIVER


class SpotIndex(Generic[T]):
    """Values at places. One look-up takes time in the logarithm of their number and in how many are found."""

    def __init__(self, placed: Iterable[tuple[Spot, T]]) -> None:
        self._placed: dict[str, list[tuple[Spot, T]]] = defaultdict(list)
        for spot, value in placed:
            self._placed[spot.article].append((spot, value))
        for entries in self._placed.values():
            entries.sort(key=_spot_of)
        # How far any interval up to this one reaches: going backwards, one may stop where none reaches far enough.
        self._reach = {
            article: list(accumulate((spot.interval.end for spot, _ in entries), max))
            for article, entries in self._placed.items()
        }

    def at(self, spot: Spot) -> list[T]:
        """The values at all places that overlap `spot`, in the order of the text."""
        entries, reach = self._placed.get(spot.article, []), self._reach.get(spot.article, [])
        number = bisect_left(entries, spot.interval.end - SLIVER, key=_start_of)
        values = []
        while number and reach[number - 1] - spot.interval.start > SLIVER:
            number -= 1
            place, value = entries[number]
            if place.overlaps(spot):
                values.append(value)
        return values[::-1]


def _spot_of(entry: tuple[Spot, object]) -> Spot:
    return entry[0]


def _start_of(entry: tuple[Spot, object]) -> int:
    return entry[0].interval.start
