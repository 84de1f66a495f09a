"""How sure a score is: percentile intervals of a bootstrap over articles (Efron 1979).

Sentences of one article stand and fall together, so that it is articles that are drawn again, with replacement. Two
models are compared on the same draws (a paired bootstrap): what is hard about an article is hard for both. With the
handful of articles of a few cases the intervals are rough, and rather too narrow than too wide.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import astuple, dataclass

import numpy as np
from numpy.typing import NDArray

from extract.articles import Article
from extract.briefing import Briefing
from extract.evaluate import evaluate
from extract.gold import Gold
from extract.schemas import Kind

DRAWS = 2000
LEVEL = 0.95
_SEED = 5

Counts = NDArray[np.int64]
Floats = NDArray[np.float64]
#: Scores of summed counts, one for each draw.
Score = Callable[[Counts], Floats]


@dataclass(frozen=True, slots=True)
class Interval:
    """A score with the interval that holds it in `LEVEL` of the draws."""

    value: float
    low: float
    high: float

    @property
    def holds_zero(self) -> bool:
        return self.low <= 0.0 <= self.high


def article_counts(briefing: Briefing, gold: Gold, articles: Sequence[Article]) -> list[list[int]]:
    """One row for each annotated article: found, wrong and missed of every class in `Kind`'s order, then the mentions
    whose parties are right, and those whose parties are known."""
    rows = []
    for annotated in gold.articles:
        alone = _of_article(gold, annotated.article)
        scores = evaluate(briefing, alone, articles)
        row = [number for kind in Kind for number in astuple(scores.classes[kind])]
        rows.append([*row, scores.parties.right, scores.parties.total])
    return rows


def _of_article(gold: Gold, name: str) -> Gold:
    """The gold of one article alone."""
    items = tuple(
        item.model_copy(update={"mentions": tuple(m for m in item.mentions if m.article == name)})
        for item in gold.items
    )
    articles = tuple(article for article in gold.articles if article.article == name)
    return gold.model_copy(update={"articles": articles, "items": items})


def scores() -> Mapping[str, Score]:
    """What is scored, by name: the F1 of each class, their mean, and the share of right parties."""
    named: dict[str, Score] = {"macro F1": _macro}
    for index, kind in enumerate(Kind):
        named[f"{kind.value} F1"] = _f1(index)
    named["parties"] = _right_parties
    return named


def _f1(index: int) -> Score:
    def score(sums: Counts) -> Floats:
        found, wrong, missed = (sums[:, 3 * index + offset] for offset in range(3))
        # Draws without any sentence of the class say nothing about it.
        return np.where(found + missed > 0, _share(2 * found, 2 * found + wrong + missed), np.nan)

    return score


def _macro(sums: Counts) -> Floats:
    """The mean over the classes that the gold has in the draw."""
    each = np.stack([_f1(index)(sums) for index in range(len(Kind))])
    known = ~np.isnan(each)
    return _share(np.where(known, each, 0.0).sum(axis=0), known.sum(axis=0))


def _right_parties(sums: Counts) -> Floats:
    return _share(sums[:, -2], sums[:, -1])


def _share(part: Floats | Counts, whole: Counts) -> Floats:
    """Not a number where there is nothing to share."""
    shares: Floats = np.divide(part, whole, out=np.full(len(part), np.nan), where=whole > 0)
    return shares


def interval(counts: Counts, score: Score, other: Counts | None = None) -> Interval:
    """The score of all articles (one a row), or how much better it is than that of `other`, with its interval.

    Draws in which there is nothing to score are left out; where there never is, all is 0.
    """
    draws = np.random.default_rng(_SEED).integers(0, len(counts), size=(DRAWS, len(counts)))

    def of(rows: Counts) -> tuple[float, Floats]:
        return float(score(rows.sum(axis=0, keepdims=True))[0]), score(rows[draws].sum(axis=1))

    value, drawn = of(counts)
    if other is not None:
        against, drawn_against = of(other)
        value, drawn = value - against, drawn - drawn_against
    drawn = drawn[~np.isnan(drawn)]
    if not len(drawn) or np.isnan(value):
        return Interval(0.0, 0.0, 0.0)
    low, high = np.quantile(drawn, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return Interval(value, float(low), float(high))
