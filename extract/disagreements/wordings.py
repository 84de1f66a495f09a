"""Clauses of different articles that say the same in nearly the same words, but for one name, one date or a "not".

A name or a date that differs is a difference only where one of them must be wrong: in a denial, in what one person is
quoted with, and of what happens once (a treaty is signed in one place). What may be true of several (attacks, visits,
requests, "support for …") is left alone, and so is what either article says of both.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations, pairwise

from extract.disagreements.clauses import Clause, Contrast, Kind, Variant, clauses_of, dates_clash, same_dates
from extract.disagreements.distinctions import have_other_speakers, qualifiers
from extract.disagreements.statements import Named, Statement, unmatched
from extract.spans import CharInterval
from extract.terms import stem, terms, terms_in

_ALIKE = 2 / 3  # of the terms of two clauses together
_ALIKE_DENIED = 0.75
_FEWEST = 3  # terms and names that both have, a slot aside
_FEWEST_TERMS = 2  # … of these, terms
_FULLEST = 40  # clauses under one pair of terms; what more have is a formula
_DENIES = re.compile(r"\b(?:den(?:y|ies|ied|ying|ials?))\b", re.IGNORECASE)
_AT = frozenset("in at near from outside".split())
_PREPOSITIONS = _AT | frozenset("to for with into by on over towards".split())
_PLANNED = re.compile(r"\b(?:will|is to|are to|due|plans? to|scheduled|set to)\b", re.IGNORECASE)
_SERIES = re.compile(
    r"\b(?:also|again|continue|resume|session|round|meet|talk|visit|games?|match(?:es)?|hearings?)\w*", re.IGNORECASE
)
_STEMS_ONCE = "sign born die bury headquarter inaugurate crash expire appoint elect swear"
_STEMS_OF_DAYS = "arrive leave depart land begin start open end conclude"
_STEMS_OF_EVENTS = "hold host convene schedule begin start open end conclude"
#: What happens once, in one place and on one day …
_ONCE = frozenset(map(stem, _STEMS_ONCE.split()))
_ONCE_A_DAY = _ONCE | frozenset(map(stem, _STEMS_OF_DAYS.split()))
# … and what happens again and again, but once for "the next round" or a summit.
_EVENTS = frozenset(map(stem, _STEMS_OF_EVENTS.split()))
_ONE_EVENT = re.compile(
    r"\b(?:next|first|second|third|final|summit|conference|ceremony|funeral|(?:will|is to|are to) be)\b", re.IGNORECASE
)
_ASKS = re.compile(
    r"\b(?:urg|ask|call|press|demand|request|want|hope|wish|invit|encourag|appeal|propos|suggest|discuss|rais|mention|cover"
    r"|visit|tour|attack|strik|struck|shell|bomb|support|criticis|criticiz|condemn|prais|thank|sanction|accus|blam|warn)\w*",
    re.IGNORECASE,
)
_OPEN = re.compile(
    r"\b(?:if|unless|whether|would|could|might|(?-i:may)|should|or|either|reportedly|allegedly|rumou?r\w*|yet|still|until|before(?=\W*$)"
    r"|previously|initially|originally|at first|earlier|so far|another|also|other|only|even|few|some|many|most"
    r"|partly|fully|entirely)\b|\?",
    re.IGNORECASE,
)
_SAID = re.compile(
    r"\b(?:said|says?|saying|told|tells?|according|claim\w*|den(?:y|ies|ied)|insist\w*|accus\w*|reject\w*|alleg\w*|argu\w*"
    r"|assert\w*|stress\w*|reiterat\w*|warn\w*|believ\w*|think\w*|thought|hop\w*|expect\w*|want\w*|call\w*|vow\w*|pledg\w*"
    r"|promis\w*|threaten\w*|quoted?|report(?:ed|s|edly)?|dismiss\w*|refut\w*|maintain\w*|contend\w*)\b",
    re.IGNORECASE,
)
_NOT = re.compile(
    r"\b(?:did|does|do|was|were|is|are|has|have|had|will)(?:\s+not\b|n[’']t\b)|\b(?:not|never)\b|\bneither\b|\bnor\b"
    r"|\bwithout\b|\b(?:fail(?:ed|s)?|refus(?:ed|es)|declin(?:ed|es)) to\b|\bno (?=[a-z])",
    re.IGNORECASE,
)
_ANY_NEGATION = re.compile(
    r"n[’']t\b|\b(?:no|not|never|neither|nor|without|fail\w*|refus\w*|declin\w*|den(?:y|ies|ied)|lack\w*|cannot|unable"
    r"|hardly|barely)\b",
    re.IGNORECASE,
)


def find_contrasts(statements: Sequence[Statement]) -> list[Contrast]:
    """The contrasts between articles, in the order of statements; one for each pair of fillers."""
    clauses = [clause for each in statements for clause in clauses_of(each)]
    index = _Index(statements)
    found: dict[tuple[object, ...], Contrast] = {}
    for a, b in _candidates(clauses):
        contrast = _contrast(clauses[a], clauses[b])
        if contrast and not index.is_of_both(contrast):
            slots = (contrast.one.slot.of(clauses[a].statement.text), contrast.other.slot.of(clauses[b].statement.text))
            found.setdefault((contrast.kind, *slots, clauses[a].terms & clauses[b].terms), contrast)
    return list(found.values())


def _candidates(clauses: Sequence[Clause]) -> Iterator[tuple[int, int]]:
    """Pairs of clauses of different articles that have two neighbouring terms in common; near-linear."""
    buckets: dict[tuple[str, str], dict[tuple[str, str], int]] = defaultdict(dict)
    for index, clause in enumerate(clauses):
        for pair in sorted(set(pairwise(term for term, _, _ in terms_in(clause.text)))):
            # The same words in a second article say nothing new.
            buckets[pair].setdefault((clause.text, ""), index)
    pairs: Counter[tuple[int, int]] = Counter()
    for bucket in buckets.values():
        if len(bucket) <= _FULLEST:
            pairs.update(combinations(sorted(bucket.values()), 2))
    yield from sorted((a, b) for a, b in pairs if clauses[a].statement.article != clauses[b].statement.article)


def _contrast(one: Clause, other: Clause) -> Contrast | None:
    if have_other_speakers(one.statement, other.statement) or one.text.lower() == other.text.lower():
        return None
    shared, every = one.terms & other.terms, one.terms | other.terms
    if not shared or len(shared) < _ALIKE * len(every):
        return None
    here, there = unmatched(one.names, other.names), unmatched(other.names, one.names)
    known = len(shared) + len({name.tokens for name in one.names} - {name.tokens for name in here})
    if known + min(len(one.dates), len(other.dates)) < _FEWEST:
        return None
    if len(here) == len(there) == 1 and same_dates(one, other):
        return _other_name(one, other, here[0], there[0], shared)
    if here and there:
        return None
    if date := _other_date(one, other, shared):
        return date
    return _denial(one, other, shared, every) if len(one.names) == len(other.names) and not here + there else None


def _other_name(one: Clause, other: Clause, mine: Named, theirs: Named, shared: frozenset[str]) -> Contrast | None:
    """A name in the same place of both clauses, where only one can be right."""
    before = one.before(mine.start)
    if not before or before != other.before(theirs.start) or (before not in _AT and mine.is_party != theirs.is_party):
        return None
    texts = (one.text, other.text)
    if (
        len(shared) < _FEWEST_TERMS
        or any(_ASKS.search(text) or _OPEN.search(text) for text in texts)
        or _is_one_negated(*texts)
    ):
        return None
    if qualifiers(one.text) != qualifiers(other.text) or not _is_unique(one, other, shared, before):
        return None
    slots = (CharInterval(each.start, each.end) for each in (mine, theirs))
    return Contrast(Kind.NAME, *map(Variant, (one, other), slots))


def _other_date(one: Clause, other: Clause, shared: frozenset[str]) -> Contrast | None:
    """A date in the same place of both clauses, of what happens once or is set for a day."""
    if len(one.dates) != 1 or len(other.dates) != 1 or not dates_clash(one.dates[0], other.dates[0]):
        return None
    if any(_OPEN.search(clause.text) for clause in (one, other)) or _is_one_negated(one.text, other.text):
        return None
    is_once = bool(shared & _ONCE_A_DAY) or _are_one_event(one, other, shared)
    if not _are_planned(one, other, shared) and not (is_once and _places(one) == _places(other)):
        return None
    slots = (CharInterval(*clause.dates[0].span()) for clause in (one, other))
    return Contrast(Kind.DATE, *map(Variant, (one, other), slots))


def _are_planned(one: Clause, other: Clause, shared: frozenset[str]) -> bool:
    """Whether both clauses set a day for what is to come, and it is no series."""
    texts = (one.text, other.text)
    return (
        len(shared) >= _FEWEST_TERMS
        and all(_PLANNED.search(text) and not _SERIES.search(text) for text in texts)
        and len(_names_of_parties(one) | _names_of_parties(other)) <= 1
    )


def _names_of_parties(clause: Clause) -> frozenset[frozenset[str]]:
    return frozenset(name.tokens for name in clause.names if name.is_party)


def _places(clause: Clause) -> tuple[frozenset[frozenset[str]], frozenset[str]]:
    """The countries and capitals of a clause, and how its names are tied in: leaving a town is not leaving for it."""
    ties = _PREPOSITIONS.intersection(clause.before(name.start) for name in clause.names)
    return _names_of_parties(clause), ties


def _denial(one: Clause, other: Clause, shared: frozenset[str], every: frozenset[str]) -> Contrast | None:
    """What one article tells in its own words, and the other tells was not so."""
    if len(shared) < _FEWEST or len(shared) < _ALIKE_DENIED * len(every) or not same_dates(one, other):
        return None
    texts = (one.text, other.text)
    if one.is_quoted or other.is_quoted or any(_SAID.search(each.statement.text) for each in (one, other)):
        return None
    if any(_OPEN.search(each.statement.text) for each in (one, other)) or qualifiers(texts[0]) != qualifiers(texts[1]):
        return None
    nots = [_NOT.search(text) for text in texts]
    if (nots[0] is None) == (nots[1] is None) or not _is_one_negated(*texts):
        return None
    return Contrast(Kind.DENIAL, Variant(one, one.interval), Variant(other, other.interval))


def _is_one_negated(one: str, other: str) -> bool:
    """Whether one of two clauses denies more than the other; "denied" in both is none."""
    return len(_ANY_NEGATION.findall(one)) != len(_ANY_NEGATION.findall(other))


def _is_unique(one: Clause, other: Clause, shared: frozenset[str], before: str) -> bool:
    """Whether the two clauses cannot both be true, or are one person's words."""
    if _DENIES.search(one.text) and _DENIES.search(other.text):
        return bool(one.names) and len(shared) >= _FEWEST
    if one.is_quoted and other.is_quoted:
        mine, theirs = one.statement.speakers, other.statement.speakers
        return len(shared) >= _FEWEST and any(speaker & each for speaker in mine for each in theirs)
    if one.is_quoted or other.is_quoted or before not in _AT:
        return False
    return bool(shared & _ONCE) or _are_one_event(one, other, shared)


