"""Where one sentence of a passage ends and the next begins, by rules for English news text.

A rule errs on the side of not cutting: half a sentence misleads a reader more than two sentences in one. Time is linear
in the length of the passage: every look to the left or right of a full stop is bounded.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from extract.layout import skip_blanks

_STOPS = re.compile(r"[.!?…。！？｡]+")
_CLOSING = ")]}”’›」』】》»"
_EITHER_WAY = "'“‘„«‹*_"  # opens or closes, by what stands next to it; so does the straight double quote
_OPENING = re.compile(r"[\"'“‘„«‹»”’(\[{<*_¿¡—–….-]{0,8}")
_RUNS_ON = ",;:.!?)]}/"
_GLUE = re.compile(r"[-–—/(\[“\"‘«]")
_LOOK = 60  # characters that a rule looks to the left or right, at most

_NEVER = set(
    "mr mrs ms mx dr prof gen lt col maj capt cmdr cdr adm sgt cpl pvt brig sen sens rep reps gov govs pres rev hon"
    " amb messrs mme mlle supt sec fr asst".split()
)
_NEVER_IN_SMALL_LETTERS = {"vs", "e.g", "i.e", "cf", "viz", "ca"}
_MONTHS = set("jan feb mar apr jun jul aug sep sept oct nov dec".split())
_BEFORE_NUMBERS = _MONTHS | set("no nos art arts fig figs vol vols ch pp para paras res ver p".split())
_SOMETIMES = _MONTHS | set(
    "inc corp co ltd bros jr sr esq etc al st ave blvd rd mt ft dept univ assn est approx mon tue tues wed thu thur"
    " thurs fri sat sun ala ariz ark calif colo conn del fla ga ill ind kan ky la mass md mich minn miss mo mont neb"
    " nev okla ore pa tenn tex va vt wash wis wyo".split()
)
_ALSO_IN_SMALL_LETTERS = set("etc al approx est no nos p pp vol vols ch fig figs para paras".split())
# Behind "U.S." or "Inc." only a word that opens sentences far more often than names says that a new one begins.
_STARTERS = set(
    "The A An He She It They We You I But And Or So In On At By To From Of With Without As If When While Where Who What"
    " Why How Which This That These Those There Here His Her Its Their Our My Your For After Before Since Until During"
    " Under Over Both Some Many Most Several Few All Each Neither Either Not Now Then Yet Still Also Even Only Although"
    " Though Because However Meanwhile Moreover Instead Rather Asked Speaking According Despite Unlike Such Other"
    " Another Last Next Earlier Later Once Today Yesterday Tomorrow Nor Perhaps Let Is Are Was Were Do Does Did Can"
    " Could Will Would Should Has Have Had".split()
)
_DOTTED = re.compile(r"(?:[^\W\d_]{1,3}\.)+[^\W\d_]{1,3}")  # U.S, a.m, Ph.D, with the last stop not yet seen
_SMALL_BUT_FIRST = re.compile(r"(?:al|an|ar|as|at|el)-[A-Z]|[a-z][A-Z]")  # al-Something, iSomething
_WORD = re.compile(r"\w+")
_ATTRIBUTION = re.compile(
    r"(?P<name>[A-Z][\w'’-]*)(?:\s+(?:[A-Z]\.|[\w'’-]+)){0,4}?"
    r"\s+(?:said|asked|told|added|replied|wondered|exclaimed|shouted|wrote)"
    r"\b(?!\s+(?:that|he|she|it|they|the|there|its|his|her|their)\b)"
)


class _Stop(NamedTuple):
    """Full stops (or other stops) at `start`, what closes behind them up to `close`, and what `follows`."""

    text: str
    first: int  # the passage's bounds
    last: int
    start: int
    mark: str
    close: int
    follows: int  # the next non-blank character
    word: int  # the next letter, digit or symbol behind opening quotes and the like

    @property
    def is_quoted(self) -> bool:
        return self.close > self.start + len(self.mark)

    @property
    def token(self) -> str:
        """The run of non-blanks that the stop ends, as far as it is of interest."""
        words = self.text[max(self.first, self.start - _LOOK) : self.start].rsplit(maxsplit=1)
        return words[-1] if words and not self.text[self.start - 1].isspace() else ""


def sentence_ends(text: str, start: int, end: int) -> Iterator[int]:
    """Yield, in order, the offset behind each sentence of the passage `text[start:end]`, closing quotes included.

    The passage must be trimmed and not empty. The last offset is always `end`.
    """
    quotes, counted = 0, start  # straight double quotes before `counted`: an odd number says that one is open
    for match in _STOPS.finditer(text, start, end):
        quotes, counted = quotes + text.count('"', counted, match.end()), match.end()
        close = _behind_closers(text, match.end(), end, is_open=quotes % 2 == 1)
        follows = skip_blanks(text, close, end)
        if follows == end:
            break
        opening = _OPENING.match(text, follows, end)
        word = opening.end() if opening else follows
        if _runs_on(text, follows, word):
            continue
        if _ends(_Stop(text, start, end, match.start(), match[0], close, follows, word)):
            yield close
    yield end


def _behind_closers(text: str, close: int, end: int, *, is_open: bool) -> int:
    """The offset behind the closing quotes and brackets at `close`; blanks may have strayed in before them."""
    while True:
        at = skip_blanks(text, close, end)
        if at == end or not _closes(text, at, end, strayed=at > close, is_open=is_open):
            return close
        is_open = is_open and text[at] != '"'
        close = at + 1


def _closes(text: str, at: int, end: int, *, strayed: bool, is_open: bool) -> bool:
    mark = text[at]
    is_free = at + 1 == end or not text[at + 1].isalnum()
    if mark == '"':
        return is_free and is_open if strayed else is_free or is_open
    if mark in _CLOSING:
        return is_free or not strayed
    return mark in _EITHER_WAY and is_free and not strayed


def _runs_on(text: str, follows: int, word: int) -> bool:
    """Whether what stands behind the stop cannot begin a sentence: a comma, a stray stop, a lower-case word."""
    if text[follows] in _RUNS_ON and not text.startswith("...", follows):
        return True
    return text[word : word + 1].islower() and not _SMALL_BUT_FIRST.match(text, word)


def _ends(stop: _Stop) -> bool:
    text, mark = stop.text, stop.mark
    if mark[-1] in "。！？｡":
        return True
    if stop.follows == stop.close:
        return _has_lost_its_space(stop)
    if mark.endswith(("…", "..")):
        elided = stop.start > stop.first and text[stop.start - 1].isspace() and not stop.is_quoted
        return not elided and not _is_attributed(stop)
    if mark != ".":
        return not _is_attributed(stop)
    return not _abbreviates(stop)


def _is_attributed(stop: _Stop) -> bool:
    """Whether the quotation's sentence goes on behind it: “Will you?” Some Name asked."""
    if not stop.is_quoted:
        return False
    match = _ATTRIBUTION.match(stop.text, stop.word, min(stop.last, stop.word + _LOOK))
    return match is not None and match["name"] not in _STARTERS


