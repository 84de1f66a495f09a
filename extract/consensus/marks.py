"""What marks or numbers the points of a list, at a line's start or within one: "•", "2.", "(b)", "Second, …"."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extract.spans import CharInterval

CARDINALS = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
    " eighteen nineteen twenty"
).split()
MOST_POINTS = len(CARDINALS)
ORDINALS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth"
    " sixteenth seventeenth eighteenth nineteenth twentieth"
).split()
BULLET = 0  # the number of a point that only has a bullet
LAST = -1  # "Finally," is whatever number comes next, and ends its list

_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_SCALES = {
    "roman": "i ii iii iv v vi vii viii ix x xi xii xiii xiv xv xvi xvii xviii xix xx".split(),
    "letter": list("abcdefghijklmnopqrst"),
}
_NUMBERS = {
    name: place
    for scale in (CARDINALS, ORDINALS, _CIRCLED, [str(number) for number in range(1, MOST_POINTS + 1)])
    for place, name in enumerate(scale, start=1)
}

_BULLET = re.compile(
    r"(?P<bullet>[•‣⁃▪●◦■□►▶➤→✓✔∙·§*+\uf0a7\uf0b7]|[-–—−]{1,3}|o(?=\s))\s+"
    r"|(?P<picture>[\u2190-\u21ff\u25a0-\u27bf\U0001f300-\U0001faff])\ufe0f?\s*"
)
_HASHES = re.compile(r"(?:(?:#{1,6}|>{1,3})\s+)*")
_QUOTE = r"[\"“‘'*_]{0,3}"
_ORDINAL = rf"(?P<number>{'|'.join(ORDINALS)})"
_CARDINAL = rf"(?P<number>{'|'.join(sorted(CARDINALS, key=len, reverse=True))}|\d{{1,2}})"
_THING = (
    r"(?:points?|items?|numbers?|no\.?|articles?|principles?|measures?|outcomes?|areas?|steps?|agreements?|commitments?"
    r"|understandings?)"
)
_SAYS = r"(?:is|was|concerns?|covers?|relates|says|states|provides?|commits?|deals|calls|creates?|sets)"
_STOP = rf"{_QUOTE}\s*(?::|\s[-–—](?=\s)){_QUOTE}\s*"


@dataclass(frozen=True, slots=True)
class _Form:
    """One way to number a point. Marks of one family count one list."""

    family: str
    pattern: re.Pattern[str]
    is_label: bool = True  # a label is no part of the point; with "First, …" the point's own sentence begins


def _form(family: str, pattern: str, *, is_label: bool = True) -> _Form:
    return _Form(family, re.compile(_QUOTE + pattern, re.IGNORECASE), is_label)


_FORMS = (
    _form("digit", r"[(（]?(?P<number>\d{1,2})(?:\s?[.):．、）]\)?(?!\d)|\s[-–—](?=\s)|\ufe0f?\u20e3)\s*"),
    # "9.1" parts a point that is numbered itself; "2.5 million" does not.
    _form("decimal", r"(?P<whole>\d{1,2})\.(?P<number>\d{1,2})[.)]?\s+(?=(?-i:[\"“‘'(A-Z]))"),
    _form("circled", rf"(?P<number>[{_CIRCLED}])\s*"),
    _form("roman", r"\(?(?P<number>[ivx]{1,5})[.)]\s+"),
    _form("letter", r"\(?(?P<number>[a-t])[.)]\s+"),
    _form("ordinal", rf"{_ORDINAL}(?:ly)?(?:\s+of\s+all)?{_STOP}"),
    _form("ordinal", rf"(?:the\s+)?{_ORDINAL}(?:ly)?(?:\s+of\s+all)?,\s*", is_label=False),
    _form("ordinal", rf"{_ORDINAL}ly\s+", is_label=False),
    _form("ordinal", rf"the\s+{_ORDINAL}(?:\s+[\w-]+){{0,2}}?\s+{_SAYS}\s+", is_label=False),
    _form("ordinal", rf"(?:the\s+)?{_ORDINAL}\s+{_THING}{_QUOTE}\s*[:,.–—-]{_QUOTE}\s*"),
    _form("ordinal", rf"(?:the\s+)?(?P<number>one)\s+{_SAYS}\s+", is_label=False),
    _form("ordinal", rf"(?P<other>(?:the\s+)?other|another)\s+(?:one\s+)?{_SAYS}\s+", is_label=False),
    _form("ordinal", r"(?:and\s+)?(?P<last>finally|lastly|last(?:\s+but\s+not\s+least)?),\s*", is_label=False),
    _form("label", rf"{_THING}\s+{_CARDINAL}{_QUOTE}\s*[:.,–—-]{_QUOTE}\s+"),
    _form("cardinal", rf"{_CARDINAL}{_STOP}"),
    _form("cardinal", rf"{_CARDINAL},\s+", is_label=False),
)
# Where within a sentence a point may begin: behind a colon, a semicolon, a comma, an "and", or before "(2)".
_INNER = re.compile(
    r"[:：](?:\s+and)?\s+|[;,.](?:\s+and,?)?\s+|\sand,?\s+|\s(?=\(?\d{1,2}\)|\([a-z]{1,4}\)|[①-⑳])", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Marker:
    """A mark at offset `start` of block `block`; the point's own words begin at `body`."""

    block: int
    start: int
    body: int
    family: str
    number: int
    opens: bool  # a line, a sentence, or what follows a colon
    is_sign: bool  # a bullet, a digit or a letter, at a line's start


