"""`extract schema`: what a program may rely on in a briefing."""

import typer

from extract.cli.options import Verbose
from extract.cli.output import DASH, write_output


def register(app: typer.Typer) -> None:
    app.command("schema")(schema)


def schema(verbose: Verbose = False) -> None:
    """Print the JSON Schema of a briefing."""
    import json

    from extract.briefing import json_schema

    write_output(DASH, json.dumps(json_schema(), ensure_ascii=False, indent=2) + "\n")
