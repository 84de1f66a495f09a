"""Who reports what: items against outlets as a heat map, and points of the consensus against articles.

Both are drawn as SVG with presentation attributes alone, as the page's policy allows no inline styles. Only cells that
hold something are drawn, so a thousand items by a hundred outlets stay a few thousand rectangles.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from extract.briefing import Briefing
from extract.report.evidence import Evidence, Line
from extract.report.sources import Sources
from extract.report.visible import one_line

__all__ = ["CELL", "Column", "column_heads", "item_row", "outlets", "points_by_articles"]

CELL = 22  # px, the side of a cell
_HEAD = 116  # px, the height of the slanted names above
_NAME = 26  # characters of a name above
_SHADES = 4  # so many mentions and more have the darkest shade


@dataclass(frozen=True, slots=True)
class Column:
    """One outlet, or one article of an unknown outlet; `number` is its place from the left, from 0."""

    number: int
    name: str


def outlets(sources: Sources) -> dict[str, Column]:
    """For each article's id its column; articles of one outlet share it. Columns stand in the articles' order."""
    columns: dict[str, Column] = {}
    found = {}
    for id, source in sources.items():
        name = source.outlet
        columns.setdefault(name, Column(len(columns), name))
        found[id] = columns[name]
    return found


def column_heads(names: Sequence[str]) -> Markup:
    """The names above the columns, slanted so that they take no more room than their column."""
    width = len(names) * CELL + _HEAD
    heads = Markup("").join(
        Markup('<text transform="translate({} {}) rotate(-45)"><title>{}</title>{}</text>').format(
            number * CELL + CELL // 2 + 5, _HEAD - 6, one_line(name), _short(one_line(name))
        )
        for number, name in enumerate(names)
    )
    return _svg(width, _HEAD, heads, "Outlets")


def item_row(line: Line, columns: dict[str, Column]) -> Markup:
    """The cells of one item: one for each outlet that bears it, the darker the more mentions it has there."""
    counts = Counter(columns[each.article] for each in line.cited)
    first = {columns[each.article]: each.number for each in reversed(line.cited)}
    width = (max((column.number for column in columns.values()), default=0) + 1) * CELL
    cells = [
        _cell(line, column, count, first[column])
        for column, count in sorted(counts.items(), key=lambda each: each[0].number)
    ]
    return _svg(width, CELL, Markup("").join(cells), f"{len(counts)} outlets")


def points_by_articles(briefing: Briefing, evidence: Evidence, sources: Sources) -> list[tuple[Line, Markup]]:
    """For each point of the consensus its row: a full dot where an article prints it, a ring where it reports it."""
    order = {id: number for number, id in enumerate(sources)}
    rows = []
    for point in briefing.consensus.points:
        line = evidence.lines[f"point-{point.number}"]
        first = {each.article: each for each in reversed(line.cited)}
        marks = []
        for id in sorted({*first, *point.reported_by}, key=order.__getitem__):
            at, outlet = order[id] * CELL + CELL // 2, one_line(sources[id].outlet)
            if id in first:
                told = f"{outlet} prints it"
                place = Markup(' class="printed" data-open="{}" data-number="{}"').format(line.key, first[id].number)
            else:
                told, place = f"{outlet} reports it in other words", Markup(' class="told"')
            marks.append(
                Markup('<circle cx="{}" cy="{}" r="6"{}><title>{}</title></circle>').format(at, CELL // 2, place, told)
            )
        label = f"Point {point.number}: {len(marks)} of {len(sources)} articles"
        rows.append((line, _svg(len(sources) * CELL, CELL, Markup("").join(marks), label)))
    return rows


def _cell(line: Line, column: Column, count: int, number: int) -> Markup:
    return Markup(
        '<rect x="{}" y="1" width="{}" height="{}" rx="3" class="h{}" data-open="{}" data-number="{}">'
        "<title>{}: {} mention{}</title></rect>"
    ).format(
        column.number * CELL + 1,
        CELL - 2,
        CELL - 2,
        min(count, _SHADES),
        line.key,
        number,
        one_line(column.name),
        count,
        "" if count == 1 else "s",
    )


def _svg(width: int, height: int, inner: Markup, label: str) -> Markup:
    return Markup('<svg width="{0}" height="{1}" viewBox="0 0 {0} {1}" role="img" aria-label="{2}">{3}</svg>').format(
        width, height, label, inner
    )


def _short(name: str) -> Markup:
    return escape(name if len(name) <= _NAME else name[: _NAME - 1].rstrip() + "…")
