"""From a stated list to the briefing's consensus: each point with the items that it covers and who reports it.

Where no article states a list, the best-supported agreements stand in for it, and the briefing says so.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from extract.articles import Article, Role
from extract.briefing import Agreement, Consensus, Interval, Item, Mention, Point, Quote
from extract.consensus.matching import Matter, are_alike, matter_of, repeats_point, reported_points
from extract.consensus.printings import Stated
from extract.consensus.stated import StatedList
from extract.schemas import Kind
from extract.spans import CharInterval
from extract.terms import Rarity, rarity

_MOST_DERIVED = 7  # points: more would be a list of agreements, which the briefing has anyway


def link_consensus(
    stated: Stated | None, items: Mapping[Kind, Sequence[Item]], articles: Sequence[Article]
) -> Consensus:
    """The stated list with its points linked; else derived from the agreements that several articles report; else none.

    A point covers an agreement with a mention that lies in the point, or that says the same elsewhere. It is reported
    by the articles of those mentions, by those that repeat it, and by those that print the list. Nothing depends on the
    order of `articles`.
    """
    agreements = [item for item in items[Kind.AGREEMENT] if isinstance(item, Agreement)]
    rare = rarity([text for article in articles for text in _told(article)])
    if stated is None:
        return _derived(agreements, rare)
    return _Links(stated, agreements, {article.id: article for article in articles}, rare).consensus()


class _Links:
    """One stated list on its way into the briefing."""

    def __init__(
        self, stated: Stated, agreements: Sequence[Agreement], articles: Mapping[str, Article], rare: Rarity
    ) -> None:
        self.lead, self.agreements, self.articles, self.rare = stated.lead, agreements, articles, rare
        self.points = [self._matters(self.lead.article, point.interval) for point in self.lead.points]
        self.printed = {printing.article: self._placed(printing) for printing in (stated.lead, *stated.others)}

    def consensus(self) -> Consensus:
        items: dict[int, list[str]] = defaultdict(list)
        reported: dict[int, set[str]] = defaultdict(set)
        for item in self.agreements:
            for place, articles in self._reports(item).items():
                items[place].append(item.id)
                reported[place] |= articles
        for place, article_id in self._repeated():
            reported[place].add(article_id)
        points = []
        for index, point in enumerate(self.lead.points):
            also = [self._quote(*each) for each in self._also(index)]
            quote = self._quote(self.lead.article, point.interval)
            points.append(
                Point(
                    number=point.number,
                    text=quote.quote,
                    mentions=(quote,),
                    items=tuple(items[index]),
                    reported_by=tuple(sorted({each.article for each in (quote, *also)} | reported[index])),
                    also_printed=tuple(also),
                )
            )
        return Consensus(basis="stated", title=self.lead.title, points=tuple(points))

    def _repeated(self) -> Iterator[tuple[int, str]]:
        """The points that an article without the list repeats in a sentence of its own, mention or not."""
        for article in self.articles.values():
            for matter in map(matter_of, _told(article) if article.id not in self.printed else ()):
                for place, point in enumerate(self.points):
                    if repeats_point(matter, point, self.rare):
                        yield place, article.id

    def _reports(self, item: Agreement) -> dict[int, set[str]]:
        """The points that an agreement's mentions report, with the articles of these mentions."""
        found: dict[int, set[str]] = defaultdict(set)
        lost: set[str] = set()
        inside: set[int] = set()
        for mention in item.mentions:
            points = self._points_at(mention)
            inside.update(points)
            points = points or self._points_of(mention)
            for point in points:
                found[point].add(mention.article)
            if not points:
                lost.add(mention.article)
        # What clustering put beside a single point belongs to it, in whatever words; beside several, nobody can say.
        if len(inside) == 1 and set(found) == inside:
            found[min(inside)] |= lost
        return dict(found)

    def _points_at(self, mention: Mention) -> list[int]:
        """The points in which a mention stands, in any printing of the list."""
        place = CharInterval(mention.place.start, mention.place.end)
        return sorted({point for point, interval in self.printed.get(mention.article, []) if interval.overlaps(place)})

    def _points_of(self, mention: Mention) -> list[int]:
        return reported_points(matter_of(mention.what if mention.part else mention.quote), self.points, self.rare)

    def _placed(self, printing: StatedList) -> list[tuple[int, CharInterval]]:
        """The points of a printing with the index of the leading list's point that each is a wording of."""
        if printing is self.lead:
            return [(index, point.interval) for index, point in enumerate(self.lead.points)]
        placed = []
        for place, point in enumerate(printing.points):
            mine = [_all(self._matters(printing.article, point.interval))]
            shared = [self.rare.overlap(mine[0].terms, _all(point).terms) for point in self.points]
            likeliest = max(range(len(shared)), key=lambda index: (shared[index], -abs(index - place), -index))
            if shared[likeliest] > 0 or len(printing.points) == len(self.lead.points):
                placed.append((likeliest, point.interval))
        return placed

    def _also(self, index: int) -> Iterable[tuple[str, CharInterval]]:
        """The other printings' wordings of a point."""
        for article, placed in self.printed.items():
            if article != self.lead.article:
                yield from ((article, interval) for point, interval in placed if point == index)

    def _matters(self, article: str, interval: CharInterval) -> list[Matter]:
        """The sentences of a point, each by its matter; a clause of one sentence is one."""
        text = self.articles[article].text
        pieces = [
            CharInterval(max(each.interval.start, interval.start), min(each.interval.end, interval.end))
            for each in self.articles[article].sentences
            if each.interval.overlaps(interval) and each.role is not Role.DEBRIS
        ]
        return [matter_of(piece.of(text)) for piece in pieces or [interval]]

    def _quote(self, article: str, interval: CharInterval) -> Quote:
        where = Interval(start=interval.start, end=interval.end)
        return Quote(article=article, char_interval=where, quote=interval.of(self.articles[article].text))


def _derived(agreements: Sequence[Agreement], rare: Rarity) -> Consensus:
    """The agreements that several articles report, as points; what says much the same as one before is part of it."""
    groups: list[list[Agreement]] = []
    for item in sorted(agreements, key=lambda item: (-item.support, -item.confidence, item.id)):
        matter = matter_of(item.what)
        twin = next((group for group in groups if are_alike(matter, matter_of(group[0].what), rare)), None)
        if twin is not None:
            twin.append(item)
        elif item.support > 1 and len(groups) < _MOST_DERIVED:
            groups.append([item])
    if not groups:
        return Consensus(basis="none")
    points = tuple(_derived_point(number, group) for number, group in enumerate(groups, start=1))
    return Consensus(basis="derived", title="Agreements that several articles report", points=points)


def _derived_point(number: int, group: Sequence[Agreement]) -> Point:
    fields = {"article", "char_interval", "quote"}
    quotes = {
        (mention.article, mention.char_interval.start): Quote(**mention.model_dump(include=fields))
        for item in group
        for mention in item.mentions
    }
    return Point(
        number=number,
        text=group[0].what,
        mentions=tuple(quotes[place] for place in sorted(quotes)),
        items=tuple(item.id for item in group),
        reported_by=tuple(sorted({article for article, _ in quotes})),
    )


def _all(matters: Sequence[Matter]) -> Matter:
    return Matter(frozenset(term for each in matters for term in each.terms), frozenset())


def _told(article: Article) -> Iterable[str]:
    return (each.interval.of(article.text) for each in article.sentences if each.role is not Role.DEBRIS)
