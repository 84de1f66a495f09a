"""The formats: CSV, JSON lines and Parquet of the two tables, and PLOVER event records."""

import csv
import io
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from extract.briefing import Briefing
from extract.errors import MissingDependency
from extract.exports.columns import TABLES, Column, Table, Type
from extract.exports.plover import plover_records
from extract.exports.rows import Row, Value, item_rows, mention_rows

if TYPE_CHECKING:
    import pyarrow

__all__ = ["FORMATS", "File", "exported"]

_ROWS: dict[str, Callable[[Briefing], Iterator[Row]]] = {"items": item_rows, "mentions": mention_rows}
_SEPARATOR = "; "
#: What a spreadsheet may take for a formula at the start of a cell, full-width too (OWASP, "CSV Injection").
_FORMULA = "=+-@\t\r\n＝＋－＠"
_UNSEEN = " \u00a0\ufeff\u200b\u200e\u200f\u2060\u3000"
_LINE_END = re.compile("[\x85\u2028\u2029]")


@dataclass(frozen=True, slots=True)
class File:
    """One file of an export: its name within the folder, and its bytes."""

    name: str
    content: bytes


def exported(briefing: Briefing, form: str) -> list[File]:
    """The files of one of `FORMATS`. Raises MissingDependency if it needs a package that is not installed."""
    if form == "plover":
        return [File("events.jsonl", _json_lines(plover_records(briefing)))]
    written = FORMATS[form]
    return [File(f"{table.name}.{form}", written(table, list(_ROWS[table.name](briefing)))) for table in TABLES]


def _csv(table: Table, rows: Sequence[Row]) -> bytes:
    """RFC 4180 in UTF-8 with a header; a missing value is an empty cell."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(column.name for column in table.columns)
    writer.writerows([_cell(row[column.name], column) for column in table.columns] for row in rows)
    # Half of a surrogate pair has no place in UTF-8.
    return text.getvalue().encode("utf-8", "backslashreplace")


def _cell(value: Value, column: Column) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        value = _SEPARATOR.join(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return _defused(value) if isinstance(value, str) else str(value)


def _defused(text: str) -> str:
    """With an apostrophe in front if a spreadsheet would compute it; one more if it stands like that in the text
    already, so that taking one away always gives the text back."""
    bare = text.lstrip("'" + _UNSEEN)
    return f"'{text}" if bare.startswith(tuple(_FORMULA)) else text


def _jsonl(table: Table, rows: Sequence[Row]) -> bytes:
    return _json_lines(rows)


def _json_lines(records: Iterable[Mapping[str, Any]]) -> bytes:
    """One object a line, in UTF-8. Unicode's own line ends are escaped, as many a reader would cut the line there."""
    lines = (_LINE_END.sub(_escape, json.dumps(record, ensure_ascii=False)) + "\n" for record in records)
    # Half of a surrogate pair becomes its JSON escape.
    return "".join(lines).encode("utf-8", "backslashreplace")


def _escape(match: re.Match[str]) -> str:
    return f"\\u{ord(match.group()):04x}"


def _parquet(table: Table, rows: Sequence[Row]) -> bytes:
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError:
        raise MissingDependency("Parquet needs pyarrow: pip install 'extract-briefing[parquet]'") from None
    sink = pyarrow.BufferOutputStream()
    pyarrow.parquet.write_table(pyarrow.Table.from_pylist(list(rows), schema=_arrow_schema(table)), sink)
    return bytes(sink.getvalue().to_pybytes())


def _arrow_schema(table: Table) -> "pyarrow.Schema":
    """The table's columns in Arrow's types, with what each holds as its metadata."""
    import pyarrow

    types = {
        Type.TEXT: pyarrow.string(),
        Type.INTEGER: pyarrow.int64(),
        Type.NUMBER: pyarrow.float64(),
        Type.BOOLEAN: pyarrow.bool_(),
        Type.TEXTS: pyarrow.list_(pyarrow.string()),
    }
    return pyarrow.schema(
        [
            pyarrow.field(
                column.name, types[column.type], nullable=column.may_be_missing, metadata={"description": column.holds}
            )
            for column in table.columns
        ]
    )


#: What a table can be written as; "plover" comes besides.
FORMATS: dict[str, Callable[[Table, Sequence[Row]], bytes]] = {"csv": _csv, "jsonl": _jsonl, "parquet": _parquet}
