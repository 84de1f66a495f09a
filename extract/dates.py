"""Dates as newspapers print them, and lines that hold nothing but a date or a time."""

import re
from datetime import date

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\.?"
)
_DAY = r"(?P<day>[0-3]?\d)(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>(?:19|20)\d\d)(?!\d)"
_PATTERNS = [
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"(?<!\d){_YEAR}-(?P<month>\d\d)-(?P<day>\d\d)(?!\d)",
        rf"\b{_MONTH}\s+{_DAY}\s*,?\s+{_YEAR}",
        rf"(?<!\d){_DAY}\s+(?:of\s+)?{_MONTH}\s*,?\s+{_YEAR}",
        rf"(?<![\d.]){_DAY}\.\s?(?P<month>[01]?\d)\.\s?{_YEAR}",
        rf"(?<![\d/])(?P<first>[0-3]?\d)/(?P<second>[0-3]?\d)/{_YEAR}",
    )
]
_WEEKDAY = re.compile(r"\b(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?\b\.?", re.IGNORECASE)
_YEARLESS = [re.compile(rf"\b{pattern}\b", re.IGNORECASE) for pattern in (rf"{_MONTH}\s+{_DAY}", rf"{_DAY}\s+{_MONTH}")]
_CLOCK = re.compile(
    r"\b[0-2]?\d[:.h][0-5]\d(?::[0-5]\d)?(?:\.\d+)?\s*(?:[ap]\.?\s?m\b\.?)?|\b1?\d\s*[ap]\.?m\b\.?"
    r"|(?<=\d)T(?=\d)|[+-]\d\d:?\d\d\b",
    re.IGNORECASE,
)
_AGO = re.compile(
    r"\b(?:\d+|an?|one|two|three|a few)\s+(?:sec(?:ond)?|min(?:ute)?|hour|hr|day|week|month|year)s?\s+ago\b"
    r"|\bjust now\b",
    re.IGNORECASE,
)
_AROUND_A_DATE = set(
    "published publish updated update posted modified created date dated time on at by last first the of and edt est"
    " pdt pst et pt ct gmt utc bst cet cest pet ist jst cst z hrs local oclock am pm today yesterday".split()
)
_LONGEST_DATE_LINE = 100  # characters


def find_date(text: str) -> str | None:
    """The first full date in `text` as ISO yyyy-mm-dd; None if there is none, or if day and month might be swapped."""
    found = [(match.start(), day) for pattern in _PATTERNS for match in pattern.finditer(text) if (day := _iso(match))]
    return min(found)[1] if found else None


def is_date_line(line: str) -> bool:
    """Whether the line says no more than a date, a time of day or how long ago something was posted."""
    if len(line) > _LONGEST_DATE_LINE:
        return False
    rest, count = line, 0
    for pattern in (*_PATTERNS, *_YEARLESS, _AGO, _CLOCK):
        rest, times = pattern.subn(" ", rest)
        count += times
    words = re.findall(r"\w[\w.]*", _WEEKDAY.sub(" ", rest))
    return count > 0 and all(word.replace(".", "").lower() in _AROUND_A_DATE for word in words)


def _iso(match: re.Match[str]) -> str | None:
    groups = match.groupdict()
    if "first" in groups:
        day, month = int(groups["first"]), int(groups["second"])
        if day <= 12 and month <= 12 and day != month:
            return None  # 04/05/2024: nobody can say which is the month
        if month > 12:
            day, month = month, day
    else:
        name, day = groups["month"], int(groups["day"])
        month = int(name) if name.isdigit() else _MONTHS.index(name[:3].lower()) + 1
    try:
        return date(int(groups["year"]), month, day).isoformat()
    except ValueError:
        return None
