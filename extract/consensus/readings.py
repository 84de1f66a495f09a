"""An article as sayings: its headings and sentences, with what each announces of a list."""

from collections.abc import Iterator
from dataclasses import dataclass

from extract.articles import Article, Role
from extract.consensus.announcements import Announcement, Standing, read_announcement
from extract.consensus.blocks import Page, read_page
from extract.spans import CharInterval

LONGEST_TITLE = 8  # words


@dataclass(frozen=True, slots=True)
class Saying:
    """A heading or sentence, and what it announces."""

    block: int
    interval: CharInterval
    words: str
    is_heading: bool
    announcement: Announcement


@dataclass(frozen=True, slots=True)
class Reading:
    """An article with what its headings and sentences announce, and how many points it says were agreed on."""

    article: str
    page: Page
    sayings: tuple[Saying, ...]
    told: frozenset[int]


def read(article: Article) -> Reading:
    """Take in what an article announces."""
    page = read_page(article)
    sayings = tuple(_sayings(page))
    agreed = [each.announcement for each in sayings if each.announcement.standing is Standing.AGREED]
    return Reading(article.id, page, sayings, frozenset(each.number for each in agreed if each.number))


def _sayings(page: Page) -> Iterator[Saying]:
    for index, block in enumerate(page.blocks):
        is_heading = block.role in (Role.HEADING, Role.DEBRIS)
        for sentence in block.sentences:
            if sentence.role is not Role.SPEAKER:
                said = say(page, index, sentence.interval, is_heading=is_heading)
                if sentence.role is not Role.DEBRIS or _may_be_heading(said):
                    yield said


def say(page: Page, block: int, interval: CharInterval, *, is_heading: bool) -> Saying:
    """The words of an interval as a saying."""
    words = " ".join(interval.of(page.text).split())
    return Saying(block, interval, words, is_heading, read_announcement(words))


def _may_be_heading(debris: Saying) -> bool:
    """A heading over a list of single words looks like one more entry of a menu; "Read more" heads a list, too."""
    told = debris.announcement
    speaks = told.standing is Standing.REFUSED or (told.standing is Standing.AGREED and told.number is not None)
    return speaks and len(debris.words.split()) <= LONGEST_TITLE
