"""`extract compare`: models side by side over the same cases."""

import json
from pathlib import Path
from typing import Annotated

import typer

from extract.cli.options import Gpu, Threads, Verbose
from extract.cli.output import DASH, say, write_output
from extract.errors import UsageError


def register(app: typer.Typer) -> None:
    app.command("compare")(compare)


def compare(
    models: Annotated[
        str,
        typer.Option(
            metavar="A,B", help="Names or GGUF files, with commas between; 'golden' is what golden.json holds."
        ),
    ],
    cases: Annotated[Path, typer.Option(metavar="DIR", help="A golden case, or a folder of them.")],
    gpu: Gpu = "auto",
    threads: Threads = None,
    as_json: Annotated[bool, typer.Option("--json", show_default=False, help="Print all as JSON.")] = False,
    verbose: Verbose = False,
) -> None:
    """Run models over golden cases: scores with their intervals, items, time, tokens and memory."""
    from extract import pipeline
    from extract.golden.cases import find_cases, with_machine
    from extract.golden.contest import stand
    from extract.golden.trials import GOLDEN, run_trials
    from extract.models import check_gguf, model_path

    names = list(dict.fromkeys(name.strip() for name in models.split(",") if name.strip()))
    if not names:
        raise UsageError("name the models to compare: --models A,B")
    for name in names:
        if name != GOLDEN:
            # Before the first one has run for an hour.
            check_gguf(model_path(name))
    found = [with_machine(case, None, threads, gpu) for case in find_cases([cases])]
    comparison = stand(list(run_trials(names, found, pipeline.open_decoder, _tell)))
    if as_json:
        write_output(DASH, json.dumps(comparison.for_json(), ensure_ascii=False, indent=2) + "\n")
    else:
        from rich.console import Console

        from extract.golden.rendering.table import comparison_lines
        from extract.terminal import laid_out

        say(laid_out(comparison_lines(comparison), Console()))
    if any(standing.problems for standing in comparison.standings):
        raise typer.Exit(1)


def _tell(model: str, case: str) -> None:
    typer.echo(f"{model} reads {case}", err=True)
