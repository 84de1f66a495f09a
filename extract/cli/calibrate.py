"""`extract calibrate`: fit the heads that find mentions by the hidden state of one model."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from extract.cli.options import Gpu, HeadsFile, ModelToFit, Threads, Verbose
from extract.cli.output import DASH, check_output, say, write_output
from extract.errors import DecodeError, OutputError, UsageError

if TYPE_CHECKING:
    from rich.console import Console

    from extract.calibrate import Fit
    from extract.config import Settings
    from extract.depths import Trial
    from extract.terminal import Line
    from extract.training import LabelledSentence


def register(app: typer.Typer) -> None:
    app.command("calibrate")(calibrate)


def calibrate(
    model: ModelToFit,
    sentences: Annotated[
        list[Path] | None,
        typer.Option(
            metavar="FILE", show_default=False, help="JSONL with labelled sentences of yours; may be given again."
        ),
    ] = None,
    gold: Annotated[
        Path | None, typer.Option(metavar="FILE", show_default=False, help="Gold annotations to learn from, too.")
    ] = None,
    articles: Annotated[
        Path | None, typer.Option(metavar="DIR", show_default=False, help="The articles that --gold annotates.")
    ] = None,
    output: HeadsFile = None,
    search: Annotated[
        bool, typer.Option("--search", show_default=False, help="Try several layers instead of the usual depths.")
    ] = False,
    gpu: Gpu = "auto",
    threads: Threads = None,
    verbose: Verbose = False,
) -> None:
    """Fit the heads that find items with a model of yours.

    Reads the labelled sentences that come with extract, and yours, through the model, which takes minutes. Prints how
    the heads do on sentences that they were not fitted on, and writes them to one file.
    """
    # What would go wrong in the end is said now, not after minutes of reading.
    from extract.calibrate import require_scikit_learn

    require_scikit_learn()
    if (gold is None) != (articles is None):
        raise UsageError("gold and its articles belong together: give both --gold and --articles, or neither")

    from rich.console import Console

    from extract.config import Settings
    from extract.models import model_path

    path = model_path(model)
    output = output or heads_file(path)
    check_output(output)
    training = _training_sentences(sentences or (), gold, articles)
    settings = Settings(model=model, gpu=gpu, threads=threads, verbose=verbose)
    try:
        fitted, trials = _fitted(training, settings, Console(stderr=True), search=search)
        write_output(output, fitted.probe.to_json())
    except KeyboardInterrupt:
        raise KeyboardInterrupt("no heads were written") from None
    _tell(fitted, trials, training, output)


def heads_file(model: Path, ending: str = "json") -> Path:
    """Where every command looks for heads. The folder is made."""
    from extract.models import models_dir

    folder = models_dir() / "heads"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"cannot make the folder {folder}: {error.strerror}: name another place with -o") from None
    return folder / f"{model.stem}.{ending}"


def _training_sentences(files: Sequence[Path], gold: Path | None, articles: Path | None) -> "list[LabelledSentence]":
    from extract.gold import load_gold
    from extract.training import gold_sentences, once, own_sentences, read_sentences

    theirs = read_sentences(files)
    if gold and articles:
        theirs += gold_sentences(load_gold(gold), articles)
    own = own_sentences()
    training = once([*own, *theirs])
    typer.echo(f"sentences to learn from: {len(own):,} of extract's own, {len(theirs):,} of yours", err=True)
    if again := len(own) + len(theirs) - len(training):
        typer.echo(f"not counted, as they stand there already: {again:,}", err=True)
    return training


def _fitted(
    training: "Sequence[LabelledSentence]", settings: "Settings", console: "Console", *, search: bool
) -> "tuple[Fit, list[Trial]]":
    """Read the sentences through the model, then fit; with the pairs of layers that were tried, if any."""
    from extract.calibrate import fit, read_features
    from extract.cli.reading import counting
    from extract.decoding.base import HiddenStates
    from extract.depths import blocks_to_search, columns, default_blocks
    from extract.depths import search as search_layers
    from extract.detect import Detector
    from extract.pipeline import open_decoder
    from extract.prompts import load_prompt

    decoder = open_decoder(settings)
    if not isinstance(decoder, HiddenStates):
        raise DecodeError(f"{decoder.model_name} does not run in this process, so nothing can be fitted to it")
    detector = Detector(load_prompt("detect"), probe=None)
    blocks = blocks_to_search(decoder.layers) if search else default_blocks(decoder.layers)
    with counting(console, "sentences read", len(training), plain=settings.verbose) as tick:
        features = read_features(training, detector, decoder, blocks, tick)
    trials: list[Trial] = []
    if search:
        with counting(console, "pairs of layers tried", len(blocks) - 1, plain=settings.verbose) as tick:
            trials = search_layers(features, training, blocks, tick)
        features, blocks = columns(features, blocks, trials[0].blocks), trials[0].blocks
    typer.echo("fitting the heads, which may take a minute or two", err=True)
    return fit(features, training, blocks, model=decoder.model_sha256, prompt=detector.prompt.sha256), trials


def _tell(fitted: "Fit", trials: "Sequence[Trial]", training: "Sequence[LabelledSentence]", output: Path) -> None:
    from rich.console import Console

    from extract.terminal import laid_out

    lines = _sheet(fitted, trials, training, output)
    if output == DASH:
        typer.echo(laid_out(lines, Console(stderr=True)), err=True, nl=False)
    else:
        say(laid_out(lines, Console()))


def _sheet(
    fitted: "Fit", trials: "Sequence[Trial]", training: "Sequence[LabelledSentence]", output: Path
) -> "Iterator[Line]":
    from rich.text import Text

    from extract.models import models_dir
    from extract.terminal import Line, printable

    def row(text: str, style: str = "") -> Line:
        return Line(Text(text, style))

    if trials:
        yield row("Layers tried: mean over the sentence, at the answer", "bold")
        for trial in trials:
            mean, last = trial.blocks
            yield row(f"{mean.layer:>5} {last.layer:>5}  macro F1 {trial.macro_f1:.3f}")
        yield Line()
    mean, last = fitted.probe.blocks
    yield row(f"Held-out scores, of layers {mean.layer} (mean) and {last.layer} (answer)", "bold")
    yield row("           sentences  precision  recall     F1  threshold  probability there")
    for head in fitted.probe.classes:
        score = fitted.scores[head.label]
        count = sum(head.label in sentence.classes for sentence in training)
        there = head.calibration.probability(head.threshold)
        yield row(
            f"{head.label:<9}  {count:>9,}  {score.precision:>9.3f}  {score.recall:>6.3f}  {score.f1:>5.3f}"
            f"  {head.threshold:>9.3f}  {there:>17.2f}"
        )
    yield row(f"macro F1  {fitted.macro_f1:>36.3f}")
    if gate := fitted.gate:
        yield row(f"the gate lets through {gate.kept:.1%} of those; of {gate.others:,} sentences about other matters")
        yield row(f"{gate.passed:.1%}, and {gate.taken:.1%} are then given a class")
    yield Line()
    yield row("Reliability of held-out probabilities", "bold")
    yield row("predicted  observed  decisions")
    for predicted, observed, count in fitted.reliability:
        yield row(f"{predicted:>9.3f}  {observed:>8.3f}  {count:>9,}")
    if output == DASH:
        return
    yield Line()
    yield row(f"Written to {printable(str(output))}")
    looked_in = models_dir() / "heads"
    if output.resolve().parent != looked_in.resolve():
        yield row(f"They count once the file lies in {printable(str(looked_in))}")
