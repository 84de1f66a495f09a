"""Points of one list are different things: whoever numbers what was agreed does not say the same thing twice.

Two agreements that stand in different points of a printed list are never merged, however many words they share
("maintain high-level exchanges", "expand people-to-people exchanges"). Only the article that prints the list counts, so
that no article changes what another one says.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations

from extract.articles import Article
from extract.consensus import find_stated_lists
from extract.reconcile.found import Found, Statement
from extract.spans import CharInterval

#: By article the lists that it prints, each as the intervals of its points.
Lists = Mapping[str, Sequence[Sequence[CharInterval]]]


def printed_lists(articles: Iterable[Article]) -> Lists:
    """The lists that articles print for what was agreed."""
    return {
        article.id: [[point.interval for point in each.points] for each in find_stated_lists(article)]
        for article in articles
    }


def set_apart(told: Sequence[Statement], lists: Lists) -> set[tuple[int, int]]:
    """Pairs of indices into `told`, lower first, that stand in different points of a list and nowhere in the same."""
    places = [_places(statement, lists) for statement in told]
    in_list: defaultdict[tuple[str, int], set[int]] = defaultdict(set)
    for index, each in enumerate(places):
        for article, number, _ in each:
            in_list[article, number].add(index)
    # List by list: over thousands of articles the pairs of all their points would be far more.
    pairs = (pair for members in in_list.values() for pair in combinations(sorted(members), 2))
    return {(a, b) for a, b in pairs if not places[a] & places[b]}


def _places(statement: Statement, lists: Lists) -> set[tuple[str, int, int]]:
    """The points that a statement stands in: article, list and point."""
    return {
        (mention.article, number, point)
        for mention in statement.mentions
        for number, points in enumerate(lists.get(mention.article, ()))
        for point, interval in enumerate(points)
        if _within(mention, interval)
    }


def _within(mention: Found, interval: CharInterval) -> bool:
    return interval.start <= mention.interval.start and mention.interval.end <= interval.end
