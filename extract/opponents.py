"""Whom a name acts against: "Hale had warned Vesta" says that Hale does not act for Vesta.

It is asked where as many articles put a name on one side as on another, and where none puts it anywhere: what the
articles let it do tells which sides are not its own.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from itertools import pairwise

from extract.actors import FullNames
from extract.articles import Article, Role
from extract.gazetteer import gazetteer
from extract.names import Name, names_in
from extract.places import is_place

#: What stands between a name and the party that it acts against: "Hale's aides have again accused the ", "the Hale
#: administration has been pressing ".
_AGAINST = re.compile(
    r"(?:[’']s?)?(?:\s(?:administration|government|cabinet|side|team|delegation|officials|aides|envoys?|diplomats|"
    r"spokesman|spokeswoman|spokesperson))*(?:\s(?:had|has|have|was|were|is|are|been|also|again|\w+ly))*\s(?:"
    r"urg(?:e[sd]?|ing)|call(?:s|ed|ing) on|ask(?:s|ed|ing)|press(?:es|ed|ing)|push(?:es|ed|ing)|warn(?:s|ed|ing)|"
    r"threaten(?:s|ed|ing)|accus(?:e[sd]?|ing)|condemn(?:s|ed|ing)|denounc(?:e[sd]?|ing)|critici[sz](?:e[sd]|ing)|"
    r"blam(?:e[sd]?|ing)|rebuk(?:e[sd]?|ing))\s(?:the\s)?"
)


def opposed(article: Article, names: Collection[str] | None = None) -> Iterator[tuple[str, str]]:
    """The names of an article (of `names`, if any are given) that act against a party in so many words, each with that
    party."""
    for sentence in article.sentences:
        if sentence.role in (Role.DEBRIS, Role.SPEAKER):
            continue
        text = sentence.interval.of(article.text)
        if names is not None and not any(name in text for name in names):
            continue
        for actor, other in pairwise(names_in(text)):
            between = _AGAINST.fullmatch(text, actor.end, other.start) and not _party(text, actor)
            words = actor.words.removeprefix("The ") if actor.opens_sentence else actor.words
            if between and (names is None or words in names) and (party := _party(text, other)):
                yield words, party


def opponents(articles: Sequence[Article], actors: Sequence[str], full: FullNames) -> dict[str, str]:
    """The party that each of `actors` acts against in more articles than against any other, where there is one."""
    wanted = set(actors)
    named = [full.of_all, *full.own.values()]
    aliases = {name for names in named for name, actor in names.items() if actor in wanted}
    told = {
        (actor, party, article.id)
        for article in articles
        for words, party in opposed(article, aliases)
        if (actor := full.of(article, words)) in wanted and actor
    }
    counts: dict[str, Counter[str]] = {}
    for actor, party, _ in sorted(told):
        counts.setdefault(actor, Counter())[party] += 1
    ranked = {actor: each.most_common(2) for actor, each in counts.items()}
    return {actor: top[0][0] for actor, top in ranked.items() if len(top) == 1 or top[0][1] > top[1][1]}


def _party(text: str, name: Name) -> str | None:
    """The party that a name is itself, by whichever name; a capital that is a place is none."""
    if party := gazetteer().party(name.words):
        return party
    return None if is_place(text, name.start, name.end) else gazetteer().capital_of(name.words)
