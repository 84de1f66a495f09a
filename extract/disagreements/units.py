"""What a number counts: time, money, a share, a measure, or things and people by their name."""

import re
from dataclasses import dataclass

from extract.terms import FUNCTION_WORDS, stem

_TIME = {
    "second": 1 / 3600,
    "minute": 1 / 60,
    "hour": 1.0,
    "day": 24.0,
    "week": 168.0,
    "month": 730.0,
    "year": 8766.0,
    "decade": 87660.0,
}  # in hours
_MEASURES = {
    "kilometre": ("length", 1.0), "kilometer": ("length", 1.0), "km": ("length", 1.0), "mile": ("length", 1.609),
    "metre": ("length", 1e-3), "meter": ("length", 1e-3), "foot": ("length", 3.048e-4), "feet": ("length", 3.048e-4),
    "tonne": ("mass", 1.0), "ton": ("mass", 1.0), "kilogram": ("mass", 1e-3), "kg": ("mass", 1e-3),
    "barrel": ("barrels", 1.0), "hectare": ("area", 1.0), "acre": ("area", 0.405), "megawatt": ("power", 1.0),
    "gigawatt": ("power", 1e3), "degree": ("degrees", 1.0),
}  # fmt: skip
CURRENCY_SIGNS = {"$": "dollar", "€": "euro", "£": "pound", "¥": "yuan", "₽": "ruble", "₹": "rupee", "₩": "won"}
_CURRENCIES = (
    "dollar euro pound yuan renminbi yen ruble rouble rupee won franc krona krone peso real rand lira shekel riyal"
    " dirham dinar hryvnia zloty"
).split()
_PLURALS = frozenset("people men women children troops police personnel staff aircraft dead wounded injured".split())
#: What is counted in every sentence without being a matter of its own.
_NO_COUNTS = frozenset(
    "sides countries nations leaders parties governments presidents ministers things ways times points others"
    " ones thirds quarters halves fifths superpowers powers capitals sources officials delegations steps names goals"
    " reasons questions areas parts kinds sorts types words years-old economies militaries peoples cents".split()
)
SIGN = re.compile(rf"((?:US|AU?|CA?|NZ|HK|S|NT)?[{''.join(CURRENCY_SIGNS)}])\s?\Z")
_PERCENT = re.compile(r"\s?%|[\s-]per\s?cent(?:age)?\b(?P<points>[\s-]points?\b)?", re.IGNORECASE)
_WORD = re.compile(r"(?:\s+|-)([^\W\d_][\w’']*(?:-(?!old)[^\W\d_]+)*)")
_MOST_WORDS = 4  # from a number to what it counts


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit that ends at offset `end`; `dimension` says what it may be compared with."""

    dimension: str
    name: str
    factor: float  # to the base unit
    end: int
    sort: frozenset[str] = frozenset()  # stems of the words between a number and what it counts


def unit_at(text: str, sign: str | None, at: int) -> Unit | None:
    """The unit of a number that ends at an offset, behind a currency sign or none; None for a bare number."""
    if sign:
        currency = CURRENCY_SIGNS[sign[-1]]
        return Unit(f"money {currency if sign in ('US$', sign[-1]) else sign}", sign, 1.0, at)
    if percent := _PERCENT.match(text, at):
        name = "percentage point" if percent["points"] else "percent"
        return Unit(name, name, 1.0, percent.end())
    sort: set[str] = set()
    for place in range(_MOST_WORDS):
        word = _WORD.match(text, at)
        if not word or (place and word[0].startswith("-")):
            return None
        low, is_joined, at = word[1].lower(), text[at] == "-", word.end()
        single = low.removesuffix("s")
        if not place and (unit := _measure(single if single in _TIME else low, at)):
            return unit
        if single in _CURRENCIES:
            return Unit(f"money {single}", single, 1.0, at)
        if low in FUNCTION_WORDS or is_joined or low in _NO_COUNTS or low.endswith("ly"):
            return None
        if low in _PLURALS or (low.endswith("s") and not low.endswith(("ss", "us", "is", "’s", "'s"))):
            return Unit(f"count {stem(low)}", low, 1.0, at, frozenset(sort))
        sort.add(stem(low))
    return None


def _measure(word: str, at: int) -> Unit | None:
    if word in _TIME:
        return Unit("time", word, _TIME[word], at)
    known = _MEASURES.get(word) or _MEASURES.get(word.removesuffix("s"))
    return Unit(known[0], word, known[1], at) if known else None
