"""From a folder of files to articles: decoded, cut into sentences, described. What cannot be read leaves a reason.

Offsets count code points of `Article.text`, which is what `path.read_text(encoding="utf-8")` gives for a UTF-8 file:
line ends are "\\n" whatever they are in the file, and a byte order mark stays as U+FEFF. Of other kinds of file
(`extract.formats`) they count in the text that was extracted. A file that holds several articles gives one for each:
"bundle.zip/inner.txt", "mail.eml/annex.pdf", "feed.jsonl#3".
"""

import hashlib
import os
from collections.abc import Iterable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass, replace
from pathlib import Path

from extract import formats
from extract.encoding import NotText, decoded, half_of_a_pair
from extract.errors import ArticlesError
from extract.folder import Entry, obstacle_of, printable_name, read_bytes, walk
from extract.languages import foreign_language
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
    "load_files",
    "read_article",
]

SUFFIXES = (".txt", ".md")
LARGEST_FILE = 20_000_000  # bytes
#: Which languages are read: texts that are not surely in another one, or all of them.
ENGLISH, ANY = "en", "any"


@dataclass(frozen=True, slots=True)
class Article:
    """One article. `path` is relative to the folder, with "/" between its parts; `sha256` is of the bytes of the file,
    or of the member of it.

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
    text_sha256: str | None = None  # of the text in UTF-8, where it was extracted from a file that is no plain text


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


def load_articles(folder: Path, *, language: str = ENGLISH) -> ArticleFolder:
    """Read every text file (.txt, .md) of a folder and of its sub-folders, and the kinds of file in `extract.formats`.

    Hidden files and folders (".git") are passed over in silence; any other file that is not used is listed with the
    reason: so is a text that is surely not English (`extract.languages` says when), unless `language` is "any".
    Raises ArticlesError if there is no such folder, or no usable article in it.
    """
    if not folder.is_dir():
        raise ArticlesError(f"{folder} is no folder: give the folder that holds the articles")
    return _load(walk(folder, formats.is_kept_text), f"in {folder}", language)


def load_files(paths: Iterable[Path], *, language: str = ENGLISH) -> ArticleFolder:
    """The same of the files that are named; articles' paths are relative to the deepest folder that holds all of them.

    A folder among them, or what is not there, is listed with the reason. Raises ArticlesError as `load_articles` does.
    """
    # Not resolved: a link is read under its own name, as in a folder.
    absolute = sorted({Path(os.path.abspath(path)) for path in paths})  # noqa: PTH100
    top = os.path.commonpath([path.parent for path in absolute]) if absolute else ""
    entries = [Entry(path, path.relative_to(top).as_posix(), obstacle_of(path)) for path in absolute]
    return _load(entries, "among the files named", language)


def _load(entries: Iterable[Entry], where: str, language: str) -> ArticleFolder:
    """Read the files in the order of their names."""
    articles: list[Article] = []
    skipped: list[Skipped] = []
    with formats.Reader() as reader:
        for entry in sorted(entries, key=lambda entry: entry.name):
            name = printable_name(entry.name)
            try:
                if entry.obstacle:
                    raise _NotAnArticle(entry.obstacle)
                for read in _read(entry.path, reader, name=name):
                    if isinstance(read, Article) and (obstacle := _foreign(read, language)):
                        skipped.append(Skipped(read.path, obstacle))
                    elif isinstance(read, Article):
                        articles.append(replace(read, id=f"{len(articles) + 1:03}"))
                    else:
                        skipped.append(read)
            except _NotAnArticle as why:
                skipped.append(Skipped(name, str(why)))
    if not articles:
        found = f"{len(skipped)} other files" if skipped else "nothing"
        first = f", first {skipped[0].path}: {skipped[0].reason}" if skipped else ""
        raise ArticlesError(f"no readable article {where}, only {found}{first}")
    return ArticleFolder(tuple(articles), tuple(skipped))


def read_article(
    path: Path, *, id: str = "001", name: str | None = None, reader: formats.Reader | None = None
) -> Article:
    """Read one file; `name` is what the article's `path` shall say (by default the file's name).

    Whoever reads many files hands the same `reader` in, so that its process is started once.
    A member of a container is named as in the article's `path`: "bundle.zip/inner.txt", "feed.jsonl#3".
    Raises ArticlesError if the file cannot be used, or holds several articles.
    """
    file, member = formats.split_member(path)
    try:
        with formats.Reader() if reader is None else nullcontext(reader) as opened:
            found = list(_read(file, opened, name="", member=member))
    except _NotAnArticle as why:
        raise ArticlesError(f"{path}: {why}") from why
    articles = [each for each in found if isinstance(each, Article)]
    # An e-mail is an article itself, beside those that it carries.
    articles = [each for each in articles if each.path == (member or "")] or articles
    if len(articles) != 1:
        reasons = [each.reason for each in found if isinstance(each, Skipped)] or [f"{len(articles)} articles, not one"]
        raise ArticlesError(f"{path}: {reasons[0]}")
    return replace(articles[0], id=id, path=name or printable_name(path.name))


def article_from_text(text: str, *, id: str = "001", path: str = "article.txt", sha256: str | None = None) -> Article:
    """An article of text that is already decoded. Without `sha256`, that of its UTF-8 bytes is taken.

    Raises ArticlesError for text that no file can hold: half of a surrogate pair, from careless decoding.
    """
    if (half := half_of_a_pair(text)) is not None:
        raise ArticlesError(f"{path}: half of a surrogate pair at character {half}: decode its bytes strictly")
    sentences = sentences_with_roles(text)
    about = find_metadata(text, sentences)
    digest = sha256 or hashlib.sha256(text.encode("utf-8")).hexdigest()
    return Article(id, path, digest, text, about.title, about.outlet, about.date, about.language, sentences)


def _read(path: Path, reader: formats.Reader, *, name: str, member: str | None = None) -> Iterator[Article | Skipped]:
    """What a file holds, or only that `member` of it: one article of a text file, any number of other formats."""
    is_text = path.suffix.lower() in SUFFIXES
    if not is_text and path.suffix.lower() not in formats.SUFFIXES:
        raise _NotAnArticle(formats.UNKNOWN)
    if path.stem.lower() == "readme":
        raise _NotAnArticle("a README, not an article")
    data = _bytes(path, LARGEST_FILE if is_text else formats.LARGEST)
    if is_text:
        yield _from_text_file(data, name)
        return
    try:
        parts = reader.read(data, path.name)
    except formats.Unreadable as why:
        raise _NotAnArticle(str(why)) from why
    for part in parts:
        if member is None or part.member == member:
            yield _from_part(part, printable_name(name + part.member))


def _foreign(article: Article, language: str) -> str | None:
    named = foreign_language(article.text) if language != ANY else None
    return f"not in English but, it seems, in {named}: --language any reads it anyway" if named else None


def _from_part(part: formats.Part, name: str) -> Article | Skipped:
    if isinstance(part, formats.Unread):
        return Skipped(name, part.reason)
    if isinstance(part, formats.Document):
        half = half_of_a_pair(part.text)
        return _from_document(part, name) if half is None else Skipped(name, f"half of a surrogate pair at {half}")
    try:
        return _from_text_file(part.data, name)
    except _NotAnArticle as why:
        return Skipped(name, str(why))


def _from_document(document: formats.Document, name: str) -> Article:
    """What the format says of a document goes before what its text shows; the day a file was made comes last."""
    article = article_from_text(document.text, path=name, sha256=document.sha256)
    return replace(
        article,
        title=document.title or article.title,
        outlet=document.outlet or article.outlet,
        date=document.date or article.date or document.made,
        text_sha256=hashlib.sha256(document.text.encode("utf-8")).hexdigest(),
    )


def _from_text_file(data: bytes, name: str) -> Article:
    try:
        text = decoded(data)
    except NotText as why:
        raise _NotAnArticle(str(why)) from why
    if skip_blanks(text, 0, len(text)) == len(text):
        raise _NotAnArticle("empty: nothing but blanks in it" if data else "empty file")
    return article_from_text(text, path=name, sha256=hashlib.sha256(data).hexdigest())


def _bytes(path: Path, largest: int) -> bytes:
    try:
        data, size = read_bytes(path, largest + 1)
    except OSError as error:
        raise _NotAnArticle(f"cannot be read ({error.strerror})") from error
    if len(data) > largest:
        raise _NotAnArticle(f"too large ({size / 1e6:.1f} MB, more than {largest // 1_000_000} MB)")
    return data
