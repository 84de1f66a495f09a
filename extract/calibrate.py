"""Fitting the heads: labelled sentences through the model once, then logistic regression on its hidden state.

Each label has a head of its own (a sentence may bear several). Held-out scores come from cross-validation by report,
never by sentence; the threshold is the surest one with about the best held-out F1, and Platt scaling is fitted on the
held-out values, too, so that neither has seen its own sentence. Both, and all scores, are those of sentences among
which classes are about as rare as in real articles: a threshold found where two sentences of three bear one lists too
much. One more head, the gate, tells sentences about politics from those about all else; the others are fitted on
politics alone. scikit-learn is needed here alone.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from extract.decoding.base import HiddenStates, Tick, no_tick
from extract.detect import Detector
from extract.errors import MissingDependency, UsageError
from extract.heads import GATE, Block, Calibration, Floats, Head, Probe
from extract.schemas import Kind
from extract.training import LabelledSentence

#: Inverse regularisation strength, chosen by cross-validation on the repository's own sentences.
STRENGTH = 0.001
GATE_STRENGTH = 0.0003
#: The share of sentences bearing a class that the gate may keep out, when held out.
GATE_LOSS = 0.01
#: F1 that a threshold may lack and be as good as the best.
PLATEAU = 0.005
FOLDS = 5

_Doubles = NDArray[np.float64]
_Marks = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Score:
    """Held-out precision, recall and F1 of one label at its threshold."""

    precision: float
    recall: float
    f1: float


@dataclass(frozen=True, slots=True)
class GateScore:
    """How the gate does, held out: of sentences that bear a class the share it lets through (`kept`); of those about
    other matters the share it lets through (`passed`) and the share that is then given a class (`taken`)."""

    kept: float
    passed: float
    taken: float
    others: int


@dataclass(frozen=True)
class Fit:
    """A probe with its held-out scores and reliability (mean predicted, observed share, count for each tenth).

    `gate` is None where no sentence was about other matters.
    """

    probe: Probe
    scores: Mapping[str, Score]
    reliability: tuple[tuple[float, float, int], ...]
    gate: GateScore | None = None

    @property
    def macro_f1(self) -> float:
        return macro_f1(self.scores)


def macro_f1(scores: Mapping[str, Score]) -> float:
    """The mean F1 of the labels."""
    return sum(score.f1 for score in scores.values()) / len(scores)


def require_scikit_learn() -> None:
    """Raise `MissingDependency` where scikit-learn is not installed: before minutes of reading, not after."""
    try:
        import sklearn.linear_model  # noqa: F401
    except ImportError:
        raise MissingDependency("fitting heads needs scikit-learn: pip install 'extract-briefing[calibrate]'") from None


def read_features(
    sentences: Sequence[LabelledSentence],
    detector: Detector,
    decoder: HiddenStates,
    blocks: Sequence[Block],
    tick: Tick = no_tick,
) -> Floats:
    """One row a sentence: the hidden state at `blocks`, read with the prompt that finds mentions in articles."""
    return np.stack(decoder.features([detector.ask(sentence.text) for sentence in sentences], blocks, tick))


def fit(
    features: Floats, sentences: Sequence[LabelledSentence], blocks: Sequence[Block], *, model: str, prompt: str
) -> Fit:
    """Heads for every class from `features` (one row a sentence, as `heads.pooled` makes them).

    `model` and `prompt` are the sha256 of the GGUF file and of the prompt that the features were read with. Raises
    `UsageError` for sentences from too few reports to hold some out, or without an example of a class.
    """
    _require_enough(sentences)
    gated = _Gated.fit(features, sentences)
    about_politics = [sentence for sentence in sentences if sentence.politics]
    rows, chance, typical = features[gated.politics], gated.probability[gated.politics], _typical(about_politics)
    heads, scores = [], {}
    predicted: list[_Doubles] = []
    observed: list[_Doubles] = []
    for kind, truth, counted in _targets(about_politics):
        values = held_out_values(rows, truth, [each.group for each in about_politics], counted=counted)
        passing = np.where(gated.open[gated.politics], values, _SHUT)
        judged = counted & typical
        threshold, scores[kind.value] = _best_threshold(passing[judged], truth[judged])
        calibration = _platt(values[judged], truth[judged])
        weights, bias = fit_head(rows[counted], truth[counted])
        heads.append(Head(kind.value, weights, bias, threshold, calibration))
        predicted.append(chance[judged] * [calibration.probability(value) for value in values[judged]])
        observed.append(truth[judged].astype(np.float64))
    about = {
        "sentences": len(sentences),
        "groups": len({sentence.group for sentence in sentences}),
        "held_out": {label: round(score.f1, 4) for label, score in scores.items()},
    }
    if gate := gated.score(features, sentences, heads):
        about["gate"] = {"kept": round(gate.kept, 4), "others_taken": round(gate.taken, 4)}
    probe = Probe(model, prompt, tuple(blocks), (*heads, *gated.heads), about)
    return Fit(probe, scores, _reliability(np.concatenate(predicted), np.concatenate(observed)), gate)


#: Below every threshold: the decision value of a sentence that the gate keeps out.
_SHUT = -1e9


@dataclass(frozen=True)
class _Gated:
    """What the gate makes of each training sentence, when held out; without other matters it lets all through."""

    politics: _Marks
    open: _Marks
    probability: _Doubles
    heads: tuple[Head, ...]

    @classmethod
    def fit(cls, features: Floats, sentences: Sequence[LabelledSentence]) -> "_Gated":
        politics = np.array([sentence.politics for sentence in sentences])
        if politics.all():
            return cls(politics, politics, np.ones(len(politics)), ())
        values = held_out_values(features, politics, [each.group for each in sentences], GATE_STRENGTH)
        bearing = np.array([bool(sentence.classes) for sentence in sentences])
        least = np.quantile(values[bearing], GATE_LOSS, method="lower")
        threshold = float(np.nextafter(least, -np.inf))
        calibration = _platt(values, politics)
        weights, bias = fit_head(features, politics, GATE_STRENGTH)
        probability = np.array([calibration.probability(value) for value in values])
        head = Head(GATE, weights, bias, threshold, calibration)
        return cls(politics, values > threshold, probability, (head,))

    def score(self, features: Floats, sentences: Sequence[LabelledSentence], heads: Sequence[Head]) -> GateScore | None:
        if not self.heads:
            return None
        bearing = np.array([bool(sentence.classes) for sentence in sentences])
        others = ~self.politics
        # The heads of the classes were fitted without these.
        taken = np.any([features[others] @ head.weights + head.bias > head.threshold for head in heads], axis=0)
        return GateScore(
            kept=float(self.open[bearing].mean()),
            passed=float(self.open[others].mean()),
            taken=float((taken & self.open[others]).mean()),
            others=int(others.sum()),
        )


def _require_enough(sentences: Sequence[LabelledSentence]) -> None:
    typical = [sentence for sentence in sentences if not sentence.dense]
    if len({sentence.group for sentence in typical if sentence.politics}) < FOLDS:
        raise UsageError(f"sentences of at least {FOLDS} reports are needed, so that some can be held out: add some")
    borne = {name for sentence in typical for name in sentence.classes}
    if missing := [kind.value for kind in Kind if kind.value not in borne]:
        raise UsageError(f"no sentence bears {', '.join(missing)}: every class needs examples")


def held_out_scores(features: Floats, sentences: Sequence[LabelledSentence]) -> dict[str, Score]:
    """The scores of `fit` for the classes alone, without heads and gate: what layers are compared by."""
    about_politics = [sentence for sentence in sentences if sentence.politics]
    rows, typical = features[np.array([sentence.politics for sentence in sentences])], _typical(about_politics)
    scores = {}
    for kind, truth, counted in _targets(about_politics):
        values = held_out_values(rows, truth, [each.group for each in about_politics], counted=counted)
        judged = counted & typical
        _, scores[kind.value] = _best_threshold(values[judged], truth[judged])
    return scores


def _typical(sentences: Sequence[LabelledSentence]) -> _Marks:
    """Which sentences tell how sure a head must be."""
    return np.array([not sentence.dense for sentence in sentences])


def _targets(sentences: Sequence[LabelledSentence]) -> Iterator[tuple[Kind, _Marks, _Marks]]:
    """For each class: which sentences bear it, and which count for or against it at all."""
    for kind in Kind:
        truth = np.array([kind.value in sentence.classes for sentence in sentences])
        yield kind, truth, np.array([kind.value not in sentence.optional for sentence in sentences])


def fit_head(features: Floats, truth: _Marks, strength: float = STRENGTH) -> tuple[Floats, float]:
    """Weights and bias of logistic regression, with the standardising folded in."""
    from sklearn.linear_model import LogisticRegression

    mean, scale = features.mean(axis=0), features.std(axis=0) + 1e-6
    model = LogisticRegression(C=strength, class_weight="balanced", max_iter=500)
    model.fit((features - mean) / scale, truth)
    weights = (model.coef_[0] / scale).astype(np.float32)
    return weights, float(model.intercept_[0] - (mean / scale) @ model.coef_[0])


def held_out_values(
    features: Floats,
    truth: _Marks,
    groups: Sequence[str],
    strength: float = STRENGTH,
    counted: _Marks | None = None,
) -> _Doubles:
    """Each row's decision value from heads that saw no row of its group; only `counted` rows are fitted on."""
    from sklearn.model_selection import GroupKFold

    values = np.zeros(len(truth), dtype=np.float64)
    for train, test in GroupKFold(FOLDS).split(features, groups=list(groups)):
        kept = train if counted is None else train[counted[train]]
        weights, bias = fit_head(features[kept], truth[kept], strength)
        values[test] = features[test] @ weights + bias
    return values


