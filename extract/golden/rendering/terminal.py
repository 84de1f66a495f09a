"""A difference in a terminal: what went in red, what came in green, and what passes dimmed."""

from collections.abc import Iterator

from rich.text import Text

from extract.golden.checking import Outcome
from extract.golden.differences import BriefingDiff, Evidence, FieldChange, ItemChange
from extract.golden.rendering.phrases import ARROW, names, remark, score_row, told, values, verdict
from extract.terminal import Line, printable

_STYLES = {"lost": "red", "added": "green", "changed": "yellow"}
_STYLES |= {"split": "magenta", "merged": "magenta", "moved": "cyan"}
_MARKS = {"lost": "-", "added": "+", "changed": "~", "split": "<", "merged": ">", "moved": "@"}
_WIDTH = 7  # of the longest word for a change


def outcome_lines(outcome: Outcome) -> Iterator[Line]:
    """A check: its verdict, then, where anything differs, all of it."""
    style = "bold green" if outcome.passed else "bold red"
    yield Line(Text(printable(verdict(outcome)), style))
    if outcome.diff and not (outcome.passed and outcome.diff.same):
        yield from diff_lines(outcome.diff)
    if outcome.bytes_differ and outcome.diff and (outcome.diff.same or not outcome.diff.failing):
        yield Line(Text("The bytes differ all the same:"))
        for line in outcome.bytes_differ.split("\n"):
            yield Line(Text(printable(line)), Text("  "))


def diff_lines(diff: BriefingDiff) -> Iterator[Line]:
    """Every difference with its quotes; then the scores, if there was gold."""
    kind = None
    for item in diff.items:
        if item.kind is not kind:
            kind = item.kind
            yield from _heading(f"{kind.value}s")
        yield from _item(item)
    for section in diff.sections:
        yield from _heading(section.name)
        for change in section.fields:
            yield _field(change, "  ")
    if diff.shape:
        yield from _heading("fields of the JSON")
        for change in diff.shape:
            yield _field(change, "  ")
    if diff.scores:
        yield from _heading("scores against the gold: before, after")
        width = max(len(score.name) for score in diff.scores)
        for score in diff.scores:
            before, after, moved = score_row(score)
            style = "green" if score.after > score.before else "red" if score.after < score.before else "dim"
            yield Line(Text(f"{before:>6}  {after:>6}  {moved}", style), Text(f"  {score.name:<{width}}  "))


def _item(item: ItemChange) -> Iterator[Line]:
    style = "dim" if item.passes else _STYLES[item.change]
    margin = Text(f"  {_MARKS[item.change]} {item.change:<{_WIDTH}}  ", style)
    below = " " * margin.cell_len
    first, *rest = told(item)
    yield Line(Text.assemble((f"{names(item)}  ", "cyan"), (printable(first), style)), margin)
    for line in rest:
        yield Line(Text(printable(line), style), Text(below))
    for change in item.fields:
        yield _field(change, below)
    if item.kept and item.change != "lost":
        yield _quote(item.kept, below + "  ", "dim")
    for each in item.lost:
        yield _quote(each, below + "- ", "red")
    for each in item.gained:
        yield _quote(each, below + "+ ", "green")


def _field(change: FieldChange, margin: str) -> Line:
    before, after = values(change)
    text = Text.assemble(
        (printable(before), "dim" if change.passes else "red"),
        f" {ARROW} ",
        (printable(after), "dim" if change.passes else "green"),
    )
    if note := remark(change):
        text.append(f"  ({printable(note)})", "dim")
    return Line(text, Text(f"{margin}{printable(change.name)}: "))


def _quote(evidence: Evidence, margin: str, style: str) -> Line:
    place = f"{printable(evidence.article)} [{evidence.start}:{evidence.end}]  "
    return Line(Text.assemble((place, "cyan"), (printable(evidence.quote), style)), Text(margin))


def _heading(title: str) -> Iterator[Line]:
    yield Line()
    yield Line(Text(title, "bold"))
