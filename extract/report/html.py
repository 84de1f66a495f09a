"""The report as one HTML file that needs nothing else: no network, no fonts, no scripts but its own.

What others wrote reaches the page in two ways: through Jinja2, which escapes it, and as JSON in a data block, from
which the page's script makes text nodes and nothing else. A content security policy with the hashes of our own style
and script stands in the page, so that whatever slipped through would still not run.
"""

import base64
import hashlib
import json
from calendar import month_name
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from extract.briefing import Agreement, Briefing, Demand, Dispute, Item, Position, Warning
from extract.report.coverage import Column, column_heads, item_row, outlets, points_by_articles
from extract.report.evidence import Evidence, Line, condition_of, gather
from extract.report.sources import Sources
from extract.report.visible import visible
from extract.schemas import Kind

__all__ = ["html_report"]

_PAGE = Path(__file__).parent / "page"
_SCRIPTS = ("reader.js", "filters.js", "keys.js")
_ASKS = {
    Kind.AGREEMENT: "What both sides agreed to or achieved together",
    Kind.DEMAND: "What one side asks another to do or to stop",
    Kind.WARNING: "What one side says will follow, and if what",
    Kind.DISPUTE: "What they accuse each other of, reject or deny",
}


@dataclass(frozen=True, slots=True)
class Shown:
    """An item as the page lists it. `parties` and `columns` are numbers that the filters compare."""

    item: Item
    line: Line
    kind: Kind
    names: tuple[str, ...]
    arrow: bool
    condition: str | None
    positions: tuple[Position, ...]
    parties: tuple[int, ...]
    columns: tuple[Column, ...]


def html_report(briefing: Briefing, sources: Sources) -> str:
    """The whole page. The same briefing and the same articles give the same bytes."""
    evidence = gather(briefing, sources)
    columns = outlets(sources)
    parties = _parties(briefing)
    shown = {kind: [_shown(item, kind, evidence, columns, parties) for item in briefing.of_kind(kind)] for kind in Kind}
    style = _asset("style.css")
    script = "\n".join(_asset(name) for name in _SCRIPTS)
    asked = briefing.manifest.settings.get("classes")
    rows = [(kind, line, item_row(line, columns)) for kind in Kind for line in (each.line for each in shown[kind])]
    return (
        _environment()
        .get_template("page.html")
        .render(
            briefing=briefing,
            classes=[(kind, shown[kind], _ASKS[kind]) for kind in Kind],
            not_asked={
                kind for kind in Kind if isinstance(asked, list) and kind.value not in asked and not shown[kind]
            },
            columns=list(dict.fromkeys(columns.values())),
            data=_data_block(evidence.payload()),
            differences=[evidence.lines[f"difference-{number}"] for number, _ in enumerate(briefing.disagreements, 1)],
            heads=column_heads(list(dict.fromkeys(column.name for column in columns.values()))),
            item_rows=rows,
            lines=evidence.lines,
            most_support=max((item.support for item in briefing.items()), default=1),
            parties=parties,
            point_heads=column_heads([source.outlet for source in sources.values()]),
            point_rows=points_by_articles(briefing, evidence, sources),
            policy=_policy(style, script),
            script=Markup(script),  # noqa: S704 - ours
            settings=json.dumps(briefing.manifest.settings, ensure_ascii=False, sort_keys=True),
            sources=sources,
            style=Markup(style),  # noqa: S704 - ours
            total=sum(1 for _ in briefing.items()),
        )
    )


def _parties(briefing: Briefing) -> list[str]:
    """Every party of an item, those with most items first."""
    counts: dict[str, int] = {}
    for item in briefing.items():
        for name in {name for name in _named(item) if name}:
            counts[name] = counts.get(name, 0) + 1
    return sorted(counts, key=lambda name: (-counts[name], name))


def _named(item: Item) -> tuple[str | None, ...]:
    """The item's parties; in a demand or a warning who speaks and who is addressed, None where it is not known."""
    match item:
        case Demand():
            return item.by, item.of
        case Warning():
            return item.by, item.to
        case Agreement() | Dispute():
            return item.parties
    raise TypeError(f"{item.id} is of no known class")


def _shown(item: Item, kind: Kind, evidence: Evidence, columns: dict[str, Column], parties: Sequence[str]) -> Shown:
    names = _named(item)
    number = {name: place for place, name in enumerate(parties)}
    line = evidence.lines[item.id]
    return Shown(
        item=item,
        line=line,
        kind=kind,
        names=tuple(name or "unnamed" for name in names),
        arrow=isinstance(item, Demand | Warning),
        condition=condition_of(item),
        positions=item.positions if isinstance(item, Dispute) else (),
        parties=tuple(number[name] for name in names if name),
        columns=tuple(sorted({columns[each.article] for each in line.cited}, key=lambda column: column.number)),
    )


@lru_cache(maxsize=1)
def _environment() -> Environment:
    """Jinja2 that escapes everything, makes every character visible, and takes no missing name for an empty one."""
    environment = Environment(
        loader=FileSystemLoader(_PAGE),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_finalize,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= {"count": _count, "day": _day, "percent": _percent}
    return environment


def _finalize(value: Any) -> Any:
    """Whatever the template puts on the page goes through here; only what we marked as ours passes untouched."""
    return visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _count(number: int, noun: str, several: str | None = None) -> str:
    return f"{number:,} {noun if number == 1 else several or noun + 's'}"


def _day(iso: str) -> str:
    """An ISO date as a person writes it; what is none stays as it is."""
    try:
        day = date.fromisoformat(iso)
    except ValueError:
        return iso
    return f"{day.day} {month_name[day.month]} {day.year}"


def _percent(probability: float) -> str:
    """Nothing is certain: what would be rounded up to 100 % is not."""
    return "over 99 %" if probability >= 0.995 else f"{100 * probability:.0f} %"


def _policy(style: str, script: str) -> str:
    """Content Security Policy Level 3: our own script and style by their hashes, and nothing else from anywhere."""
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src '{_hash(script)}'",
            f"style-src '{_hash(style)}'",
            "base-uri 'none'",
            "form-action 'none'",
            "require-trusted-types-for 'script'",
            "trusted-types 'none'",
        )
    )


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _data_block(payload: dict[str, Any]) -> Markup:
    """JSON that cannot end the script element that it stands in, nor open a comment in it (HTML, 4.12.1.3)."""
    text = json.dumps(payload, ensure_ascii=False, separators=(",", ":"))
    return Markup(text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026"))  # noqa: S704


def _asset(name: str) -> str:
    return (_PAGE / name).read_text(encoding="utf-8").strip()
