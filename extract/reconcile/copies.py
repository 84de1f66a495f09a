"""Which articles, and which passages, print what another article prints: they count once.

Articles are compared by shingles of eight words (Broder 1997, "On the resemblance and containment of documents"), of
which one in eight is kept, by its hash, so that the same ones are kept everywhere. The fuller article is the original;
what is contained in it for the greater part is a copy, whatever its headline, its small edits and where it was cut.
Only articles that share a shingle are compared, and only with originals: near-linear in the number of articles. In
articles that are no copies as a whole, a passage of three sentences that stand in another article is borrowed.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b

from extract.articles import Article, Role
from extract.reconcile.words import folded

#: Share of an article's shingles that must stand in the original.
LEAST = 0.6
WORDS = 8
#: One shingle in so many is kept; all of them in a short article.
ONE_IN = 8
_SHORT = 120
#: Sentences in a row that make a passage, and the words that a sentence needs to count as one.
_IN_A_ROW = 3
_LEAST_WORDS = 4


@dataclass(frozen=True)
class Reprints:
    """`copy_of`: copies by id, each with its original. `borrowed`: where a borrowed sentence begins, by article and
    offset, with the article that it is borrowed from."""

    copy_of: Mapping[str, str] = field(default_factory=dict)
    borrowed: Mapping[tuple[str, int], str] = field(default_factory=dict)

    def source(self, article: str, start: int) -> str:
        """The article whose words these are: another one, if they are copied or borrowed."""
        return self.copy_of.get(article) or self.borrowed.get((article, start), article)


def find_reprints(articles: Sequence[Article]) -> Reprints:
    """Copies and borrowed passages among `articles`, whatever their order."""
    fullest_first = sorted(articles, key=lambda each: (-len(_told(each)), each.sha256, each.id))
    copy_of = _copies(fullest_first)
    return Reprints(copy_of, _borrowed([each for each in fullest_first if each.id not in copy_of]))


def _copies(articles: Sequence[Article]) -> dict[str, str]:
    originals: defaultdict[int, list[str]] = defaultdict(list)
    found: dict[str, str] = {}
    for article in articles:
        own = _shingles(_told(article))
        if original := _original(own, originals):
            found[article.id] = original
            continue
        for shingle in own:
            originals[shingle].append(article.id)
    return dict(sorted(found.items()))


def _original(own: frozenset[int], originals: Mapping[int, Sequence[str]]) -> str | None:
    """The article that holds most of these shingles, where it holds enough."""
    shared = Counter(article for shingle in own for article in originals.get(shingle, ()))
    if not shared:
        return None
    best = min(shared, key=lambda article: (-shared[article], article))
    return best if shared[best] >= LEAST * len(own) else None


def _told(article: Article) -> list[str]:
    """The words of an article without its debris, as they are compared."""
    told = [each.interval.of(article.text) for each in article.sentences if each.role is not Role.DEBRIS]
    return folded(" ".join(told)).split()


def _shingles(words: Sequence[str]) -> frozenset[int]:
    hashes = {_hash(words[at : at + WORDS]) for at in range(max(len(words) - WORDS + 1, 0))}
    return frozenset(each for each in hashes if len(words) < _SHORT or each % ONE_IN == 0)


def _hash(words: Sequence[str]) -> int:
    return int.from_bytes(blake2b(" ".join(words).encode("utf-8", "replace"), digest_size=8).digest(), "big")


def _borrowed(articles: Sequence[Article]) -> dict[tuple[str, int], str]:
    """Where the passages begin and go on that a fuller article prints, too."""
    lenders: dict[int, str] = {}
    found: dict[tuple[str, int], str] = {}
    for article in articles:
        for passage, starts in list(_passages(article)):
            if (lender := lenders.setdefault(passage, article.id)) != article.id:
                found.update({(article.id, start): lender for start in starts})
    return found


def _passages(article: Article) -> Iterator[tuple[int, list[int]]]:
    told = [
        (words, sentence.interval.start)
        for sentence in article.sentences
        if sentence.role is not Role.DEBRIS
        and len(words := folded(sentence.interval.of(article.text)).split()) >= _LEAST_WORDS
    ]
    for at in range(len(told) - _IN_A_ROW + 1):
        row = told[at : at + _IN_A_ROW]
        yield _hash([word for words, _ in row for word in (*words, ".")]), [start for _, start in row]
