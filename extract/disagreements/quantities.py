"""Quantities in a sentence: a number with its unit and its hedges, as the interval of values that it leaves open.

"Nearly six hours" leaves a bit less than six, "more than five hours" anything above five, "5½ hours" half a quarter of
an hour around it. What is no quantity of something (dates, ages, votes, "10 months ago", "five of them") is left out.
"""

import math
import re
from dataclasses import dataclass, replace

from extract.disagreements.numerals import Number, number_at, numbers_in
from extract.disagreements.units import CURRENCY_SIGNS, SIGN, unit_at

_HEDGES = (
    ("least", r"at (?:the very )?least|no (?:fewer|less) than|not less than|a minimum of"),
    ("slightly_over", r"(?:just|slightly|a (?:little|bit)|little) (?:over|more than|above)"),
    ("under", r"(?:just |slightly |a (?:little|bit) )?(?:less|fewer) than|under|below"),
    ("most", r"(?:up to|at most|as (?:many|much|long) as|no (?:more|longer) than|not more than|a maximum of)"),
    ("over", r"(?:well )?(?:more|longer|greater) than|(?:well )?over|above|exceeding|upwards? of|in excess of"),
    ("nearly", r"nearly|almost|close to|just (?:under|short of)|not quite|approaching|shy of|the better part of"),
    ("about", r"about|around|roughly|approximately|some|an estimated|estimated|circa|something like|or so"),
)
_BEFORE = [(name, re.compile(rf"\b(?:{pattern})\s+(?:an?\s+)?$", re.IGNORECASE)) for name, pattern in _HEDGES]
_BEHIND = (
    ("about", re.compile(r"^\s*,?\s*(?:or so|give or take|more or less|or thereabouts)\b", re.IGNORECASE)),
    ("least", re.compile(r"^\s*(?:or|and) (?:more|longer|above|over)\b|^\+|^-plus\b|^\s+plus\b", re.IGNORECASE)),
    ("most", re.compile(r"^\s*or (?:less|fewer|under)\b", re.IGNORECASE)),
)
_TO = re.compile(rf"\s*(?:[-–—]|to|or)\s*(?:US|A|C)?[{''.join(CURRENCY_SIGNS)}]?(?=\S)", re.IGNORECASE)
_AND = re.compile(rf"\s+and\s+(?:US|A|C)?[{''.join(CURRENCY_SIGNS)}]?", re.IGNORECASE)
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")
_BETWEEN = re.compile(rf"\bbetween\s+(?:US)?[{''.join(CURRENCY_SIGNS)}]?\Z", re.IGNORECASE)
_LIMIT_BEFORE = re.compile(
    r"\b(?:within|in (?:at most|under|less than)|deadline of|(?:next|first))\s+(?:the (?:next|coming)\s+)?$",
    re.IGNORECASE,
)
_GRANTED = re.compile(
    r"\b(?:gives?|gave|given|giving|has|have|had|grants?|granted|allows?|allowed|leaves?|left)\b", re.IGNORECASE
)
_TO_DO = re.compile(r"^\s+to\s+[a-z]+", re.IGNORECASE)
_LIMIT_BEHIND = re.compile(r"^[\s-]+(?:deadline|limit|window)\b", re.IGNORECASE)
#: What shows that a number tells an age, an hour, an offset in time, a share of something told before, or a change.
_NOT_BEFORE = re.compile(
    r"(?:\b(?:aged?|ages|no\.?|number|page|article|chapter|resolution|section|group of|every"
    r"|(?:the|in|over|for|his|her|its|their|our|these) (?:past|last|previous|recent|first|coming|next)"
    r"|another|additional|further|extra|other|each|remaining|since|than in|from|by|including|down to|up to \d+ of"
    r"|(?:half|quarter|third|fifth|tens|dozens|hundreds|thousands|most|part|share) of(?: the| an?)?"
    r"|rising to|fell to|falling to|dropped to|rose to|top|those|these|all|plus|or)|[-–—/:#])\s*$",
    re.IGNORECASE,
)
_NOT_BEHIND = re.compile(
    r"^(?:[\s-]+(?:ago|earlier|later|old|olds|away|from now|into|since|hence|prior|apart|running|in a row"
    r"|of (?:whom|which)|more|other|others|each|apiece|higher|lower|longer"
    r"|younger|older)\b|[’']\s+time\b|\s+ahead\b)",
    re.IGNORECASE,
)
_OFFSET = re.compile(r"^\s+(?:before|after)\b", re.IGNORECASE)
_LASTS = re.compile(r"\b(?:for|lasted|took|takes|lasting)\s*$", re.IGNORECASE)
_PART = re.compile(r"^\s+of (?:these|those|the|its|his|her|their)\b", re.IGNORECASE)
_RATE = re.compile(
    r"^(?:\s+(?:of|in)\s+[\w-]+(?:\s+[\w-]+)?)??[\s,-]*(?:per|an?|every|each)[\s-]+"
    r"(second|minute|hour|day|week|month|quarter|year|night|person|head|capita|barrel|tonne|ton)\b"
    r"|^(?:\s+(?:of|in)\s+[\w-]+)??\s*(annually|yearly|monthly|weekly|daily|hourly)\b|^/",
    re.IGNORECASE,
)
_NEARLY, _ABOUT, _SLIGHTLY = 0.15, 0.1, 0.15  # how far a hedge reaches, as a part of the number
_HALF = 0.45  # of the last printed digit is what rounding takes away; five and six shall not meet in the middle
_REACH = 40  # characters before and behind a quantity that say what it is


