"""An article's text cut at its passages, so that a page can mark each of them where it stands.

Passages may overlap, so the text is cut at every end of every one, and each piece knows which passages it belongs to.
All places are code points here; what leaves this module needs no offsets any more.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from extract.articles import Article, Role
from extract.briefing import Interval, Quote

__all__ = ["Piece", "cut", "find_passages"]

Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text; `passages` are the numbers of those that it is part of, `aside` tells debris of the page."""

    text: str
    passages: tuple[int, ...]
    aside: bool


def find_passages(text: str, quotes: Iterable[Quote]) -> dict[Place, int]:
    """Each place where a quote really stands in `text`, numbered from 0 in the order of the text.

    A quote that is not what the text says at its interval gets no place: nothing may be marked that was not said there.
    """
    places = {_place(quote.char_interval) for quote in quotes if _stands(text, quote)}
    return {place: number for number, place in enumerate(sorted(places))}


def cut(article: Article, passages: dict[Place, int]) -> list[Piece]:
    """The whole text in order: the pieces' texts joined give it back."""
    text = article.text
    debris = [(each.interval.start, each.interval.end) for each in article.sentences if each.role is Role.DEBRIS]
    edges = {0, len(text)}
    for start, end in (*passages, *debris):
        edges |= {start, end}
    cuts = sorted(edges)
    covering = _covering(list(passages.items()), cuts)
    aside = _covering([(place, 0) for place in debris], cuts)
    return [
        Piece(text[start:end], passages_here, bool(debris_here) and not passages_here)
        for start, end, passages_here, debris_here in zip(cuts, cuts[1:], covering, aside, strict=False)
    ]


def _covering(places: Sequence[tuple[Place, int]], cuts: Sequence[int]) -> list[tuple[int, ...]]:
    """For each stretch between two cuts, the numbers of the places that hold it."""
    opening: dict[int, list[int]] = {}
    closing: dict[int, list[int]] = {}
    for (start, end), number in places:
        opening.setdefault(start, []).append(number)
        closing.setdefault(end, []).append(number)
    inside: list[int] = []
    found = []
    for at in cuts[:-1]:
        for number in closing.get(at, ()):
            inside.remove(number)
        inside += opening.get(at, ())
        found.append(tuple(sorted(inside)))
    return found


def _place(interval: Interval) -> Place:
    return interval.start, interval.end


def _stands(text: str, quote: Quote) -> bool:
    return text[quote.char_interval.start : quote.char_interval.end] == quote.quote
