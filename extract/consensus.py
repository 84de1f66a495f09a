"""The consensus that an article states as a list of points, found by how it is announced and by who speaks in it.

A list is taken for a consensus when a heading or sentence right above it says that parties agreed on it, best of all
on as many points as follow, or when most of its points are joint statements ("Both sides will …").
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from extract.announcements import Announcement, Standing, binds_parties, is_asked, is_joint, read_announcement
from extract.articles import Article, Role
from extract.enumerations import Enumeration, Form, Page, clauses_of, find_enumerations, paragraphs_below, read_page
from extract.list_marks import MOST_POINTS
from extract.spans import CharInterval

_MOST = 0.6  # of a list's points
_NEAR = 2  # headings or sentences above a list that speak of it, if they speak of any
_LONGEST_WINDOW = 12  # headings and sentences
_WINDOW = 3  # blocks above a list in which its number may be announced
_LONGEST_TITLE = 8  # words
_SHORTEST_STORY = 20  # words of a paragraph; above the first such one stand headlines and summaries
_IN_COMMON = 0.3  # of the words of two wordings of one point; two translations of one list have 0.6
_STEM = 6  # letters that tell words apart
_LONG_WORD = re.compile(r"[^\W\d_]{5,}")
_COLONS = (":", "：")


@dataclass(frozen=True, slots=True)
class StatedPoint:
    """`interval` is the whole point as printed: all its sentences, without its bullet, number or "Point one:"."""

    number: int  # from 1 on
    interval: CharInterval


@dataclass(frozen=True, slots=True)
class StatedList:
    """One printing of a consensus list. `article` is the article's id; the list of greater `strength` is the surer one."""

    article: str
    title: str | None  # the heading, or the words that announce it: "Five-point consensus"
    points: tuple[StatedPoint, ...]
    announced: int | None  # how many points it is said to have
    strength: float

    @property
    def characters(self) -> int:
        return sum(point.interval.end - point.interval.start for point in self.points)

    @property
    def reach(self) -> CharInterval:
        return CharInterval(self.points[0].interval.start, self.points[-1].interval.end)


@dataclass(frozen=True, slots=True)
class Stated:
    """The consensus list of an event: the printing that leads, and those of other articles, the best first."""

    lead: StatedList
    others: tuple[StatedList, ...]


@dataclass(frozen=True, slots=True)
class _Saying:
    """A heading or sentence, and what it announces."""

    block: int
    interval: CharInterval
    words: str
    is_heading: bool
    announcement: Announcement


@dataclass(frozen=True, slots=True)
class _Reading:
    """An article with what its headings and sentences announce, and how many points it says were agreed on."""

    article: str
    page: Page
    sayings: tuple[_Saying, ...]
    told: frozenset[int]


def find_stated_lists(article: Article) -> list[StatedList]:
    """The consensus lists that an article prints, surest first; no two overlap."""
    return _stated_lists(_read(article))


def find_consensus(articles: Sequence[Article]) -> Stated | None:
    """The consensus list that the articles state, whatever their order; None where none of them prints one.

    Of several lists the surest leads, then the one whose number of points most articles speak of, then the fullest.
    """
    readings = [_read(article) for article in articles]
    told = Counter(number for reading in readings for number in reading.told)
    lists = [found for reading in readings for found in _stated_lists(reading)]
    if not lists:
        return None
    ranked = sorted(lists, key=lambda each: (-int(each.strength), -told[len(each.points)], *_fullest(each)))
    lead = ranked[0]
    texts = {reading.article: reading.page.text for reading in readings}
    others: dict[str, StatedList] = {}
    for each in ranked:
        if each.article != lead.article and _is_same(lead, each, texts):
            others.setdefault(each.article, each)
    return Stated(lead, tuple(others.values()))


def _read(article: Article) -> _Reading:
    page = read_page(article)
    sayings = tuple(
        _saying(page, index, sentence.interval, is_heading=block.role is Role.HEADING)
        for index, block in enumerate(page.blocks)
        for sentence in block.sentences
        if sentence.role not in (Role.DEBRIS, Role.SPEAKER)
    )
    agreed = [each.announcement for each in sayings if each.announcement.standing is Standing.AGREED]
    return _Reading(article.id, page, sayings, frozenset(each.number for each in agreed if each.number))


def _saying(page: Page, block: int, interval: CharInterval, *, is_heading: bool) -> _Saying:
    words = " ".join(interval.of(page.text).split())
    return _Saying(block, interval, words, is_heading, read_announcement(words))


def _stated_lists(reading: _Reading) -> list[StatedList]:
    candidates = [*find_enumerations(reading.page), *_unmarked(reading)]
    judged = [found for each in candidates if (found := _judge(reading, each))]
    chosen: list[StatedList] = []
    for each in sorted(judged, key=lambda each: (-each.strength, *_fullest(each))):
        if not any(each.reach.overlaps(other.reach) for other in chosen):
            chosen.append(each)
    return chosen


def _fullest(found: StatedList) -> tuple[int, int, str, CharInterval]:
    return -len(found.points), -found.characters, found.article, found.reach


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
    return {word[:_STEM].lower() for word in _LONG_WORD.findall(text)}


def _unmarked(reading: _Reading) -> Iterator[Enumeration]:
    """Candidates that only their announcement shows to be lists: bare paragraphs, or clauses with semicolons."""
    page, sayings = reading.page, reading.sayings
    for saying, after in zip_longest(sayings, sayings[1:]):
        number = saying.announcement.number
        if not number or saying.announcement.standing is not Standing.AGREED:
            continue
        candidates = [clauses_of(page, saying.block, saying.interval, number)]
        if saying.is_heading or saying.words.endswith(_COLONS):
            candidates.append(paragraphs_below(page, saying.block, number))
        if saying.is_heading and after and after.words.endswith(_COLONS):
            candidates.append(paragraphs_below(page, after.block, number))
        yield from filter(None, candidates)


