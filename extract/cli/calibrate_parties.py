"""`extract calibrate-parties`: fit the heads that decide who acts and at whom it is aimed."""

import typer

from extract.cli.options import Gpu, HeadsFile, ModelToFit, Threads, Verbose
from extract.cli.output import check_output, write_output
from extract.errors import DecodeError


def register(app: typer.Typer) -> None:
    app.command("calibrate-parties")(calibrate_parties)


def calibrate_parties(
    model: ModelToFit,
    output: HeadsFile = None,
    gpu: Gpu = "auto",
    threads: Threads = None,
    verbose: Verbose = False,
) -> None:
    """Fit the heads that decide parties with a model of yours.

    Reads the labelled sentences that come with extract and name their parties, which takes minutes, and prints how
    often the right party comes first in sentences that the heads were not fitted on.
    """
    from extract.calibrate import require_scikit_learn

    require_scikit_learn()

    from rich.console import Console

    from extract.cli.calibrate import heads_file
    from extract.cli.reading import counting
    from extract.config import Settings
    from extract.decoding.base import HiddenStates
    from extract.depths import party_blocks
    from extract.models import model_path
    from extract.party_heads import Writes, fit_parties, own_party_rows
    from extract.pipeline import open_decoder

    path = model_path(model)
    output = output or heads_file(path, "parties.json")
    check_output(output)
    decoder = open_decoder(Settings(model=model, gpu=gpu, threads=threads, verbose=verbose))
    if not isinstance(decoder, HiddenStates) or not isinstance(decoder, Writes):
        raise DecodeError(f"{decoder.model_name} does not run in this process, so nothing can be fitted to it")
    rows = own_party_rows()
    with counting(Console(stderr=True), "sentences read", len(rows), plain=verbose) as tick:
        fitted = fit_parties(decoder, rows, party_blocks(decoder.layers), tick)
    write_output(output, fitted.probe.to_json())
    typer.echo(f"right party first, held out: by {fitted.right['by']:.3f}, of {fitted.right['of']:.3f} (by given)")
    typer.echo(f"fitted on {fitted.rows:,} sentences, written to {output}")
