"""What the articles of a folder state, sentence by sentence: with its names, its quotations and whose word it is."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from extract.articles import Article, Role
from extract.gazetteer import gazetteer
from extract.names import INSTITUTIONS, ROLES, names_in
from extract.spans import CharInterval
from extract.terms import FUNCTION_WORDS, terms

_QUOTED = re.compile(r"“[^”]*”?|\"[^\"]*\"?|‘[^’]{12,}’")
_MONTHS = "january february march april may june july august september october november december".split()
_NO_NAMES = (
    ROLES
    | INSTITUTIONS
    | frozenset(_MONTHS)
    | frozenset("monday tuesday wednesday thursday friday saturday sunday".split())
)
_LOWER = re.compile(r"\b[a-z]{2,}")
_SAYS = r"(?:says?|said|claims?|claimed|estimates?|estimated|reports?|reported|puts?|counts?|counted)"
_SOURCE = re.compile(rf"((?:[\w’'-]+\s){{1,4}}){_SAYS}\b|\baccording to ((?:[\w’'-]+\s?){{1,4}})", re.IGNORECASE)
_SHORTEST_LAND = 5  # letters of a name that may have an adjective


@dataclass(frozen=True, slots=True)
class Named:
    """A name in a sentence as its words, lower case; a country as "=Country", a capital as both."""

    start: int
    end: int
    tokens: frozenset[str]

    def may_be(self, other: "Named") -> bool:
        """Whether two names may be of one: "Wang" and "Wang Yi"; "Beijing" and "China"."""
        return self.tokens <= other.tokens or other.tokens <= self.tokens or self._is_of(other) or other._is_of(self)

    def _is_of(self, other: "Named") -> bool:
        """Whether a name is the adjective of another that no gazetteer knows: "Ostravian" of "Ostravia"."""
        mine, theirs = min(self.tokens), min(other.tokens)
        is_one_word = len(self.tokens) == len(other.tokens) == 1 and not mine.startswith("=")
        return (
            is_one_word and len(theirs) >= _SHORTEST_LAND and mine[:-2].startswith(theirs[:-2]) and mine.endswith("n")
        )

    @property
    def is_party(self) -> bool:
        return any(token.startswith("=") for token in self.tokens)


@dataclass(frozen=True)
class Statement:
    """A sentence; `before` is the one before it in its article, `plain` the words that the folder has in lower case."""

    article: str
    interval: CharInterval
    text: str
    before: str
    plain: frozenset[str] = field(repr=False, compare=False)

    @cached_property
    def key(self) -> str:
        """The same for two printings of one sentence."""
        return " ".join(re.findall(r"\w+", self.text.lower()))

    @cached_property
    def quoted(self) -> tuple[CharInterval, ...]:
        return tuple(CharInterval(*match.span()) for match in _QUOTED.finditer(self.text))

    def quote_at(self, at: int) -> CharInterval | None:
        return next((each for each in self.quoted if each.start <= at < each.end), None)

    @cached_property
    def names(self) -> tuple[Named, ...]:
        return tuple(_named(self.text, self.plain))

    def is_named(self, at: int) -> bool:
        return any(name.start <= at < name.end for name in self.names)

    @cached_property
    def names_before(self) -> tuple[Named, ...]:
        return tuple(_named(self.before, self.plain))

    @cached_property
    def speakers(self) -> tuple[frozenset[str], ...]:
        """Who is said to say something in this sentence."""
        return tuple(frozenset(each.words.lower().split()) for each in names_in(self.text) if each.speaks)

    @cached_property
    def sources(self) -> frozenset[str]:
        """The terms of whoever is said to say it: "the hospital", "the Flower Council"; a pronoun tells nothing."""
        return frozenset(term for match in _SOURCE.finditer(self.text) for term in terms(match[1] or match[2]))

    def around(self, start: int, end: int, words: int) -> CharInterval:
        """The words around a place, on its side of the quotation marks."""
        quote = self.quote_at(start)
        low, high = (quote.start, quote.end) if quote else (0, len(self.text))
        if quote is None:
            low = max([each.end for each in self.quoted if each.end <= start], default=0)
            high = min([each.start for each in self.quoted if each.start >= end], default=len(self.text))
        before = list(re.finditer(r"\S+", self.text[low:start]))[-words:]
        behind = list(re.finditer(r"\S+", self.text[end:high]))[:words]
        return CharInterval(low + before[0].start() if before else start, end + behind[-1].end() if behind else end)


def statements_of(articles: Sequence[Article]) -> list[Statement]:
    """The sentences that state something, article by article in the order of their ids."""
    plain = frozenset(word for article in articles for word in _LOWER.findall(article.text))
    found = []
    for article in sorted(articles, key=lambda article: article.id):
        before = ""
        for sentence in article.sentences:
            if sentence.role not in (Role.DEBRIS, Role.SPEAKER):
                text = sentence.interval.of(article.text)
                found.append(Statement(article.id, sentence.interval, text, before, plain))
                before = text
    return found


def unmatched(some: Sequence[Named], others: Sequence[Named]) -> list[Named]:
    """The names of `some` that none of `others` may be."""
    return [name for name in some if not any(name.may_be(other) for other in others)]


def _named(text: str, plain: frozenset[str]) -> Iterator[Named]:
    for name in names_in(text):
        words = [word for word in re.findall(r"\w+", name.words.lower()) if word not in _NO_NAMES]
        if party := gazetteer().party(name.words):
            yield Named(name.start, name.end, frozenset({f"={party}"}))
        elif capital := gazetteer().capital_of(name.words):
            yield Named(name.start, name.end, frozenset({*words, f"={capital}"}))
        elif words and not (name.opens_sentence and _is_plain(words, plain)):
            yield Named(name.start, name.end, frozenset(words))


def _is_plain(words: Sequence[str], plain: frozenset[str]) -> bool:
    """Whether a capital only shows where a sentence begins."""
    return len(words) == 1 and (words[0] in plain or words[0] in FUNCTION_WORDS or words[0].endswith("ly"))
