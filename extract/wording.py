"""Which words a record may use: those of its source, in any of their forms, the parties' names, and function words.

A clause that is made of the source's own words cannot bring in a fact from elsewhere: no number, no name and no verb
that the sentence and its surroundings don't have. It may still put them together wrongly; this is no proof of meaning.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice, takewhile

_WORD = re.compile(r"[\w’'\-]+")
_PART = re.compile(r"[^\W_]+")
_TYPOGRAPHY = "‘’“”–—…"
_FUNCTION = frozenset(
    "a an the to of in on at and or for with without from by as into over against between about not no than that "
    "is are be been being was were will would has have had its their more less if unless until while both all any "
    "other".split()
)


@lru_cache(maxsize=512)
def wording(source: str) -> "Wording":
    """The words that clauses about `source` may use."""
    return Wording(source)


class Wording:
    """The words of a source with their plain inflections, ready to be asked word by word while a clause is written."""

    def __init__(self, source: str) -> None:
        own: set[str] = set()
        #: What a character that is no ASCII may be, in the case that the source has or another.
        self.characters = frozenset(_TYPOGRAPHY + "".join(c + c.lower() + c.upper() for c in source if not c.isascii()))
        #: The source's own words, in lower case, sorted.
        self.words = tuple(sorted(set(_PART.findall(source.lower()))))
        for part in self.words:
            own |= _forms(part)
        self._allowed = _FUNCTION | own
        self._sorted = sorted(own)

    def allows(self, text: str, room: int) -> bool:
        """True when every whole word of `text` may be used and its last one, if unfinished, may become one of the
        source's with at most `room` more characters. What is begun as a word that the source does not have must not end
        as "against": a function word is only written whole."""
        lower = text.lower()  # of "İ" two characters are made
        parts = list(_PART.finditer(lower))
        if not parts:
            return True
        unfinished = parts[-1].end() == len(lower)
        whole = parts[:-1] if unfinished else parts
        if any(part.group() not in self._allowed for part in whole):
            return False
        return not unfinished or self._begins(parts[-1].group(), room)

    def strange(self, text: str) -> list[str]:
        """The words of a finished clause that the source does not have, in order."""
        return [part for part in _PART.findall(text.lower()) if part not in self._allowed]

    def endings(self, text: str) -> list[str]:
        """What may follow `text` to finish the word that it ends in, sorted; empty when it ends in none."""
        lower = text.lower()
        parts = list(_PART.finditer(lower))
        if not parts or parts[-1].end() < len(lower):
            return []
        start = parts[-1].group()
        return [word[len(start) :] for word in self._from(start) if word != start]

    def _begins(self, start: str, room: int) -> bool:
        return start in _FUNCTION or any(len(word) - len(start) <= room for word in self._from(start))

    def _from(self, start: str) -> Iterator[str]:
        """The source's words that begin with `start`, in any of their forms, sorted."""
        words = islice(self._sorted, bisect_left(self._sorted, start), None)
        return takewhile(lambda word: word.startswith(start), words)


def _forms(word: str) -> set[str]:
    """A word with its likely inflections; "s" alone stands for the possessive."""
    forms = {word, "s"}
    if word.isdigit() or len(word) < 3:
        return forms
    stems = {word}
    for ending in ("ing", "ed", "es", "s", "d"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            stem = word[: -len(ending)]
            stems |= {stem, stem + "e"}
            if len(stem) > 3 and stem[-1] == stem[-2]:
                stems.add(stem[:-1])
    if word.endswith("ies"):
        stems.add(word[:-3] + "y")
    for stem in tuple(stems):
        base = stem.removesuffix("e")
        forms |= {stem, stem + "s", base + "ed", base + "ing"}
        if stem.endswith("y"):
            forms.add(stem[:-1] + "ies")
    return forms
