"""Lists in an article, by their structure alone: bullets, numbers, "First, … Second, …", whatever they are about.

What looks like a list is a candidate. One stretch of text may yield several (with and without a part that stands
apart, say); which of them is meant, `extract.consensus.stated` decides by what was announced.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import groupby, pairwise

from extract.articles import Role
from extract.consensus.announcements import is_joint
from extract.consensus.blocks import Page
from extract.consensus.marks import BULLET, Marker, chains
from extract.spans import CharInterval

LONGEST_GAP = 8  # blocks between two points of one list
_REPORTED = re.compile(
    r"\b(?:said|says|told|according to|analysts?|experts?|critics|observers|reporters?|added|noted that)\b",
    re.IGNORECASE,
)


class Form(Enum):
    """What tells the points of a list apart."""

    BULLETS = "bullets"
    NUMBERS = "numbers"  # in digits, letters or words
    PARAGRAPHS = "paragraphs"  # without a mark
    CLAUSES = "clauses"


@dataclass(frozen=True, slots=True)
class Enumeration:
    """A candidate: `points` ascend and are disjoint; the first one's mark is at offset `start` in block `block`."""

    block: int
    start: int
    points: tuple[CharInterval, ...]
    form: Form


def find_enumerations(page: Page) -> Iterator[Enumeration]:
    """Every candidate whose points are marked or numbered, in no particular order."""
    counted = [each for each in page.markers if each.number != BULLET and each.block not in page.sections]
    for chain in chains([each for each in counted if each.opens], LONGEST_GAP):
        yield from _printed(page, chain)
    for _, group in groupby(page.markers, key=lambda each: each.block):
        within = list(group)
        if not all(each.opens for each in within):
            for chain in chains([each for each in within if each.number != BULLET], LONGEST_GAP):
                yield from _printed(page, chain)
    bullets = [each for each in page.markers if each.number == BULLET]
    for family in sorted({each.family for each in bullets}):
        run = [each for each in bullets if each.family == family]
        kept = [each for each in run if page.blocks[each.block].role is not Role.DEBRIS]
        for items in (kept, run) if len(kept) < len(run) else (run,):
            for chain in _runs(page, items):
                yield from _printed(page, chain)


def paragraphs_below(page: Page, block: int, count: int) -> Enumeration | None:
    """The `count` paragraphs below a block as points that lost their marks; None where something else is among them."""
    below: list[int] = []
    for index in range(block + 1, min(len(page.blocks), block + 1 + 2 * count)):
        if page.blocks[index].role is Role.DEBRIS:
            continue
        if index in page.signed or page.blocks[index].role is Role.SPEAKER or len(below) == count:
            break
        below.append(index)
    if len(below) < count:
        return None
    points = tuple(CharInterval(page.blocks[index].start, page.blocks[index].end) for index in below)
    return Enumeration(below[0], points[0].start, points, Form.PARAGRAPHS)


def clauses_of(page: Page, block: int, sentence: CharInterval, count: int) -> Enumeration | None:
    """The `count` clauses that semicolons part behind a sentence's colon; None where there are more or fewer."""
    colon = sentence.of(page.text).find(": ")
    points: list[CharInterval] = []
    start = sentence.start + colon + 1
    for clause in sentence.of(page.text)[colon + 1 :].split(";"):
        body = re.match(r"\s*(?:and,?\s+)?", clause)
        first = start + (body.end() if body else 0)
        last = start + len(clause.rstrip())
        start += len(clause) + 1
        if first < last:
            points.append(CharInterval(first, last))
    if colon < 0 or len(points) != count:
        return None
    return Enumeration(block, points[0].start, tuple(points), Form.CLAUSES)


def _runs(page: Page, bullets: Sequence[Marker]) -> Iterator[list[Marker]]:
    """Bullets of one kind with nothing between them that ends the list; then the parts on either side of what might."""
    runs: list[list[list[Marker]]] = [[[]]]
    for before, bullet in zip([None, *bullets], bullets, strict=False):
        between = _apart(page, before, bullet) if before else []
        if before and (len(between) > 1 or bullet.block - before.block > LONGEST_GAP):
            runs.append([[]])
        elif between:
            if page.words(between[0]).endswith((":", "：")):
                runs.append([[]])
            else:
                runs[-1].append([])
        runs[-1][-1].append(bullet)
    for parts in runs:
        yield [bullet for part in parts for bullet in part]
        if len(parts) > 1:
            yield from parts


def _apart(page: Page, before: Marker, after: Marker) -> list[int]:
    """The blocks between two bullets that may end a list: no debris, no sub-items, no wrapped lines."""
    apart = []
    for index in range(before.block + 1, after.block):
        end = page.blocks[index - 1].end
        is_wrapped = page.is_next_line(end, index) and not page.is_finished(end)
        if index not in page.signed and page.blocks[index].role is not Role.DEBRIS and not is_wrapped:
            apart.append(index)
    return apart