def markers_in(text: str, block: int, sentences: Sequence[CharInterval]) -> Iterator[Marker]:
    """The marks in a block of text with these sentences, ascending; one place may be read in several ways."""
    start, end = sentences[0].start, sentences[-1].end
    hashes = _HASHES.match(text, start, end)
    at = hashes.end() if hashes else start
    if bullet := _BULLET.match(text, at, end):
        family = f"bullet {bullet['bullet'] or 'picture'}"
        yield Marker(block, start, bullet.end(), family, BULLET, opens=True, is_sign=True)
        at = bullet.end()
    yield from _numbers_at(text, at, end, block, opens=True, line_start=start)
    for sentence in sentences:
        if sentence.start > at:
            yield from _numbers_at(text, sentence.start, end, block, opens=True)
        for inner in _INNER.finditer(text, max(at, sentence.start), sentence.end):
            yield from _numbers_at(text, inner.end(), sentence.end, block, opens=inner[0][0] in ":：")


def _numbers_at(
    text: str, at: int, end: int, block: int, *, opens: bool, line_start: int | None = None
) -> Iterator[Marker]:
    seen: set[str] = set()
    for form in _FORMS:
        match = form.pattern.match(text, at, end)
        if not match or form.family in seen or match.end() == end:
            continue
        seen.add(form.family)
        family, number = form.family, _number(form.family, match)
        if family in ("digit", "roman", "letter"):
            family += "".join(mark for mark in match[0] if not (mark.isalnum() or mark.isspace()))
        elif family == "decimal":
            family += f" {match['whole']}"
        # Within a sentence the word is only a number; where it opens one, the sentence stays whole.
        opens_sentence = opens and (line_start is not None or text[at].isupper() or text[at] in "\"“‘'")
        keeps_word = opens_sentence and not form.is_label
        if number is not None:
            is_sign = line_start is not None and form.family in ("digit", "decimal", "circled", "roman", "letter")
            start = at if line_start is None else line_start
            yield Marker(block, start, at if keeps_word else match.end(), family, number, opens, is_sign)


def chains(markers: Sequence[Marker], longest_gap: int | None = None) -> Iterator[list[Marker]]:
    """Marks of one family that count from one upward, with at most `longest_gap` blocks from one to the next."""
    for family in sorted({each.family for each in markers}):
        chain: list[Marker] = []
        for marker in [each for each in markers if each.family == family]:
            if chain and longest_gap is not None and marker.block - chain[-1].block > longest_gap:
                yield chain
                chain = []
            if marker.number == 1:
                yield chain
                chain = [marker]
            elif chain and marker.number == len(chain) + 1:
                chain.append(marker)
            elif marker.number == LAST and len(chain) > 1:
                yield [*chain, marker]
                chain = []
        yield chain


def _number(family: str, match: re.Match[str]) -> int | None:
    """What the mark counts to; None for what is no number from one to twenty."""
    groups = match.groupdict()
    if groups.get("last"):
        return LAST
    if groups.get("other"):
        return 2
    name = groups["number"].lower()
    if family in _SCALES:
        return _SCALES[family].index(name) + 1 if name in _SCALES[family] else None
    return _NUMBERS.get(name)
