"""`extract export`: a briefing as tables or event records."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from extract.cli.options import Verbose
from extract.cli.output import DASH, check_output, write_bytes
from extract.errors import OutputError, UsageError


class Format(StrEnum):
    """What `extract.exports` writes, whose module is too heavy to be imported for a help page."""

    CSV = "csv"
    JSONL = "jsonl"
    PARQUET = "parquet"
    PLOVER = "plover"


class TableName(StrEnum):
    """The tables of `extract.exports.columns`."""

    ITEMS = "items"
    MENTIONS = "mentions"


def register(app: typer.Typer) -> None:
    app.command("export")(export)


def export(
    briefing: Annotated[
        Path, typer.Argument(metavar="BRIEFING", help="A file that 'extract brief' wrote; - is stdin.")
    ],
    to: Annotated[
        Format,
        typer.Option("--to", metavar="FORMAT", show_default=False, help="csv, jsonl, parquet or plover (events)."),
    ],
    output: Annotated[
        Path,
        typer.Option(
            "-o",
            "--output",
            metavar="FOLDER",
            readable=False,
            help="Where the files go: items and mentions, or events; - is stdout, for one of them.",
        ),
    ] = Path("export"),
    table: Annotated[
        TableName | None,
        typer.Option("--table", metavar="TABLE", show_default=False, help="Only items or mentions."),
    ] = None,
    verbose: Verbose = False,
) -> None:
    """Write a briefing as tables: one row an item, one row a mention."""
    if table and to is Format.PLOVER:
        raise UsageError("--table chooses among tables; --to plover writes one file of event records")
    if output == DASH and not table and to is not Format.PLOVER:
        raise UsageError("two tables do not fit stdout: choose one with --table items or --table mentions")

    from extract.briefing import load_briefing
    from extract.exports import exported

    read = load_briefing(Path("/dev/stdin") if briefing == DASH else briefing)
    files = [file for file in exported(read, to.value) if not table or file.name.startswith(f"{table.value}.")]
    if output == DASH:
        write_bytes(DASH, files[0].content)
        return
    try:
        output.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"cannot make the folder {output} for the tables: {error.strerror}") from None
    for file in files:
        check_output(output / file.name)
    for file in files:
        write_bytes(output / file.name, file.content)
        typer.echo(f"Written to {output / file.name}", err=True)
