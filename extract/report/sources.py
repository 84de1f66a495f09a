"""The articles behind a briefing, found again: taken only if they are the very files that were read."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from extract.articles import Article, read_article
from extract.briefing import ArticleEntry, Briefing
from extract.errors import ArticlesError

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


def read_sources(briefing: Briefing, folder: Path | None) -> Sources:
    """The briefing's articles as they stand in `folder`. A file that is gone or has changed leaves a reason, no error.

    Raises ArticlesError if `folder` is given and is none.
    """
    if folder is not None and not folder.is_dir():
        raise ArticlesError(f"{folder} is no folder: give the folder that holds the articles with --articles")
    return {entry.id: _read(entry, folder) for entry in briefing.articles}


def sources_of(briefing: Briefing, articles: Iterable[Article]) -> Sources:
    """The same from articles that have just been read."""
    known = {article.sha256: article for article in articles}
    return {
        entry.id: Source(entry, known[entry.sha256])
        if entry.sha256 in known
        else Source(entry, missing="its text was not at hand")
        for entry in briefing.articles
    }


def _read(entry: ArticleEntry, folder: Path | None) -> Source:
    if folder is None:
        return Source(entry, missing="the folder of the articles was not given")
    # A briefing may come from anywhere: no path in it leads out of the folder.
    path = PurePosixPath(entry.path)
    if path.is_absolute() or ".." in path.parts or "\0" in entry.path:
        return Source(entry, missing="its path leads out of the folder")
    try:
        article = read_article(folder / path, id=entry.id, name=entry.path)
    except ArticlesError:
        there = (folder / path).is_file()
        return Source(entry, missing="the file cannot be read" if there else "no such file in the folder")
    if article.sha256 != entry.sha256:
        return Source(entry, missing="the file has changed since the briefing was made")
    return Source(entry, article)