@dataclass(frozen=True, slots=True)
class Quantity:
    """`low` to `high` are the values that the words leave open, in the dimension's base unit, both ends included.

    `dimension` is what may be compared: "time", "percent", "money dollar", "count student"; `unit` is the printed one,
    without its plural. `numbers` are the printed ones, without their hedges, in the base unit.
    """

    start: int
    end: int
    dimension: str
    unit: str
    low: float
    high: float
    numbers: tuple[float, ...]
    is_limit: bool  # "within nine to 12 months", "nine months to sell"
    rate: str | None  # "year" in "a year", "barrel" in "per barrel"
    is_hedged: bool  # or a range
    sort: frozenset[str] = frozenset()  # "young" and "Chilean" of "young Chilean men", as terms
    is_comparable: bool = True  # and no age, no offset in time, no step of a change


def quantities_in(text: str) -> list[Quantity]:
    """The quantities of a sentence that may be compared with others, from left to right, disjoint."""
    return [quantity for quantity in every_quantity_in(text) if quantity.is_comparable]


def every_quantity_in(text: str) -> list[Quantity]:
    """All quantities of a sentence, those that are an age or "10 months ago" among them."""
    found: list[Quantity] = []
    done = 0
    for number in numbers_in(text):
        if number.start >= done:
            quantity, done = _quantity(text, number)
            if quantity:
                found.append(quantity)
    return found


def are_compatible(one: Quantity, other: Quantity) -> bool:
    """Whether one value can be what both speak of; of two time limits, whether they allow as much."""
    if one.is_limit and other.is_limit:
        (low, high), (least, most) = _longest(one), _longest(other)
    else:
        (low, high), (least, most) = (one.low, one.high), (other.low, other.high)
    return low <= most and least <= high


def _longest(limit: Quantity) -> tuple[float, float]:
    """What the longest time that a limit allows may be: a range is no guess there, but says that both ends occur."""
    if len(limit.numbers) == 1:
        return limit.low, limit.high
    return 2 * limit.numbers[-1] - limit.high, limit.high


