"""For whom names stand, by the votes of the articles that say so: each article has one vote, however often it says it.

No article may speak for another. Where more articles say one thing than another, that holds for all of them; where they
are even, each keeps what it says itself, and the others take whom fewer articles let a name act against.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

#: How many times as often as any other an article may name a party and be counted in full.
OUTWEIGHS = 8


class Votes:
    """How often each article puts a party beside a name. `named_in` says how many articles name each party: where as
    many say one thing as another, the party that is known better is likelier."""

    def __init__(self, named_in: Mapping[str, int]) -> None:
        self._named_in = named_in
        self._votes: dict[str, dict[str, Counter[str]]] = {}
        self._against: dict[tuple[str, str], set[str]] = {}

    def add(self, name: str, party: str, article: str) -> None:
        self._votes.setdefault(name, {}).setdefault(article, Counter())[party] += 1

    def add_against(self, name: str, party: str, article: str) -> None:
        """An article lets a name act against a party: it does not stand for that one."""
        self._against.setdefault((name, party), set()).add(article)

    @property
    def even(self) -> bool:
        """Whether of some name as many articles say one thing as another."""
        tallies = (self._backing(articles).most_common(2) for articles in self._votes.values())
        return any(len({count for _, count in tally}) < len(tally) for tally in tallies)

    def leaders(self) -> dict[str, str]:
        """For each name the party that most articles put beside it."""
        return {name: self._leader(name, articles) for name, articles in self._votes.items()}

    def own_views(self) -> dict[str, dict[str, str]]:
        """By article, the names that it puts on another side than `leaders` does, with as many articles behind it."""
        found: dict[str, dict[str, str]] = {}
        for name, articles in self._votes.items():
            leader = self._leader(name, articles)
            backing = self._backing(articles)
            for article, votes in articles.items():
                view = _most(votes)
                if view != leader and backing[view] >= backing[leader]:
                    found.setdefault(article, {})[name] = view
        return found

    def _leader(self, name: str, articles: Mapping[str, Counter[str]]) -> str:
        backing, often = self._backing(articles), Counter[str]()
        for votes in articles.values():
            often.update(votes)

        def rank(party: str) -> tuple[int, int, int, int, str]:
            against = len(self._against.get((name, party), ()))
            return -backing[party], against, -self._named_in.get(party, 0), -often[party], party

        return min(often, key=rank)

    def _backing(self, articles: Mapping[str, Counter[str]]) -> Counter[str]:
        """How many articles put each party there more often than any other."""
        return Counter(_most(votes) for votes in articles.values())


@dataclass(frozen=True, slots=True)
class Spelling:
    """How an article writes its words: `small` ones, and those that it writes `large` in the middle of a sentence."""

    small: frozenset[str]
    large: frozenset[str]


def common_words(spellings: Sequence[Spelling]) -> list[frozenset[str]]:
    """For each article the words that are ordinary ones, and no names: those that any article writes small.

    That only one other article does so says nothing of a word that this one writes large.
    """
    counts = Counter(word for spelling in spellings for word in spelling.small)
    single = {word for word, count in counts.items() if count == 1}
    return [frozenset(counts) - ((spelling.large & single) - spelling.small) for spelling in spellings]


def spread(named: Iterable[tuple[str, str]]) -> Counter[str]:
    """In how many articles each name stands, of pairs of a name and an article."""
    return Counter(name for name, _ in set(named))


def evened(counts: Mapping[str, int]) -> int:
    """The sum of what articles count, the largest taken for at most `OUTWEIGHS` times the second."""
    largest, *others = sorted(counts.values(), reverse=True)
    return sum(others) + (min(largest, OUTWEIGHS * others[0]) if others else largest)


def _most(votes: Counter[str]) -> str:
    return min(votes, key=lambda party: (-votes[party], party))
