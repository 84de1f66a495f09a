"""`extract report`: a briefing as a page to look at, or as Markdown to send."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from extract.cli.options import Verbose
from extract.cli.output import DASH, check_output, write_output
from extract.errors import UsageError

if TYPE_CHECKING:
    from extract.briefing import Briefing
    from extract.pipeline import Run
    from extract.report import Source

#: The folder of a briefing's articles; `extract open` takes it, too.
Articles = Annotated[
    Path | None,
    typer.Option(
        metavar="FOLDER",
        show_default=False,
        help="Where the articles lie, to show quotes in their place; else beside BRIEFING.",
    ),
]
_NAMED = 3


def register(app: typer.Typer) -> None:
    app.command("report")(report)


def report(
    briefing: Annotated[
        Path, typer.Argument(metavar="BRIEFING", help="A file that 'extract brief' wrote; - is stdin.")
    ],
    output: Annotated[
        Path | None,
        typer.Option(
            "-o",
            "--output",
            metavar="FILE",
            readable=False,
            show_default=False,
            help="Where it goes; - is stdout. Else report.html or report.md.",
        ),
    ] = None,
    articles: Articles = None,
    form: Annotated[
        Literal["html", "md"] | None,
        typer.Option("--format", metavar="html|md", show_default=False, help="Else as FILE is called; html."),
    ] = None,
    verbose: Verbose = False,
) -> None:
    """Write a briefing as one HTML page, or as Markdown."""
    chosen = form or ("md" if output and output.suffix.lower() in (".md", ".markdown") else "html")
    target = output or Path(f"report.{chosen}")
    check_output(target)

    from extract.briefing import load_briefing

    read = load_briefing(Path("/dev/stdin") if briefing == DASH else briefing)
    if chosen == "md":
        from extract.report import markdown_report

        write_output(target, markdown_report(read))
    else:
        write_output(target, page(read, briefing, articles))
    if target != DASH:
        typer.echo(f"Written to {target}", err=True)


def page(read: "Briefing", briefing: Path, articles: Path | None) -> str:
    """The page of a briefing that came from the file `briefing`; tells of articles that are shown by quotes only."""
    from extract.formats import texts_folder
    from extract.report import html_report, read_sources

    beside = None if briefing == DASH else briefing.resolve().parent
    sources = read_sources(read, articles or beside, None if briefing == DASH else texts_folder(briefing.resolve()))
    if missing := [source for source in sources.values() if source.missing]:
        _tell(missing, len(sources), given=articles is not None)
    return html_report(read, sources)


def check_report(target: Path) -> None:
    """Raise UsageError or OutputError if the page of a run could not be written there."""
    if target == DASH:
        raise UsageError("--report needs a file: stdout is for the briefing")
    check_output(target)


def write_report(run: "Run", target: Path) -> None:
    """The page of a run that has just ended: `extract brief --report`."""
    from extract.report import html_report, markdown_report, sources_of

    is_markdown = target.suffix.lower() in (".md", ".markdown")
    sources = sources_of(run.briefing, run.articles.articles)
    write_output(target, markdown_report(run.briefing) if is_markdown else html_report(run.briefing, sources))


def _tell(missing: "list[Source]", total: int, *, given: bool) -> None:
    from extract.terminal import printable

    named = [f"{printable(source.entry.path)} ({source.missing})" for source in missing[:_NAMED]]
    more = f" and {len(missing) - _NAMED} more" if len(missing) > _NAMED else ""
    hint = "" if given else "; --articles says where they lie"
    listed = ", ".join(named) + more + hint
    typer.echo(f"{len(missing)} of {total} articles are shown by their quotes only: {listed}", err=True)
