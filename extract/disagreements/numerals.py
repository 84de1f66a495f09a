"""Numbers as newspapers print them: "1,500", "5½", "twenty-five", "two and a half million"."""

import re
from dataclasses import dataclass

_UNITS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
    " eighteen nineteen"
).split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_SMALL = {word: value for value, word in enumerate(_UNITS)} | {
    word: 10 * value for value, word in enumerate(_TENS, start=2)
}
_SCALES = {
    "hundred": 1e2,
    "thousand": 1e3,
    "million": 1e6,
    "billion": 1e9,
    "trillion": 1e12,
    "k": 1e3,
    "m": 1e6,
    "mn": 1e6,
    "bn": 1e9,
    "tn": 1e12,
}
_FRACTIONS = {"½": 0.5, "¼": 0.25, "¾": 0.75, "⅓": 1 / 3, "⅔": 2 / 3}

_WORDS = "|".join(sorted(_SMALL, key=len, reverse=True))
_SPELLED = rf"(?:{_WORDS})\b(?:[-\s](?:{'|'.join(_UNITS[1:10])})\b)?"
_DIGITS = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_SCALE = r"(?:hundred|thousand|million|billion|trillion|bn|tn|mn|(?<=\d)[mk])\b"
#: One number; what stands in no group of it is no number.
NUMBER = re.compile(
    rf"(?<![\w.,/:+#])(?<![A-Za-z][-–])(?:"
    rf"(?P<half>half an?)(?=[\s-])"
    rf"|(?:(?P<digits>{_DIGITS})|(?P<words>{_SPELLED})|(?P<one>an?)(?=[\s-](?:hundred|thousand|million|billion)))"
    rf"(?:\s?(?P<sign>[{''.join(_FRACTIONS)}])|[-\s]and[-\s]a[-\s](?P<tail>half|quarter|third))?"
    rf"(?P<scales>(?:[-\s]?(?:{_SCALE}))*)"
    rf")(?![\d:/]|[.,]\d)",
    re.IGNORECASE,
)
_TAILS = {"half": 0.5, "quarter": 0.25, "third": 1 / 3}


@dataclass(frozen=True, slots=True)
class Number:
    """A number printed at `start` to `end`; `step` is what its last printed digit counts: 1,500 has 100, 5½ has ½."""

    start: int
    end: int
    value: float
    step: float
    scale: float = 1.0  # the words behind the digits: 1e6 in "5 million"


def number_at(text: str, at: int) -> Number | None:
    """The number that is printed at an offset, if one is."""
    match = NUMBER.match(text, at)
    return _read(match) if match else None


def numbers_in(text: str) -> list[Number]:
    """The numbers of a text, from left to right."""
    return [_read(match) for match in NUMBER.finditer(text)]


def _read(match: re.Match[str]) -> Number:
    if match["half"]:
        return Number(match.start(), match.end(), 0.5, 0.5)
    scale = 1.0
    for word in re.findall(r"[a-z]+", match["scales"].lower()):
        scale *= _SCALES[word]
    plain = _plain(match)
    part = _FRACTIONS.get(match["sign"] or "", 0.0) or _TAILS.get((match["tail"] or "").lower(), 0.0)
    step = 0.5 if part else _step(match, plain)
    return Number(match.start(), match.end(), (plain + part) * scale, step * scale, scale)


def _plain(match: re.Match[str]) -> float:
    if match["digits"]:
        return float(match["digits"].replace(",", ""))
    if match["one"]:
        return 1.0
    return float(sum(_SMALL[word] for word in re.split(r"[-\s]", match["words"].lower())))


def _step(match: re.Match[str], plain: float) -> float:
    """What the last digit that is no padding zero counts; a number in words below twenty is exact to one."""
    digits = match["digits"] or ""
    if "." in digits:
        return float(10 ** -len(digits.split(".")[1]))
    step = 1.0
    while plain >= 20 and plain % (step * 10) == 0:
        step *= 10
    return step
