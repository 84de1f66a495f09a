"""A comparison of models as a table: one column a model, one row a figure."""

from collections.abc import Callable, Iterator

from rich.text import Text

from extract.golden.bootstrap import Interval
from extract.golden.contest import Comparison, Standing
from extract.schemas import Kind
from extract.terminal import Line, printable

_GAP = "  "


def comparison_lines(comparison: Comparison) -> Iterator[Line]:
    """The table; below it which model could not read what; then what the figures say."""
    rows = [("", [printable(standing.model) for standing in comparison.standings]), *_rows(comparison)]
    widths = [max(len(cells[index]) for _, cells in rows) for index in range(len(comparison.standings))]
    label = max(len(name) for name, _ in rows)
    for number, (name, cells) in enumerate(rows):
        body = _GAP.join(f"{cell:<{width}}" for cell, width in zip(cells, widths, strict=True))
        yield Line(Text(body.rstrip(), "" if number else "bold"), Text(f"{name:<{label}}{_GAP}"))
    for standing in comparison.standings:
        for case, problem in standing.problems.items():
            yield Line(Text(printable(f"{standing.model} could not read {case}: {problem}"), "red"))
    yield Line()
    for statement in comparison.statements():
        yield Line(Text(printable(statement)))


def _rows(comparison: Comparison) -> Iterator[tuple[str, list[str]]]:
    standings = comparison.standings
    for name in standings[0].scores:
        yield name, [_score(standing.scores[name]) for standing in standings]
    figures: list[tuple[str, Callable[[Standing], str]]] = [
        ("items", lambda s: f"{sum(s.items.values()):,}"),
        *((f"  {kind.value}s", lambda s, kind=kind: f"{s.items[kind]:,}") for kind in Kind),
        ("of golden", lambda s: f"{s.kept[0]:,} of {s.kept[1]:,} found again" if s.kept[1] else "-"),
        ("seconds", lambda s: _figure(s.seconds)),
        ("tokens read", lambda s: _figure(s.read_tokens)),
        ("tokens written", lambda s: _figure(s.written_tokens)),
        ("memory, MB", lambda s: _figure(s.memory and s.memory / 1e6)),
    ]
    for name, shown in figures:
        yield name, [shown(standing) for standing in standings]


def _score(score: Interval) -> str:
    return f"{score.value:.3f} ({score.low:.2f} to {score.high:.2f})"


def _figure(value: float | None) -> str:
    return "-" if value is None else f"{value:,.0f}"