def _quantity(text: str, number: Number) -> tuple[Quantity | None, int]:
    """The quantity that a number begins, and where to go on reading."""
    low, high = _range(text, number)
    sign = SIGN.search(text, max(0, number.start - _REACH), number.start)
    unit = unit_at(text, sign[1] if sign else None, high.end)
    is_year = not sign and _YEAR.fullmatch(text, high.start, high.end) and not (unit and unit.dimension == "percent")
    if unit is None or is_year or high.value < low.value:
        return None, high.end
    start = sign.start() if sign else number.start
    before = text[max(0, start - _REACH) : start]
    hedge, length = _hedge(before)
    before, behind = before[: len(before) - length], text[unit.end : unit.end + _REACH]
    if between := _BETWEEN.search(before):
        before, length = before[: between.start()], length + len(between[0])
    is_count = unit.dimension.startswith("count")
    if is_count and high.value <= 1:
        return None, unit.end
    is_offset = _OFFSET.search(behind) and not _LASTS.search(before)
    is_other = _NOT_BEFORE.search(before) or _NOT_BEHIND.search(behind) or (is_count and _PART.search(behind))
    for name, pattern in _BEHIND:
        if not hedge and (match := pattern.search(behind)):
            hedge = name
            unit = replace(unit, end=unit.end + match.end())
    if unit.dimension.startswith("percent"):
        low, high = replace(low, step=min(low.step, 1)), replace(high, step=min(high.step, 1))
    least, most = _span(low, high, hedge, is_count=is_count)
    is_time = unit.dimension == "time"
    quantity = Quantity(
        start=start - length,
        end=unit.end,
        dimension=unit.dimension,
        unit=unit.name,
        low=least * unit.factor,
        high=most * unit.factor,
        numbers=tuple(sorted({low.value * unit.factor, high.value * unit.factor})),
        is_limit=is_time and _is_limit(before, behind),
        rate=next(filter(None, rate.groups()), rate[0]).lower() if (rate := _RATE.search(behind)) else None,
        is_hedged=hedge is not None or low.value < high.value,
        sort=unit.sort,
        is_comparable=not (is_offset or is_other),
    )
    return quantity, unit.end


def _range(text: str, number: Number) -> tuple[Number, Number]:
    """The two numbers of "nine to 12", "$5-6 billion", "between 3 and 5"; the same one twice where it stands alone."""
    is_between = _BETWEEN.search(text, max(0, number.start - _REACH), number.start) is not None
    joint = (_AND if is_between else _TO).match(text, number.end)
    upper = number_at(text, joint.end()) if joint else None
    if upper is None:
        return number, number
    if number.scale == 1 and upper.scale > 1 and number.value * upper.scale <= upper.value:
        number = Number(number.start, number.end, number.value * upper.scale, number.step * upper.scale)
    return number, upper


def _is_limit(before: str, behind: str) -> bool:
    """Whether a time is what someone has to do something in."""
    if _LIMIT_BEFORE.search(before) or _LIMIT_BEHIND.search(behind):
        return True
    return _TO_DO.search(behind) is not None and _GRANTED.search(before) is not None


def _hedge(before: str) -> tuple[str | None, int]:
    """The hedge that ends what stands before a number, and its length."""
    for name, pattern in _BEFORE:
        if match := pattern.search(before):
            return name, len(match[0])
    return None, 0


def _span(low: Number, high: Number, hedge: str | None, *, is_count: bool) -> tuple[float, float]:
    """The values that are left open, rounding included: what is printed as "300" may have been 312, "12" is twelve."""
    least, most = low.value - _rounding(low, is_count=is_count), high.value + _rounding(high, is_count=is_count)
    reach = {
        None: (least, most),
        "least": (least, math.inf),
        "over": (low.value, math.inf),
        "slightly_over": (low.value, high.value * (1 + _SLIGHTLY)),
        "nearly": (low.value * (1 - _NEARLY), high.value),
        "under": (0.0, high.value),
        "most": (0.0, most),
        "about": (least - _ABOUT * low.value, most + _ABOUT * high.value),
    }
    return reach[hedge]


def _rounding(number: Number, *, is_count: bool) -> float:
    if is_count and number.step == 1:
        return 0.0
    return min(_HALF * number.step, _ABOUT * number.value)
