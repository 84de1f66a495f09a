"""The consensus that an article states as a list of points, found by how it is announced and by who speaks in it."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extract.announcements import Announcement, Standing, is_asked, is_joint, read_announcement
from extract.articles import Article, Role
from extract.enumerations import Enumeration, Page, clauses_of, find_enumerations, paragraphs_below, read_page
from extract.list_marks import MOST_POINTS
from extract.spans import CharInterval

_MOSTLY = 0.6  # of a list's points
_LONGEST_TITLE = 12  # words
_BODY = 20  # words; a shorter paragraph does not yet tell the story


@dataclass(frozen=True, slots=True)
class StatedPoint:
    """`interval` is the whole point as printed: all its sentences, without its bullet, number or "Point one:"."""

    number: int  # from 1 on
    interval: CharInterval


@dataclass(frozen=True, slots=True)
class StatedList:
    """One printing of a consensus list. `article` is the article's id; of two lists the one of more `strength` is surer."""

    article: str
    title: str | None  # the heading, or the words that announce it: "Five-point consensus"
    points: tuple[StatedPoint, ...]
    announced: int | None  # how many points it is said to have
    strength: float

    @property
    def characters(self) -> int:
        return sum(point.interval.end - point.interval.start for point in self.points)


@dataclass(frozen=True, slots=True)
class Stated:
    """The consensus list of an event: the printing that leads, and those of other articles, fullest first."""

    lead: StatedList
    others: tuple[StatedList, ...]


def find_stated_lists(article: Article) -> list[StatedList]:
    """The consensus lists that an article prints, surest first; no two share a character."""
    page = read_page(article)
    sayings = _Sayings(page)
    judged = [
        found
        for candidate in (*find_enumerations(page), *_unmarked(page, sayings))
        if (found := _judge(article, page, sayings, candidate))
    ]
    chosen: list[StatedList] = []
    for each in sorted(judged, key=_order):
        if not any(_share(each, other) for other in chosen):
            chosen.append(each)
    return chosen


def find_consensus(articles: Sequence[Article]) -> Stated | None:
    """The consensus list that the articles state, in whatever order they come; None where none of them prints one."""
    lists = [found for article in articles for found in find_stated_lists(article)]
    if not lists:
        return None
    counts = Counter(number for article in articles for number in _Sayings(read_page(article)).numbers)
    ranked = sorted(lists, key=lambda each: (-int(each.strength), -counts[len(each.points)], *_order(each)[1:]))
    lead = ranked[0]
    others: dict[str, StatedList] = {}
    for each in ranked:
        if each.article != lead.article and len(lead.points) in (len(each.points), each.announced):
            others.setdefault(each.article, each)
    return Stated(lead, tuple(others.values()))


def _order(found: StatedList) -> tuple[float, int, int, str, int]:
    """The surest first, then the fullest."""
    return -found.strength, -len(found.points), -found.characters, found.article, found.points[0].interval.start


def _share(one: StatedList, other: StatedList) -> bool:
    reach = CharInterval(one.points[0].interval.start, one.points[-1].interval.end)
    return reach.overlaps(CharInterval(other.points[0].interval.start, other.points[-1].interval.end))
