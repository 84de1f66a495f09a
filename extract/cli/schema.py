"""`extract schema`: what a program may rely on in a briefing."""

from pathlib import Path
from typing import Annotated

import typer

from extract.cli.options import Verbose
from extract.cli.output import DASH, check_output, write_output
from extract.errors import UsageError


def register(app: typer.Typer) -> None:
    app.command("schema")(schema)


def schema(
    output: Annotated[
        Path, typer.Option("-o", "--output", metavar="FILE", readable=False, help="Where it goes; - is stdout.")
    ] = DASH,
    version: Annotated[
        str | None, typer.Option(metavar="VERSION", show_default=False, help="An older version, such as 1.0.")
    ] = None,
    verbose: Verbose = False,
) -> None:
    """Print the JSON Schema of a briefing."""
    check_output(output)
    import json

    from extract.briefing import SCHEMA_VERSION, json_schema

    if version and version != SCHEMA_VERSION:
        write_output(output, _published(version))
    else:
        write_output(output, json.dumps(json_schema(), ensure_ascii=False, indent=2) + "\n")


def _published(version: str) -> str:
    """The versioned file, as it was published."""
    from extract.resources import resource

    files = sorted(resource("docs/schema").glob("briefing-*.json"))
    known = {path.stem.removeprefix("briefing-"): path for path in files}
    if version not in known:
        raise UsageError(f"no schema of version {version}: there is {', '.join(known)}")
    return known[version].read_text(encoding="utf-8")
