"""What sets two statements apart, however alike their words: other years, a part against a whole, another source.

Two numbers are of one thing only if they have the same of these marks, or have none.
"""

import re

from extract.disagreements.statements import Statement
from extract.terms import stem, terms_in

_MONTHS = "january february march april may june july august september october november december".split()
_YEAR = re.compile(r"\b(?:1[89]|20)\d\d\b")
_MONTH = re.compile(rf"\b(?:{'|'.join(month.capitalize() for month in _MONTHS)})\b")
_WEEKDAY = re.compile(r"\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b")
_PERIOD = re.compile(
    r"\b(?:(?:last|next|previous|following|same) (?:year|month|week|decade|quarter|summer|winter|spring|autumn|fall)"
    r"|a (?:year|month|week|decade) (?:ago|earlier|later|before)|yesterday|tomorrow|previously|formerly|originally"
    r"|initially|at first|before (?:the|that|his|her|its|their)|prior to|pre-\w+|now|at present|these days|earlier"
    r"|(?:before|after) (?:lunch|dinner|breakfast|midnight|noon)|later|eventually|so far|since|until|currently"
    r"|pandemic)\b",
    re.IGNORECASE,
)
#: What makes of a number a part, a total, an average, a plan: two numbers are of one thing only with the same of these.
_SHARE = re.compile(
    r"\b(?:includ(?:ing|es|ed)|of which|among (?:them|which)|each|every|another|additional(?:ly)?|further|extra"
    r"|total(?:ing|s|led)?|altogether|combined|overall|in all|initial|first|second|third|fourth|final|last|phase"
    r"|tranche|round|stage|target|goal|quota|average|record|annual(?:ly)?|monthly|weekly|daily|per|half|rest|remaining"
    r"|more|fewer|less|package|lunch|dinner|breakfast|call|phone|video|flight|drive|train|interview|break"
    r"|delay|late|early|alone|private(?:ly)?|one-on-one|expanded|bilateral|speech|press|news conference)\b",
    re.IGNORECASE,
)
_ORDINAL = re.compile(
    r"\b(?:(?<!at )first(?! time)|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|latest|final"
    r"|against|opposed?|favou?r|undecided)\b",
    re.IGNORECASE,
)
_PERFECT = re.compile(r"\b(?:has|have)\b(?! to\b)", re.IGNORECASE)
_HEDGED = re.compile(r"\b(?:more|fewer|less|greater|longer) than\b", re.IGNORECASE)
#: One number is of what was promised, another of what was paid: groups of verbs that tell what a number is of.
_STATUS = {
    verb: group
    for group, verbs in enumerate(
        (
            "pledge promise commit offer vow",
            "plan propose consider weigh seek request ask want demand need call",
            "approve allot allocate pass authorise authorize vote earmark",
            "deliver send ship supply provide transfer export",
            "receive import get buy purchase order",
            "spend pay cost invest lend borrow owe",
            "kill die dead death slay",
            "wound injure hurt injured",
            "detain arrest jail imprison hold seize",
            "free release swap exchange return",
            "miss missing disappear",
            "displace flee evacuate shelter",
            "rise grow increase climb jump gain",
            "fall drop decline shrink decrease lose plunge",
            "attack shoot down intercept destroy",
            "deploy withdraw",
            "attend gather march protest",
            "enrol study enroll admit issue",
            "own earn produce make sell",
        )
    )
    for verb in map(stem, verbs.split())
}
_NEGATION = re.compile(r"\b(?:not|never|no|neither|nor|without|cannot|failed to|refused to)\b|n[’']t\b", re.IGNORECASE)
_CLAUSE_END = re.compile(r"[,;:—–()“”\"]\s|[.?!]\s|\s[—–]")
NEAR = 12  # words on either side of a quantity that say what it is of
NEXT = 8  # words behind it that say whom it is for
_NARROW = 4  # words on either side in which a number is made a part or a total


def qualifiers(text: str) -> frozenset[str]:
    """What sets a statement apart in time: years, months and periods, in lower case."""
    found = [*_YEAR.findall(text), *_MONTH.findall(text), *_PERIOD.findall(text)]
    return frozenset(" ".join(each.lower().split()) for each in found)


def weekdays(text: str) -> frozenset[str]:
    return frozenset(_WEEKDAY.findall(text))


def shares(statement: Statement, start: int, end: int) -> frozenset[str]:
    """The words near a number that make it a part, a total or another kind of number."""
    near = statement.around(start, end, _NARROW)
    told = f"{statement.text[near.start : start]} {statement.text[end : near.end]}"
    return frozenset(each.lower() for each in _SHARE.findall(_HEDGED.sub(" ", told)))


def ordinals(text: str) -> frozenset[str]:
    """Which of several is told of: "the first round", "their tenth meeting", those who are against."""
    return frozenset(each.lower() for each in _ORDINAL.findall(text))


def is_perfect(text: str) -> bool:
    """Whether something "has" come about, over any time, and not at one time in the past."""
    return _PERFECT.search(text) is not None


def status(statement: Statement, start: int, end: int) -> int | None:
    """The group of the verb next to a number that says what is counted: pledged, delivered, killed; None without."""
    near = statement.around(start, end, _NARROW)
    found = [
        (min(abs(near.start + one - end), abs(start - near.start - other)), _STATUS[term])
        for term, one, other in terms_in(near.of(statement.text))
        if term in _STATUS and not start <= near.start + one < end and not statement.is_named(near.start + one)
    ]
    return min(found)[1] if found else None


def is_negated(statement: Statement, start: int, end: int) -> bool:
    """Whether the clause that holds an interval denies something."""
    before = _CLAUSE_END.split(statement.text[:start])[-1]
    behind = _CLAUSE_END.split(statement.text[end:])[0]
    return _NEGATION.search(f"{before} … {behind}") is not None


def have_other_speakers(one: Statement, other: Statement) -> bool:
    """Whether both sentences say whose word they report, and it is not the same source's."""
    if one.speakers and other.speakers:
        return not any(mine & theirs for mine in one.speakers for theirs in other.speakers)
    return bool(one.sources and other.sources and not one.sources & other.sources)
