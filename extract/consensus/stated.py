"""The consensus that an article states as a list of points, found by how it is announced and by who speaks in it.

A list is taken for a consensus when a heading or sentence right above it says that parties agreed on it, best of all
on as many points as follow, or when most of its points are joint statements ("Both sides will …").
"""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from extract.articles import Article, Role
from extract.consensus.announcements import (
    COLONS,
    Standing,
    binds_parties,
    is_asked,
    is_joint,
    is_question,
    joint_document,
    leads_in,
)
from extract.consensus.blocks import Page
from extract.consensus.enumerations import Enumeration, Form, clauses_of, find_enumerations, paragraphs_below
from extract.consensus.marks import MOST_POINTS
from extract.consensus.readings import LONGEST_TITLE, Reading, Saying, read, say
from extract.spans import CharInterval

_MOST = 0.6  # of a list's points
_NEAR = 2  # headings or sentences above a list that speak of it, if they speak of any
_LONGEST_WINDOW = 12  # headings and sentences
_WINDOW = 3  # blocks above a list in which its number may be announced
_LONGEST_LINE = 20  # words of a point without a full stop
_SHORTEST_STORY = 20  # words of a paragraph; above the first such one stand headlines and summaries


@dataclass(frozen=True, slots=True)
class StatedPoint:
    """`interval` is the whole point as printed: all its sentences, without its bullet, number or "Point one:"."""

    number: int  # from 1 on
    interval: CharInterval


@dataclass(frozen=True, slots=True)
class StatedList:
    """One printing of a consensus list. `article` is the article's id; more `strength` is surer."""

    article: str
    title: str | None  # the heading, or the words that announce it: "Five-point consensus"
    points: tuple[StatedPoint, ...]
    announced: int | None  # how many points it is said to have
    strength: float

    @property
    def characters(self) -> int:
        return sum(point.interval.end - point.interval.start for point in self.points)

    @property
    def fullness(self) -> tuple[int, int, str, CharInterval]:
        """Sorts the fuller list first, whatever the order in which two are compared."""
        return -len(self.points), -self.characters, self.article, self.reach

    @property
    def reach(self) -> CharInterval:
        return CharInterval(self.points[0].interval.start, self.points[-1].interval.end)


def find_stated_lists(article: Article) -> list[StatedList]:
    """The consensus lists that an article prints, surest first; no two overlap."""
    return stated_lists(read(article))


def stated_lists(reading: Reading) -> list[StatedList]:
    """What `find_stated_lists` finds, in an article that has been read."""
    candidates = [*find_enumerations(reading.page), *_unmarked(reading)]
    judged = [found for each in candidates if (found := _judge(reading, each))]
    chosen: list[StatedList] = []
    for each in sorted(judged, key=lambda each: (-each.strength, *each.fullness)):
        if not any(each.reach.overlaps(other.reach) for other in chosen):
            chosen.append(each)
    return chosen


def _unmarked(reading: Reading) -> Iterator[Enumeration]:
    """Candidates that only their announcement shows to be lists: bare paragraphs, or clauses with semicolons."""
    page, sayings = reading.page, reading.sayings
    for saying, below in zip_longest(sayings, sayings[1:]):
        number = saying.announcement.number
        if not number or saying.announcement.standing is not Standing.AGREED:
            continue
        candidates = [clauses_of(page, saying.block, saying.interval, number)]
        leads = [each for each in (saying, below) if each and each.words.endswith(COLONS)]
        if saying.is_heading and not _is_above_story(page, saying.block):
            leads.append(saying)
        candidates += [paragraphs_below(page, each.block, number) for each in leads]
        yield from filter(None, candidates)


def _judge(reading: Reading, candidate: Enumeration) -> StatedList | None:
    """The candidate as a stated list, or None if it is none."""
    texts = [point.of(reading.page.text) for point in candidate.points]
    announcing = _announcing(_window(reading, candidate), has_joint=any(map(is_joint, texts)))
    if announcing is None or len(texts) > MOST_POINTS:
        return None
    numbered = next((each for each in announcing if each.announcement.number), None)
    number = numbered.announcement.number if numbered else None
    if number and not any(map(is_joint, texts[number:])) and _are_mostly(is_joint, texts[:number]):
        # What goes on in the same form, but without a joint statement, is another list.
        texts = texts[:number]
    tier = _tier(reading, candidate, announcing, texts)
    if not tier:
        return None
    return StatedList(
        article=reading.article,
        title=_title(announcing, numbered),
        points=tuple(StatedPoint(place + 1, candidate.points[place]) for place in range(len(texts))),
        announced=number or (len(texts) if len(texts) in reading.told else None),
        strength=tier + sum(map(is_joint, texts)) / len(texts) / 2,
    )


