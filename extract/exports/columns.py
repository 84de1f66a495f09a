"""The columns of the two tables: names, types and what they hold. The order here is the order in every file.

Names are fixed within a major version of the briefing's schema; new columns come at the end.
"""

from dataclasses import dataclass
from enum import StrEnum

__all__ = ["ITEM_COLUMNS", "MENTION_COLUMNS", "TABLES", "Column", "Table", "Type"]


class Type(StrEnum):
    TEXT = "text"
    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"
    TEXTS = "list of texts"  # in CSV: one cell, the texts joined by "; "


@dataclass(frozen=True, slots=True)
class Column:
    name: str
    type: Type
    holds: str
    may_be_missing: bool = False


ITEM_COLUMNS = (
    Column("item", Type.TEXT, "the item's id in the briefing, such as demand-2"),
    Column("class", Type.TEXT, "agreement, demand, warning or dispute"),
    Column("what", Type.TEXT, "what is agreed, demanded, warned of; a dispute's issue"),
    Column("by", Type.TEXT, "who demands or warns", may_be_missing=True),
    Column("to", Type.TEXT, "of whom it is demanded, who is warned", may_be_missing=True),
    Column("parties", Type.TEXTS, "all parties: those of an agreement or dispute, else by and to"),
    Column("condition", Type.TEXT, "what would set a warning off", may_be_missing=True),
    Column("positions", Type.TEXTS, "a dispute's sides, each as 'party: stance'"),
    Column("support", Type.INTEGER, "number of articles that bear it"),
    Column("mentions", Type.INTEGER, "number of sentences that bear it"),
    Column("outlets", Type.TEXTS, "the outlets of those articles, as far as known, in the order of its mentions"),
    Column("confidence", Type.NUMBER, "0 to 1"),
    Column("speakers", Type.TEXTS, "who says it, as far as known"),
    Column("copies", Type.TEXTS, "ids of articles that bear it in another article's words only; no part of support"),
    Column("first_date", Type.TEXT, "the date of the article in which it appears first", may_be_missing=True),
    Column("reworded", Type.BOOLEAN, "whether a person put it into words of their own"),
    Column("points", Type.TEXTS, "numbers of the consensus points that it belongs to"),
    Column("event", Type.TEXT, "the event's title", may_be_missing=True),
    Column("event_date", Type.TEXT, "ISO 8601, yyyy-mm-dd", may_be_missing=True),
)

MENTION_COLUMNS = (
    Column("item", Type.TEXT, "the item that the sentence bears: joins with the items' table"),
    Column("mention", Type.INTEGER, "its number within the item, from 1"),
    Column("class", Type.TEXT, "agreement, demand, warning or dispute"),
    Column("article", Type.TEXT, "the article's id in the briefing"),
    Column("path", Type.TEXT, "the article's file, relative to its folder"),
    Column("sha256", Type.TEXT, "of the article's bytes"),
    Column("outlet", Type.TEXT, "who published the article", may_be_missing=True),
    Column("title", Type.TEXT, "the article's headline", may_be_missing=True),
    Column("date", Type.TEXT, "the article's date, ISO 8601", may_be_missing=True),
    Column("copy_of", Type.TEXT, "the article of which this one is a near-identical copy", may_be_missing=True),
    Column("language", Type.TEXT, "the article's language, ISO 639-1 or und"),
    Column("start", Type.INTEGER, "where the quote starts in the article's text, in code points, from 0"),
    Column("end", Type.INTEGER, "where it ends; text[start:end] == quote"),
    Column("quote", Type.TEXT, "the sentence, verbatim"),
    Column("what", Type.TEXT, "what the model read out of this sentence"),
    Column("speaker", Type.TEXT, "who says it", may_be_missing=True),
    Column("side", Type.TEXT, "in a dispute: whose position it tells", may_be_missing=True),
    Column("guest", Type.BOOLEAN, "whether the sentence is at home in another item and names this one's matter too"),
    Column("probability", Type.NUMBER, "that the sentence is of this class, 0 to 1"),
)


@dataclass(frozen=True, slots=True)
class Table:
    name: str
    columns: tuple[Column, ...]


TABLES = (Table("items", ITEM_COLUMNS), Table("mentions", MENTION_COLUMNS))
