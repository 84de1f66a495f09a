"""Whom a name acts against: "Hale had warned Vesta" says that Hale does not act for Vesta.

It is asked only where as many articles put a name on one side as on another: what the others let it do tells which.
"""

import re
from collections.abc import Iterator
from itertools import pairwise

from extract.articles import Article, Role
from extract.gazetteer import gazetteer
from extract.names import names_in

#: What stands between a name and the party that it acts against: "Hale's aides have again accused the ".
_AGAINST = re.compile(
    r"(?:[’']s?\s[a-z]+)?(?:\s(?:had|has|have|also|again|\w+ly))*\s(?:urge[sd]?|called on|press(?:es|ed)|warn(?:s|ed)|"
    r"threaten(?:s|ed)|accuse[sd]?|condemn(?:s|ed)|denounce[sd]?|criticis(?:es|ed)|criticiz(?:es|ed)|blame[sd]?|"
    r"rebuke[sd]?)\s(?:the\s)?"
)


def opposed(article: Article) -> Iterator[tuple[str, str]]:
    """The names of an article that act against a party in so many words, each with that party."""
    for sentence in article.sentences:
        if sentence.role in (Role.DEBRIS, Role.SPEAKER):
            continue
        text = sentence.interval.of(article.text)
        for actor, other in pairwise(names_in(text)):
            party = gazetteer().party(other.words)
            if party and not gazetteer().party(actor.words) and _AGAINST.fullmatch(text, actor.end, other.start):
                yield actor.words, party
