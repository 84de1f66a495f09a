"""Fitting the heads: labelled sentences through the model once, then logistic regression on its hidden state.

Each label has a head of its own (a sentence may bear several). Held-out scores come from cross-validation by report,
never by sentence; the threshold is the one with the best held-out F1, and Platt scaling is fitted on the held-out
values, too, so that neither has seen its own sentence. scikit-learn is needed here alone.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from extract.errors import ArticlesError, MissingDependency
from extract.heads import Block, Calibration, Floats, Head, Probe
from extract.schemas import Kind

#: Inverse regularisation strength, chosen by cross-validation on the repository's own sentences.
STRENGTH = 0.001
FOLDS = 5


@dataclass(frozen=True, slots=True)
class LabelledSentence:
    """One training sentence. `optional` classes neither count for nor against a head; `group` is its report."""

    text: str
    classes: frozenset[str]
    optional: frozenset[str]
    group: str


@dataclass(frozen=True, slots=True)
class Score:
    """Held-out precision, recall and F1 of one label at its threshold."""

    precision: float
    recall: float
    f1: float


@dataclass(frozen=True)
class Fit:
    """A probe with its held-out scores and reliability (mean predicted, observed share, count for each tenth)."""

    probe: Probe
    scores: Mapping[str, Score]
    reliability: tuple[tuple[float, float, int], ...]

    @property
    def macro_f1(self) -> float:
        return sum(score.f1 for score in self.scores.values()) / len(self.scores)


def read_sentences(paths: Sequence[Path]) -> list[LabelledSentence]:
    """Labelled sentences from JSONL files, one object a line with `text`, `classes`, `optional`, `report`."""
    sentences = []
    for path in paths:
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            if not line.strip():
                continue
            try:
                row: dict[str, Any] = json.loads(line)
                classes, optional = frozenset(row["classes"]), frozenset(row.get("optional") or ())
                if not classes | optional <= {kind.value for kind in Kind}:
                    raise ValueError(f"unknown class in {sorted(classes | optional)}")
                group = str(row.get("report") or row.get("id") or f"{path.name}:{number}")
                sentences.append(LabelledSentence(str(row["text"]), classes, optional, group))
            except (ValueError, KeyError, TypeError) as error:
                raise ArticlesError(f"{path}, line {number}: no labelled sentence: {error}") from None
    return sentences


def fit(
    features: Floats, sentences: Sequence[LabelledSentence], blocks: Sequence[Block], *, model: str, prompt: str
) -> Fit:
    """Heads for every class from `features` (one row a sentence, as `Probe.vector` makes them).

    `model` and `prompt` are the sha256 of the GGUF file and of the prompt that the features were read with.
    """
    heads, scores = [], {}
    predicted: list[Floats] = []
    observed: list[Floats] = []
    for kind in Kind:
        truth = np.array([kind.value in sentence.classes for sentence in sentences])
        counted = np.array([kind.value not in sentence.optional for sentence in sentences])
        values = _held_out(features, truth, counted, [sentence.group for sentence in sentences])
        threshold, scores[kind.value] = _best_threshold(values[counted], truth[counted])
        calibration = _platt(values[counted], truth[counted])
        weights, bias = _fit_head(features[counted], truth[counted])
        heads.append(Head(kind.value, weights, bias, threshold, calibration))
        predicted.append(np.array([calibration.probability(value) for value in values[counted]], dtype=np.float32))
        observed.append(truth[counted].astype(np.float32))
    about = {
        "sentences": len(sentences),
        "groups": len({sentence.group for sentence in sentences}),
        "held_out": {label: round(score.f1, 4) for label, score in scores.items()},
    }
    probe = Probe(model, prompt, tuple(blocks), tuple(heads), about)
    return Fit(probe, scores, _reliability(np.concatenate(predicted), np.concatenate(observed)))


def _fit_head(features: Floats, truth: Floats) -> tuple[Floats, float]:
    """Weights and bias with the standardising folded in."""
    try:
        from sklearn.linear_model import LogisticRegression
    except ImportError:
        raise MissingDependency("fitting heads needs scikit-learn: pip install 'extract-briefing[calibrate]'") from None
    mean, scale = features.mean(axis=0), features.std(axis=0) + 1e-6
    model = LogisticRegression(C=STRENGTH, class_weight="balanced", max_iter=500)
    model.fit((features - mean) / scale, truth)
    weights = (model.coef_[0] / scale).astype(np.float32)
    return weights, float(model.intercept_[0] - (mean / scale) @ model.coef_[0])


def _held_out(features: Floats, truth: Floats, counted: Floats, groups: Sequence[str]) -> Floats:
    """Each sentence's decision value from heads that saw no sentence of its report."""
    from sklearn.model_selection import GroupKFold

    values = np.zeros(len(truth), dtype=np.float64)
    for train, test in GroupKFold(FOLDS).split(features, groups=groups):
        kept = train[counted[train]]
        weights, bias = _fit_head(features[kept], truth[kept])
        values[test] = features[test] @ weights + bias
    return values


def _best_threshold(values: Floats, truth: Floats) -> tuple[float, Score]:
    """The threshold with the best F1, half way to the next value below."""
    order = np.argsort(-values, kind="stable")
    found = np.cumsum(truth[order])
    listed = np.arange(1, len(order) + 1)
    f1 = 2 * found / (listed + truth.sum())
    best = int(f1.argmax())
    below = values[order[min(best + 1, len(order) - 1)]]
    threshold = float((values[order[best]] + below) / 2)
    return threshold, Score(float(found[best] / listed[best]), float(found[best] / truth.sum()), float(f1[best]))


def _platt(values: Floats, truth: Floats) -> Calibration:
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=1e6).fit(values.reshape(-1, 1), truth)
    return Calibration(float(model.coef_[0][0]), float(model.intercept_[0]))


def _reliability(predicted: Floats, observed: Floats) -> tuple[tuple[float, float, int], ...]:
    rows = []
    for low in np.arange(10) / 10:
        inside = (predicted >= low) & (predicted < low + 0.1 if low < 0.9 else predicted <= 1)
        if count := int(inside.sum()):
            rows.append((float(predicted[inside].mean()), float(observed[inside].mean()), count))
    return tuple(rows)
