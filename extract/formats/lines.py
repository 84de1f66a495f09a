"""From the lines of pages to paragraphs: where a line break only wraps, it goes; where one ends, a blank line comes.

A break ends a paragraph where the next line stands further off than lines do on this page, is of another size, starts
with a list mark, or where a sentence has ended and the next line is indented; and where the next line's first word
would have fitted on this one, so that the break was meant. What stands at the top or foot of most pages alike, and
page numbers, are left out.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

_FURTHER = 1.3  # times the usual distance of two lines
_OTHER_SIZE = 1.2  # times the height
_INDENT = 0.8  # heights of a line
_COLUMN = 20.0  # points; lines that start within as much of one another are of one column
_MARK = re.compile(r"(?:[•‣▪●◦■□►▶➤✓✔∙·*–—-]|\(?\d{1,2}[.)]|\(?[a-z]\)|\([ivx]{1,4}\))\s")
_FINAL = re.compile(r"[.!?…:][\"'”’»)\]]*$")
#: A page's number; and what browsers print at its head and foot: the time and the title, the address and the number.
_PAGE_LINE = re.compile(
    r"(?i)[-–—\s|]*(?:page|p\.)?\s*\d{1,4}(?:\s*(?:/|of)\s*\d{1,4})?[-–—\s|]*"
    r"|\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4},? \d{1,2}:\d\d(?: ?[ap]m)?\b.*"
    r"|(?:https?|file)://\S+(?: \d{1,4}/\d{1,4})?"
)
_LONGEST_WORD = 50
_TALLEST = 100.0  # points; letters of a newspaper's name
_EDGE = 2  # lines at the top and at the foot that may belong to the page


@dataclass(frozen=True, slots=True)
class Line:
    """A line and its box in points, from the lower left corner of its page."""

    text: str
    left: float
    bottom: float
    right: float
    top: float

    @property
    def height(self) -> float:
        return max(self.top - self.bottom, 1.0)


def paragraphs(pages: Sequence[Sequence[Line]]) -> list[str]:
    """The paragraphs of all pages; one that goes on on the next page is whole."""
    bodies = list(_bodies(pages))
    compounds = {word.lower() for page in bodies for line in page for word in re.findall(r"\w+-\w+", line.text)}
    found: list[list[str]] = []
    last: Line | None = None
    for page in bodies:
        layout = _Layout(page)
        for place, line in enumerate(page):
            if last and (layout.goes_on(last, line) if place else _goes_on_elsewhere(last, line)):
                found[-1][-1:] = _joined(found[-1][-1], line.text, compounds)
            else:
                found.append([line.text])
            last = line
    return ["".join(pieces) for pieces in found]


def _bodies(pages: Sequence[Sequence[Line]]) -> Iterator[list[Line]]:
    """The pages without their numbers and running heads."""
    alike = Counter(key for page in pages for key in {_key(line) for line in _edges(page)})
    heads = {key for key, count in alike.items() if count >= 3 and count > 0.5 * len(pages)}
    for page in pages:
        dropped = {
            id(line) for line in _edges(page) if _key(line) in heads or _PAGE_LINE.fullmatch(line.text) is not None
        }
        yield [line for line in page if id(line) not in dropped]


def _edges(page: Sequence[Line]) -> list[Line]:
    by_height = sorted(page, key=lambda line: -line.top)
    return by_height if len(page) <= 2 * _EDGE else by_height[:_EDGE] + by_height[-_EDGE:]


def _key(line: Line) -> str:
    return re.sub(r"\d+", "0", line.text.casefold())


class _Layout:
    """How far the lines of a page stand apart, and how far to the right those of each column reach."""

    def __init__(self, page: Sequence[Line]) -> None:
        distances = [above.bottom - below.bottom for above, below in pairwise(page)]
        self._usual = median(downward) if (downward := [each for each in distances if each > 0]) else 0.0
        # At each height, where the last line starts: what ends before it has another column beside it.
        self._last: dict[int, float] = {}
        for line in page:
            for height in _heights(line):
                self._last[height] = max(self._last.get(height, line.left), line.left)
        self._right: dict[tuple[int, int, bool], float] = {}
        for line in page:
            size, column, is_beside = self._place(line)
            for key in ((size, each, is_beside) for each in (column - 1, column, column + 1)):
                self._right[key] = max(self._right.get(key, line.right), line.right)

    def goes_on(self, line: Line, after: Line) -> bool:
        """Whether the paragraph of `line` goes on in `after`, the next line of the page."""
        if _MARK.match(after.text) or not 1 / _OTHER_SIZE <= after.height / line.height <= _OTHER_SIZE:
            return False
        distance = line.bottom - after.bottom
        if abs(distance) <= 0.5 * line.height:
            return True  # one line that the file has in pieces
        if distance < 0:
            return _goes_on_elsewhere(line, after)
        if distance > _FURTHER * self._usual:
            return False
        has_ended = _FINAL.search(line.text) is not None
        is_shifted = abs(after.left - line.left) > _INDENT * line.height and not _MARK.match(line.text)
        if has_ended and is_shifted:
            return False
        return not self._was_meant(line, after) or (not has_ended and after.text[0].islower())

    def _was_meant(self, line: Line, after: Line) -> bool:
        """Whether the first word of `after` would have fitted on `line`, with a space before it."""
        word = after.text.split()[0]
        width = (after.right - after.left) * (len(word) + 1) / len(after.text)
        # Letters are not equally wide: a word that only just fits may not.
        return line.right + width + line.height < self._right[self._place(line)]

    def _place(self, line: Line) -> tuple[int, int, bool]:
        """Lines of one place reach equally far: of one size, in one column, with or without another one beside it."""
        is_beside = any(self._last[height] >= line.right for height in _heights(line))
        return round(line.height), round(line.left / _COLUMN), is_beside


def _heights(line: Line) -> range:
    return range(round(line.bottom), round(line.bottom + min(line.height, _TALLEST)) + 1)


def _goes_on_elsewhere(line: Line, after: Line) -> bool:
    """The same where `after` is in the next column, or on the next page."""
    return _FINAL.search(line.text) is None and after.text[0].islower()


def _joined(before: str, after: str, compounds: set[str]) -> tuple[str, str]:
    """The two, with what belongs between them. A word that was divided is whole again; a compound that stands undivided
    elsewhere keeps its hyphen."""
    broken = re.search(r"\w+-$", before[-_LONGEST_WORD:])
    rest = re.match(r"\w+", after[:_LONGEST_WORD])
    if not broken or not rest or not after[0].islower():
        return before, f" {after}"
    is_compound = f"{broken[0]}{rest[0]}".lower() in compounds
    return before if is_compound else before[:-1], after
