"""What each line of a report rests on, and where to find it: the lines' quotes, and the articles' text cut at them.

A line is anything that can be pointed at: an item ("demand-2"), a point of the consensus ("point-3"), a disagreement
("difference-1"). These keys are what links name (#demand-2), so they must not change.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from extract.briefing import Briefing, Claim, Dispute, Item, Mention, Quote, Warning
from extract.report.passages import cut, find_passages
from extract.report.sources import Source, Sources
from extract.report.visible import one_line, visible

__all__ = ["Cited", "Evidence", "Line", "condition_of", "gather"]

_CONJUNCTION = re.compile(r"(?:if|unless|should|as long as|so long as|in case|in the event|provided)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Cited:
    """One quote of one line; `number` is its place among the line's quotes, from 0.

    `passage` is its number in its article; None where the text is not at hand or does not say this there.
    """

    number: int
    article: str
    outlet: str
    quote: str
    passage: int | None
    speaker: str | None = None
    probability: float | None = None
    value: str | None = None
    side: str | None = None
    guest_words: str | None = None


@dataclass(frozen=True, slots=True)
class Line:
    key: str
    title: str
    cited: tuple[Cited, ...]

    @property
    def by_outlet(self) -> list[tuple[str, list[Cited]]]:
        """The quotes side by side: one column an outlet, in the order in which the outlets first say it."""
        columns: dict[str, list[Cited]] = {}
        for each in self.cited:
            columns.setdefault(each.outlet, []).append(each)
        return list(columns.items())


@dataclass(frozen=True, slots=True)
class Evidence:
    lines: dict[str, Line]
    articles: dict[str, dict[str, Any]]

    def payload(self) -> dict[str, Any]:
        """What the page's script reads: the articles in pieces, and for each line where to look."""
        lines = {
            key: {"title": one_line(line.title), "cited": [_for_script(each) for each in line.cited]}
            for key, line in self.lines.items()
        }
        return {"articles": self.articles, "lines": lines}


def gather(briefing: Briefing, sources: Sources) -> Evidence:
    """All lines of the briefing with their quotes, in the order in which the report shows them."""
    quotes: dict[str, list[Quote]] = {entry.id: [] for entry in briefing.articles}
    for _, _, cited in _lines(briefing):
        for quote in cited:
            quotes[quote.article].append(quote)
    passages = {
        id: find_passages(source.article.text, quotes[id]) if source.article else {} for id, source in sources.items()
    }
    lines = {}
    for key, title, cited in _lines(briefing):
        sides = _sides(briefing, key)
        shown = []
        for number, quote in enumerate(cited):
            place = (quote.char_interval.start, quote.char_interval.end)
            passage = passages[quote.article].get(place) if _is_marked(sources[quote.article], quote) else None
            shown.append(_cited(number, quote, sources[quote.article].outlet, passage, sides.get(number)))
        lines[key] = Line(key, title, tuple(shown))
    return Evidence(lines, {id: _article(source, passages[id]) for id, source in sources.items()})


def condition_of(item: Item) -> str | None:
    """What would set a warning off, with the conjunction that joins it to what is warned of."""
    if not isinstance(item, Warning) or not item.condition:
        return None
    return item.condition if _CONJUNCTION.match(item.condition) else f"if {item.condition}"


def _lines(briefing: Briefing) -> Iterator[tuple[str, str, Sequence[Quote]]]:
    for point in briefing.consensus.points:
        yield f"point-{point.number}", point.text, (*point.mentions, *point.also_printed)
    for item in briefing.items():
        yield item.id, item.about if isinstance(item, Dispute) else getattr(item, "what", item.id), item.mentions
    for number, difference in enumerate(briefing.disagreements, 1):
        yield f"difference-{number}", difference.about, difference.claims


def _sides(briefing: Briefing, key: str) -> dict[int, str]:
    """For a dispute: whose side each mention tells."""
    for dispute in briefing.disputes:
        if dispute.id == key:
            pairs: Iterable[tuple[int, str]] = chain.from_iterable(
                ((number, position.party) for number in position.mentions) for position in dispute.positions
            )
            return dict(pairs)
    return {}


def _is_marked(source: Source, quote: Quote) -> bool:
    interval = quote.char_interval
    return source.article is not None and source.article.text[interval.start : interval.end] == quote.quote


def _cited(number: int, quote: Quote, outlet: str, passage: int | None, side: str | None) -> Cited:
    return Cited(
        number=number,
        article=quote.article,
        outlet=outlet,
        quote=quote.quote,
        passage=passage,
        speaker=quote.speaker if isinstance(quote, Mention) else None,
        probability=quote.probability if isinstance(quote, Mention) else None,
        value=quote.value if isinstance(quote, Claim) else None,
        side=side,
        guest_words=quote.guest_words if isinstance(quote, Mention) else None,
    )


def _article(source: Source, passages: dict[tuple[int, int], int]) -> dict[str, Any]:
    entry = source.entry
    pieces = cut(source.article, passages) if source.article else []
    return {
        "outlet": one_line(source.outlet),
        "title": one_line(entry.title or ""),
        "facts": [one_line(each) for each in (entry.date, entry.path, f"{entry.characters:,} characters") if each],
        "missing": source.missing,
        "pieces": [[visible(piece.text), list(piece.passages), int(piece.aside)] for piece in pieces],
    }


def _for_script(cited: Cited) -> dict[str, Any]:
    """Without the quote where the article itself will show it."""
    shown: dict[str, Any] = {"article": cited.article, "passage": cited.passage}
    if cited.passage is None:
        shown["quote"] = visible(cited.quote)
    if cited.speaker:
        shown["speaker"] = one_line(cited.speaker)
    return shown
