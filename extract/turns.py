"""Who speaks next: the labels of interviews and transcripts ("PRESIDENT XI:", "Steve Someone:", "Q").

One line with a colon proves nothing: "Trade: no progress" is a lead-in and "NEW DELHI: Ministers met" a dateline. So
a label counts as spoken only where the text as a whole reads like a conversation.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

_COLON = re.compile(r"[^:\n]{1,70}?(?=\s?:(?:\s|\Z))")
_ASKED = re.compile(r"(?P<name>[QA])(?:\s?[:.]|(?=\s+[\"“‘(]?[A-Z]))(?=\s|\Z)")
_WORD = re.compile(r"[\w.'’&-]+")
_ASIDE = re.compile(r"\s*\([^()]*\)")
_SMALL_WORDS = set("of the and for de del der van von al bin ibn la le da to &".split())
_OPENERS = set("And But So Or If When In On At As For It He She They We You This".split())
_OFFICES = set(
    "president premier chancellor secretary minister ambassador senator sen rep representative congressman"
    " congresswoman governor gov general gen admiral adm colonel col mr mrs ms miss dr prof professor sir king queen"
    " prince princess chairman chairwoman chair speaker spokesperson spokesman spokeswoman director commissioner"
    " moderator host anchor presenter interviewer interviewee interpreter reporter correspondent journalist question"
    " answer q a interview".split()
)
# Words that open a line of the page or of the paper, not a turn.
_NOT_SPEAKERS = set(
    "title headline subject date dateline time source sources outlet publication publisher author byline by url link"
    " published updated posted modified tags tag topics topic categories category filed keywords labels section image"
    " photo photos picture pictures video audio media credit credits caption file graphic map share read related more"
    " most see also watch listen next previous prev note notes update updates breaking exclusive analysis opinion"
    " comment comments editorial live news summary key highlights background context contact email e-mail tel phone"
    " fax website copyright correction download print follow subscribe sign advertisement sponsored figure table chart"
    " full fact".split()
)


@dataclass(frozen=True, slots=True)
class Label:
    """`name` is the label's own words; it ends before offset `end` (behind its colon)."""

    name: str
    end: int
    alone: bool  # nothing follows it on its line


def spoken_labels(text: str, lines: Sequence[tuple[int, int]]) -> list[Label | None]:
    """For each line (start, end), the label of the turn that it opens, or None.

    A label alone on its line is taken by its form; one with words behind it only where the text holds a conversation.
    """
    found = [_label(text, start, end) for start, end in lines]
    has_questions = any(label and label.name == "Q" for label in found)
    talk = _is_conversation(text, lines, found)
    names = Counter(label.name.isupper() for label in found if label and len(label.name) > 1)
    in_capitals = names[True] > names[False]
    spoken: list[Label | None] = []
    for label in found:
        if label and label.name == "A":
            spoken.append(label if has_questions else None)
        elif label and (label.alone or (talk and (label.name.isupper() or not in_capitals))):
            spoken.append(label)
        else:
            spoken.append(None)
    return spoken


def _is_conversation(text: str, lines: Sequence[tuple[int, int]], found: Sequence[Label | None]) -> bool:
    names = Counter(label.name for label in found if label and label.name != "A")
    if any(_names_an_office(name) for name in names):
        return True
    most = max(names.values(), default=0)
    if len(names) < 2:
        # A headline that quotes someone ("Someone: we will not yield") may stand in the file twice.
        return most > 2
    asks = any(label and text[end - 1] == "?" for (_, end), label in zip(lines, found, strict=True))
    return most > 1 or asks or all(name.isupper() and " " in name for name in names)


def _names_an_office(name: str) -> bool:
    words = [word.strip(".").lower() for word in _WORD.findall(name)]
    return not _OFFICES.isdisjoint(words)


def _label(text: str, start: int, end: int) -> Label | None:
    asked = _ASKED.match(text, start, end)
    if asked and (asked.end() < end):
        return Label(asked["name"], asked.end(), alone=False)
    match = _COLON.match(text, start, end)
    if not match:
        return None
    name, colon = match[0], text.index(":", match.end()) + 1
    alone = colon == end
    return Label(_ASIDE.sub("", name).strip(), colon, alone) if _is_name(name, alone=alone) else None


def _is_name(name: str, *, alone: bool) -> bool:
    bare = _ASIDE.sub("", name).strip()
    words = bare.replace(",", " ").split()
    if not 1 <= len(words) <= 7 or not bare[0].isupper():
        return False
    if words[0].strip(".").lower() in _NOT_SPEAKERS or words[0] in _OPENERS:
        return False
    if any(not _WORD.fullmatch(word) for word in words):
        return False
    # Behind a label's full stop ("Mr.", "J.") comes more of the name; "It failed. Ministers:" is prose.
    if not alone and any(word.endswith(".") and len(word) > 5 for word in words):
        return False
    return all(word[0].isupper() or word in _SMALL_WORDS for word in words)
