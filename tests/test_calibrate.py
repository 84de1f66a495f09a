"""Fitting heads on small made-up features: what can be told apart is found, and no group stands on both sides."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
import pytest

from extract import calibrate
from extract.calibrate import Fit, fit, held_out_scores
from extract.errors import UsageError
from extract.heads import GATE, Block, Floats
from extract.schemas import Kind
from extract.training import LabelledSentence

BLOCKS = (Block(2, "mean"), Block(4, "last"))


@pytest.fixture(scope="module", autouse=True)
def one_thread() -> Iterator[None]:
    """Several threads gain nothing on so few numbers, and wait for one another where something else is running."""
    with pytest.importorskip("threadpoolctl").threadpool_limits(1):
        yield


def made(count: int = 240, *, apart: float = 4.0, seed: int = 1) -> tuple[Floats, list[LabelledSentence]]:
    """Sentences, a tenth of which bear each class (some two of them), with features that show it `apart` deviations."""
    numbers = np.random.default_rng(seed)
    bears = numbers.random((count, len(Kind))) < 0.1
    features = numbers.normal(size=(count, 12)) * numbers.uniform(0.1, 50, size=12)
    features[:, : len(Kind)] = numbers.normal(size=(count, len(Kind))) + apart * bears
    sentences = [
        LabelledSentence(
            str(row),
            frozenset(kind.value for kind, has in zip(Kind, bears[row], strict=True) if has),
            frozenset(),
            f"r{row // 4}",
        )
        for row in range(count)
    ]
    return features.astype(np.float32), sentences


def fitted(features: Floats, sentences: Sequence[LabelledSentence]) -> Fit:
    return fit(features, sentences, BLOCKS, model="ab" * 32, prompt="cd" * 32)


@pytest.fixture(scope="module")
def easy() -> tuple[Floats, list[LabelledSentence], Fit]:
    features, sentences = made(apart=8)
    return features, sentences, fitted(features, sentences)


def test_classes_that_are_far_apart_are_told_apart(easy: tuple[Floats, list[LabelledSentence], Fit]) -> None:
    features, sentences, result = easy
    assert result.macro_f1 > 0.95
    right = 0
    for vector, sentence in zip(features, sentences, strict=True):
        values = result.probe.decide(vector)
        taken = {head.label for head in result.probe.heads if values[head.label] > head.threshold}
        right += taken == sentence.classes
    assert right / len(sentences) > 0.95


def test_classes_that_cannot_be_told_apart_score_no_better_than_chance() -> None:
    assert fitted(*made(120, apart=0)).macro_f1 < 0.35


def test_a_probe_says_what_it_was_fitted_on(easy: tuple[Floats, list[LabelledSentence], Fit]) -> None:
    _, sentences, result = easy
    probe = result.probe
    assert (probe.model_sha256, probe.prompt_sha256, probe.blocks) == ("ab" * 32, "cd" * 32, BLOCKS)
    assert [head.label for head in probe.heads] == [kind.value for kind in Kind]
    assert (probe.about["sentences"], probe.about["groups"]) == (len(sentences), len(sentences) // 4)
    assert probe.about["held_out"] == {label: round(score.f1, 4) for label, score in result.scores.items()}


def test_probabilities_are_calibrated(easy: tuple[Floats, list[LabelledSentence], Fit]) -> None:
    features, sentences, result = easy
    for head in result.probe.heads:
        assert head.calibration.slope > 0
        values = [result.probe.decide(vector)[head.label] for vector in features]
        bears = [head.label in sentence.classes for sentence in sentences]
        likely = [head.calibration.probability(value) for value in values]
        assert np.mean([p for p, has in zip(likely, bears, strict=True) if has]) > 0.9
        assert np.mean([p for p, has in zip(likely, bears, strict=True) if not has]) < 0.05


def test_thresholds_lie_between_the_two(easy: tuple[Floats, list[LabelledSentence], Fit]) -> None:
    features, sentences, result = easy
    for head in result.probe.heads:
        values = [
            (result.probe.decide(vector)[head.label], head.label in s.classes)
            for vector, s in zip(features, sentences, strict=True)
        ]
        assert np.mean([v for v, has in values if not has]) < head.threshold < np.mean([v for v, has in values if has])


def test_reliability_compares_what_was_predicted_with_what_was_found(
    easy: tuple[Floats, list[LabelledSentence], Fit],
) -> None:
    _, sentences, result = easy
    assert sum(count for *_, count in result.reliability) == len(Kind) * len(sentences)
    predicted = [mean for mean, *_ in result.reliability]
    assert predicted == sorted(predicted)
    first, last = result.reliability[0], result.reliability[-1]
    assert abs(first[0] - first[1]) < 0.05
    assert abs(last[0] - last[1]) < 0.1


def test_no_group_is_divided_between_fitting_and_testing(monkeypatch: pytest.MonkeyPatch) -> None:
    features, sentences = made(120)
    features[:, -1] = np.arange(120)
    rows_of: list[set[int]] = []
    honest = calibrate.fit_head

    def watched(rows: Floats, truth: calibrate._Marks, strength: float) -> tuple[Floats, float]:
        rows_of.append({int(row) for row in rows[:, -1]})
        return honest(rows, truth, strength)

    monkeypatch.setattr(calibrate, "fit_head", watched)
    held_out_scores(features, sentences)
    assert len(rows_of) == calibrate.FOLDS * len(Kind)
    for seen in rows_of:
        left = set(range(120)) - seen
        assert left
        assert {sentences[row].group for row in seen}.isdisjoint(sentences[row].group for row in left)


def test_dense_sentences_teach_and_are_not_judged() -> None:
    features, sentences = made(apart=3)
    marked = [replace(each, dense=int(each.group[1:]) % 2 == 0) for each in sentences]
    result = fitted(features, marked)
    typical = sum(not each.dense for each in marked)
    assert sum(count for *_, count in result.reliability) == len(Kind) * typical
    assert result.probe.about["sentences"] == len(sentences)
    alone = fitted(features[[not each.dense for each in marked]], [each for each in marked if not each.dense])
    assert not np.allclose(result.probe.heads[0].weights, alone.probe.heads[0].weights)
    with pytest.raises(UsageError, match="at least 5 reports"):
        fitted(features, [replace(each, dense=True) for each in sentences])


def test_of_thresholds_that_do_as_well_the_surest_is_taken() -> None:
    # 400 sure ones; then one that bears the class behind every other: taking them all in is better by a hair.
    values = np.arange(1000, 0, -1).astype(np.float64)
    truth = np.array([row < 400 or (row < 410 and row % 2 == 0) for row in range(1000)])
    threshold, score = calibrate._best_threshold(values, truth)
    assert threshold > 600
    assert score.precision == 1.0


def test_the_same_sentences_give_the_same_bytes(easy: tuple[Floats, list[LabelledSentence], Fit]) -> None:
    features, sentences, result = easy
    assert fitted(features, sentences).probe.to_json() == result.probe.to_json()


def test_scores_alone_are_those_of_the_fit(easy: tuple[Floats, list[LabelledSentence], Fit]) -> None:
    features, sentences, result = easy
    assert held_out_scores(features, sentences) == result.scores


def with_others(seed: int = 2) -> tuple[Floats, list[LabelledSentence]]:
    """As `made`, with as many sentences about other matters again: some show a class, all show in another column."""
    features, sentences = made(160, apart=8, seed=seed)
    elsewhere, alike = made(160, apart=8, seed=seed + 1)
    features[:, -1], elsewhere[:, -1] = np.random.default_rng(seed).normal((5, -5), 1, (160, 2)).T
    others = [LabelledSentence(s.text, frozenset(), frozenset(), f"x{s.group}", politics=False) for s in alike]
    return np.concatenate([features, elsewhere]), [*sentences, *others]


def test_a_gate_keeps_out_other_matters_that_would_bear_a_class() -> None:
    features, sentences = with_others()
    result = fitted(features, sentences)
    gate = result.probe.gate
    assert gate is not None
    assert result.gate is not None
    assert result.gate.kept >= 1 - calibrate.GATE_LOSS
    assert result.gate.others == 160
    assert result.gate.taken == 0
    decisions = [result.probe.decide(vector) for vector in features]
    for values, sentence in zip(decisions, sentences, strict=True):
        assert (values[GATE] > gate.threshold) == sentence.politics
    # The classes' own heads would have taken them: it is the gate that keeps them out.
    alike = [values for values, sentence in zip(decisions, sentences, strict=True) if not sentence.politics]
    assert sum(any(values[head.label] > head.threshold for head in result.probe.classes) for values in alike) > 30


def test_heads_of_the_classes_do_not_see_other_matters() -> None:
    features, sentences = with_others()
    politics = np.array([sentence.politics for sentence in sentences])
    alone = fitted(features[politics], [sentence for sentence in sentences if sentence.politics])
    assert alone.gate is None
    assert alone.probe.gate is None
    for mine, other in zip(alone.probe.classes, fitted(features, sentences).probe.classes, strict=True):
        assert np.array_equal(mine.weights, other.weights)


def test_too_few_reports_or_a_class_without_an_example_are_said_in_a_line() -> None:
    features, sentences = made(120, apart=8)
    with pytest.raises(UsageError, match="sentences of at least 5 reports"):
        fitted(features[:12], sentences[:12])
    without = [replace(sentence, classes=sentence.classes - {"warning"}) for sentence in sentences]
    with pytest.raises(UsageError, match="no sentence bears warning"):
        fitted(features, without)


def test_what_the_gate_keeps_out_counts_as_missed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calibrate, "GATE_LOSS", 0.5)
    result = fitted(*with_others())
    assert result.gate is not None
    assert result.gate.kept < 0.6
    assert np.mean([score.recall for score in result.scores.values()]) < 0.7
