"""Filled mentions of all articles into the items of a briefing.

Every mention goes out in exactly one item of its class. What an article says about another matter moves no item, a
copy of an article adds none, and the order of articles changes nothing but who is named first.
"""

from collections import Counter
from collections.abc import Sequence

from extract.articles import Article
from extract.briefing import Event, Item
from extract.parties import Cast
from extract.reconcile.clusters import Comparison, clusters
from extract.reconcile.copies import Reprints
from extract.reconcile.decisions import Decisions
from extract.reconcile.found import Found, Statement, statements
from extract.reconcile.items import Setting, counted_articles, write_item
from extract.reconcile.likeness import fitted_likeness
from extract.reconcile.words import background, known_names
from extract.schemas import Kind

_NO_DECISIONS = Decisions()


def merge(
    found: Sequence[Found],
    cast: Cast,
    least: float,
    articles: Sequence[Article] = (),
    reprints: Reprints | None = None,
    decisions: Decisions = _NO_DECISIONS,
) -> dict[Kind, list[Item]]:
    """Items of each class, sorted by support (most first), then by first appearance, and numbered in that order.

    Mentions are merged while they are, on average, about the same thing with a probability of at least `least`.
    `articles` tell outlets and dates, `reprints` which of them copy another; `decisions` are what people decided.
    """
    setting = Setting(
        cast=cast,
        ignored=ignored_words(cast),
        articles={article.id: article for article in articles},
        reprints=reprints or Reprints(),
    )
    return {
        kind: _items(kind, [each for each in found if each.kind is kind], setting, least, decisions) for kind in Kind
    }


def ignored_words(cast: Cast) -> frozenset[str]:
    """Words that say nothing about the matter: names of the event's sides and of persons."""
    persons = [name for name, full in cast.full_name.items() if full in cast.persons]
    return cast.words_of_the_sides() | known_names(persons)


def _items(kind: Kind, found: Sequence[Found], setting: Setting, least: float, decisions: Decisions) -> list[Item]:
    groups = [group_mentions(group) for group in _groups(kind, statements(found), setting, least, decisions)]
    groups.sort(key=lambda group: (-len(counted_articles(group, setting.reprints)), group[0].place))
    return [
        decisions.reworded(write_item(kind, number, group, setting)) for number, group in enumerate(groups, start=1)
    ]


def _groups(
    kind: Kind, told: Sequence[Statement], setting: Setting, least: float, decisions: Decisions
) -> list[list[Statement]]:
    comparison = Comparison(told, background(kind), setting.ignored, fitted_likeness())
    same, different = decisions.pairs([each.key for each in told])
    return [[told[index] for index in members] for members in clusters(comparison, least, same, different)]


def group_mentions(group: Sequence[Statement]) -> list[Found]:
    """All mentions of these statements, by place."""
    return sorted((each for statement in group for each in statement.mentions), key=lambda each: each.place)


def describe_event(articles: Sequence[Article], cast: Cast) -> Event:
    """The event: its two sides, the date that most articles give, and a title made of them."""
    dates = Counter(article.date for article in articles if article.date)
    date = min(dates, key=lambda each: (-dates[each], each)) if dates else None
    title = next((article.title for article in articles if article.title), None)
    return Event(title=title, date=date, parties=cast.principals)
