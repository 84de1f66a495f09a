"""Fitting the likeness of pairs: mentions written for it, and logistic regression on the words that they share.

A row of `models/pairs/mentions.jsonl` is one mention: `event` (no event is ever divided between fitting and testing),
its `parties`, `outlet`, `kind`, the `items` that it tells, `by`, `of` and `text`. Two mentions of one event and class
are the same when they tell an item in common. Pairs in which different parties act are left out: they are never merged.
An event weighs with the square root of its pairs, as the pairs of one mention are not independent.
"""

import json
import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from itertools import combinations
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from extract.errors import ArticlesError
from extract.reconcile.found import DIRECTED
from extract.reconcile.likeness import FEATURES, Likeness, features, wording
from extract.reconcile.linking import Bounds, link
from extract.reconcile.words import background, names_of
from extract.resources import resource
from extract.schemas import Kind

#: Inverse strength of the penalty on the coefficients, as scikit-learn's C.
STRENGTH = 1.0
_STEPS = 50

_Doubles = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class PairMention:
    """One mention of a pairs file."""

    event: str
    parties: tuple[str, ...]
    outlet: str
    kind: Kind
    items: frozenset[str]
    by: str | None
    text: str

    def same(self, other: "PairMention") -> bool:
        return self.kind is other.kind and bool(self.items & other.items)

    def may_join(self, other: "PairMention") -> bool:
        both = self.kind in DIRECTED and self.by is not None and other.by is not None
        return self.kind is other.kind and not (both and self.by != other.by)


def to_json(likeness: Likeness) -> str:
    """The file that `likeness.read_likeness` reads."""
    return json.dumps({name: round(value, 4) for name, value in asdict(likeness).items()}, indent=1) + "\n"


def own_pairs() -> dict[str, list[PairMention]]:
    """The mentions that come with extract, by event."""
    return read_pairs(resource("models/pairs/mentions.jsonl"))


def read_pairs(path: Path) -> dict[str, list[PairMention]]:
    """The mentions of a pairs file, by event, in order. `ArticlesError` names the line that is none."""
    events: dict[str, list[PairMention]] = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        try:
            row = json.loads(line)
            parties, items = tuple(row["parties"]), frozenset(row["items"])
            mention = PairMention(
                row["event"], parties, row["outlet"], Kind(row["kind"]), items, row["by"], row["text"]
            )
        except (ValueError, KeyError, TypeError) as error:
            raise ArticlesError(f"{path}, line {number}: no mention of a pairs file: {error}") from None
        events.setdefault(mention.event, []).append(mention)
    return events


@dataclass(frozen=True)
class Pairs:
    """The pairs of one event that may be merged: indices, features (one row each), and whether they are the same."""

    mentions: Sequence[PairMention]
    indices: Sequence[tuple[int, int]]
    features: _Doubles
    same: _Doubles


def pairs_of(mentions: Sequence[PairMention]) -> Pairs:
    ignored = names_of({party for each in mentions for party in each.parties})
    words = [wording(each.text, background(each.kind), ignored) for each in mentions]
    chosen = [(a, b) for a, b in combinations(range(len(mentions)), 2) if mentions[a].may_join(mentions[b])]
    rows = np.array([features(words[a], words[b]) for a, b in chosen], dtype=np.float64).reshape(-1, len(FEATURES))
    return Pairs(mentions, chosen, rows, np.array([float(mentions[a].same(mentions[b])) for a, b in chosen]))


def fit(events: Sequence[Pairs]) -> Likeness:
    """Coefficients by maximum likelihood with an L2 penalty (Newton's method), none of them negative."""
    rows = np.concatenate([each.features for each in events])
    truth = np.concatenate([each.same for each in events])
    weight = np.concatenate([np.full(len(each.same), 1 / math.sqrt(max(len(each.same), 1))) for each in events])
    weight /= weight.mean()
    inputs = np.column_stack([rows, np.ones(len(rows))])
    penalty = np.diag([1 / STRENGTH] * len(FEATURES) + [0.0])
    values = np.zeros(len(FEATURES) + 1)
    for _ in range(_STEPS):
        predicted = 1 / (1 + np.exp(-inputs @ values))
        gradient = inputs.T @ (weight * (predicted - truth)) + penalty @ values
        curvature = (inputs * (weight * predicted * (1 - predicted))[:, None]).T @ inputs + penalty
        values -= np.linalg.solve(curvature, gradient)
    overlap, ochiai, bias = (float(value) for value in values)
    return Likeness(max(overlap, 0.0), max(ochiai, 0.0), bias)


@dataclass(frozen=True, slots=True)
class Score:
    """Pairs across outlets: rightly merged, wrongly merged, and missed."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    @property
    def f1(self) -> float:
        return 2 * self.right / (2 * self.right + self.wrong + self.missed) if self.right else 0.0

    def __add__(self, other: "Score") -> "Score":
        return Score(self.right + other.right, self.wrong + other.wrong, self.missed + other.missed)


def held_out(events: Sequence[Pairs], least: float) -> Score:
    """How well each event is merged with coefficients that were fitted on all the others."""
    total = Score()
    for number, event in enumerate(events):
        total += score(event, fit([*events[:number], *events[number + 1 :]]), least)
    return total


def score(event: Pairs, likeness: Likeness, least: float) -> Score:
    """How well one event's mentions are merged, by pairs of mentions of two outlets."""
    values = event.features @ [likeness.overlap, likeness.ochiai] + likeness.bias
    excess = 1 / (1 + np.exp(-values)) - likeness.least
    edges = {pair: float(value) for pair, value in zip(event.indices, excess, strict=True) if value > 0}
    sides = [each.by if each.kind in DIRECTED else None for each in event.mentions]
    at = {
        index: number
        for number, members in enumerate(link(edges, Bounds(sides), max(least - likeness.least, 1e-9)))
        for index in members
    }
    counted = Score()
    for a, b in combinations(range(len(event.mentions)), 2):
        one, other = event.mentions[a], event.mentions[b]
        if one.kind is other.kind and one.outlet != other.outlet:
            merged, same = at[a] == at[b], one.same(other)
            counted += Score(int(merged and same), int(merged and not same), int(same and not merged))
    return counted