def _judge(reading: _Reading, candidate: Enumeration) -> StatedList | None:
    """The candidate as a stated list, or None if it is none."""
    announcing = _announcing(_window(reading, candidate))
    if announcing is None or len(candidate.points) > MOST_POINTS:
        return None
    texts = [point.of(reading.page.text) for point in candidate.points]
    numbered = next((each for each in announcing if each.announcement.number), None)
    number = numbered.announcement.number if numbered else None
    if number and number < len(texts) and not any(map(is_joint, texts[number:])):
        # What goes on in the same form, but without a joint statement, is another list.
        texts = texts[:number] if sum(map(is_joint, texts[:number])) >= _MOST * number else texts
    joint = sum(map(is_joint, texts)) / len(texts)
    tier = _tier(reading, candidate, announcing, texts)
    if not tier:
        return None
    points = zip(range(1, len(texts) + 1), candidate.points, strict=False)
    return StatedList(
        article=reading.article,
        title=_title(announcing, numbered),
        points=tuple(StatedPoint(place, interval) for place, interval in points),
        announced=number or (len(texts) if len(texts) in reading.told else None),
        strength=tier + joint / 2,
    )


def _window(reading: _Reading, candidate: Enumeration) -> Iterator[_Saying]:
    """The sayings above a list, nearest first, the beginning of its own sentence among them."""
    blocks: set[int] = set()
    after = bisect_left(reading.sayings, candidate.start, key=lambda saying: saying.interval.start)
    for saying in reversed(reading.sayings[max(0, after - _LONGEST_WINDOW) : after]):
        blocks.add(saying.block)
        if len(blocks) > _WINDOW or (saying.block != candidate.block and saying.block in reading.page.signed):
            return
        if saying.interval.end > candidate.start:
            saying = _saying(reading.page, saying.block, CharInterval(saying.interval.start, candidate.start), is_heading=False)
        yield saying


def _announcing(window: Iterable[_Saying]) -> list[_Saying] | None:
    """The sayings that announce a list, nearest first; None where the nearest that speak say it is no consensus."""
    announcing: list[_Saying] = []
    for place, saying in enumerate(window):
        told, is_near = saying.announcement, place < _NEAR
        if told.standing is Standing.REFUSED:
            return None if is_near and not announcing else announcing
        if told.standing is Standing.AGREED and (is_near or saying.is_heading or told.number):
            announcing.append(saying)
        elif told.standing is Standing.COUNTED and is_near:
            announcing.append(saying)
    return announcing


def _tier(reading: _Reading, candidate: Enumeration, announcing: Sequence[_Saying], texts: Sequence[str]) -> int:
    """How sure it is that a list is a consensus, from 4 to 1; 0 where it is none."""
    joint = sum(map(is_joint, texts)) / len(texts)
    number = next((each.announcement.number for each in announcing if each.announcement.number), None)
    standing = max((each.announcement.standing for each in announcing), default=Standing.SILENT)
    is_exact, is_asked_for = number == len(texts), sum(map(is_asked, texts)) > (1 - _MOST) * len(texts)
    heads = bool(announcing) and (announcing[0].is_heading or announcing[0].words.endswith(_COLONS))
    if candidate.form is Form.BULLETS and _is_box(reading.page, candidate.block) and not (is_exact and joint >= _MOST):
        is_led_in = bool(announcing) and announcing[0].words.endswith(_COLONS)
        return 3 * (standing is Standing.AGREED and is_exact and is_led_in)
    if candidate.form is Form.PARAGRAPHS and not _are_alike(texts):
        return 0
    if standing is Standing.AGREED:
        if is_exact:
            return 4 if candidate.form in (Form.BULLETS, Form.NUMBERS) else 3
        if joint >= _MOST:
            return 2 if number else 3
        return 2 * (heads and number is None and not is_asked_for)
    if standing is Standing.COUNTED:
        if not is_exact or is_asked_for:
            return 0
        return 3 if joint >= 1 - _MOST else 2 * announcing[0].is_heading
    if is_asked_for or joint < _MOST:
        return 0
    return 2 if len(texts) in reading.told else int(len(texts) > 2 and sum(map(binds_parties, texts)) >= _MOST * len(texts))


def _is_box(page: Page, block: int) -> bool:
    """Whether a list in this block stands above the story, where newsrooms put their summaries."""
    return not any(
        each.role is Role.PROSE and len(page.words(index).split()) >= _SHORTEST_STORY
        for index, each in enumerate(page.blocks[:block])
    )


def _are_alike(texts: Sequence[str]) -> bool:
    """Whether paragraphs without marks read like points: joint statements, "To do …", or short lines without a stop."""
    told = max(sum(map(is_joint, texts)), sum(text.startswith("To ") for text in texts))
    return told >= _MOST * len(texts) or all(
        text[-1].isalnum() and len(text.split()) <= _SHORTEST_STORY for text in texts
    )


def _title(announcing: Sequence[_Saying], numbered: _Saying | None) -> str | None:
    """The heading over the list, or else the words that count its points."""
    for saying in [*([numbered] if numbered else []), *announcing]:
        plain = saying.words.strip("#*_ :：.")
        if saying.is_heading and len(plain.split()) <= _LONGEST_TITLE:
            return plain
    phrase = numbered.announcement.phrase if numbered else None
    return phrase[0].upper() + phrase[1:] if phrase else None