def _printed(page: Page, chain: Sequence[Marker]) -> Iterator[Enumeration]:
    """The list that a chain of marks numbers, each point from its first to its last character; none if one is empty."""
    if len(chain) < 2:
        return
    gaps = [_told_between(page, one.block + 1, other.block) for one, other in pairwise(chain)]
    is_loose = 2 * sum(bool(gap) for gap in gaps) > len(gaps)
    points: list[list[CharInterval]] = []
    # Blocks below a point's own, those of them that open with no mark, and those that a blank line parts from it.
    most = most_bare = most_apart = 0
    for marker, after in pairwise(chain):
        stop = after.start if after.block == marker.block else page.blocks[marker.block].end
        pieces = _own(page, marker, stop)
        more = _more(page, pieces, range(marker.block + 1, after.block), is_loose=is_loose)
        more += _head(page, [*pieces, *more], after)
        points.append([*pieces, *more])
        most, most_bare = max(most, len(more)), max(most_bare, _bare(page, more))
        most_apart = max(most_apart, _parted(page, points[-1]))
    last = chain[-1]
    pieces = _own(page, last, page.blocks[last.block].end)
    if last.start > page.blocks[last.block].start:
        pieces = _cut_off(page, pieces, max(map(len, points)))
    below = range(last.block + 1, len(page.blocks))
    more = _more(page, pieces, below, is_loose=is_loose)[:most]
    while _parted(page, [*pieces, *more]) > most_apart or _bare(page, more) > most_bare:
        more.pop()
    points.append([*pieces, *more])
    if all(points):
        spans = tuple(CharInterval(point[0].start, point[-1].end) for point in points)
        yield Enumeration(chain[0].block, chain[0].start, spans, Form.NUMBERS if chain[0].number else Form.BULLETS)


def _told_between(page: Page, first: int, stop: int) -> list[int]:
    return [
        index
        for index in range(first, stop)
        if page.blocks[index].role is Role.PROSE and not _REPORTED.search(page.words(index))
    ]


def _own(page: Page, marker: Marker, stop: int) -> list[CharInterval]:
    """The sentences of the marker's own block up to `stop`, without debris at either end."""
    reach = CharInterval(marker.body, max(stop, marker.body))
    inside = [each for each in page.blocks[marker.block].sentences if each.interval.overlaps(reach)]
    if any(each.role is not Role.DEBRIS for each in inside):
        while inside[-1].role is Role.DEBRIS:
            inside.pop()
        while inside[0].role is Role.DEBRIS:
            inside.pop(0)
    pieces = []
    for each in inside:
        start, end = max(each.interval.start, marker.body), min(each.interval.end, stop)
        if end < each.interval.end:
            end = start + len(_without_joint(page.text[start:end]))
        if start < end:
            pieces.append(CharInterval(start, end))
    return pieces


def _without_joint(clause: str) -> str:
    """A clause without what joins it to the next ("; and")."""
    clause = clause.rstrip(" \t\n;,")
    return clause.removesuffix("and").rstrip(" \t\n;,") if clause.endswith((" and", "\nand", ";and")) else clause


def _bare(page: Page, more: Sequence[CharInterval]) -> int:
    signed = {page.blocks[index].start for index in page.signed}
    return sum(each.start not in signed for each in more)


def _parted(page: Page, pieces: Sequence[CharInterval]) -> int:
    return sum(page.text.count("\n", one.end, other.start) > 1 for one, other in pairwise(pieces))


def _more(page: Page, own: Sequence[CharInterval], blocks: range, *, is_loose: bool) -> list[CharInterval]:
    """The blocks below a point's own that may still belong to it."""
    more: list[CharInterval] = []
    for index in blocks[: LONGEST_GAP if own else 0]:
        block = page.blocks[index]
        if block.role is not Role.DEBRIS:
            if not _goes_on(page, (more or own)[-1].end, index, is_loose=is_loose):
                break
            more.append(CharInterval(block.start, block.end))
    return more


def _head(page: Page, told: Sequence[CharInterval], after: Marker) -> list[CharInterval]:
    """What stands before the next mark in its block, where a line break has parted it from the point it belongs to."""
    start = page.blocks[after.block].start
    if told and told[-1].end <= start < after.start and page.is_next_line(told[-1].end, after.block):
        end = start + len(_without_joint(page.text[start : after.start]))
        return [CharInterval(start, end)] if start < end else []
    return []


def _goes_on(page: Page, end: int, index: int, *, is_loose: bool) -> bool:
    """Whether a point that has come to `end` goes on in block `index`."""
    if index in page.signed:
        return index not in page.sections
    words, is_heading = page.words(index), page.blocks[index].role is Role.HEADING
    if page.is_next_line(end, index) and (not page.is_finished(end) or not (is_heading or _REPORTED.search(words))):
        return True
    return not is_heading and (is_joint(words) or (is_loose and not _REPORTED.search(words)))


def _cut_off(page: Page, pieces: Sequence[CharInterval], most: int) -> list[CharInterval]:
    """The last point of a running text: as many sentences as the longest one before, and no word of a reporter."""
    kept = list(pieces[:1])
    for piece in pieces[1:most]:
        if _REPORTED.search(piece.of(page.text)) and not is_joint(piece.of(page.text)):
            break
        kept.append(piece)
    return kept
