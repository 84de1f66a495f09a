"""Who acts and at whom it is aimed, read off the order of the names in a sentence.

English puts the one who acts first: "Norland urged Vesta", "Norland's minister told Vesta", "“…,” said Hale of Norland".
A nation counts as an actor when it stands on its own, or with an office or institution behind it ("the Vestan envoy"),
not where it only describes a thing ("Vestan companies") or a place ("in Vesta"). What this cannot tell is None.
"""

import re
from collections.abc import Sequence

from extract.gazetteer import gazetteer
from extract.names import INSTITUTIONS, ROLES
from extract.parties import Reference

_OBJECT = re.compile(
    r"\b(?:to|on|upon|at|with|against|from|of|for|by|between|about|over|in|into|toward|towards|than|around|near|behind)"
    r"\s(?:the\s|its\s|his\s|her\s|their\s|both\s)?(?:[a-z\-]+\s)?$"
)
_PASSIVE = re.compile(r"\bby\s(?:the\s)?$")
_PEOPLE = ROLES | INSTITUTIONS | frozenset(
    "side counterpart counterparts hosts host officials diplomats negotiators envoys leaders ministers authorities "
    "governments troops delegates delegation team aide aides president's media readout statement".split()
)


def actors(text: str, references: Sequence[Reference]) -> list[tuple[Reference, bool]]:
    """References that may act or be acted upon, with True for those that stand free, not behind a preposition."""
    found = []
    for reference in references:
        if reference.party is None:
            continue
        if _describes(text, reference):
            continue
        before = text[max(0, reference.start - 40) : reference.start]
        free = not _OBJECT.search(before) or bool(_PASSIVE.search(before))
        found.append((reference, free))
    return found


_ADDRESSED = re.compile(r"\b(?:to|on|upon|against|with|at|from|toward|towards)\s(?:the\s|its\s)?(?:[a-z\-]+\s)?$")


def taking_part(text: str, references: Sequence[Reference]) -> list[str]:
    """Parties that act in a sentence or are addressed by it; not those that it is only about."""
    parties = []
    for reference, stands_free in actors(text, references):
        if stands_free or _ADDRESSED.search(text[max(0, reference.start - 40) : reference.start]):
            parties.append(reference.party)
    return [party for party in dict.fromkeys(parties) if party]


def _describes(text: str, reference: Reference) -> bool:
    """True for a nation that only qualifies a thing: "Vestan companies", "Vesta's harbours"."""
    after = text[reference.end :]
    surface = text[reference.start : reference.end]
    possessive = re.match(r"[’']s?\s", after)
    adjective = not reference.person and surface.lower() in gazetteer().demonyms
    if reference.person or not (possessive or adjective):
        return False
    if adjective and surface.endswith("s") and not surface.endswith("ss"):
        return False
    following = re.findall(r"[\w\-]+", after[:60].removeprefix("’s").removeprefix("'s"))[:4]
    return not any(word.lower() in _PEOPLE for word in following)


def sides(
    text: str,
    references: Sequence[Reference],
    spoken_for: str | None,
    running: str | None,
    principals: Sequence[str],
) -> tuple[str | None, str | None]:
    """The party that acts and the one it is aimed at.

    `spoken_for` is the party of the sentence's speaker, `running` that of the last actor before the sentence, used
    where the sentence itself begins with a pronoun or names no actor. The other principal is meant where the
    sentence addresses nobody.
    """
    acting = actors(text, references)
    free = [reference.party for reference, stands_free in acting if stands_free]
    by = spoken_for or (free[0] if free else None) or running
    others = [reference.party for reference, _ in acting if reference.party != by]
    counterpart = next((party for party in principals if party != by), None) if by in principals else None
    of = next((party for party in others if party in principals), None) or (others[0] if others else None)
    return by, of or counterpart or next((party for party in principals if party != by), None)
