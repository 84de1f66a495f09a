"""`extract open`: a briefing in the browser."""

from pathlib import Path
from typing import Annotated

import typer

from extract.cli.options import Verbose
from extract.cli.output import write_output
from extract.cli.report import Articles, page
from extract.errors import BriefingError, OutputError

_PAGES = (".html", ".htm")


def register(app: typer.Typer) -> None:
    app.command("open")(open_report)


def open_report(
    briefing: Annotated[
        Path, typer.Argument(metavar="BRIEFING", help="A file that 'extract brief' or 'extract report' wrote.")
    ],
    articles: Articles = None,
    verbose: Verbose = False,
) -> None:
    """Show a briefing in the browser."""
    import tempfile
    import webbrowser

    if briefing.suffix.lower() in _PAGES:
        if not briefing.is_file():
            raise BriefingError(f"no report at {briefing}: run 'extract report BRIEFING -o {briefing}' first")
        target = briefing.resolve()
    else:
        from extract.briefing import load_briefing

        text = page(load_briefing(briefing), briefing, articles)
        # For nobody but the user: the articles may be confidential. The browser reads it when it gets to it, so the
        # file stays; the system clears its folder of temporary files.
        target = Path(tempfile.mkdtemp(prefix="extract-")) / f"{briefing.stem}.html"
        write_output(target, text)
    typer.echo(f"Opening {target}", err=True)
    if not webbrowser.open(target.as_uri()):
        raise OutputError(f"no browser could be started here: open {target} yourself")
