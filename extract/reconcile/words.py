"""What a mention is about, as weighted words, and how rare each word is in news of diplomacy.

Rarity is the inverse document frequency (Spärck Jones 1972) over the labelled sentences of the same class that come
with extract, not over the folder: so that an article about something else changes no weight, and no merge. A country is
one word, whether it is named, described or stands as its capital ("Russia", "Russian", "Moscow"). The names of the
event's sides and of persons are left out, as are words that only say that somebody spoke: they say nothing about the
matter. What the words tell of (`concepts.py`) has a rarity of its own.
"""

import json
import math
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from extract.gazetteer import gazetteer
from extract.reconcile.concepts import thesaurus
from extract.resources import resource
from extract.schemas import Kind
from extract.terms import FUNCTION_WORDS, stem

_WORD = re.compile(r"[^\W\d_]+")
_TOKEN = re.compile(r"[^\W_]+")
#: Words of the genre: who spoke, how, and that there are relations to be managed. In any of the forms listed.
_GENRE = frozenset(
    "two sides side says say said told tell both official officials minister ministers ministry secretary president"
    " leader leaders spokesperson spokesman statement meeting meetings talks agreed agree agreement accuse accused"
    " friday monday tuesday wednesday thursday saturday sunday warned warn warning warns urged urge urges asked ask"
    " asks asking called call calls calling demanded demand demands want wants wanted according country countries"
    " relation relations relationship issue issues continue continued continues continuing affirm affirmed stress"
    " stressed emphasize emphasized emphasise emphasised reiterate reiterated reaffirm reaffirmed underscore"
    " underscored note noted reflect reflected work working need needs needed important importance effort efforts area"
    " areas step steps thing things people time times year years month months week weeks day days new first must ready"
    " together based including such really long ago early later bilateral cooperation cooperate dialogue discuss"
    " discussed discussion discussions conversation conversations spoke speak speaking talk talked raise raised hope"
    " hopes hoped express expressed concern concerns concerned clear matter matters question questions answer answered"
    " reply replied reporter reporters news press conference visit visiting visited trip round session government"
    " governments administration foreign prime party parties nation nations national world international region"
    " regional come coming put let see seen look looking bring hold held holding think thinks know known believe"
    " believes like different good great big large small major number part parts point points place start started"
    " begin began end responsibly responsible manage managed maintain maintained maintaining promote promoting expand"
    " strengthen strengthening strive one three four five six seven eight nine ten hundred thousand million billion"
    " percent exchange exchanges exchanged exchanging".split()
)

#: Sentences that the frequencies of all classes together count for, and the frequency of a word that was never seen.
_PRIOR = 50
_UNSEEN = 0.7


def content_words(text: str, ignored: frozenset[str] = frozenset()) -> list[str]:
    """The words of `text` that carry meaning, in order: stems, and "@" with the country for names of countries.

    `ignored` are lower-case words of names that must not count, as the articles write them.
    """
    found = []
    for match in _WORD.finditer(text):
        word = match.group()
        lower = word.lower()
        if len(word) < 3 or lower in ignored or lower in FUNCTION_WORDS or lower in _GENRE:
            continue
        found.append(_term(word))
    return found


def concepts(text: str) -> dict[str, frozenset[str]]:
    """The concepts that `text` tells of, "#" before each name, with the terms that do so, as in `content_words`."""
    told = thesaurus().concepts(text)
    return {f"#{name}": frozenset(stem(word) for word in words) for name, words in told.items()}


@lru_cache(maxsize=65536)
def _term(word: str) -> str:
    known = gazetteer()
    country = (known.party(word) or known.capital_of(word)) if word[0].isupper() else None
    return f"@{country}" if country else stem(word.lower())


@dataclass(frozen=True)
class Rarity:
    """How rare words are among sentences of one class: "exchanges" says little of what was agreed, and much of what is
    disputed. What the class's own sentences do not tell is taken from all of them, which count as `_PRIOR` sentences.
    """

    of_class: Counter[str]
    sentences: int
    everywhere: Counter[str]
    all_sentences: int

    def of(self, word: str) -> float:
        """Inverse document frequency, in nats; a word that was never seen is rarer than one that was seen once."""
        prior = _PRIOR * max(self.everywhere[word], _UNSEEN) / self.all_sentences
        return -math.log((self.of_class[word] + prior) / (self.sentences + _PRIOR))


@lru_cache(maxsize=8)
def background(kind: Kind) -> Rarity:
    """Rarity over the labelled sentences that come with extract; read once, in a fraction of a second."""
    of_class: Counter[str] = Counter()
    sentences = 0
    for words, classes in _background_sentences():
        if kind.value in classes:
            of_class.update(words)
            sentences += 1
    everywhere = Counter(word for words, _ in _background_sentences() for word in words)
    return Rarity(of_class, sentences, everywhere, len(_background_sentences()))


@lru_cache(maxsize=1)
def _background_sentences() -> list[tuple[frozenset[str], tuple[str, ...]]]:
    paths = sorted(resource("models/sentences").glob("*.jsonl"))
    rows = [json.loads(line) for path in paths for line in path.read_text(encoding="utf-8").splitlines()]
    # Those of the annotated events (`dense`) stay out: merging is measured on them.
    rows = [row for row in rows if not row.get("dense")]
    told = ((content_words(row["text"]), concepts(row["text"]), row["classes"]) for row in rows)
    return [(frozenset([*words, *about]), tuple(classes)) for words, about, classes in told]


def folded(text: str) -> str:
    """A text as its letters and digits alone, in lower case: the same for typographic variants of one sentence."""
    return " ".join(_TOKEN.findall(text.lower()))


def known_names(names: Iterable[str]) -> frozenset[str]:
    """The lower-case words of names."""
    return frozenset(word.lower() for name in names for word in _WORD.findall(name))


def names_of(parties: Iterable[str]) -> frozenset[str]:
    """The lower-case words by which parties are named and described, their capitals among them."""
    wanted = set(parties)
    known = gazetteer()
    surfaces = (known.names, known.demonyms, known.capitals)
    return known_names([*wanted, *(name for each in surfaces for name, party in each.items() if party in wanted)])
