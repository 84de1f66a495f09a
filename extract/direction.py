"""Who takes part in what a sentence says, read off the words around each name.

A nation counts as an actor when it stands on its own, or with an office or institution behind it ("the Vestan envoy"),
not where it only describes a thing ("Vestan companies") or a place ("in Vesta").
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
_PEOPLE = (
    ROLES
    | INSTITUTIONS
    | frozenset(
        "side counterpart counterparts hosts host officials diplomats negotiators envoys leaders ministers authorities "
        "governments troops delegates delegation team aide aides president's media readout statement".split()
    )
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
