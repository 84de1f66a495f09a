"""The articles behind a briefing, found again: taken only if they are the very files that were read."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from extract import formats
from extract.articles import Article, article_from_text, read_article
from extract.briefing import ArticleEntry, Briefing
from extract.errors import ArticlesError
from extract.folder import located

__all__ = ["Source", "Sources", "read_sources", "sources_of"]


@dataclass(frozen=True, slots=True)
class Source:
    """An article as the briefing lists it, with its text; or without, and then `missing` says why."""

    entry: ArticleEntry
    article: Article | None = None
    missing: str | None = None

    @property
    def outlet(self) -> str:
        """Who published it, for a person: the outlet, or failing that what tells the article from the others."""
        return self.entry.outlet or self.entry.title or self.entry.path


#: By the article's id, in the briefing's order.
Sources = Mapping[str, Source]


def read_sources(briefing: Briefing, folder: Path | None, texts: Path | None = None) -> Sources:
    """The briefing's articles as they stand in `folder`. A file that is gone or has changed leaves a reason, no error.

    Extracted texts that were kept in the folder `texts` are taken from there. Raises ArticlesError if `folder` is given
    and is none.
    """
    if folder is not None and not folder.is_dir():
        raise ArticlesError(f"{folder} is no folder: give the folder that holds the articles with --articles")
    with formats.Reader() as reader:
        return {entry.id: _kept(entry, texts) or _read(entry, folder, reader) for entry in briefing.articles}


def sources_of(briefing: Briefing, articles: Iterable[Article]) -> Sources:
    """The same from articles that have just been read."""
    known = {(article.sha256, article.text_sha256): article for article in articles}
    return {
        entry.id: Source(entry, known[entry.sha256, entry.text_sha256])
        if (entry.sha256, entry.text_sha256) in known
        else Source(entry, missing="its text was not at hand")
        for entry in briefing.articles
    }


def _kept(entry: ArticleEntry, texts: Path | None) -> Source | None:
    text = formats.read_kept(texts, entry.text_sha256) if texts and entry.text_sha256 else None
    if text is None:
        return None
    return Source(entry, article_from_text(text, id=entry.id, path=entry.path, sha256=entry.sha256))


def _read(entry: ArticleEntry, folder: Path | None, reader: formats.Reader) -> Source:
    if folder is None:
        return Source(entry, missing="the folder of the articles was not given")
    # A briefing may come from anywhere: no path in it leads out of the folder.
    path = PurePosixPath(entry.path)
    if path.is_absolute() or ".." in path.parts or "\0" in entry.path:
        return Source(entry, missing="its path leads out of the folder")
    file = located(folder, entry.path)
    try:
        article = read_article(file, id=entry.id, name=entry.path, reader=reader)
    except OSError:
        # A name that is too long for any file.
        return Source(entry, missing="no such file in the folder")
    except ArticlesError:
        there = formats.split_member(file)[0].is_file()
        return Source(entry, missing="the file cannot be read" if there else "no such file in the folder")
    if article.sha256 != entry.sha256:
        return Source(entry, missing="the file has changed since the briefing was made")
    if article.text_sha256 != entry.text_sha256:
        return Source(entry, missing="its text is extracted otherwise by the versions of today, and was not kept")
    return Source(entry, article)
