"""Title, outlet, date and language of an article, where its text shows them: None (or "und") where it does not.

Only structure counts: a line of its own, a separator in the headline, a byline, a dateline, a copyright line. An outlet
that is merely mentioned ("told the Gazette") says nothing about where the article comes from.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from extract.credits import ROLE, byline_ending, credited_outlet, is_outlet_name
from extract.dates import find_date, is_date_line
from extract.languages import guess_language
from extract.roles import Role, Sentence

TOP = 25  # paragraphs in which a date is taken for the article's own
_BODY = 16  # words; a longer paragraph of prose is the article itself

_HEADER = re.compile(r"(?P<key>title|headline|source|outlet|publication|publisher)\s*:\s*(?P<value>.+)", re.IGNORECASE)
_SEPARATORS = re.compile(r"\s+(?:[–—|•·]|::|-)\s+|\s*\|\s*")
_DATELINE = re.compile(r"[^()]{0,80}?\((?P<outlet>[A-Z][\w.&’'-]*(?: [A-Z&][\w.&’'-]*){0,4})\)\s*(?:--|[-–—:])")
_PLACE_AND_DAY = re.compile(r"(?P<place>[^()]{4,80}?)\s*(?:\([^()]{2,40}\)\s*)?(?:--|[–—]|\s-\s)")
_COPYRIGHT = re.compile(
    r"(?:©|\([cC]\)|[Cc]opyright|COPYRIGHT)[\s©]*(?:\([cC]\)\s*)?(?:(?:19|20)\d\d[\s,-]*)*(?:by )?"
    r"(?P<outlet>[A-Z][^.,;|]{1,50})"
)
_LETTERS = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")


@dataclass(frozen=True, slots=True)
class Metadata:
    """`date` is ISO yyyy-mm-dd; `language` an ISO 639-1 code, or "und"."""

    title: str | None
    outlet: str | None
    date: str | None
    language: str


@dataclass(frozen=True, slots=True)
class _Line:
    """A paragraph as one line, without its marks and labels, and the role that most of it has."""

    words: str
    role: Role
    is_marked: bool  # a Markdown heading


def find_metadata(text: str, sentences: Sequence[Sentence]) -> Metadata:
    """What `text`, cut into `sentences`, says about itself."""
    lines = _lines(text, sentences)
    alone = {line.words for line in lines if line.role in (Role.HEADING, Role.DEBRIS)}
    title, outlet = _title(lines, alone)
    # The surest sign first.
    outlet = outlet or _masthead(lines, title) or _copyright(lines, alone) or _credited(lines, text) or _dateline(lines)
    return Metadata(title, outlet, _date(lines), guess_language(text))


def _lines(text: str, sentences: Sequence[Sentence]) -> list[_Line]:
    lines = []
    for _, group in groupby(sentences, key=lambda sentence: sentence.paragraph):
        inked = [s for s in group if s.role is not Role.SPEAKER]
        is_marked = len(inked) > 1 and inked[0].interval.of(text).startswith("#")
        inked = [s for s in inked if any(map(str.isalnum, s.interval.of(text)))]
        if inked:
            words = " ".join(text[inked[0].interval.start : inked[-1].interval.end].replace("\ufeff", " ").split())
            roles = [s.role for s in inked]
            lines.append(_Line(words, Role.PROSE if Role.PROSE in roles else roles[0], is_marked))
    return lines


def _title(lines: Sequence[_Line], alone: set[str]) -> tuple[str | None, str | None]:
    """The headline, and the outlet that a separator sets off in it."""
    headers = {match["key"].lower(): match["value"] for line in lines[:TOP] if (match := _HEADER.fullmatch(line.words))}
    named = next((headers[key] for key in ("outlet", "publication", "publisher", "source") if key in headers), None)
    for given in (headers.get("title"), headers.get("headline")):
        if given:
            return given, named
    if not any(line.role in (Role.PROSE, Role.BULLET) for line in lines):
        return None, named
    for line in lines:
        if line.role is Role.PROSE and len(line.words.split()) > _BODY:
            break
        if line.role is Role.HEADING:
            title, outlet = _split_headline(line.words, alone)
            title = title.strip("*_ ")
            if _reads_like_title(title) or (line.is_marked and len(title.split()) > 1):
                return title, named or outlet
    return None, named


def _split_headline(line: str, alone: set[str]) -> tuple[str, str | None]:
    parts = [part.strip() for part in _SEPARATORS.split(line)]
    if len(parts) == 1:
        return line, None
    last, in_bars = parts[-1], "|" in line
    is_acronym = last.isupper() and len(last) <= 4
    if (is_outlet_name(last) and (in_bars or not is_acronym)) or (last in alone and len(last.split()) > 1):
        title = line[: line.rindex(last)].rstrip(" –—|•·:-")
        return (max(_SEPARATORS.split(title), key=len) if in_bars else title), last
    return (max(parts, key=len) if in_bars else line), None


def _reads_like_title(line: str) -> bool:
    """Five words, or three with a small one ("Ministers meet in Sal"): less may be a section, a place or a name."""
    words = _LETTERS.findall(line)
    if line.startswith("(") or is_outlet_name(line) or not words:
        return False
    return len(words) >= 5 or (len(words) >= 3 and any(word[0].islower() and len(word) > 3 for word in words[1:]))


def _masthead(lines: Sequence[_Line], title: str | None) -> str | None:
    """An outlet's name alone on one of the first lines, above the headline."""
    for line in lines[:3]:
        if line.role is Role.PROSE or (title and line.words.startswith(title)):
            break
        if len(line.words.split()) > 1 and is_outlet_name(line.words):
            return line.words
    return None


def _copyright(lines: Sequence[_Line], alone: set[str]) -> str | None:
    for line in lines:
        match = _COPYRIGHT.match(line.words) if line.role is Role.DEBRIS else None
        if match:
            name = re.split(r"\s+[Aa]ll rights", match["outlet"])[0].strip()
            if is_outlet_name(name) or name in alone:
                return name
    return None


def _credited(lines: Sequence[_Line], text: str) -> str | None:
    debris = [line.words for line in lines if line.role is Role.DEBRIS]
    for words in debris:
        if outlet := credited_outlet(words):
            return outlet
    for words in debris:
        # "By Ann Other, Meridian": an agency, unless the article uses the word as a place.
        ending = byline_ending(words)
        if ending and not ROLE.search(ending):
            is_place = re.search(rf"\b(?:in|from|to|at|near)\s+{re.escape(ending)}\b", text)
            return None if is_place else ending
    return None


def _dateline(lines: Sequence[_Line]) -> str | None:
    for line in [line for line in lines if line.role is Role.PROSE][:5]:
        match = _DATELINE.match(line.words)
        if match and not find_date(match["outlet"]) and not is_date_line(match["outlet"]):
            return match["outlet"]
    return None


def _date(lines: Sequence[_Line]) -> str | None:
    """The first full date that stands on a line of its own near the top, in a byline, or in a dateline."""
    for line in lines[:TOP]:
        if line.role is not Role.PROSE:
            is_short = len(line.words.split()) <= 14 and line.role is Role.DEBRIS
            found = find_date(line.words) if is_short or is_date_line(line.words) else None
        else:
            match = _PLACE_AND_DAY.match(line.words)
            opens = match is not None and (line.words.split()[0].strip(",").isupper() or is_date_line(match["place"]))
            found = find_date(match["place"]) if match and opens else None
        if found:
            return found
    return None
