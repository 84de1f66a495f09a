"""One event, several printings of its consensus list: which one leads."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from extract.articles import Article
from extract.consensus.readings import read
from extract.consensus.stated import StatedList, stated_lists

_IN_COMMON = 0.3  # of the words of two wordings of one point; two translations of one list have 0.6
_STEM = 6  # letters that tell words apart
_IN_ANY_LIST = {"agree", "agreed", "agrees", "sides", "partie", "countr", "govern"}
_LONG_WORD = re.compile(r"[^\W\d_]{5,}")


@dataclass(frozen=True, slots=True)
class Stated:
    """The consensus list of an event: the printing that leads, and those of other articles, the best first."""

    lead: StatedList
    others: tuple[StatedList, ...]


def find_consensus(articles: Sequence[Article]) -> Stated | None:
    """The consensus list that the articles state, whatever their order; None where none of them prints one.

    Of several lists the surest leads, then the one whose number of points most articles speak of, then the fullest.
    """
    readings = [read(article) for article in articles]
    told = Counter(number for reading in readings for number in reading.told)
    lists = [found for reading in readings for found in stated_lists(reading)]
    if not lists:
        return None
    ranked = sorted(lists, key=lambda each: (-int(each.strength), -told[len(each.points)], *each.fullness))
    lead = ranked[0]
    texts = {reading.article: reading.page.text for reading in readings}
    others: dict[str, StatedList] = {}
    for each in ranked:
        if each.article != lead.article and _is_same(lead, each, texts):
            others.setdefault(each.article, each)
    return Stated(lead, tuple(others.values()))


def _is_same(lead: StatedList, other: StatedList, texts: Mapping[str, str]) -> bool:
    """Whether two lists are printings of one: as many points, and words in common as translations have them."""
    if len(lead.points) not in (len(other.points), other.announced) and lead.announced != other.announced:
        return False
    ours, theirs = (
        [_stems(point.interval.of(texts[printed.article])) for point in printed.points] for printed in (other, lead)
    )
    shared = [max(len(words & point) / max(1, min(len(words), len(point))) for point in theirs) for words in ours]
    return sum(shared) >= _IN_COMMON * len(shared)


def _stems(text: str) -> set[str]:
    return {word[:_STEM].lower() for word in _LONG_WORD.findall(text)} - _IN_ANY_LIST
