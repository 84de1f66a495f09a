"""`extract golden`: record, check and accept golden files, and show what two briefings differ in."""

import contextlib
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from extract.cli.options import Gpu, Threads, Verbose, complete_model
from extract.cli.output import DASH, say, write_output
from extract.errors import ExtractError

if TYPE_CHECKING:
    from rich.console import Console

    from extract.golden.cases import Case
    from extract.golden.checking import Opener, Outcome
    from extract.golden.differences import BriefingDiff
    from extract.pipeline import Progress, Watch

golden = typer.Typer(
    help="Golden files: record what a model reads in a folder, and see what changes.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

_Cases = Annotated[
    list[Path], typer.Argument(metavar="CASE...", help="A folder with a case.toml, or one that holds such folders.")
]
_Model = Annotated[
    str | None,
    typer.Option(
        metavar="NAME|PATH",
        autocompletion=complete_model,
        show_default=False,
        help="Another model than the case's own.",
    ),
]
_Format = Annotated[
    Literal["text", "markdown", "json"],
    typer.Option("--format", metavar="text|markdown|json", help="For a person, a pull request, or a tool."),
]


def register(app: typer.Typer) -> None:
    app.add_typer(golden, name="golden")


@golden.command()
def record(
    cases: _Cases,
    gpu: Gpu = "auto",
    threads: Threads = None,
    again: Annotated[
        bool, typer.Option("--again", show_default=False, help="Also cases that replay as they are; begin anew.")
    ] = False,
    verbose: Verbose = False,
) -> None:
    """Run the model, write golden.json and the recording. A case that is up to date is left alone."""
    from rich.console import Console

    from extract.golden.cases import find_cases, with_machine
    from extract.golden.checking import OpenedOnce

    found = [with_machine(case, None, threads, gpu) for case in find_cases(cases)]
    console, failed = Console(stderr=True), False
    with contextlib.closing(OpenedOnce()) as opener:
        for case in found:
            try:
                _record(case, opener, again, console)
            except KeyboardInterrupt:
                raise KeyboardInterrupt(f"{case.name} is not finished: run the same again to go on") from None
            except ExtractError as error:
                # One broken case does not cost the others hours of work.
                typer.echo(f"{case.name}: {error}", err=True)
                failed = True
    if failed:
        raise typer.Exit(1)


@golden.command()
def check(
    cases: _Cases,
    live: Annotated[
        bool, typer.Option("--live", show_default=False, help="Run the model and compare by evidence and meaning.")
    ] = False,
    model: _Model = None,
    gpu: Gpu = "auto",
    threads: Threads = None,
    form: _Format = "text",
    verbose: Verbose = False,
) -> None:
    """Replay the cases and compare bytes, or run their model (--live). Exit code 0, or 1 when anything fails."""
    from extract.golden.cases import find_cases, with_machine
    from extract.golden.checking import OpenedOnce, replay
    from extract.golden.checking import live as check_live
    from extract.golden.recording import keep_new

    outcomes: list[Outcome] = []
    with contextlib.closing(OpenedOnce()) as opener:
        for case in find_cases(cases):
            if live or model:
                mine = with_machine(case, model, threads, gpu)
                outcome = check_live(mine, opener, _watch(case), any_model=model is not None)
            else:
                outcome = replay(case)
            outcomes.append(outcome)
            # Another model than the case's own was only to be looked at.
            kept = keep_new(outcome) if model is None else False
            if form == "text":
                _show_outcome(outcome, kept)
    if form != "text":
        write_output(DASH, _outcomes(outcomes, form))
    if not all(outcome.passed for outcome in outcomes):
        raise typer.Exit(1)


@golden.command()
def accept(cases: _Cases, verbose: Verbose = False) -> None:
    """Take what the last check found as golden, after reading its difference."""
    from extract.golden.cases import find_cases
    from extract.golden.recording import accept as accept_case
    from extract.golden.rendering.phrases import summary

    for case in find_cases(cases):
        diff = accept_case(case)
        typer.echo(f"{case.name}: accepted" + (f": {summary(diff)}" if diff else ""))


@golden.command()
def diff(
    before: Annotated[Path, typer.Argument(metavar="BEFORE", help="A briefing.")],
    after: Annotated[Path, typer.Argument(metavar="AFTER", help="Another one of the same articles.")],
    gold: Annotated[
        Path | None,
        typer.Option(metavar="FILE", show_default=False, help="Show the scores of both against this gold file."),
    ] = None,
    articles: Annotated[
        Path | None,
        typer.Option(metavar="DIR", show_default=False, help="The articles, for the scores; AFTER's folder else."),
    ] = None,
    form: _Format = "text",
    exit_code: Annotated[
        bool, typer.Option("--exit-code", show_default=False, help="End with 1 if any difference would fail a check.")
    ] = False,
    verbose: Verbose = False,
) -> None:
    """Show what two briefings differ in, item by item."""
    from rich.console import Console

    from extract.golden.rendering.as_json import diff_json
    from extract.golden.rendering.markdown import diff_markdown
    from extract.golden.rendering.phrases import summary

    found = _compared(before, after, gold, articles)
    if form == "json":
        write_output(DASH, diff_json(found))
    elif form == "markdown":
        write_output(DASH, diff_markdown(found))
    else:
        say(f"{summary(found)}\n")
        _show_diff(found, Console())
    if exit_code and not found.passes:
        raise typer.Exit(1)


def _compared(before: Path, after: Path, gold: Path | None, articles: Path | None) -> "BriefingDiff":
    import json
    from dataclasses import replace

    from extract.briefing import load_briefing
    from extract.golden.comparing import compare, score_changes, shape_changes

    old, new = load_briefing(before), load_briefing(after)
    shape = shape_changes(*(json.loads(path.read_text(encoding="utf-8")) for path in (before, after)))
    found = replace(compare(old, new), shape=shape)
    if gold:
        from extract.evaluate import articles_to_score
        from extract.gold import load_gold

        truth = load_gold(gold)
        texts = articles_to_score(new, truth, articles or after.parent)
        found = replace(found, scores=score_changes(old, new, truth, texts))
    return found


def _record(case: "Case", opener: "Opener", again: bool, console: "Console") -> None:
    from extract.golden.recording import record as record_case
    from extract.golden.rendering.phrases import summary

    recorded = record_case(case, opener, _watch(case), again=again)
    how = "recorded" if recorded.fresh else "up to date"
    typer.echo(f"{case.name}: {how}" + (f": {summary(recorded.diff)}" if recorded.diff else ""))
    if recorded.diff and not recorded.diff.same:
        _show_diff(recorded.diff, console)


def _watch(case: "Case") -> "Watch":
    """One line on stderr for each step of each article: a recording is watched now and then, for hours."""
    told: set[tuple[str, str | None]] = set()
    began = time.monotonic()

    def watch(progress: "Progress") -> None:
        if (progress.step, progress.article) not in told:
            told.add((progress.step, progress.article))
            line = f"{time.monotonic() - began:5.0f} s  {case.name}  {progress.step}  {progress.article or ''}"
            typer.echo(line.rstrip(), err=True)

    return watch


def _show_outcome(outcome: "Outcome", kept: bool) -> None:
    from rich.console import Console

    from extract.golden.rendering.terminal import outcome_lines
    from extract.terminal import laid_out

    say(laid_out(outcome_lines(outcome), Console()))
    if kept:
        say(f"  to take the new one: extract golden accept {outcome.case.folder}\n")


def _show_diff(diff: "BriefingDiff", console: "Console") -> None:
    from extract.golden.rendering.terminal import diff_lines
    from extract.terminal import laid_out

    text = laid_out(diff_lines(diff), console)
    if console.stderr:
        typer.echo(text, err=True, nl=False)
    else:
        say(text)


def _outcomes(outcomes: "list[Outcome]", form: str) -> str:
    if form == "json":
        from extract.golden.rendering.as_json import outcomes_json

        return outcomes_json(outcomes)
    from extract.golden.rendering.markdown import outcomes_markdown

    return outcomes_markdown(outcomes)
