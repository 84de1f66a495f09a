"""Models side by side over the same cases: what each found, how well, and at what cost."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from extract.articles import load_articles
from extract.briefing import Briefing, load_briefing
from extract.errors import ExtractError
from extract.gold import load_gold
from extract.golden.bootstrap import LEVEL, Counts, Interval, article_counts, interval, scores
from extract.golden.cases import Case
from extract.golden.matching import match_items, placed
from extract.golden.trials import Trial
from extract.schemas import Kind


@dataclass(frozen=True)
class Standing:
    """One model over all cases. `kept` is how many items of the golden files it finds again, of how many; costs are
    sums, `memory` the peak; None where they are not known. `problems` are the cases that it could not read."""

    model: str
    items: Mapping[Kind, int]
    kept: tuple[int, int]
    scores: Mapping[str, Interval] = field(default_factory=dict)
    seconds: float | None = None
    read_tokens: int | None = None
    written_tokens: int | None = None
    memory: int | None = None
    problems: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Comparison:
    """`gains` are, for each other model, its scores less those of the first; `articles` is how many are annotated."""

    standings: tuple[Standing, ...]
    gains: Mapping[str, Mapping[str, Interval]]
    articles: int

    def statements(self) -> list[str]:
        """In plain words: which model scores better by how much, and whether that is more than noise."""
        first = self.standings[0].model
        if not self.articles:
            return ["No case has gold, so there are no scores: give one a gold.json."]
        lines = []
        for model, gains in self.gains.items():
            gain = gains["macro F1"]
            how = "better" if gain.value > 0 else "worse"
            figures = f"macro F1 {gain.value:+.3f}, {LEVEL:.0%} interval {gain.low:+.3f} to {gain.high:+.3f}"
            if gain.value == gain.low == gain.high == 0:
                lines.append(f"{model} scores as {first} does.")
            elif gain.holds_zero:
                lines.append(f"{model} and {first} differ within noise ({figures}, {self.articles} articles).")
            else:
                lines.append(f"{model} is {how} than {first} ({figures}, {self.articles} articles).")
        return lines

    def for_json(self) -> dict[str, Any]:
        return {
            "articles": self.articles,
            "models": [_plain(standing) for standing in self.standings],
            "gains": {
                model: {name: _triple(gain) for name, gain in gains.items()} for model, gains in self.gains.items()
            },
            "statements": self.statements(),
        }


def stand(trials: Sequence[Trial]) -> Comparison:
    """Compare models over the cases of `trials`. Scores count only the cases that all models could read."""
    models = list(dict.fromkeys(trial.model for trial in trials))
    failed = {trial.case.name for trial in trials if trial.briefing is None}
    counts = {model: _counts([t for t in trials if t.model == model and t.case.name not in failed]) for model in models}
    articles = len(counts[models[0]])
    named = scores() if articles else {}
    standings = tuple(
        _standing(
            model,
            [trial for trial in trials if trial.model == model],
            {name: interval(counts[model], score) for name, score in named.items()},
        )
        for model in models
    )
    gains = {
        model: {name: interval(counts[model], score, counts[models[0]]) for name, score in named.items()}
        for model in models[1:]
    }
    return Comparison(standings, gains, articles)


def _counts(trials: Sequence[Trial]) -> Counts:
    rows: list[list[int]] = []
    for trial in trials:
        if trial.case.gold and trial.briefing:
            articles = load_articles(trial.case.articles, language=trial.case.settings.language).articles
            rows += article_counts(trial.briefing, load_gold(trial.case.gold), articles)
    return np.array(rows, dtype=np.int64).reshape(len(rows), 3 * len(Kind) + 2)


def _standing(model: str, trials: Sequence[Trial], scored: Mapping[str, Interval]) -> Standing:
    read = [trial for trial in trials if trial.briefing]
    briefings = [trial.briefing for trial in read if trial.briefing]
    kept = [_kept(trial.case, trial.briefing) for trial in read if trial.briefing]
    return Standing(
        model=model,
        items={kind: sum(len(briefing.of_kind(kind)) for briefing in briefings) for kind in Kind},
        kept=(sum(found for found, _ in kept), sum(total for _, total in kept)),
        scores=scored,
        seconds=_sum([trial.seconds for trial in read]),
        read_tokens=_sum([trial.read_tokens for trial in read]),
        written_tokens=_sum([trial.written_tokens for trial in read]),
        memory=max((trial.memory for trial in read if trial.memory is not None), default=None),
        problems={trial.case.name: trial.problem for trial in trials if trial.problem},
    )


def _kept(case: Case, briefing: Briefing) -> tuple[int, int]:
    """Items of golden.json whose evidence stands under the same class again, of how many."""
    try:
        golden = load_briefing(case.golden)
    except ExtractError:
        return 0, 0
    matches = match_items(placed(golden), placed(briefing))
    alike = [m for m in matches if m.before and m.after and m.before[0].kind is m.after[0].kind]
    return sum(len(match.before) for match in alike), len(list(golden.items()))


def _sum(values: Sequence[Any]) -> Any:
    """None where any of them is not known."""
    return None if not values or any(value is None for value in values) else sum(values)


def _plain(standing: Standing) -> dict[str, Any]:
    return {
        "model": standing.model,
        "items": {kind.value: number for kind, number in standing.items.items()},
        "kept": {"found": standing.kept[0], "of": standing.kept[1]},
        "scores": {name: _triple(score) for name, score in standing.scores.items()},
        "seconds": standing.seconds,
        "read_tokens": standing.read_tokens,
        "written_tokens": standing.written_tokens,
        "memory": standing.memory,
        "problems": dict(standing.problems),
    }


def _triple(score: Interval) -> dict[str, float]:
    return {"value": score.value, "low": score.low, "high": score.high}
