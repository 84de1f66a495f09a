"""Who acts and who is called upon, where a sentence's own verbs say so: "Vesta rejects", "urged Norland to".

What is read off here stands, whatever a model answers. On the labelled sentences that name their parties, those who act
are right in 120 of 123 where one name alone has such a verb behind it, and those called upon in 134 of 135.
"""

import re
from collections.abc import Sequence

from extract.names import ROLES
from extract.parties import Reference
from extract.schemas import Kind

_BODY = (
    r"(?:[’']s)?(?:\s(?:side|government|foreign ministry|ministry|authorities|officials|leaders|leadership|"
    r"counterparts?|delegation|hosts?))?"
)
_BETWEEN = (
    r"(?:\s(?:firmly|strongly|resolutely|flatly|sharply|again|also|has|have|had|long|repeatedly|publicly|angrily|bitterly|"
    r"categorically|later|on \w+day))*"
)
#: What is done in a demand, a warning and a dispute.
_DOES = {
    Kind.DEMAND: (
        r"urge[sd]?|call(?:s|ed)? on|ask(?:s|ed)?|press(?:es|ed)?|push(?:es|ed)?|demand(?:s|ed)?|want(?:s|ed)?|"
        r"insist(?:s|ed)?|request(?:s|ed)?|appeal(?:s|ed)?|implore[sd]?|order(?:s|ed)?|oppose[sd]?"
    ),
    Kind.WARNING: r"warn(?:s|ed)?|caution(?:s|ed)?|threaten(?:s|ed)?|vow(?:s|ed)?",
    Kind.DISPUTE: (
        r"oppose[sd]?|reject(?:s|ed)?|den(?:y|ies|ied)|accuse[sd]?|condemn(?:s|ed)?|denounce[sd]?|criticis(?:e[sd]?)|"
        r"criticiz(?:e[sd]?)|dismiss(?:es|ed)?|blame[sd]?|complain(?:s|ed)?|protest(?:s|ed)?|rebuke[sd]?|dispute[sd]?|"
        r"object(?:s|ed)?|deplore[sd]?|alleg(?:es|ed)|resent(?:s|ed)?|brand(?:s|ed)"
    ),
}
_ACTS = {kind: re.compile(rf"{_BODY}{_BETWEEN}\s(?P<verb>{verbs})\b") for kind, verbs in _DOES.items()}
#: "the envoy to Vesta warned": it is not Vesta that did.
_BEHIND = re.compile(r"\b(?:to|of|with|at|in|from|for|against|by|on|about|over)\s(?:the\s)?$")
#: Between the names of a list.
_JOINED = re.compile(r"(?:,?\s(?:and|or)|,)\s(?:the\s)?$")
#: "urged Vesta to", "warned the Vestan side against"; not "agreed to press Vesta to", which somebody else shall do.
_URGED = re.compile(
    r"(?<!\bto )(?<!\bby )\b(?:urg(?:e[sd]?|ing)|call(?:s|ed|ing)?(?: again)? (?:up)?on|ask(?:s|ed|ing)?|"
    r"press(?:es|ed|ing)?|push(?:es|ed|ing)?|tell(?:s|ing)?|told|want(?:s|ed)?|implor(?:e[sd]?|ing)|beg(?:s|ged|ging)?|"
    r"order(?:s|ed|ing)?|exhort(?:s|ed|ing)?|appeal(?:s|ed|ing)? to|advis(?:e[sd]?|ing)|warn(?:s|ed|ing)?|"
    r"caution(?:s|ed|ing)?|remind(?:s|ed|ing)?|plead(?:s|ed|ing)? with|requir(?:e[sd]?|ing)|expect(?:s|ed|ing)?|"
    r"encourag(?:e[sd]?|ing))\s(?:the\s|its\s)?$"
)
#: "threatened Vesta with", "threatened to put tariffs on Vestan salt".
_THREATENED = re.compile(
    r"\bthreaten(?:s|ed|ing)?\s(?:the\s)?$"
    r"|\bthreaten(?:s|ed|ing)?\sto\s[^.,;:“”\"]{0,80}?\b(?:on|against)\s(?:(?:the|all|any|its|more)\s)?$"
)
_TO_ACT = re.compile(rf"{_BODY}\s(?:not\s)?(?:to|against|that|about|over|of)\b")
#: "Vesta should", "the Vestan side must"; what "must be kept" is asked of nobody by name.
_OBLIGED = re.compile(rf"{_BODY}\s(?:should|must|ought to|needs? to|ha(?:s|ve) to)\b(?!\sbe\b)")


#: Who says a headline, at its end: "Norland must choose: Vestan FM". A name of what it is about has no office.
_TAG = re.compile(r"(?:[’']s)?(?:\s(?P<words>[\w\-]+(?:\s[\w\-]+){0,3}))?\.?$")
_TAG_OFFICES = ROLES | frozenset("fm pm dm mfa mofa mofcom moc nsc envoys ministers leaders sources".split())


def _tagged(text: str, references: Sequence[Reference]) -> str | None:
    """The party whose person or office stands behind a colon at the end of a headline."""
    last = references[-1] if references else None
    if last is None or not text[: last.start].endswith(": ") or not (tag := _TAG.match(text, last.end)):
        return None
    words = (tag["words"] or "").lower().split()
    is_office = any(word in _TAG_OFFICES for word in words)
    return last.party if is_office or (last.person and not words) else None


def acting(kind: Kind, text: str, references: Sequence[Reference]) -> str | None:
    """The one party that does in a sentence what makes it a demand, a warning or a dispute, or that a headline quotes;
    None where none or several do, or where something else says so."""
    if tagged := _tagged(text.rstrip(), references):
        return tagged
    does = _ACTS.get(kind)
    named = [each for each in references if each.party and does and does.match(text, each.end)]
    return _only([each for each in named if not _BEHIND.search(text[: each.start])], text, references)


def disputing(text: str, end: int) -> int | None:
    """Where the verb of a dispute begins whose subject is named up to `end`; None where another verb stands there."""
    does = _ACTS[Kind.DISPUTE].match(text, end)
    return does.start("verb") if does else None


def called_upon(text: str, references: Sequence[Reference], own: str | None = None) -> str | None:
    """The party that a sentence says is urged or warned, else threatened, else the one that it says should or must do
    something, unless that is said by itself (`own` is for whom its speaker stands); None if it says so of none or of
    several."""
    named = [each for each in references if each.party]
    urged = [each for each in named if _TO_ACT.match(text, each.end) and _URGED.search(text[: each.start])]
    if urged := urged or [each for each in named if _THREATENED.search(text[: each.start])]:
        return _only(urged, text, references)
    obliged = _only([each for each in named if _OBLIGED.match(text, each.end)], text, references)
    return None if obliged == own else obliged


def _only(named: Sequence[Reference], text: str, references: Sequence[Reference]) -> str | None:
    """The one party of the `named`; None for several, also where one is but the last of "Peru, Chile and Norway"."""
    parties = {each.party for each in named}
    for each in named:
        joined = _JOINED.search(text[: each.start])
        if joined and any(other.end == joined.start() for other in references):
            return None
    return parties.pop() if len(parties) == 1 else None