def _window(reading: Reading, candidate: Enumeration) -> Iterator[Saying]:
    """The sayings above a list, nearest first, the beginning of its own sentence among them."""
    blocks: set[int] = set()
    page = reading.page
    after = bisect_left(reading.sayings, candidate.start, key=lambda saying: saying.interval.start)
    for saying in reversed(reading.sayings[max(0, after - _LONGEST_WINDOW) : after]):
        if saying.block in page.sections:
            continue
        blocks.add(saying.block)
        if len(blocks) > _WINDOW or (saying.block != candidate.block and saying.block in page.signed):
            return
        if saying.interval.end > candidate.start:
            above = CharInterval(saying.interval.start, candidate.start)
            saying = say(page, saying.block, above, is_heading=False)
        yield saying


def _announcing(window: Iterable[Saying], *, has_joint: bool) -> list[Saying] | None:
    """The sayings that announce a list, nearest first; None where the nearest that speak say it is no consensus.

    A sentence further up counts only for a list that has a joint statement in it: there may be another list between.
    """
    announcing: list[Saying] = []
    for place, saying in enumerate(window):
        told, is_near = saying.announcement, place < _NEAR
        if told.standing is Standing.REFUSED:
            return None if is_near and not announcing else announcing
        is_far_but_plain = told.standing is Standing.AGREED and (saying.is_heading or (has_joint and told.number))
        if is_far_but_plain or (is_near and told.standing is not Standing.SILENT):
            announcing.append(saying)
    return announcing


def _tier(reading: Reading, candidate: Enumeration, announcing: Sequence[Saying], texts: Sequence[str]) -> int:
    """How sure it is that a list is a consensus, from 4 to 1; 0 where it is none."""
    number = next((each.announcement.number for each in announcing if each.announcement.number), None)
    if _are_mostly(is_question, texts):
        return 0
    is_exact, is_joint_list = number == len(texts), _are_mostly(is_joint, texts)
    nearest = announcing[0] if announcing else None
    is_led_in = nearest is not None and (leads_in(nearest.words) or nearest.interval.end == candidate.start)
    if candidate.form is Form.PARAGRAPHS and not _are_alike(texts):
        return 0
    is_plain = is_exact and (is_joint_list or is_led_in)
    if candidate.form is Form.BULLETS and not is_plain and _is_above_story(reading.page, candidate.block):
        return 0
    standings = {each.announcement.standing for each in announcing}
    if nearest and (Standing.AGREED in standings or {Standing.NAMED, Standing.COUNTED} <= standings):
        is_document = candidate.form is Form.NUMBERS and len(texts) > 2 and _documents(announcing)
        if is_exact or (is_document and not number):
            return 4 if candidate.form in (Form.BULLETS, Form.NUMBERS) else 3
        if is_joint_list:
            return 2 if number else 3
        is_told = nearest.announcement.standing is Standing.AGREED and (is_led_in or nearest.is_heading)
        return 2 * (number is None and is_told and not _are_mostly(is_asked, texts))
    if is_joint_list:
        if is_exact or (Standing.NAMED in standings and _are_mostly(binds_parties, texts)):
            return 3
        return 2 if len(texts) in reading.told else int(len(texts) > 2 and _are_mostly(binds_parties, texts))
    return 2 * (nearest is not None and is_exact and nearest.is_heading and not any(map(is_asked, texts)))


def _documents(announcing: Iterable[Saying]) -> list[str]:
    """What those of the announcing lines that are titles of joint documents call them."""
    return [title for each in announcing if (title := joint_document(each.words))]


def _are_mostly(what: Callable[[str], bool], texts: Sequence[str]) -> bool:
    return sum(map(what, texts)) >= _MOST * len(texts)


def _is_above_story(page: Page, block: int) -> bool:
    """Whether a block stands above the first paragraph of the story, among headlines and summaries."""
    return not any(
        each.role is Role.PROSE and len(page.words(index).split()) >= _SHORTEST_STORY
        for index, each in enumerate(page.blocks[:block])
    )


def _are_alike(texts: Sequence[str]) -> bool:
    """Whether paragraphs without marks read like points: joint statements, "To do …", or lines without a full stop."""
    told = max(sum(map(is_joint, texts)), sum(text.startswith("To ") for text in texts))
    return told >= max(2, len(texts) - 1) or all(
        text[-1].isalnum() and len(text.split()) <= _LONGEST_LINE for text in texts
    )


def _title(announcing: Sequence[Saying], numbered: Saying | None) -> str | None:
    """The heading over the list, or else the words that count its points."""
    for saying in [*([numbered] if numbered else []), *announcing]:
        plain = saying.words.strip("#*_ :：.")
        if saying.is_heading and len(plain.split()) <= LONGEST_TITLE:
            return plain
    phrase = numbered.announcement.phrase if numbered else next(iter(_documents(announcing)), None)
    return phrase[0].upper() + phrase[1:] if phrase else None
