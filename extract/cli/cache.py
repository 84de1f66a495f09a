"""`extract cache`: what is kept of the model's answers, and how to be rid of it."""

import re
import time
from typing import TYPE_CHECKING, Annotated

import typer

from extract.cli.options import StoreFile, Verbose
from extract.cli.output import say
from extract.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from extract.terminal import Line

cache = typer.Typer(help="See and clear what is kept of answers.", no_args_is_help=True, rich_markup_mode=None)

_SECONDS = {"h": 3600, "d": 86400, "w": 604800}


def register(app: typer.Typer) -> None:
    app.add_typer(cache, name="cache")


@cache.command()
def info(store: StoreFile = None, verbose: Verbose = False) -> None:
    """Say where answers are kept, how many they are, and what they tell of the articles."""
    from rich.console import Console

    from extract.terminal import laid_out

    say(laid_out(_info(_path(store)), Console()))


@cache.command()
def clear(
    store: StoreFile = None,
    older_than: Annotated[
        str | None,
        typer.Option(
            "--older-than",
            metavar="AGE",
            show_default=False,
            help="Only what was not used for so long: 12h, 30d or 8w, for instance.",
        ),
    ] = None,
    verbose: Verbose = False,
) -> None:
    """Forget all answers, or those that were not used for long; nothing of them is left in the file."""
    from extract.store import StoreFault
    from extract.store import clear as clear_store

    path, before = _path(store), None if older_than is None else time.time() - _age(older_than)
    try:
        count = clear_store(path, before)
    except StoreFault as fault:
        raise UsageError(str(fault)) from None
    say(f"{count:,} {'answer was' if count == 1 else 'answers were'} forgotten\n")


def _age(text: str) -> int:
    if not (match := re.fullmatch(r"([0-9]{1,5})([hdw])", text)):
        raise UsageError(f"--older-than takes a number of hours, days or weeks (12h, 30d, 8w), not {text!r}")
    return int(match[1]) * _SECONDS[match[2]]


def _path(store: "Path | None") -> "Path":
    from extract.store import store_path

    if path := store or store_path():
        return path
    raise UsageError("EXTRACT_STORE is off, so nothing is kept: name a file with --store")


def _info(path: "Path") -> "Iterator[Line]":
    from rich.text import Text

    from extract.sizes import bytes_below
    from extract.store import StoreFault, aside, contents, limit_bytes, prefixes_path
    from extract.terminal import Line, printable

    try:
        held = contents(path)
    except StoreFault as fault:
        raise UsageError(str(fault)) from None
    rows = [("file", printable(str(path)))]
    if held is None:
        rows.append(("answers", "0, as there is no such file yet"))
    else:
        rows += [
            ("answers", f"{held.answers:,}"),
            ("size", f"{held.size / 1e6:,.1f} MB of {limit_bytes() / 1e6:,.0f}"),
            ("used", f"{_date(held.oldest)} to {_date(held.newest)}"),
        ]
    if prompts := bytes_below(prefixes_path(path)):
        rows.append(("prompts", f"{prompts / 1e6:,.1f} MB of what the model made of the prompts, to start at once"))
    if aside(path).exists():
        rows.append(("damaged", f"{printable(str(aside(path)))} (cleared with the rest)"))
    for name, value in rows:
        yield Line(Text(value), Text(f"{name:<9}"))
    yield Line()
    yield Line(Text(_PRIVACY, "dim"))


_PRIVACY = (
    "No article and no prompt is kept, but answers are: the clauses of records are words of the articles, and whoever "
    "can read the file can check whether a given sentence was read. Only your own user may read it. 'extract cache "
    "clear' forgets it all; --no-store and EXTRACT_STORE=off keep nothing."
)


def _date(seconds: int | None) -> str:
    return "never" if seconds is None else time.strftime("%Y-%m-%d", time.localtime(seconds))