def _has_lost_its_space(stop: _Stop) -> bool:
    """Whether the writer or a translation machine forgot the blank: "for peace.The minister"."""
    text, token = stop.text, stop.token
    if len(stop.mark) > 1 or stop.mark == "…" or "." in token or _is_short_form(token):
        return False
    around = token + text[stop.word : stop.word + _LOOK].split(maxsplit=1)[0] if stop.word < stop.last else token
    if "@" in around or "/" in around or not _WORD.fullmatch(token[-2:]) or len(token) < 2 or token[-1].isupper():
        return False
    behind = text[stop.word + 1 : stop.word + 2]
    return text[stop.word : stop.word + 1].isupper() and (behind.islower() or behind.isspace() or behind in "'’")


def _is_short_form(token: str) -> bool:
    low = _GLUE.split(token)[-1].lower()
    return low in _NEVER or low in _SOMETIMES or low in _BEFORE_NUMBERS


def _abbreviates(stop: _Stop) -> bool:
    """Whether the full stop belongs to a short form, or to a number in a list, and ends nothing."""
    token = _GLUE.split(stop.token)[-1].lstrip("'’")
    low = token.lower()
    next_word = _WORD.match(stop.text, stop.word, min(stop.last, stop.word + _LOOK))
    starts = next_word is not None and next_word[0] in _STARTERS
    if not token:
        return False
    if token.isdigit():
        return len(token) <= 2 and _is_list_number(stop, len(token))
    if low in _NEVER_IN_SMALL_LETTERS or (low in _NEVER and token[0].isupper()):
        return True
    if _DOTTED.fullmatch(token) or (len(token) == 1 and token.isupper()):
        return not starts
    if not token[0].isupper() and low not in _ALSO_IN_SMALL_LETTERS:
        return False
    if low in _BEFORE_NUMBERS and stop.text[stop.word : stop.word + 1].isdigit():
        return True
    return low in _SOMETIMES and not starts


def _is_list_number(stop: _Stop, length: int) -> bool:
    """Whether the number before the stop counts points ("agreed: 1. To meet. 2. To talk.")."""
    number = stop.start - length
    before = stop.text[max(stop.first, number - _LOOK) : number].split()
    if not before:
        return True
    return before[-1][-1] in ":;.!?" and not _is_short_form(before[-1].rstrip("."))  # not "on Jan. 6."
