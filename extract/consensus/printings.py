"""One event, several printings of its consensus list: which one leads.

No article may speak for another: between different lists it counts how many articles speak of one, and not how long it
is. What is set aside for another list is told.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from extract.articles import Article, Role
from extract.consensus.matching import matter_of, repeats_point
from extract.consensus.readings import read
from extract.consensus.stated import StatedList, stated_lists
from extract.terms import rarity

_IN_COMMON = 0.3  # of the words of two wordings of one point; two translations of one list have 0.6
_STEM = 6  # letters that tell words apart
_IN_ANY_LIST = {"agree", "agreed", "agrees", "sides", "partie", "countr", "govern"}
#: Strength from which on a list is surely given for the consensus.
_SURE = 3
_LONG_WORD = re.compile(r"[^\W\d_]{5,}")


@dataclass(frozen=True, slots=True)
class Stated:
    """The consensus list of an event: the printing that leads, and those of other articles, the best first.

    `aside` are lists that other articles surely give for the consensus, and that are others than the one that leads.
    """

    lead: StatedList
    others: tuple[StatedList, ...]
    aside: tuple[StatedList, ...] = ()


def find_consensus(articles: Sequence[Article]) -> Stated | None:
    """The consensus list that the articles state, whatever their order; None where none of them prints one.

    Of several lists the surest leads. Of several sure ones it is the one whose number of points most articles speak of,
    then the one whose points more of the other articles report, then the fullest.
    """
    readings = [read(article) for article in articles]
    told = Counter(number for reading in readings for number in reading.told)
    lists = [found for reading in readings for found in stated_lists(reading)]
    if not lists:
        return None
    texts = {reading.article: reading.page.text for reading in readings}

    def rank(each: StatedList) -> tuple[int, int, int]:
        # The article that prints a list speaks of it, whether it counts the points or not.
        return -min(int(each.strength), _SURE), -max(told[len(each.points)], 1), -int(each.strength)

    ranked = sorted(lists, key=lambda each: (*rank(each), *each.fullness))
    ahead = [each for each in ranked if rank(each) == rank(ranked[0])]
    if not all(_is_same(ranked[0], each, texts) for each in ahead):
        backing = [len(_backing(each, articles, texts)) for each in ahead]
        first = ahead[backing.index(max(backing))]
        ranked.sort(key=lambda each: not _is_same(first, each, texts))
    lead = ranked[0]
    others: dict[str, StatedList] = {}
    for each in ranked:
        if each.article != lead.article and _is_same(lead, each, texts):
            others.setdefault(each.article, each)
    aside = {each.article: each for each in reversed(ranked) if int(each.strength) >= _SURE}
    return Stated(
        lead,
        tuple(others.values()),
        tuple(each for article, each in sorted(aside.items()) if article not in {lead.article, *others}),
    )


def _backing(printed: StatedList, articles: Sequence[Article], texts: Mapping[str, str]) -> set[str]:
    """The articles besides its own that report one of a list's points in a sentence of theirs."""
    told = {
        article.id: [each.interval.of(article.text) for each in article.sentences if each.role is not Role.DEBRIS]
        for article in articles
    }
    rare = rarity([sentence for sentences in told.values() for sentence in sentences])
    points = [[matter_of(point.interval.of(texts[printed.article]))] for point in printed.points]
    return {
        article
        for article, sentences in told.items()
        if article != printed.article
        and any(repeats_point(matter, point, rare) for matter in map(matter_of, sentences) for point in points)
    }


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
