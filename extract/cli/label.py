"""`extract label`: what each sentence of a file bears, one JSON line a sentence."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from extract.cli.options import Gpu, ModelName, NoStore, StoreFile, Threads, Verbose, chosen_store
from extract.cli.output import DASH, write_output
from extract.errors import ArticlesError


def register(app: typer.Typer) -> None:
    app.command("label")(label)


def label(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="Text, or JSONL with a sentence in each row's 'text'; - is stdin.")
    ],
    model: ModelName = None,
    gpu: Gpu = "auto",
    threads: Threads = None,
    store: StoreFile = None,
    no_store: NoStore = False,
    verbose: Verbose = False,
) -> None:
    """Label the sentences of a file, each by itself.

    Each sentence gives one line on stdout, in order: {"text", "log_probs" (natural logarithms, by label), "classes",
    "probabilities"}. A text is cut into sentences; a row of JSONL is one.
    """
    from extract.label import read_sentences

    sentences = read_sentences(_content(file), "standard input" if file == DASH else str(file))
    if not sentences:
        typer.echo("there is no sentence to label", err=True)
        return

    from contextlib import closing

    from rich.console import Console

    from extract.cli.reading import counting
    from extract.config import Settings
    from extract.detect import find_detector, has_words, is_cut
    from extract.label import label as labelled_groups
    from extract.pipeline import open_stored

    settings = Settings(model=model, gpu=gpu, threads=threads, store=chosen_store(store, no_store), verbose=verbose)
    with closing(open_stored(settings)) as decoder:
        detector = find_detector(decoder.model_sha256)
        typer.echo(f"{decoder.model_name} decides by {detector.decider}", err=True)
        # In a terminal the results themselves show how far it is.
        with counting(Console(stderr=True), "sentences", len(sentences), plain=verbose or sys.stdout.isatty()) as tick:
            for group in labelled_groups(sentences, detector, decoder, tick):
                write_output(DASH, "".join(f"{each.to_json()}\n" for each in group))
    if cut := sum(has_words(text) and is_cut(text) for text in sentences):
        typer.echo(f"sentences of which only the beginning was read, as they are too long: {cut:,}", err=True)


def _content(file: Path) -> bytes:
    try:
        return sys.stdin.buffer.read() if file == DASH else file.read_bytes()
    except OSError as error:
        raise ArticlesError(f"cannot read {file}: {error.strerror}: give a file of text or JSONL") from None
