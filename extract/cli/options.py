"""What the options of several commands have in common."""

from collections.abc import Collection
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from extract.cli.exits import be_verbose
from extract.errors import UsageError

if TYPE_CHECKING:
    from extract.schemas import Kind


class ClassName(StrEnum):
    """The values of `extract.schemas.Kind`, whose module is too heavy to be imported for a help page."""

    AGREEMENT = "agreement"
    DEMAND = "demand"
    WARNING = "warning"
    DISPUTE = "dispute"


def complete_model(incomplete: str) -> list[str]:
    """For the shell: the models of the registry whose names start like this."""
    from extract.errors import ExtractError
    from extract.models import known_models

    try:
        return [name for name in known_models() if name.startswith(incomplete)]
    except ExtractError:
        return []


#: The model of a command that reads with one, and of one that fits something to it.
ModelName = Annotated[
    str | None,
    typer.Option(
        "--model",
        metavar="NAME|PATH",
        autocompletion=complete_model,
        show_default=False,
        help="A name of 'extract models list', or a GGUF file.",
    ),
]
ModelToFit = Annotated[
    str,
    typer.Argument(
        metavar="MODEL", autocompletion=complete_model, help="A name of 'extract models list', or a GGUF file."
    ),
]
#: Where the work is done.
Gpu = Annotated[
    Literal["auto", "off"], typer.Option("--gpu", metavar="auto|off", help="Use a GPU where there is one, or never.")
]
Threads = Annotated[
    int | None,
    typer.Option("--threads", min=1, metavar="N", show_default=False, help="Processor threads, else one a core."),
]
#: The file of a command that fits heads.
HeadsFile = Annotated[
    Path | None,
    typer.Option(
        "-o",
        "--out",
        metavar="FILE",
        show_default=False,
        help="Where the heads go; else where every command finds them.",
    ),
]
#: The option --language of a command that reads a folder.
Language = Annotated[
    Literal["en", "any"],
    typer.Option("--language", metavar="en|any", help="Skip a text that is surely not English, or read any."),
]
#: The option -v, which every command has.
Verbose = Annotated[
    bool,
    typer.Option("-v", "--verbose", callback=be_verbose, show_default=False, help="Say more; show where a bug struck."),
]
#: The options --store and --no-store of commands that read articles.
StoreFile = Annotated[
    Path | None,
    typer.Option(
        "--store", metavar="FILE", show_default=False, help="Where answers are kept, else $EXTRACT_STORE or a cache."
    ),
]
NoStore = Annotated[
    bool, typer.Option("--no-store", show_default=False, help="Ask the model anew, and keep nothing of its answers.")
]


def chosen_store(store: Path | None, no_store: bool) -> Path | bool:
    """The value of `Settings.store` for these two options. Raises UsageError if both are given."""
    if store is not None and no_store:
        raise UsageError("--store and --no-store contradict each other: give one of them")
    return store or not no_store


def kinds(names: Collection[ClassName]) -> "tuple[Kind, ...]":
    """The classes of these names, once each, in the order in which a briefing lists them."""
    from extract.schemas import Kind

    return tuple(kind for kind in Kind if kind.value in names)
