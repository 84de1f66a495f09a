"""Sentences as clauses, each with its terms, its names and its dates, and what two of them may differ in."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from extract.disagreements.statements import Named, Statement
from extract.names import ROLES
from extract.spans import CharInterval
from extract.terms import terms_in

_FEWEST_WORDS = 3
_CLAUSE = re.compile(
    r"\s*(?:[,;:!?()“”\"]+|\s[–—-]+\s|—|\.(?=\s|$)|\s(?:but|while|although|though|because|whereas|which|who|and)(?=\s))\s*"
)
_MONTH = "January February March April May June July August September October November December".split()
_DATE = re.compile(
    rf"\b(?:(?P<month>{'|'.join(_MONTH)})\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?|(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?"
    rf"(?P<month2>{'|'.join(_MONTH)}))\b|\b(?P<weekday>(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)\b"
)
_PREPOSITION = re.compile(r"(\w+)\s+(?:the\s+)?$")


@dataclass(frozen=True)
class Clause:
    """A clause at `interval` of its statement's text."""

    statement: Statement
    interval: CharInterval

    @property
    def text(self) -> str:
        return self.interval.of(self.statement.text)

    @cached_property
    def names(self) -> tuple[Named, ...]:
        return tuple(each for each in self.statement.names if self.interval.start <= each.start < self.interval.end)

    @cached_property
    def dates(self) -> tuple[re.Match[str], ...]:
        return tuple(_DATE.finditer(self.statement.text, self.interval.start, self.interval.end))

    @cached_property
    def told(self) -> tuple[str, ...]:
        """Its terms in order, without names, offices and dates."""
        taken = [CharInterval(each.start, each.end) for each in self.names]
        taken += [CharInterval(*each.span()) for each in self.dates]
        at = self.interval.start
        return tuple(
            term
            for term, start, end in terms_in(self.text)
            if self.text[start:end].lower() not in ROLES
            and not any(CharInterval(at + start, at + end).overlaps(each) for each in taken)
        )

    @cached_property
    def terms(self) -> frozenset[str]:
        return frozenset(self.told)

    @cached_property
    def is_quoted(self) -> bool:
        return self.statement.quote_at(self.interval.start) is not None

    def before(self, at: int) -> str:
        """The word before a place, if it stands in the clause; a name at the clause's beginning has none."""
        match = _PREPOSITION.search(self.statement.text, self.interval.start, at)
        return match[1].lower() if match else ""


class Kind(StrEnum):
    NAME = "name"
    DATE = "date"
    DENIAL = "denial"


@dataclass(frozen=True, slots=True)
class Variant:
    """One clause with the words that another article has otherwise."""

    clause: Clause
    slot: CharInterval  # in the statement's text


@dataclass(frozen=True, slots=True)
class Contrast:
    """Two clauses of different articles that differ in one thing."""

    kind: Kind
    one: Variant
    other: Variant


def clauses_of(statement: Statement) -> Iterator[Clause]:
    """The clauses of a statement, from left to right."""
    start = 0
    for match in [*_CLAUSE.finditer(statement.text), None]:
        end = match.start() if match else len(statement.text)
        if len(statement.text[start:end].split()) >= _FEWEST_WORDS:
            yield Clause(statement, CharInterval(start, end))
        start = match.end() if match else end


def same_dates(one: Clause, other: Clause) -> bool:
    """Whether no date of one clause excludes one of the other."""
    return not any(dates_clash(mine, theirs) for mine in one.dates for theirs in other.dates)


def dates_clash(one: re.Match[str], other: re.Match[str]) -> bool:
    """Whether two dates cannot be one day; a day of the week and a day of a month may be."""
    if one["weekday"] and other["weekday"]:
        return one["weekday"] != other["weekday"]
    if one["weekday"] or other["weekday"]:
        return False
    return _day(one) != _day(other)


def _day(date: re.Match[str]) -> tuple[str, int]:
    return date["month"] or date["month2"], int(date["day"] or date["day2"])
