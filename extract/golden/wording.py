"""When two wordings say the same: by the words that they share, with numbers and negations held to the letter.

This sees inflections and word order through, and a synonym or two beside words that stayed; it knows no meanings. As
what is compared rests on the same sentence, what remains is to tell a clause about the matter from one about another.
"""

import re
from collections.abc import Iterable

from extract.evaluate import ALIASES
from extract.terms import stem

_WORD = re.compile(r"[^\W_]+(?:[’'][^\W_]+)?")
_FUNCTION = frozenset(
    "a an the to of in on at and or for with from by as into over between about than that this these those is are be "
    "been being was were will would shall should has have had do does did its his her their our your it he she they we "
    "you more any all both also".split()
)
#: An odd number of these turns a clause around; "stop selling" and "not sell" are the same.
_TURNS = frozenset(
    "not no never nor neither without cannot none stop stopped stopping stops halt halted halting halts cease ceased "
    "ceasing refrain refrained refraining avoid avoided avoiding refuse refused refusing refuses reject rejected "
    "rejecting rejects deny denied denies denying oppose opposed opposes opposing end ended ending against".split()
)
_NUMBERS = {
    word: str(number)
    for number, word in enumerate("zero one two three four five six seven eight nine ten eleven twelve".split())
    if number > 1  # "one" is more often no number
}


def party(name: str | None) -> str:
    """A party's name as it is compared: without case, article and surrounding blanks, by the name most used."""
    plain = " ".join((name or "").casefold().split()).removeprefix("the ")
    return ALIASES.get(plain, plain)


def parties(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({party(name) for name in names}))


def likeness(a: str | None, b: str | None) -> tuple[float, str]:
    """How alike two clauses are, from 0 to 1 (Sørensen-Dice on the stems of their words), and what speaks against it.

    It is 0 where one has a number or a negation that the other lacks, and then the reason says so.
    """
    if a == b:
        return 1.0, ""
    if not a or not b:
        return 0.0, "one of them is empty"
    mine, its = _words(a), _words(b)
    if _numbers(mine) != _numbers(its):
        return 0.0, "the numbers differ"
    if _turned(mine) != _turned(its):
        return 0.0, "one of them is negated"
    words, others = _stems(mine), _stems(its)
    if not words or not others:
        return float(mine == its), ""
    return 2 * len(words & others) / (len(words) + len(others)), ""


def _words(text: str) -> list[str]:
    return [word.replace("’", "'") for word in _WORD.findall(text.casefold())]


def _numbers(words: Iterable[str]) -> list[str]:
    return sorted({_NUMBERS.get(word, word) for word in words if word in _NUMBERS or any(map(str.isdigit, word))})


def _turned(words: Iterable[str]) -> bool:
    return sum(word in _TURNS or word.endswith("n't") for word in words) % 2 == 1


def _stems(words: Iterable[str]) -> set[str]:
    return {stem(word.removesuffix("'s")) for word in words if word not in _FUNCTION and word not in _TURNS}
