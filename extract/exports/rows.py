"""From a briefing to rows: dictionaries with exactly the columns of their table, in their order."""

from collections.abc import Iterator
from typing import TypeAlias

from extract.briefing import Agreement, Briefing, Demand, Dispute, Item, Warning
from extract.schemas import Kind

__all__ = ["Row", "Value", "item_rows", "mention_rows", "sides"]

Value: TypeAlias = str | int | float | bool | list[str] | None
Row: TypeAlias = dict[str, Value]


def item_rows(briefing: Briefing) -> Iterator[Row]:
    """One row an item, in the briefing's order; columns as in `columns.ITEM_COLUMNS`."""
    outlets = {article.id: article.outlet for article in briefing.articles}
    for kind in Kind:
        for item in briefing.of_kind(kind):
            named = dict.fromkeys(outlets[mention.article] for mention in item.mentions)
            by, to = _direction(item)
            yield {
                "item": item.id,
                "class": kind.value,
                "what": _what(item),
                "by": by,
                "to": to,
                "parties": _parties(item),
                "condition": item.condition if isinstance(item, Warning) else None,
                "positions": [f"{each.party}: {each.stance}" for each in item.positions]
                if isinstance(item, Dispute)
                else [],
                "support": item.support,
                "mentions": len(item.mentions),
                "outlets": [outlet for outlet in named if outlet],
                "confidence": item.confidence,
                "speakers": list(item.speakers),
                "copies": list(item.copies),
                "first_date": item.first.date if item.first else None,
                "reworded": item.reworded,
                "points": [str(point.number) for point in briefing.consensus.points if item.id in point.items],
                "event": briefing.event.title,
                "event_date": briefing.event.date,
            }


def mention_rows(briefing: Briefing) -> Iterator[Row]:
    """One row a mention, in the briefing's order; columns as in `columns.MENTION_COLUMNS`."""
    articles = {article.id: article for article in briefing.articles}
    for kind in Kind:
        for item in briefing.of_kind(kind):
            told = sides(item)
            for number, mention in enumerate(item.mentions):
                article = articles[mention.article]
                yield {
                    "item": item.id,
                    "mention": number + 1,
                    "class": kind.value,
                    "article": article.id,
                    "path": article.path,
                    "sha256": article.sha256,
                    "outlet": article.outlet,
                    "title": article.title,
                    "date": article.date,
                    "copy_of": article.copy_of,
                    "language": article.language,
                    "start": mention.char_interval.start,
                    "end": mention.char_interval.end,
                    "quote": mention.quote,
                    "what": mention.what,
                    "speaker": mention.speaker,
                    "side": told.get(number),
                    "guest": mention.part is not None,
                    "probability": mention.probability,
                }


def sides(item: Item) -> dict[int, str]:
    """For a dispute: by a mention's index, whose position it tells; of several, the first. Else empty."""
    found: dict[int, str] = {}
    if isinstance(item, Dispute):
        for position in item.positions:
            for index in position.mentions:
                found.setdefault(index, position.party)
    return found


def _what(item: Item) -> str:
    match item:
        case Agreement() | Demand() | Warning():
            return item.what
        case Dispute():
            return item.about
    raise TypeError(f"{item.id} is of no known class")


def _direction(item: Item) -> tuple[str | None, str | None]:
    match item:
        case Demand():
            return item.by, item.of
        case Warning():
            return item.by, item.to
    return None, None


def _parties(item: Item) -> list[str]:
    if isinstance(item, Agreement | Dispute):
        return list(item.parties)
    return [party for party in _direction(item) if party]
