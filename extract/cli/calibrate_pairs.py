"""`extract calibrate-pairs`: fit how likely two mentions are about the same thing."""

from pathlib import Path
from typing import Annotated

import typer

from extract.cli.output import check_output, write_output


def register(app: typer.Typer) -> None:
    app.command("calibrate-pairs")(calibrate_pairs)


def calibrate_pairs(
    output: Annotated[
        Path | None,
        typer.Option(
            "-o",
            "--out",
            metavar="FILE",
            show_default=False,
            help="Where the coefficients go; else where they came from.",
        ),
    ] = None,
) -> None:
    """Fit the merging of mentions on the pairs that come with extract.

    Takes seconds and no model. Prints how well events are merged whose pairs were not fitted on.
    """
    from extract.config import Settings
    from extract.reconcile.fitting import fit, held_out, own_pairs, pairs_of, to_json
    from extract.resources import resource

    output = output or resource("models/pairs") / "likeness.json"
    check_output(output)
    events = [pairs_of(mentions) for mentions in own_pairs().values()]
    score = held_out(events, Settings().merge_similarity)
    write_output(output, to_json(fit(events)))
    typer.echo(
        f"held out, event by event: F1 {score.f1:.3f} of pairs across outlets "
        f"({score.right} right, {score.wrong} wrong, {score.missed} missed)"
    )
    typer.echo(
        f"fitted on {sum(len(each.same) for each in events):,} pairs of {len(events)} events, written to {output}"
    )
