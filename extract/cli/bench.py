"""`extract bench`: how near a run comes to what this machine can do."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from extract.cli.options import Gpu, ModelName, Threads, Verbose
from extract.cli.output import say
from extract.errors import ExtractError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import Console

    from extract.bench import Raw, Timed
    from extract.config import Settings
    from extract.terminal import Line


def register(app: typer.Typer) -> None:
    app.command("bench")(bench)


def bench(
    folder: Annotated[
        Path | None,
        typer.Argument(metavar="[FOLDER]", show_default=False, help="Articles; the sample articles if left out."),
    ] = None,
    model: ModelName = None,
    gpu: Gpu = "auto",
    threads: Threads = None,
    curve: Annotated[
        bool, typer.Option("--curve", show_default=False, help="Runs over 1, 2, 5, 10 and 20 articles.")
    ] = False,
    kept: Annotated[
        bool,
        typer.Option(
            "--kept-prompts", show_default=False, help="With this package's prompts as an earlier run has kept them."
        ),
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", show_default=False, help="The figures as JSON.")] = False,
    verbose: Verbose = False,
) -> None:
    """Measure a run against what llama.cpp itself reaches on this machine.

    The raw rates of reading and writing are measured before and after the run; the floor is the time that the run's
    tokens would take at these rates. Answers of earlier runs are not used, and what they kept of the prompts only with
    --kept-prompts: that is what every run costs but the first one of a model.
    """
    from rich.console import Console

    from extract.articles import load_articles
    from extract.bench import CURVE, figures
    from extract.config import Settings
    from extract.terminal import laid_out

    articles = folder or _samples()
    load_articles(articles)  # what cannot be read is said now
    settings = Settings(model=model, gpu=gpu, threads=threads, verbose=verbose, store=kept)
    raw, runs = _measured(articles, settings, CURVE if curve else (None,), Console(stderr=True))
    told = figures(raw, runs, settings)
    say(json.dumps(told, indent=1) + "\n" if as_json else laid_out(_shown(told), Console()))


def _samples() -> Path:
    from extract.resources import resource

    try:
        return resource("seeds")
    except ExtractError:
        raise UsageError("this installation has no sample articles: name a folder with some") from None


def _measured(
    folder: Path, settings: "Settings", counts: "tuple[int | None, ...]", console: "Console"
) -> "tuple[Raw, list[Timed]]":
    from extract.apart import apart
    from extract.articles import load_articles
    from extract.bench import measure_raw, run_apart, take
    from extract.cli.progress import watching

    def measure() -> "Raw":
        typer.echo("measuring what llama.cpp itself reaches", err=True)
        return apart(measure_raw, settings)

    raw, runs, loaded = measure(), [], load_articles(folder)
    for count in counts:
        some = take(loaded, count)
        number = len(some.articles)
        typer.echo(f"reading {number} {'article' if number == 1 else 'articles'}", err=True)
        with watching(console, some, plain=settings.verbose) as watch:
            runs.append(run_apart(folder, settings, count, watch))
    return raw.best(measure()), runs


def _shown(told: dict[str, Any]) -> "Iterator[Line]":
    from rich.text import Text

    from extract.terminal import Line, printable

    rates = told["rates"]
    yield Line(Text(f"{printable(told['model'])}, {told['threads']} threads on {told['cores']} cores", "bold"))
    for name, all_rates in (("reading", rates["reading"]), ("writing", rates["writing"])):
        shapes = ", ".join(f"{shape} {rate:,.1f}" for shape, rate in all_rates.items())
        yield Line(Text(f"{name}: {shapes} tokens a second"))
    if "curve" in told:
        yield from _rows(_curve(told["curve"]))
        return
    yield from _rows(_steps(told))
    ratio = "" if told["ratio"] is None else f", {told['ratio']:.2f} times the floor"
    yield Line()
    yield Line(Text(f"wall time {told['wall_s']:,.1f} s, floor {told['floor_s']:,.1f} s{ratio}", "bold"))
    yield Line(Text(f"of which start-up {told['startup_s']:.1f} s, loading the model {told['load_s']:.1f} s"))
    yield Line(Text(f"peak memory {told['peak_rss_mb']:,.0f} MB; the model's file has {told['model_mb']:,.0f}"))


def _steps(told: dict[str, Any]) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = [("step", "read", "written", "seconds", "floor")]
    rows += [
        (name, f"{step['read']:,}", f"{step['written']:,}", f"{step['seconds']:,.1f}", f"{step['floor_s']:,.1f}")
        for name, step in told["steps"].items()
    ]
    return rows


def _curve(curve: list[dict[str, Any]]) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = [("articles", "sentences", "wall", "floor", "ratio", "each", "MB")]
    rows += [
        (
            f"{run['articles']:,}",
            f"{run['sentences']:,}",
            f"{run['wall_s']:,.1f}",
            f"{run['floor_s']:,.1f}",
            "" if run["ratio"] is None else f"{run['ratio']:.2f}",
            f"{run['wall_s'] / run['articles']:,.1f}",
            f"{run['peak_rss_mb']:,.0f}",
        )
        for run in curve
    ]
    return rows


def _rows(rows: list[tuple[str, ...]]) -> "Iterator[Line]":
    from rich.text import Text

    from extract.terminal import Line

    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    yield Line()
    for number, row in enumerate(rows):
        cells = [row[0].ljust(widths[0])]
        cells += [cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True)]
        yield Line(Text("  ".join(cells), "dim" if number == 0 else ""))