def _best_threshold(values: _Doubles, truth: _Marks) -> tuple[float, Score]:
    """The surest of the thresholds whose F1 is within `PLATEAU` of the best, and its score: which of them is best by
    itself is a matter of a few sentences, and what is listed wrongly costs a reader more than what is not."""
    order = np.argsort(-values, kind="stable")
    found = np.cumsum(truth[order])
    listed = np.arange(1, len(order) + 1)
    f1 = 2 * found / (listed + truth.sum())
    last = int(np.flatnonzero(f1 >= f1.max() - PLATEAU)[0])
    # Half way to the next value below.
    threshold = float((values[order[last]] + values[order[min(last + 1, len(order) - 1)]]) / 2)
    return threshold, Score(float(found[last] / listed[last]), float(found[last] / truth.sum()), float(f1[last]))


def _platt(values: _Doubles, truth: _Marks) -> Calibration:
    from sklearn.linear_model import LogisticRegression

    model: Any = LogisticRegression(C=1e6).fit(values.reshape(-1, 1), truth)
    return Calibration(float(model.coef_[0][0]), float(model.intercept_[0]))


def _reliability(predicted: _Doubles, observed: _Doubles) -> tuple[tuple[float, float, int], ...]:
    tenths = np.minimum((predicted * 10).astype(np.int64), 9)
    rows = []
    for tenth in range(10):
        inside = tenths == tenth
        if count := int(inside.sum()):
            rows.append((float(predicted[inside].mean()), float(observed[inside].mean()), count))
    return tuple(rows)
