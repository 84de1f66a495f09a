"""Statements that say too little to be found again elsewhere, and what they lean on.

"Today is a step in that direction", "He gave no details": alone such a sentence shares no word with what it is about.
In an article it mostly goes on with the matter of the sentence before it, so one that was merged with nothing joins the
item of that sentence, if that bears the same class. It is the article's own order that tells: another article, or a
copy of this one, changes nothing.
"""

from bisect import bisect_right
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence

from extract.articles import Article, Role, Sentence
from extract.reconcile.copies import Reprints
from extract.reconcile.found import Statement
from extract.reconcile.likeness import Wording

#: Weight of its words, in nats, below which a statement says little: about four rare words, or six common ones.
_LITTLE = 25.0


def leans(words: Wording) -> bool:
    """Whether a statement of these words needs what stands before it."""
    return words.total < _LITTLE


def antecedents(told: Sequence[Statement], articles: Mapping[str, Article], reprints: Reprints) -> dict[int, int]:
    """For each statement that stands right behind another one of its class, by index, that other one.

    Where several articles carry the statement, originals count before copies, and then the lowest index.
    """
    named = {mention.article for statement in told for mention in statement.mentions}
    lines = {name: _told(articles[name]) for name in sorted(named & articles.keys())}
    starts = {name: [each.interval.start for each in line] for name, line in lines.items()}
    at: dict[tuple[str, int], int] = {}
    for index, statement in enumerate(told):
        for mention in statement.mentions:
            if mention.article in starts:
                number = bisect_right(starts[mention.article], mention.interval.start) - 1
                at.setdefault((mention.article, number), index)
    found: dict[int, tuple[bool, int]] = {}
    for (name, number), index in at.items():
        other = at.get((name, number - 1), index)
        if other != index and not _is_a_line_of_its_own(*lines[name][number - 1 : number + 1]):
            choice = (name in reprints.copy_of, other)
            found[index] = min(found.get(index, choice), choice)
    return {index: other for index, (_, other) in sorted(found.items())}


def _told(article: Article) -> list[Sentence]:
    """The sentences that tell something, in order."""
    return [each for each in article.sentences if each.role not in (Role.DEBRIS, Role.SPEAKER)]


def _is_a_line_of_its_own(before: Sentence, sentence: Sentence) -> bool:
    """Whether a sentence is a heading or begins a list's item: neither goes on with what stands before it."""
    return sentence.role is Role.HEADING or (sentence.role is Role.BULLET and sentence.paragraph != before.paragraph)


def join_leaning(
    groups: Iterable[Sequence[int]],
    before: Mapping[int, int],
    sides: Sequence[Hashable | None],
    leaning: Collection[int],
) -> list[list[int]]:
    """Groups in which each statement of `leaning` that stood alone joins the group of the one before it.

    `sides` as in `linking.Bounds`: two of them never meet in one group. Groups are sorted as `linking.link` sorts them.
    """
    members = {group[0]: list(group) for group in groups}
    of = {index: first for first, group in members.items() for index in group}
    alone = [group[0] for group in members.values() if len(group) == 1]
    for index in sorted(alone):
        if index not in leaning or index not in before:
            continue
        one, other = of[index], of[before[index]]
        met = {side for each in (*members[one], *members[other]) if (side := sides[each]) is not None}
        if one == other or len(met) > 1:
            continue
        for each in members[one]:
            of[each] = other
        members[other] += members.pop(one)
    return sorted((sorted(group) for group in members.values()), key=lambda group: group[0])
