"""What a text is about beyond its own words: matters of diplomacy, by the words that tell of them.

A thesaurus (`models/pairs/concepts.toml`) joins what outlets say in different words: "fentanyl", "drug control" and
"counternarcotics" are all of narcotics. Matching by the classes of a thesaurus as well as by words is after Voorhees
(1994), query expansion using lexical-semantic relations.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from extract.errors import PromptError
from extract.resources import resource

_WORD = re.compile(r"[^\W\d_]+")
_HYPHEN = re.compile(r"[-‐‑–]")
#: Letters up to which "ies" is no plural of a word in "y": "ties".
_SHORTEST = 4


@dataclass(frozen=True)
class Thesaurus:
    """Concepts by the words (in the singular), and by the phrases, that tell of them."""

    of_word: Mapping[str, frozenset[str]]
    of_phrase: Mapping[str, frozenset[str]]
    phrases: re.Pattern[str]

    def concepts(self, text: str) -> dict[str, frozenset[str]]:
        """The concepts that a text tells of, by name, each with the lower-case words that do so."""
        lower = _HYPHEN.sub(" ", text.lower())
        words = _WORD.findall(lower)
        told = [(word, name) for word in words for name in self.of_word.get(_singular(word), ())]
        for phrase in self.phrases.findall(lower):
            told += [(word, name) for name in self.of_phrase[phrase] for word in phrase.split()]
        return {name: frozenset(word for word, of in told if of == name) for name in sorted({of for _, of in told})}


def _singular(word: str) -> str:
    """A word without the ending of a plural, if it has one. A stem would be too little: "workers" are not "working"."""
    if word.endswith("ies") and len(word) > _SHORTEST:
        return f"{word[:-3]}y"
    return word[:-1] if word.endswith("s") and not word.endswith(("ss", "us", "is")) else word


@lru_cache(maxsize=1)
def thesaurus() -> Thesaurus:
    """The thesaurus that comes with extract. `PromptError` when its file is broken."""
    return read_thesaurus(resource("models/pairs/concepts.toml"))


def read_thesaurus(path: Path) -> Thesaurus:
    try:
        concepts = tomllib.loads(path.read_text(encoding="utf-8"))["concepts"]
        entries = [(word.lower(), name) for name, words in concepts.items() for word in words]
    except (OSError, ValueError, KeyError, AttributeError, TypeError) as error:
        raise PromptError(f"cannot read {path}: {error}") from None
    of_word: dict[str, frozenset[str]] = {}
    of_phrase: dict[str, frozenset[str]] = {}
    for entry, name in entries:
        known, key = (of_phrase, entry) if " " in entry else (of_word, _singular(entry))
        known[key] = known.get(key, frozenset()) | {name}
    longest_first = sorted(of_phrase, key=lambda phrase: (-len(phrase), phrase))
    either = "|".join(map(re.escape, longest_first)) or r"(?!)"
    return Thesaurus(of_word, of_phrase, re.compile(rf"\b(?:{either})\b"))
