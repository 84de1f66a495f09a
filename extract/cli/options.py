"""What the options of several commands have in common."""

from collections.abc import Collection
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from extract.cli.exits import be_verbose

if TYPE_CHECKING:
    from extract.schemas import Kind


class ClassName(StrEnum):
    """The values of `extract.schemas.Kind`, whose module is too heavy to be imported for a help page."""

    AGREEMENT = "agreement"
    DEMAND = "demand"
    WARNING = "warning"
    DISPUTE = "dispute"


#: The option -v, which every command has.
Verbose = Annotated[
    bool,
    typer.Option("-v", "--verbose", callback=be_verbose, show_default=False, help="Say more; show where a bug struck."),
]


def kinds(names: Collection[ClassName]) -> "tuple[Kind, ...]":
    """The classes of these names, once each, in the order in which a briefing lists them."""
    from extract.schemas import Kind

    return tuple(kind for kind in Kind if kind.value in names)


def complete_model(incomplete: str) -> list[str]:
    """For the shell: the models of the registry whose names start like this."""
    from extract.errors import ExtractError
    from extract.models import known_models

    try:
        return [name for name in known_models() if name.startswith(incomplete)]
    except ExtractError:
        return []
