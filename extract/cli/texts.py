"""A briefing on disk, with the texts that were extracted from files that are no plain text."""

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING

from extract.cli.output import DASH, write_output
from extract.errors import OutputError
from extract.formats.kept import is_kept_text, kept_name, read_kept, texts_folder

if TYPE_CHECKING:
    from extract.pipeline import Run


def write_briefing(output: Path, run: "Run") -> Path | None:
    """Write the run's briefing, and before it the texts that it names; the folder of these, if there are any.

    Texts of an earlier briefing in its place are taken away. Nothing is kept where the output is no file. Raises
    OutputError.
    """
    texts = {article.text_sha256: article.text for article in run.articles.articles if article.text_sha256}
    is_file = output != DASH and (output.is_file() or not output.exists())
    folder = texts_folder(output.resolve()) if is_file else None
    if folder and texts:
        _keep(folder, texts)
    write_output(output, run.briefing.to_json())
    if folder:
        _sweep(folder, {kept_name(sha256) for sha256 in texts})
    return texts_folder(output) if folder and texts else None


def _keep(folder: Path, texts: dict[str, str]) -> None:
    try:
        folder.mkdir(exist_ok=True)
    except OSError as error:
        raise OutputError(f"cannot make the folder {folder} for the extracted texts: {error.strerror}") from error
    for sha256, text in sorted(texts.items()):
        if read_kept(folder, sha256) != text:
            write_output(folder / kept_name(sha256), text)


def _sweep(folder: Path, named: set[str]) -> None:
    """What cannot be taken away stays: it harms nobody."""
    with contextlib.suppress(OSError):
        for path in sorted(folder.iterdir()):
            if is_kept_text(path) and path.name not in named:
                path.unlink()
        if not named:
            folder.rmdir()