def _are_one_event(one: Clause, other: Clause, shared: frozenset[str]) -> bool:
    """Whether both clauses tell of an event that there is only one of."""
    return bool(shared & _EVENTS) and all(_ONE_EVENT.search(clause.text) for clause in (one, other))


class _Index:
    """Which words an article has in one sentence: to see whether it tells of both fillers of a slot."""

    def __init__(self, statements: Sequence[Statement]) -> None:
        self.of_article: dict[str, list[Statement]] = defaultdict(list)
        for each in statements:
            self.of_article[each.article].append(each)

    def is_of_both(self, contrast: Contrast) -> bool:
        """Whether an article tells what the other article tells, too: then these are two things."""
        if contrast.kind is Kind.DENIAL:
            return False
        shared = contrast.one.clause.terms & contrast.other.clause.terms
        return any(
            self._tells(mine.clause.statement, shared, theirs)
            for mine, theirs in ((contrast.one, contrast.other), (contrast.other, contrast.one))
        )

    def _tells(self, statement: Statement, shared: frozenset[str], variant: Variant) -> bool:
        filler = re.compile(rf"\b{re.escape(variant.slot.of(variant.clause.statement.text))}\b")
        return any(
            filler.search(each.text) and shared <= terms(each.text) for each in self.of_article[statement.article]
        )
