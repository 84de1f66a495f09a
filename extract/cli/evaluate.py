"""`extract eval`: score a briefing against gold, and list what is wrong and what is missing."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from extract.cli.options import Verbose, complete_model
from extract.cli.output import DASH, say, write_output
from extract.errors import UsageError

if TYPE_CHECKING:
    from extract.scores import Evaluation


def register(app: typer.Typer) -> None:
    app.command("eval")(evaluate)


def evaluate(
    subject: Annotated[
        Path,
        typer.Argument(
            metavar="BRIEFING|FOLDER", help="A briefing (- is stdin), or a folder of articles to brief first."
        ),
    ],
    gold: Annotated[Path, typer.Option(metavar="FILE", help="The gold annotations.")],
    articles: Annotated[
        Path | None,
        typer.Option(metavar="DIR", show_default=False, help="The briefing's articles; its own folder if left out."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", show_default=False, help="Print all as JSON.")] = False,
    min_macro_f1: Annotated[
        float | None,
        typer.Option(min=0, max=1, metavar="F1", show_default=False, help="Fail (exit code 10) below this macro F1."),
    ] = None,
    model: Annotated[
        str | None,
        typer.Option(
            metavar="NAME|PATH",
            autocompletion=complete_model,
            show_default=False,
            help="The model that reads a FOLDER.",
        ),
    ] = None,
    gpu: Annotated[
        Literal["auto", "off"], typer.Option(metavar="auto|off", help="For a FOLDER: use a GPU where there is one.")
    ] = "auto",
    threads: Annotated[
        int | None, typer.Option(min=1, metavar="N", show_default=False, help="For a FOLDER: processor threads.")
    ] = None,
    verbose: Verbose = False,
) -> None:
    """Score a briefing against gold annotations and list every fault."""
    from rich.console import Console

    from extract.briefing import load_briefing
    from extract.cli.progress import run_watched
    from extract.config import Settings
    from extract.evaluate import articles_to_score
    from extract.evaluate import evaluate as score
    from extract.gold import load_gold

    # Gold comes first: a broken file is said now, not after minutes of reading.
    truth = load_gold(gold)
    if subject.is_dir():
        if articles:
            raise UsageError(f"the articles are those of the folder {subject}: leave --articles out")
        settings = Settings(model=model, gpu=gpu, threads=threads, verbose=verbose)
        run = run_watched(subject, settings, Console(stderr=True))
        evaluation = score(run.briefing, truth, run.articles.articles)
    else:
        if model:
            raise UsageError(f"{subject} is no folder, so no model reads it: leave --model out")
        if subject == DASH and not articles:
            raise UsageError("a briefing from stdin lies in no folder: name that of its articles with --articles")
        briefing = load_briefing(Path("/dev/stdin") if subject == DASH else subject)
        evaluation = score(briefing, truth, articles_to_score(briefing, truth, articles or subject.parent))
    _tell(evaluation, as_json)
    if min_macro_f1 is not None:
        evaluation.require(min_macro_f1)


def _tell(evaluation: "Evaluation", as_json: bool) -> None:
    if as_json:
        import json

        write_output(DASH, json.dumps(evaluation.for_json(), ensure_ascii=False, indent=2) + "\n")
        return
    from rich.console import Console

    from extract.scoresheet import scoresheet
    from extract.terminal import laid_out

    say(laid_out(scoresheet(evaluation), Console()))
