"""A folder of news articles about one diplomatic event in, one validated and fully sourced briefing out.

    from extract import build_briefing, load_articles, Briefing

Nothing heavy is imported before it is used.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from extract.articles import load_articles as load_articles
    from extract.briefing import Briefing as Briefing
    from extract.briefing import load_briefing as load_briefing
    from extract.config import Settings as Settings
    from extract.pipeline import build_briefing as build_briefing

_HOMES = {
    "Briefing": "extract.briefing",
    "Settings": "extract.config",
    "build_briefing": "extract.pipeline",
    "load_articles": "extract.articles",
    "load_briefing": "extract.briefing",
}

__all__ = ["Briefing", "Settings", "build_briefing", "load_articles", "load_briefing"]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'extract' has no attribute {name!r}")
    import importlib

    return getattr(importlib.import_module(_HOMES[name]), name)
