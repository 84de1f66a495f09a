"""What a sentence is about, as terms: the stems of its content words, and how rare each is in a folder.

The stemmer is crude and only joins the plain inflections of English; a term is never shown to anyone. Rarity is the
inverse document frequency (Spärck Jones 1972) over sentences.
"""

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

_WORD = re.compile(r"(?:[A-Z]\.){2,}|[^\W\d_]+(?:[’'][^\W\d_]+)?")
_POSSESSIVE = re.compile(r"[’'](?:s|S)?$")
_INFLECTIONS = "ings ing ied ies edly ed es s".split()
_DERIVATIONS = "ization isation ation ment ate ion er al ly y".split()
_SHORTEST_STEM = 3
_SHORTEST_ATE = 7
#: Words that every text is full of: they say nothing about what a sentence is about.
FUNCTION_WORDS = frozenset(
    "a about above after again against all almost along already also although always am among an and another any are"
    " around as at away back be because been before being below between both but by came can cannot come could did do"
    " does done down during each either else even ever every few for from further get gets getting give given go goes"
    " going got had has have having he her here hers him his how however i if in instead into is it its itself just"
    " keep kept last least less let like made make makes making many may me might more most much must my near neither"
    " never next no nor not now of off often on once one only onto or other others our out over own per put quite"
    " rather said same say saying says set several shall she should since so some still such take taken takes taking"
    " tell tells than that the their them then there these they this those though through thus to today told too"
    " toward towards took under until up upon us use used very via was way we well went were what when where whether"
    " which while who whom whose why will with within without would yet you your according added adding adds"
    " mr mrs ms dr monday tuesday wednesday thursday friday saturday sunday".split()
)


#: Past forms that no suffix gives away, each with its plain form behind it.
_PAST = (
    "agreed agree freed free guaranteed guarantee began begin begun begin bought buy broke break broken break brought"
    " bring built build caught catch chose choose chosen choose drew draw drawn draw driven drive drove drive fell"
    " fall fallen fall felt feel fled flee flew fly flown fly fought fight found find froze freeze frozen freeze gave"
    " give grew grow grown grow held hold hid hide hurt hurt laid lay led lead left leave lent lend lost lose meant"
    " mean met meet paid pay rose rise risen rise sank sink sunk sink sat sit sought seek sold sell sent send shaken"
    " shake shook shake shot shoot sold sell spent spend spoke speak spoken speak stole steal stood stand struck"
    " strike swore swear sworn swear taught teach thought think threw throw thrown throw understood understand"
    " withdrew withdraw withdrawn withdraw won win wore wear written write wrote write"
).split()
_PLAIN_FORM = dict(zip(_PAST[::2], _PAST[1::2], strict=True))


def stem(word: str) -> str:
    """A crude common form of a lower-case word: "banned", "bans" and "banning" are one, so are "sold", "sell"."""
    word = _without(_PLAIN_FORM.get(word, word), _INFLECTIONS)
    if len(word) > _SHORTEST_STEM and word[-1] == word[-2] and word[-1] not in "sle":
        word = word[:-1]
    if len(word) >= _SHORTEST_ATE and word.endswith("at"):
        word = word[:-2]  # "negotiat(ed)" as in "negoti(ation)"
    word = _without(word, _DERIVATIONS)
    while len(word) > _SHORTEST_STEM and word[-1] in "eiy":
        word = word[:-1]
    return word


def _without(word: str, suffixes: Sequence[str]) -> str:
    for suffix in suffixes:
        if word.endswith(suffix) and len(word) - len(suffix) >= _SHORTEST_STEM and not word.endswith(("ss", "eed")):
            return word[: -len(suffix)]
    return word


@lru_cache(maxsize=65536)
def term_of(word: str) -> str | None:
    """The term of one word as printed; None for a function word. Names and initials ("U.S.") are terms, too."""
    plain = _POSSESSIVE.sub("", word).replace(".", "").lower()
    if plain in FUNCTION_WORDS and not (word.isupper() and len(plain) > 1):
        return None
    return stem(plain) if len(plain) > 1 else None


def terms_in(text: str) -> list[tuple[str, int, int]]:
    """The terms of a text from left to right, each with its start and end."""
    found = ((term_of(match[0]), match.start(), match.end()) for match in _WORD.finditer(text))
    return [(term, start, end) for term, start, end in found if term]


def terms(text: str) -> frozenset[str]:
    return frozenset(term for term, _, _ in terms_in(text))


@dataclass(frozen=True)
class Rarity:
    """How rare terms are among `sentences` sentences, each counted once in `frequency`."""

    frequency: Counter[str]
    sentences: int

    def of(self, term: str) -> float:
        return math.log((1 + self.sentences) / (self.frequency[term] or 1))

    def sum(self, some: Iterable[str]) -> float:
        return math.fsum(sorted(map(self.of, some)))

    def overlap(self, one: frozenset[str], other: frozenset[str]) -> float:
        """The weight that two sets of terms share, of the lighter one's (Szymkiewicz & Simpson); 0 to 1."""
        least = min(self.sum(one), self.sum(other))
        return self.sum(one & other) / least if least else 0.0


def rarity(sentences: Sequence[str]) -> Rarity:
    """The rarity of the terms of `sentences` among them."""
    frequency: Counter[str] = Counter()
    for sentence in sentences:
        frequency.update(terms(sentence))
    return Rarity(frequency, len(sentences))
