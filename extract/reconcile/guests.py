"""Sentences that tell of another item, too: "They work on drug control, climate change and artificial intelligence."

A statement belongs to one item as a whole. Where another one of its class is likely about one of the things that it
names, it stands there too, as a guest, with the part of the sentence that names it. Items gain evidence by that: none
is made, merged or worded anew.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from extract.reconcile.clusters import Comparison
from extract.reconcile.found import Found
from extract.spans import CharInterval

#: Mean probability from which on a statement is rather about an item's matter than not.
LIKELY = 0.5
#: Share of an item's statements that a word must stand in to be of its matter.
_COMMON = 0.5
#: Characters of a part at least; a shorter one takes what stands before it along.
_LEAST = 12
#: What divides a sentence into the things that it names.
_BETWEEN = re.compile(
    r"(?:[,;:]|\s[–—-])\s+(?:(?:and|or|as well as|along with|including)\s+)?"
    r"|\s(?:and|or|as well as|along with|including)\s+"
)


def guests(
    comparison: Comparison,
    groups: Sequence[Sequence[int]],
    apart: Iterable[tuple[int, int]] = (),
) -> list[list[Found]]:
    """For each of the `groups` of statements (indices into `comparison.statements`) the mentions of other groups'
    statements that tell of it too, each with its part. What must stay `apart` does."""
    barred = {pair for a, b in apart for pair in ((a, b), (b, a))}
    matters = [_matter(comparison, members) for members in groups]
    found: list[list[Found]] = [[] for _ in groups]
    for statement, number, probability in _likely(comparison, groups):
        if any((statement, member) in barred for member in groups[number]):
            continue
        for mention in comparison.statements[statement].mentions:
            if guest := _as_guest(mention, comparison, matters[number], probability):
                found[number].append(guest)
    return found


def _likely(comparison: Comparison, groups: Sequence[Sequence[int]]) -> list[tuple[int, int, float]]:
    """Statements with the number of another group that each is likely about, and how likely, in order."""
    at = {member: number for number, members in enumerate(groups) for member in members}
    sides = [{side for member in each if (side := comparison.statements[member].side)} for each in groups]
    total: dict[tuple[int, int], float] = {}
    for (a, b), excess in comparison.edges.items():
        for one, other in ((a, b), (b, a)):
            if at[one] != at[other]:
                total[one, at[other]] = total.get((one, at[other]), 0.0) + excess
    least = comparison.likeness.least
    means = ((one, number, least + excess / len(groups[number])) for (one, number), excess in sorted(total.items()))
    return [
        (one, number, mean)
        for one, number, mean in means
        if mean >= LIKELY and len(sides[number] | ({comparison.statements[one].side} - {None})) < 2
    ]


def _matter(comparison: Comparison, members: Sequence[int]) -> dict[str, float]:
    """The words and concepts that at least half of an item's statements have, with their weights."""
    counted: dict[str, int] = {}
    weights: dict[str, float] = {}
    for member in members:
        for word, weight in comparison.words[member].known_by.items():
            counted[word] = counted.get(word, 0) + 1
            weights[word] = weight
    return {word: weights[word] for word, count in counted.items() if count >= _COMMON * len(members)}


def _as_guest(mention: Found, comparison: Comparison, matter: Mapping[str, float], probability: float) -> Found | None:
    """The mention with the part of it that tells of a matter; None where it names one thing only, or no part does."""
    pieces = list(_pieces(mention.quote))
    values = [
        sum(matter.get(word, 0.0) for word in comparison.wording(mention.quote[start:end]).known_by)
        for start, end in pieces
    ]
    best = max(values, default=0.0)
    if best <= 0:
        return None
    telling = [index for index, value in enumerate(values) if 2 * value >= best]
    if telling[0] == 0 and telling[-1] == len(pieces) - 1:
        telling = [values.index(best)]
    first, last = telling[0], telling[-1]
    while first > 0 and pieces[last][1] - pieces[first][0] < _LEAST:
        first -= 1
    start, end = pieces[first][0], pieces[last][1]
    if end - start < _LEAST or (first == 0 and last == len(pieces) - 1):
        return None
    part = CharInterval(mention.interval.start + start, mention.interval.start + end)
    return replace(mention, probability=round(mention.probability * probability, 4), part=part)


def _pieces(text: str) -> Iterable[tuple[int, int]]:
    """Start and end of what stands between the marks and words that divide a sentence, if they divide it."""
    start = 0
    for between in _BETWEEN.finditer(text):
        if between.start() > start:
            yield start, between.start()
        start = between.end()
    end = len(text.rstrip(" .\n\t"))
    if end > start:
        yield start, end
