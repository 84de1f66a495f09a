"""Intervals of characters, the currency of everything that is grounded, and the sentences of a text as intervals."""

from collections.abc import Iterator
from dataclasses import dataclass

from extract.layout import Kind, Passage, skip_blanks, split_passages
from extract.sentence_ends import sentence_ends


@dataclass(frozen=True, order=True, slots=True)
class CharInterval:
    """A half-open interval of a text in code points: `text[start:end]`. Intervals sort by start, then by end."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"no interval: {self.start} to {self.end}")

    def of(self, text: str) -> str:
        """The characters of `text` that the interval covers."""
        return text[self.start : self.end]

    def overlaps(self, other: "CharInterval") -> bool:
        """Whether the two share at least one character."""
        return max(self.start, other.start) < min(self.end, other.end)


def split_sentences(text: str) -> list[CharInterval]:
    """The sentences of a text: sorted, disjoint, trimmed of blanks, none empty.

    Every non-blank character lies in exactly one interval. Blank is white space, and the three characters of no width
    that web pages leave behind (U+FEFF, U+200B, U+2060). List marks ("•", "1.") and speakers' labels ("PRESIDENT XI:")
    are intervals of their own, so that a sentence starts with its own words.
    """
    return [interval for passage in split_passages(text) for interval in sentences_of(text, passage)]


def sentences_of(text: str, passage: Passage) -> Iterator[CharInterval]:
    """The sentences of one passage; a list mark or a label is not divided."""
    if passage.kind in (Kind.MARK, Kind.LABEL):
        yield CharInterval(passage.start, passage.end)
        return
    start = passage.start
    for end in sentence_ends(text, passage.start, passage.end):
        yield CharInterval(start, end)
        start = skip_blanks(text, end, passage.end)
