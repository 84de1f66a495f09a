"""The command line. Each command is one file of this package with a function `register`; a new one is a new file and
its name in `_COMMANDS`.

Nothing heavy (pydantic, rich, numpy, a model) is imported before a command that needs it runs, so that help and
completion answer at once.
"""

from typing import Annotated

import typer

from extract.cli import (
    bench,
    brief,
    cache,
    calibrate,
    calibrate_pairs,
    calibrate_parties,
    compare,
    evaluate,
    export,
    golden,
    label,
    models,
    report,
    review,
    schema,
    show,
)
from extract.cli import open as open_page
from extract.cli.exits import Commands

#: In the order in which the help lists them.
_COMMANDS = (
    *(brief, show, review, report, open_page, export),
    *(evaluate, golden, compare, label, calibrate, calibrate_parties, calibrate_pairs),
    *(models, cache, bench, schema),
)

# \b keeps the lines as they are.
_EXIT_CODES = """\b
Exit codes:
   0  done                      7  the model could not be run
   1  an unexpected error       8  not a valid briefing
   2  wrong usage               9  the result could not be written
   3  no readable articles     10  a check did not hold
   4  no usable model          11  an optional package is missing
   5  model not fetched        12  too little memory
   6  prompt file broken      130  interrupted (143: by SIGTERM)
                              141  the reader of the output went away
"""

app = typer.Typer(
    name="extract",
    cls=Commands,
    help="Turn a folder of news articles about one diplomatic event into one sourced briefing, on this machine.",
    epilog=_EXIT_CODES,
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


def _show_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import PackageNotFoundError, version

        try:
            number = version("extract-briefing")
        except PackageNotFoundError:
            number = "(not installed)"
        typer.echo(f"extract {number}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    pass


for command in _COMMANDS:
    command.register(app)


def main() -> None:
    """The console script `extract`. Ends the process with one of the exit codes above."""
    app(prog_name="extract")
