"""`extract review`: list what is uncertain in a briefing, and keep what a person decides."""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from extract.cli.output import DASH, check_output, say, write_output
from extract.errors import UsageError

if TYPE_CHECKING:
    from extract.briefing import Briefing
    from extract.reconcile.decisions import Decision
    from extract.schemas import Kind
    from extract.terminal import Line

_ITEMS = "demand-1,demand-4; a mention is demand-1:0, counted from 0"


def register(app: typer.Typer) -> None:
    app.command("review")(review)


def review(
    briefing: Annotated[
        Path, typer.Argument(metavar="BRIEFING", help="A file that 'extract brief' wrote; - is stdin.")
    ],
    articles: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR", show_default=False, help="The folder of articles, beside which decisions are kept."
        ),
    ] = None,
    same: Annotated[
        list[str] | None, typer.Option(metavar="IDS", show_default=False, help=f"These are one item: {_ITEMS}.")
    ] = None,
    different: Annotated[
        list[str] | None, typer.Option(metavar="IDS", show_default=False, help="These are not: demand-1:0,demand-1:3.")
    ] = None,
    wrong: Annotated[
        list[str] | None, typer.Option(metavar="ID", show_default=False, help="This is no such thing: take it out.")
    ] = None,
    reword: Annotated[
        list[str] | None, typer.Option(metavar="ID=TEXT", show_default=False, help="State this item in these words.")
    ] = None,
) -> None:
    """List uncertain merges and items of a briefing, or decide on them.

    Decisions name sentences by what they say. They are kept in DIR.review.toml beside the folder DIR, and every later
    'extract brief DIR' honours them.
    """
    from extract.briefing import load_briefing

    read = load_briefing(Path("/dev/stdin") if briefing == DASH else briefing)
    made = [
        *(_decided(read, "same", ids) for ids in same or ()),
        *(_decided(read, "different", ids) for ids in different or ()),
        *(_decided(read, "wrong", ids) for ids in wrong or ()),
        *(_decided(read, "reworded", *_reworded(each)) for each in reword or ()),
    ]
    if made:
        _keep(articles, made)
        return

    from rich.console import Console

    from extract.terminal import laid_out

    say(laid_out(_listed(read), Console()))


def _keep(articles: Path | None, made: "list[Decision]") -> None:
    from extract.reconcile.decisions import Decisions, read_decisions, review_path, to_toml

    if articles is None or not articles.is_dir():
        raise UsageError("name the folder of articles that the decisions are about: --articles DIR")
    path = review_path(articles)
    check_output(path)
    kept = read_decisions(path)
    write_output(path, to_toml(Decisions((*kept.made, *made))))
    typer.echo(f"{len(made)} decided, kept in {path}: run 'extract brief {articles}' again", err=True)


def _decided(briefing: "Briefing", verdict: str, ids: str, what: str | None = None) -> "Decision":
    from extract.reconcile.decisions import decide

    kinds: set[Kind] = set()
    quotes: list[str] = []
    for name in filter(None, (each.strip() for each in ids.split(","))):
        kind, told = _quotes(briefing, name)
        kinds.add(kind)
        # Two items are told apart by one sentence of each: the sentences of one of them stay together.
        quotes += told[:1] if verdict == "different" else told
    if len(kinds) != 1:
        raise UsageError(f"name items of one class, as in {_ITEMS}")
    return decide(verdict, kinds.pop(), quotes, what)


def _reworded(given: str) -> tuple[str, str]:
    name, equals, text = given.partition("=")
    if not equals:
        raise UsageError("--reword takes an item and its new words: --reword 'demand-1=reopen the consulate'")
    return name, text


def _quotes(briefing: "Briefing", name: str) -> "tuple[Kind, list[str]]":
    from extract.schemas import Kind

    identity, colon, index = name.partition(":")
    for kind in Kind:
        for item in briefing.of_kind(kind):
            if item.id == identity:
                quotes = [mention.quote for mention in item.mentions]
                if not colon:
                    # What is there only with a part of it belongs to another item.
                    return kind, [mention.quote for mention in item.mentions if not mention.part]
                if index.isdigit() and int(index) < len(quotes):
                    return kind, [quotes[int(index)]]
    raise UsageError(f"the briefing has no {name!r}: ids are those that 'extract show' prints")


def _listed(briefing: "Briefing") -> "Iterable[Line]":
    from rich.text import Text

    from extract.config import Settings
    from extract.reconcile.doubts import find_doubts
    from extract.terminal import Line, printable

    least = briefing.manifest.settings.get("merge_similarity", Settings().merge_similarity)
    reason = ""
    for doubt in find_doubts(briefing, float(least)):
        if doubt.reason != reason:
            reason = doubt.reason
            yield Line(Text(f"{reason.capitalize()}:", "bold"))
        names = ", ".join(doubt.items) + ("" if doubt.mention is None else f":{doubt.mention}")
        yield Line(Text(f"{names}  {doubt.value:.2f}", "cyan"), Text("  "))
        for said in doubt.said:
            yield Line(Text(printable(said)), Text("    "))
    if not reason:
        yield Line(Text("Nothing in this briefing is uncertain."))
