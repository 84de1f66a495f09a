"""`extract show`: a briefing, readable in a terminal."""

from pathlib import Path
from typing import Annotated

import typer

from extract.cli.options import ClassName, Verbose, kinds
from extract.cli.output import DASH, say


def register(app: typer.Typer) -> None:
    app.command("show")(show)


def show(
    briefing: Annotated[
        Path, typer.Argument(metavar="BRIEFING", help="A file that 'extract brief' wrote; - is stdin.")
    ],
    evidence: Annotated[
        bool, typer.Option("--evidence", show_default=False, help="Show each quote, who said it, and where it stands.")
    ] = False,
    classes: Annotated[
        list[ClassName] | None,
        typer.Option(
            "--class",
            metavar="CLASS",
            show_default=False,
            help="Only agreement, demand, warning or dispute; may be given again.",
        ),
    ] = None,
    verbose: Verbose = False,
) -> None:
    """Show a briefing in the terminal."""
    from rich.console import Console

    from extract.briefing import load_briefing
    from extract.show import shown
    from extract.terminal import laid_out

    read = load_briefing(Path("/dev/stdin") if briefing == DASH else briefing)
    say(laid_out(shown(read, kinds=kinds(classes or ()), evidence=evidence), Console()))
