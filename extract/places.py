"""Where a capital or a house of government is a place, and where it speaks for its country.

"Oslo urged restraint", "a request to Oslo" and "the government in Oslo" are Norway; "in Oslo", "flew to Oslo" and "the
Oslo summit" are the city. The nearest verb or noun before the preposition decides.
"""

import re

from extract.names import ROLES

_PREPOSITION = re.compile(r"([\w’']+)\s+(?:the\s+|The\s+)?$")
_STOP = re.compile(r"[.;:!?“”\"]")
_WORD = re.compile(r"[\w’'\-]+")
#: What stands before a place and before nothing else.
_PLACE = frozenset(
    "in near outside inside around through via across throughout within into beyond above below visit visits visited "
    "visiting left leaving reached reaching entered entering capital".split()
)
#: Prepositions that are followed by a place unless what comes before them addresses somebody, and the reverse.
_RATHER_PLACE = frozenset("to from at".split())
_RATHER_PARTY = frozenset("for toward towards on against".split())
_MOVES = frozenset(
    "flew fly flies flying flight flights travel travels travelled traveled travelling traveling went go goes going "
    "gone journey journeys trip trips tour visit visits visited return returns returned returning back drive drove "
    "drives driven road roads train trains plane planes ferry route head heads headed heading bound left leave leaves "
    "leaving depart departs departed arrive arrives arrived arriving rush rushed moved summoned invited escorted "
    "deported evacuated extradited bus buses march marched embarked sailed set dispatched way".split()
)
_ADDRESSES = frozenset(
    "turn turns turned turning appeal appeals appealed appealing plea pleas plead pleads pleaded request requests "
    "requested letter letters note notes message messages warn warns warning warnings warned demand demands demanded "
    "protest protests protested complain complains complained complaint complaints wrote write writes written writing "
    "said say says saying apologise apologised apologize apologized apology speak speaks spoke speaking spoken talk "
    "talks talked talking listen listens listened respond responds responded response reply replies replied answer "
    "answers answered reaction signal signals signalled offer offers offered proposal proposals ultimatum ultimatums "
    "call calls called calling telegram cable cables hand handed delivered deliver delivering present presented submit "
    "submitted address addressed thanks grateful loyal allegiance concession concessions rebuke rebukes objection "
    "objections look looks looked looking lodged conveyed clear notice assurance assurances ambassador ambassadors "
    "envoy emissary representations threat threats challenge questions suggested explain explained friendly hostile "
    "ties relations linked owe owes owed gave give gives given passed permission pressure order orders condolences "
    "heard hear received receive receives seek seeks sought want wants wanted won win ask asks asked asking help "
    "guarantee guarantees support money instructions approval explanation word criticism anger angry fury furious "
    "delegation delegations delegates negotiators envoys officials diplomats visitors "
    "glance lashed lash aimed directed jab swipe accusation accusations charge charges put according urged".split()
)
#: Who rules: "the government in Oslo". Not beside another's nation: "the Chilean minister in Oslo".
_RULERS = frozenset(
    "government governments authorities ministry cabinet leaders rulers regime junta administration officials "
    "parliament president premier leadership generals ministers policymakers lawmakers politicians court office "
    "council commission headquarters radio television media".split()
)
_THINGS = re.compile(
    r"^(?:-based|,?\s(?:where|airport|summit|conference|meeting|talks|street|streets|suburb|hotel|hospital|embassy|"
    r"accord|agreement|treaty|declaration|office|bureau|stock|market|exchange|correspondent|time|zoo|court|stadium|"
    r"university|skyline|on\s(?:mon|tues|wednes|thurs|fri|satur|sun)day,?\swhere)\b)"
)
REACH = 8  # words before the preposition that are read


def is_place(text: str, start: int, end: int) -> bool:
    """Whether the capital or house of government that stands in `text` from `start` to `end` is only a place."""
    behind = text[end : end + 40]
    if behind[:2] in ("’s", "'s"):
        return False
    if _THINGS.match(behind.lower()):
        return True
    before = _STOP.split(text[max(0, start - 100) : start])[-1]
    match = _PREPOSITION.search(before)
    if not match:
        return False
    preposition, words = match[1].lower(), _WORD.findall(before[: match.start()])[-REACH:]
    if preposition in _PLACE:
        return not (preposition == "in" and _rules(words))
    if preposition in _RATHER_PLACE | _RATHER_PARTY:
        return _moves(words, otherwise=preposition in _RATHER_PLACE)
    return False


def _rules(words: list[str]) -> bool:
    """True for "the authorities" in front of "in Oslo"."""
    if not any(word.lower() in _RULERS for word in words[-2:]):
        return False
    return not any(word[0].isupper() and word.lower() not in ROLES | _RULERS | {"the"} for word in words[-4:])


def _moves(words: list[str], *, otherwise: bool) -> bool:
    for word in reversed(words):
        if word.lower() in _ADDRESSES:
            return False
        if word.lower() in _MOVES:
            return True
    return otherwise
