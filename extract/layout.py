"""From text to passages: what the line breaks, list marks and speaker labels of an article say.

A *passage* is what one paragraph, headline, list item or label covers; no sentence reaches beyond it. Line breaks that
only wrap a paragraph stay inside a passage. Sentences within a passage are the business of `extract.sentence_ends`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from extract.turns import Label, spoken_labels

# Pages sprinkle the last three around; they have no width, and a line of nothing else looks empty to a reader.
BLANK = r"[\s\ufeff\u200b\u2060]"
_INK = re.compile(r"[^\s\ufeff\u200b\u2060]")
_LINE_BREAK = re.compile(r"\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]")

_MARK = re.compile(
    r"(?:(?P<bullet>[•‣▪●◦■□►▶➤✓✔∙·*+])|(?P<dash>[-–—]{1,3})|(?P<head>\#{1,6})|>{1,3}"
    rf"|(?P<number>\d{{1,2}})\.|\(?\d{{1,2}}\)|\(?[a-z]\)|\([ivx]{{1,4}}\))(?={BLANK})"
)
_NEXT_BULLET = re.compile(rf"(?<={BLANK})[•‣▪●◦■►▶➤](?={BLANK})")
_ORDINAL = re.compile(r"(?:First|Second|Third|Fourth|Fifth|Sixth|Seventh|Eighth|Ninth|Tenth|Finally|Last)(?:ly)?,")
_FINAL = re.compile(r"[.!?…。！？:][\"'”’»“‘)\]\s*_]*$")
_FIRST_LETTER = re.compile(r"[\"'“”‘’«»„(\[]*(\w)")
_FIELD = re.compile(r"[\w-]{1,20}:(?:\s|$)")  # "date: …", as in the header of a saved page
# Columns. A longer line was not wrapped by hand or by a mail program; shorter ones are a list of links or names.
WIDEST_WRAP, NARROWEST_WRAP = 100, 40


class Kind(StrEnum):
    TEXT = "text"
    MARK = "mark"  # a bullet, a number, a dash, a Markdown hash: never part of a sentence
    LABEL = "label"  # "PRESIDENT XI:"; who speaks next
    ITEM = "item"  # the text behind a bullet or number
    HEAD = "head"  # the text behind a Markdown hash


@dataclass(frozen=True, slots=True)
class Passage:
    """`text[start:end]`, trimmed of blanks and not empty. `paragraph` counts blocks of text from 0."""

    start: int
    end: int
    kind: Kind
    paragraph: int


@dataclass(frozen=True, slots=True)
class _Line:
    start: int
    end: int
    block: int  # lines with no blank line between them share one
    mark: re.Match[str] | None
    label: Label | None

    @property
    def width(self) -> int:
        return self.end - self.start


def split_passages(text: str) -> list[Passage]:
    """Cut a text into passages: sorted, disjoint, and every non-blank character inside exactly one of them."""
    lines = _lines(text)
    wraps = _Wrapping(text, lines)
    passages: list[Passage] = []
    first = 0
    for after in range(1, len(lines) + 1):
        if after == len(lines) or not wraps.joins(after):
            paragraph = passages[-1].paragraph + 1 if passages else 0
            passages.extend(_pieces(text, lines[first], lines[after - 1].end, paragraph))
            first = after
    return passages


def skip_blanks(text: str, start: int, end: int) -> int:
    """Offset of the first non-blank character of `text[start:end]`, or `end`."""
    match = _INK.search(text, start, end)
    return match.start() if match else end


def trim_end(text: str, start: int, end: int) -> int:
    """The end of `text[start:end]` without its trailing blanks."""
    while end > start and not _INK.match(text, end - 1):
        end -= 1
    return end


def _lines(text: str) -> list[_Line]:
    bounds: list[tuple[int, int, int]] = []
    block = start = 0
    for stop, following in _line_bounds(text):
        ink = skip_blanks(text, start, stop)
        if ink == stop:
            block += 1
        else:
            bounds.append((ink, trim_end(text, ink, stop), block))
        start = following
    marks = [_MARK.match(text, start, end) for start, end, _ in bounds]
    bodies: list[tuple[int, int]] = []
    for index, (mark, (start, end, block)) in enumerate(zip(marks, bounds, strict=True)):
        before = bounds[index - 1] if index and bounds[index - 1][2] == block else None
        if before and NARROWEST_WRAP <= before[1] - before[0] <= WIDEST_WRAP and not _has_ended(text, *before[:2]):
            start = end  # the rest of a wrapped sentence, however much it looks like a label
        bodies.append((skip_blanks(text, mark.end(), end) if mark and start < end else start, end))
    labels = spoken_labels(text, bodies)
    return [_Line(*bound, mark, label) for bound, mark, label in zip(bounds, marks, labels, strict=True)]


def _line_bounds(text: str) -> Iterator[tuple[int, int]]:
    """For each line: its end, and where the next one starts."""
    for match in _LINE_BREAK.finditer(text):
        yield match.span()
    yield len(text), len(text)


def _pieces(text: str, line: _Line, end: int, paragraph: int) -> Iterator[Passage]:
    """The mark, the label and the body of a passage that starts with `line`."""
    start, kind = line.start, Kind.TEXT
    if line.mark:
        yield Passage(line.start, line.mark.end(), Kind.MARK, paragraph)
        start = skip_blanks(text, line.mark.end(), end)
        kind = Kind.HEAD if line.mark["head"] else Kind.TEXT if line.mark[0].startswith(">") else Kind.ITEM
    if line.label:
        yield Passage(start, line.label.end, Kind.LABEL, paragraph)
        start = skip_blanks(text, line.label.end, end)
    bullet = line.mark["bullet"] if line.mark else None
    while bullet and (inner := _NEXT_BULLET.search(text, start, end)) and inner[0] == bullet:
        if start < inner.start():
            yield Passage(start, trim_end(text, start, inner.start()), kind, paragraph)
        yield Passage(*inner.span(), Kind.MARK, paragraph := paragraph + 1)
        start = skip_blanks(text, inner.end(), end)
    if start < end:
        yield Passage(start, end, kind, paragraph)


def _has_ended(text: str, start: int, end: int) -> bool:
    """Whether a line comes to an end by itself."""
    if end - start < 20 and not any(map(str.isalnum, text[start:end])):
        return True  # a rule ("---") ends whatever came before it
    return _FINAL.search(text, max(start, end - 8), end) is not None


class _Wrapping:
    """Which line breaks only wrap a paragraph.

    A break before a lower-case word surely does, unless the line before has come to an end. A block that has such a
    break is wrapped as a whole; there a break also joins when the next word would not have fitted on the line before.
    """

    def __init__(self, text: str, lines: list[_Line]) -> None:
        self._text, self._lines = text, lines
        self._listed: list[bool] = []  # for each line, whether it opens a list item
        for index in range(len(lines)):
            self._listed.append(self._opens_item(index))
        widths: dict[int, int] = {}
        for line in lines:
            widths[line.block] = max(widths.get(line.block, 0), line.width)
        inner = [index for index in range(1, len(lines)) if lines[index - 1].block == lines[index].block]
        several = {lines[index].block for index in inner}
        wrapped = {
            block
            for index in inner
            if NARROWEST_WRAP <= widths[block := lines[index].block] <= WIDEST_WRAP
            and self._starts_small(index)
            and self._is_full(index, widths[block])
            and not _has_ended(text, lines[index - 1].start, lines[index - 1].end)
        }
        self._widths = {block: widths[block] for block in wrapped}
        column = max(self._widths.values(), default=0)
        # Where most blocks are wrapped, so are those whose breaks happen to fall before capitals only.
        if wrapped and 2 * len(wrapped) >= len(several):
            self._widths |= {block: column for block in several - wrapped if widths[block] <= column}

    def joins(self, index: int) -> bool:
        """Whether the break before line `index` is inside a passage."""
        before, line = self._lines[index - 1], self._lines[index]
        if before.block != line.block or line.label or (before.mark and before.mark["head"]):
            return False
        if self._listed[index]:
            return False
        if _ORDINAL.match(self._text, line.start, line.end) and self._text[before.end - 1] in ".:;":
            return False
        width = self._widths.get(line.block)
        return self._runs_on(index) or (width is not None and self._is_full(index, width))

    def _runs_on(self, index: int) -> bool:
        before, line = self._lines[index - 1], self._lines[index]
        if _has_ended(self._text, before.start, before.end):
            return False
        if self._text[before.end - 1] == ",":
            return True
        # Two or three small words that come to no end ("hide caption") are a button, not the rest of a sentence.
        spaces = self._text.count(" ", line.start, line.end)
        is_button = line.width < 25 and spaces < 3 and self._text[line.end - 1].isalnum()
        return self._starts_small(index) and not is_button

    def _starts_small(self, index: int) -> bool:
        line = self._lines[index]
        letter = _FIRST_LETTER.match(self._text, line.start, line.end)
        return letter is not None and letter[1].islower() and not _FIELD.match(self._text, line.start, line.end)

    def _is_full(self, index: int, width: int) -> bool:
        """Whether the first word of line `index` would not have fitted on the line before."""
        before, line = self._lines[index - 1], self._lines[index]
        word = self._text[line.start : min(line.end, line.start + width)].split(maxsplit=1)[0]
        return before.width + 1 + len(word) > width

    def _opens_item(self, index: int) -> bool:
        """Whether a line's mark is one: a dash or a number may also be a wrapped sentence's own."""
        line = self._lines[index]
        if not line.mark or not (line.mark["dash"] or line.mark["number"]):
            return line.mark is not None
        before = self._lines[index - 1] if index else line
        if before is line or before.block != line.block or self._listed[index - 1]:
            return True
        if _has_ended(self._text, before.start, before.end) or self._text[before.end - 1] in ",;":
            return True
        if line.mark["number"]:
            return line.mark["number"] == "1"
        letter = _FIRST_LETTER.match(self._text, skip_blanks(self._text, line.mark.end(), line.end), line.end)
        return letter is None or not letter[1].islower()
