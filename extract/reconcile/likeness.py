"""How likely two mentions of one class are about the same thing: a logistic regression on the words that they share.

Two features, each from 0 to 1: the weight of what both share over the words of the poorer one (the overlap coefficient,
Szymkiewicz & Simpson: a short statement is found again in a long one) and a constant, as the few words of a very short
one may all be in a long one by chance; and over the geometric mean of both (Ochiai's coefficient). What both share are
their words, and the concepts that they tell of in words of which they share none. The coefficients lie in
`models/pairs/likeness.json`, fitted on the pairs beside them alone (`extract calibrate-pairs`). Hidden states of the
model and the words around were tried as further features: better on our own pairs, not on annotated articles
(docs/reconcile.md).
"""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path

from extract.errors import PromptError
from extract.reconcile.words import Rarity, concepts, content_words
from extract.resources import resource

FEATURES = ("overlap", "ochiai")
#: Weight that is added to the poorer statement's, about that of one rare and one frequent word.
_SHRINKAGE = 10.0


@dataclass(frozen=True)
class Wording:
    """A mention's words with their weights, and the concepts that they tell of, with theirs."""

    weights: Mapping[str, float]
    total: float
    concepts: Mapping[str, float] = field(default_factory=dict)
    #: For each concept the words that tell of it.
    telling: Mapping[str, frozenset[str]] = field(default_factory=dict)

    @cached_property
    def known_by(self) -> dict[str, float]:
        """All that another mention may share with this one, with its weight."""
        return {**self.weights, **self.concepts}


def wording(text: str, rarity: Rarity, ignored: frozenset[str]) -> Wording:
    """The words of `text` that carry meaning; `ignored` as in `content_words`."""
    weights = {word: rarity.of(word) for word in sorted(set(content_words(text, ignored)))}
    telling = concepts(text)
    about = {name: rarity.of(name) for name in telling}
    return Wording(weights, math.fsum(weights.values()), about, telling)


def features(a: Wording, b: Wording) -> tuple[float, float]:
    """The features of a pair, in the order of `FEATURES`; the same whichever comes first."""
    shared = math.fsum(a.weights[word] for word in a.weights.keys() & b.weights.keys())
    both = a.concepts.keys() & b.concepts.keys()
    shared += math.fsum(a.concepts[name] for name in both if a.telling[name].isdisjoint(b.telling[name]))
    if not shared:
        return 0.0, 0.0
    overlap = shared / (min(a.total, b.total) + _SHRINKAGE)
    return min(overlap, 1.0), min(shared / math.sqrt(max(a.total * b.total, _SHRINKAGE)), 1.0)


@dataclass(frozen=True, slots=True)
class Likeness:
    """Fitted coefficients; those of the features are not negative: nothing shared is the least likely case."""

    overlap: float
    ochiai: float
    bias: float

    @property
    def least(self) -> float:
        """The probability for two mentions that share no word."""
        return _logistic(self.bias)

    def probability(self, a: Wording, b: Wording) -> float:
        """That two mentions of one class, with no party in the way, are about the same thing."""
        overlap, ochiai = features(a, b)
        return _logistic(self.overlap * overlap + self.ochiai * ochiai + self.bias)


def _logistic(value: float) -> float:
    return 1.0 / (1.0 + math.exp(-value))


@lru_cache(maxsize=1)
def fitted_likeness() -> Likeness:
    """The coefficients that come with extract. `PromptError` when their file is broken."""
    return read_likeness(resource("models/pairs/likeness.json"))


def read_likeness(path: Path) -> Likeness:
    try:
        fields = json.loads(path.read_text(encoding="utf-8"))
        return Likeness(*(float(fields[name]) for name in (*FEATURES, "bias")))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise PromptError(f"cannot read {path}: {error}: run 'extract calibrate-pairs' again") from None
