"""`extract brief`: read a folder with a model, write the briefing."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from extract.cli.listing import listed_files
from extract.cli.options import (
    ClassName,
    Gpu,
    Language,
    ModelName,
    NoStore,
    StoreFile,
    Threads,
    Verbose,
    chosen_store,
    kinds,
)
from extract.cli.output import DASH, check_output, tell
from extract.cli.report import check_report, write_report
from extract.cli.texts import write_briefing
from extract.errors import OutputError

if TYPE_CHECKING:
    from extract.config import Settings
    from extract.pipeline import Run
    from extract.terminal import Line

_SKIPPED_SHOWN = 8


def register(app: typer.Typer) -> None:
    app.command("brief")(brief)


def brief(
    folder: Annotated[
        Path, typer.Argument(metavar="FOLDER", help="The folder with the articles; - reads a list of files from stdin.")
    ],
    output: Annotated[
        Path,
        typer.Option("-o", "--output", metavar="FILE", readable=False, help="Where the briefing goes; - is stdout."),
    ] = Path("briefing.json"),
    model: ModelName = None,
    gpu: Gpu = "auto",
    only_class: Annotated[
        list[ClassName] | None,
        typer.Option(
            metavar="CLASS",
            show_default=False,
            help="Only agreement, demand, warning or dispute; may be given again.",
        ),
    ] = None,
    threads: Threads = None,
    report: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", readable=False, show_default=False, help="Also write a page to look at (.html, or .md)."
        ),
    ] = None,
    language: Language = "en",
    store: StoreFile = None,
    no_store: NoStore = False,
    verbose: Verbose = False,
) -> None:
    """Read a folder of articles and write their briefing."""
    files = listed_files() if folder == DASH else None
    # What would go wrong in the end is said now, not after minutes of reading.
    check_output(output)
    _check_no_article(output, folder, files, "name a .json file with -o")
    if report:
        check_report(report)
        _check_no_article(report, folder, files, "write the report elsewhere")

    from rich.console import Console

    from extract.cli.progress import run_watched
    from extract.config import Settings
    from extract.terminal import laid_out

    settings = Settings(
        model=model,
        classes=kinds(only_class or list(ClassName)),
        gpu=gpu,
        threads=threads,
        verbose=verbose,
        language=language,
        store=chosen_store(store, no_store),
    )
    console = Console(stderr=True)
    try:
        run = run_watched(folder if files is None else files, settings, console)
    except KeyboardInterrupt:
        raise KeyboardInterrupt("no briefing was written") from None
    try:
        texts = write_briefing(output, run)
        if report:
            write_report(run, report)
    except OutputError as error:
        raise OutputError(f"{error}{_kept(settings)}") from error
    tell(laid_out(_closing(run, settings, output, texts), console).removesuffix("\n"))


def _kept(settings: "Settings") -> str:
    """What to do about a result that could not be written."""
    from extract.store.places import store_path

    is_kept = store_path() is not None if settings.store is True else settings.store
    return "; what was read is kept: mend that and run the same again" if is_kept else ""


def _check_no_article(target: Path, folder: Path, files: list[Path] | None, cure: str) -> None:
    """Raise OutputError if what is written there would be an article of this run, or of the next one."""
    from extract.articles import SUFFIXES

    if files is not None:
        if target.resolve() in {file.resolve() for file in files}:
            raise OutputError(f"{target} is one of the files to read: {cure}")
    elif target.suffix.lower() in SUFFIXES and target.resolve().is_relative_to(folder.resolve()):
        raise OutputError(f"{target} would be one of the articles in {folder}: {cure}")


def _closing(run: "Run", settings: "Settings", output: Path, texts: Path | None) -> "Iterator[Line]":
    """The closing table: what was found, what it cost, what was skipped and why."""
    from rich.text import Text

    from extract.terminal import Line, printable

    briefing, skipped = run.briefing, run.briefing.skipped
    rows = [(f"{kind.value}s", f"{len(briefing.of_kind(kind)):,}", "") for kind in settings.classes]
    rows += [
        ("consensus points", f"{len(briefing.consensus.points):,}", briefing.consensus.basis),
        ("articles", f"{len(briefing.articles):,}", ""),
        ("skipped", f"{len(skipped):,}", ""),
        ("seconds", f"{run.seconds:,.0f}", ""),
        ("tokens read", f"{run.read_tokens:,}", _rate(run.read_tokens, run.seconds)),
        ("tokens written", f"{run.written_tokens:,}", _rate(run.written_tokens, run.seconds)),
    ]
    if recalled := sum(cost.recalled for cost in run.costs.values()):
        rows.append(("from the store", f"{recalled:,}", "asked before, not asked again"))
    width = max(len(number) for _, number, _ in rows)
    yield Line()
    for label, number, note in rows:
        yield Line(Text(note, "dim"), Text(f"{label:<16}  {number:>{width}}  "))
    if skipped:
        yield Line()
        yield Line(Text("Skipped", "bold"))
    listed = skipped if settings.verbose else skipped[:_SKIPPED_SHOWN]
    for part in listed:
        yield Line(Text(f"{printable(part.path)}  {printable(part.reason)}"), Text("  "))
    if more := len(skipped) - len(listed):
        yield Line(Text(f"  and {more:,} more: all of them stand in the briefing, and here with -v", "dim"))
    if output != DASH:
        yield Line()
        kept = f", extracted texts to {printable(str(texts))}" if texts else ""
        yield Line(Text(f"Written to {printable(str(output))}{kept}"))


def _rate(tokens: int, seconds: float) -> str:
    return f"{tokens / seconds:,.1f} a second" if tokens and seconds else ""
