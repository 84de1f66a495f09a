"""Filled mentions of all articles into the items of a briefing.

Every mention is at home in exactly one item of its class; as a guest it may stand in others. What an article says about
another matter moves no item, a copy of an article adds none, and the order of articles changes nothing but who is named
first.
"""

import datetime
from collections import Counter
from collections.abc import Sequence

from extract.articles import Article
from extract.briefing import Event, Item
from extract.parties import Cast
from extract.reconcile.clusters import Comparison, clusters
from extract.reconcile.copies import Reprints
from extract.reconcile.decisions import Decisions
from extract.reconcile.found import Found, Statement, statements
from extract.reconcile.guests import guests
from extract.reconcile.items import Setting, counted_articles, write_item
from extract.reconcile.leaning import antecedents
from extract.reconcile.likeness import fitted_likeness
from extract.reconcile.listed import printed_lists, set_apart
from extract.reconcile.words import background, known_names
from extract.schemas import Kind

_NO_DECISIONS = Decisions()
#: How far from the middle one a date may be the event's.
_NEAR = datetime.timedelta(days=31)


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
    `articles` tell outlets, dates and what stands before a mention, `reprints` which of them copy another; `decisions`
    are what people decided.
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
    groups = _groups(kind, statements(found), setting, least, decisions)
    groups.sort(key=lambda group: (-len(counted_articles(group, setting.reprints)), group[0].place))
    return [
        decisions.reworded(write_item(kind, number, group, setting)) for number, group in enumerate(groups, start=1)
    ]


def _groups(
    kind: Kind, told: Sequence[Statement], setting: Setting, least: float, decisions: Decisions
) -> list[list[Found]]:
    """The mentions of each item by place, guests from other items among them."""
    comparison = Comparison(told, background(kind), setting.ignored, fitted_likeness())
    same, different = decisions.pairs([each.key for each in told])
    if kind is Kind.AGREEMENT:
        different |= set_apart(told, printed_lists(setting.articles.values())) - same
    before = antecedents(told, setting.articles, setting.reprints)
    groups = clusters(comparison, least, same, different, before)
    visiting = guests(comparison, groups, different)
    return [
        sorted((*(each for index in members for each in told[index].mentions), *more), key=lambda each: each.place)
        for members, more in zip(groups, visiting, strict=True)
    ]


def describe_event(articles: Sequence[Article], cast: Cast) -> Event:
    """The event: its two sides, the date that most articles give, and the title of the first that has one."""
    date = _day_of_the_event([article.date for article in articles if article.date])
    title = next((article.title for article in articles if article.title), None)
    return Event(title=title, date=date, parties=cast.principals)


def _day_of_the_event(dates: Sequence[str]) -> str | None:
    """The date that most articles give, of those near the middle one: an article on its own may be of any age."""
    days = sorted(datetime.date.fromisoformat(each) for each in dates)
    if not days:
        return None
    middle = days[len(days) // 2]
    counts = Counter(day for day in days if abs(day - middle) <= _NEAR)
    return min(counts, key=lambda day: (-counts[day], day)).isoformat()
