"""From a folder of text files to articles: decoded, cut into sentences, described. What cannot be read leaves a reason.

Offsets count code points of `Article.text`, which is what `path.read_text(encoding="utf-8")` gives for a UTF-8 file:
line ends are "\\n" whatever they are in the file, and a byte order mark stays as U+FEFF.
"""

import hashlib
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from extract.errors import ArticlesError
from extract.layout import skip_blanks
from extract.metadata import find_metadata
from extract.roles import Role, Sentence, sentences_with_roles

__all__ = [
    "Article",
    "ArticleFolder",
    "Role",
    "Sentence",
    "Skipped",
    "article_from_text",
    "load_articles",
    "read_article",
]

SUFFIXES = (".txt", ".md")
LARGEST_FILE = 20_000_000  # bytes
_SAMPLE = 200_000  # bytes that are enough to guess an encoding by
_MOST_CONTROLS = 0.02  # of all characters; text has next to none


@dataclass(frozen=True, slots=True)
class Article:
    """One article. `path` is relative to the folder, with "/" between its parts; `sha256` is of the file's bytes.

    `date` is ISO yyyy-mm-dd, `language` an ISO 639-1 code or "und"; what the text does not show is None.
    """

    id: str
    path: str
    sha256: str
    text: str
    title: str | None
    outlet: str | None
    date: str | None
    language: str
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file that was found and not used, and why."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class ArticleFolder:
    """What a folder held: articles numbered from "001" in the order of their paths, and the rest, in the same order."""

    articles: tuple[Article, ...]
    skipped: tuple[Skipped, ...]


class _NotAnArticle(Exception):
    """Carries the reason from where a file is found unusable to where it is written down."""


def load_articles(folder: Path) -> ArticleFolder:
    """Read every .txt and .md file of a folder and of its sub-folders.

    Hidden files and folders (".git") are passed over in silence; any other file that is not used is listed with the
    reason.
    Raises ArticlesError if there is no such folder, or no usable article in it.
    """
    if not folder.is_dir():
        raise ArticlesError(f"{folder} is no folder: give the folder that holds the articles")
    articles: list[Article] = []
    skipped: list[Skipped] = []
    for path, name, obstacle in sorted(_files(folder, "", ()), key=lambda entry: entry[1]):
        shown = _printable(name)
        try:
            if obstacle:
                raise _NotAnArticle(obstacle)
            articles.append(_read(path, id=f"{len(articles) + 1:03}", name=shown))
        except _NotAnArticle as why:
            skipped.append(Skipped(shown, str(why)))
    if not articles:
        found = f"{len(skipped)} other files" if skipped else "nothing"
        first = f", first {skipped[0].path}: {skipped[0].reason}" if skipped else ""
        raise ArticlesError(f"no readable article (.txt or .md) in {folder}, only {found}{first}")
    return ArticleFolder(tuple(articles), tuple(skipped))


def read_article(path: Path, *, id: str = "001", name: str | None = None) -> Article:
    """Read one file; `name` is what the article's `path` shall say (by default the file's name).

    Raises ArticlesError if the file cannot be used.
    """
    try:
        return _read(path, id=id, name=name or _printable(path.name))
    except _NotAnArticle as why:
        raise ArticlesError(f"{path}: {why}") from why


def article_from_text(text: str, *, id: str = "001", path: str = "article.txt", sha256: str | None = None) -> Article:
    """An article of text that is already decoded. Without `sha256`, that of its UTF-8 bytes is taken."""
    sentences = sentences_with_roles(text)
    about = find_metadata(text, sentences)
    digest = sha256 or hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    return Article(id, path, digest, text, about.title, about.outlet, about.date, about.language, sentences)


def _files(folder: Path, prefix: str, parents: tuple[tuple[int, int], ...]) -> Iterator[tuple[Path, str, str | None]]:
    """Each entry that is not hidden and no folder: its path, its name relative to the top, and what bars its reading.

    `parents` are the (device, inode) of the folders above: a link back to one of them would never end.
    """
    try:
        here = folder.stat()
        entries = sorted(folder.iterdir())
    except OSError as error:
        yield folder, prefix.rstrip("/"), f"folder cannot be read ({error.strerror})"
        return
    if (here.st_dev, here.st_ino) in parents:
        yield folder, prefix.rstrip("/"), "a link that leads back to a folder above it"
        return
    for entry in entries:
        if entry.name.startswith("."):
            continue
        name = prefix + entry.name
        try:
            mode = entry.stat().st_mode
        except OSError as error:
            yield entry, name, f"cannot be read ({error.strerror})"
            continue
        if stat.S_ISDIR(mode):
            yield from _files(entry, f"{name}/", (*parents, (here.st_dev, here.st_ino)))
        elif not stat.S_ISREG(mode):
            # Opening a pipe would wait for a writer, perhaps for ever.
            yield entry, name, "not a regular file (a pipe, socket or device)"
        else:
            yield entry, name, None


def _read(path: Path, *, id: str, name: str) -> Article:
    if path.suffix.lower() not in SUFFIXES:
        raise _NotAnArticle("not a text article (.txt or .md)")
    if path.stem.lower() == "readme":
        raise _NotAnArticle("a README, not an article")
    data = _bytes(path)
    text = _decode(data)
    if skip_blanks(text, 0, len(text)) == len(text):
        raise _NotAnArticle("empty: nothing but blanks in it" if data else "empty file")
    return article_from_text(text, id=id, path=name, sha256=hashlib.sha256(data).hexdigest())


def _bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            data = file.read(LARGEST_FILE + 1)
    except OSError as error:
        raise _NotAnArticle(f"cannot be read ({error.strerror})") from error
    if len(data) > LARGEST_FILE:
        raise _NotAnArticle(f"too large ({size / 1e6:.1f} MB, more than {LARGEST_FILE // 1_000_000} MB)")
    return data


def _decode(data: bytes) -> str:
    """The text of a file. Raises _NotAnArticle where there is none."""
    if data.startswith((b"\xff\xfe\x00\x00", b"\x00\x00\xfe\xff")):
        text = _decode_as(data, "utf-32")
    elif data.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = _decode_as(data, "utf-16")
    elif b"\x00" in data:
        raise _NotAnArticle("not text (binary: it holds NUL bytes)")
    else:
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError:
            text = _decode_as(data, _guess_encoding(data))
    controls = sum(text.count(chr(code)) for code in range(32) if chr(code) not in "\t\n\v\f\r\x1b")
    if "\x00" in text or controls > _MOST_CONTROLS * len(text):
        raise _NotAnArticle("not text (binary: it holds control characters)")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _decode_as(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise _NotAnArticle(f"not valid {encoding.upper()} from byte {error.start} on") from error


def _guess_encoding(data: bytes) -> str:
    # Slow to import, and most files are UTF-8.
    from charset_normalizer import from_bytes

    guess = from_bytes(data[:_SAMPLE]).best()
    if guess is None:
        raise _NotAnArticle("not UTF-8 or any encoding we know")
    return guess.encoding


def _printable(name: str) -> str:
    """File names may hold bytes that are no UTF-8; JSON may not."""
    return name.encode("utf-8", "backslashreplace").decode("utf-8")
