"""Proper names in running text, and what the words around a name say about whom it belongs to.

English news writes nationality beside a name again and again: "Chinese Foreign Minister Wang Yi", "Norland's envoy,
Ada Hale", "President Orsho of Lesk". Such cues are counted; nothing is known beforehand about any person.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise, takewhile

from extract.gazetteer import gazetteer, without_accents
from extract.offices import (
    CALENDAR,
    GEOGRAPHY,
    HEADS,
    INSTITUTIONS,
    LINKS,
    MEDIA,
    OFFICIAL_REMITS,
    OPENERS,
    REMITS,
    ROLES,
    THINGS,
)

__all__ = ["INSTITUTIONS", "MEDIA", "ROLES", "Name", "names_in", "nation_votes"]

_CAPITAL = "[A-ZÀ-ÖØ-Þ]"
_TITLE = r"(?:Mr|Mrs|Ms|Dr|Prof|Gen|Lt|Col|Adm|Sen|Rep|Gov|St)\."
_WORD = rf"(?:{_TITLE}|(?:{_CAPITAL}\.){{2,}}(?:[’']s)?|{_CAPITAL}[\w’']*\w|{_CAPITAL}\.?(?!\w))"
_PARTICLES = r"(?:(?:al|bin|ibn|van|von|de|da|dos|del|den|der|di|du|el|la|ter)[ \u00a0]){0,2}"
# "Kim Min-su" is one name; "the United States-led force" is not.
_SYLLABLE = r"(?:-(?!led|run|era|made|born|wide|held|based|owned|style)[a-z]{2,5}(?![\w-]))?"
_LONGEST = 6
#: Within an office that is written in capitals: "SECRETARY OF STATE".
_OF = ("of", "for")
_OPENING_FORM = re.compile(r"[A-Z][a-z]{2,}(?:ing|ed|ly)")
_POSSESSIVE = re.compile(r"[’'](?:s|S)?$")
_START = re.compile(r"(?:^|[.!?:;…][\"”’')\]]*\s+|[\"“‘(\[•\-–—]\s*)$")


@dataclass(frozen=True, slots=True)
class Name:
    """A proper name in a text: its interval, the words without office and possessive, the nation beside it, and
    whether an office ("Minister", "Mr.") stands before it, and whether a verb of saying stands next to it."""

    start: int
    end: int
    words: str
    nation: str | None
    opens_sentence: bool
    titled: bool = False
    speaks: bool = False


def names_in(text: str) -> Iterator[Name]:
    """Proper names from left to right. Nations themselves are names, too: their `nation` is their own."""
    for match in _patterns()[0].finditer(without_accents(text)):
        opens = bool(_START.search(text[max(0, match.start() - 4) : match.start()])) or match.start() == 0
        yield from _split(text, match.start(), text[match.start() : match.end()], opens)


@lru_cache(maxsize=1)
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """A run of capitalised words, and one word of it, with and without its hyphens; for text without accents. A name
    of the gazetteer with more in it than capitalised words is one word: "Bosnia and Herzegovina"."""
    by_first: dict[str, list[str]] = {}
    for phrase in sorted(gazetteer().phrases, key=lambda each: (-len(each), each)):
        first, *rest = re.findall(r"[^\s\-]+|[\s\-]", without_accents(phrase))
        first = r"(?:Saint|St\.?)" if first == "Saint" else re.escape(first)
        by_first.setdefault(first, []).append("".join(_piece(each) for each in rest))
    known = "|".join(f"{first}(?:{'|'.join(rests)})" for first, rests in sorted(by_first.items(), reverse=True))
    phrase = rf"(?<!\w)(?:{known})(?:'s)?(?![\w+])"
    word = rf"(?:{phrase}|{_WORD})"
    run = rf"{word}(?:(?:[ \u00a0]{_PARTICLES}|-){word}{_SYLLABLE})*"
    return re.compile(run), re.compile(rf"{phrase}|[^\s\-]+(?:-[^\s\-]+)*"), re.compile(rf"{phrase}|[^\s\-]+")


def _piece(part: str) -> str:
    """A word, space or hyphen of a known name as a pattern: in a headline its small words may be capitalised, too."""
    if part.isspace() or part == "-":
        return r"[\s\-]"
    return f"(?i:{part})" if part.islower() and part.isalpha() else re.escape(part)


def _words(phrase: str) -> list[re.Match[str]]:
    _, word, part = _patterns()
    return list((part if _joins_nations(phrase) else word).finditer(without_accents(phrase)))


def _split(text: str, start: int, phrase: str, opens: bool) -> Iterator[Name]:
    """Nation words and offices taken off a capitalised phrase; each nation is a name of its own."""
    words = _words(phrase)
    nation: str | None = None
    seat: str | None = None
    office = False
    index = 0
    while index < len(words):
        used, party = _known_at(words, index)
        word = _bare(words[index].group()).lower().rstrip(".")
        if used:
            at = words[index].start()
            bare = _bare(phrase[at : words[index + used - 1].end()])
            yield Name(start + at, start + at + len(bare), bare, party, opens)
            nation, seat, index, opens = party, gazetteer().capital_of(bare), index + used, False
        elif opens and words[index].group().lower() in OPENERS:
            index += 1  # what follows opens the sentence now: in a headline it may be an ordinary word, too
        elif word in ROLES or word in CALENDAR or (office and word in _OF):
            office = office or word in ROLES
            index, opens = index + 1, False
        else:
            end = _end_of_name(words, index, opens)
            held = words[index:end]
            of, holds = _office_in(text, start + words[index].start(), held, office)
            # "Did President Hale", "Q. Minister Hale": whose office it is, such a word does not say.
            if of > 1 or (of and (not opens or re.fullmatch("[A-Z]{2,}", held[0].group()))):
                yield _unknown(text, start, held[:of], nation, False, opens)
            # "Kremlin Spokesman Hale" speaks for it; "Paris Hale" is a name.
            office, opens = office or bool(holds), opens and not holds
            yield _unknown(text, start, held[holds:], nation or (seat if office else None), office, opens)
            nation, seat, office, index, opens = None, None, False, end, False


def _end_of_name(words: list[re.Match[str]], index: int, opens: bool) -> int:
    """Where the name that begins at `index` ends: before the next nation, or with the words."""
    # "Accusing Oslo of": a capital behind a word that opens the sentence.
    if opens and len(words) == index + 2 and _OPENING_FORM.fullmatch(words[index].group()):
        return index + (1 if _known_at(words, index + 1)[0] else 2)
    return next((at for at in range(index + 1, len(words)) if _known_at(words, at)[1]), len(words))


def _office_in(text: str, start: int, words: list[re.Match[str]], office: bool) -> tuple[int, int]:
    """How many of the words from `start` on are whose office it is ("Central Bank"), and how many that and the office:
    what follows is who holds it. Both are 0 where no office stands before a name. `office`: a word of one is read."""
    plain = [_bare(word.group()).lower().rstrip(".") for word in words]
    for at in range(len(words) - 2, max(-1, len(words) - 2 - _WHOLE), -1):
        behind = plain[at + 1 :]
        if _POSSESSIVE.search(words[at].group()) or not _NO_NAME.isdisjoint(behind):
            continue
        if plain[at] in HEADS:
            of = at
            while of and plain[of - 1] in _OF_OFFICES:
                of -= 1
            return (of if set(plain[:of]) - REMITS else 0), at + 1
        if plain[at] in (REMITS if len(behind) > 1 else OFFICIAL_REMITS) and (office or _opens_office(text, start)):
            return 0, at + 1
    return 0, 0


#: Words of a person's name at most, and words that stand in none.
_WHOLE = 4
_NO_NAME = INSTITUTIONS | GEOGRAPHY | REMITS | HEADS | ROLES | {*_OF}
#: Words of an office that are not its institution's: "Vice" before "Chairman".
_OF_OFFICES = (ROLES | HEADS) - INSTITUTIONS
_OFFICE_OPENS = re.compile(
    rf"\b(?:{'|'.join(sorted(HEADS, key=len, reverse=True))})\s(?:[\w\-]+\s){{0,6}}?(?:of|for|and|on)\s(?:the\s)?$",
    re.I,
)


def _opens_office(text: str, start: int) -> bool:
    """True behind "Director of the Office of the" and "Under Secretary of State for"."""
    return bool(_OFFICE_OPENS.search(text, max(0, start - 120), start))


def _unknown(text: str, start: int, words: list[re.Match[str]], nation: str | None, office: bool, opens: bool) -> Name:
    """The name of a person or a thing: what the gazetteer does not know."""
    while len(words) > 1 and words[-1].group().rstrip(".,") in ("Jr", "Sr", "II", "III"):
        words = words[:-1]
    first, last = start + words[0].start(), start + words[-1].end()
    bare = _bare(text[first:last])
    beside = nation or _nation_before(text, first) or _office_of(text, first, last) or _nation_after(text, last)
    titled = (office or _office_before(text, first)) and bare.split()[-1].lower() not in THINGS
    return Name(first, first + len(bare), bare, beside, opens, titled, _speaks(text, first, last))


def _joins_nations(phrase: str) -> bool:
    """True for "China-U.S. relations" and the like, where a hyphen stands between two parties."""
    parts = [part.split() for part in phrase.split("-")]
    return any(gazetteer().party(_bare(a[-1])) or gazetteer().party(_bare(b[0])) for a, b in pairwise(parts) if a and b)


def _known_at(words: list[re.Match[str]], index: int) -> tuple[int, str | None]:
    """How many words from `index` on are one known name, and the party that it names, if any; the longest wins."""
    if index + 1 < len(words) <= index + _LONGEST and _is_of_things(words[index:]):
        return len(words) - index, None
    for used in (5, 4, 3, 2, 1):
        group = [word.group() for word in words[index : index + used]]
        if len(group) < used or any(_POSSESSIVE.search(word) for word in group[:-1]):
            continue
        name = " ".join([*group[:-1], _bare(group[-1])])
        if gazetteer().is_other(name):
            return used, None
        if party := gazetteer().party(name):
            return used, party
        if gazetteer().capital_of(name) and (used > 1 or _stands_alone(words[index:])):
            return used, None
    return 0, None


def _is_of_things(words: list[re.Match[str]]) -> bool:
    """True for all of "South China Sea" or "Los Angeles Times": no nation of its own in it."""
    named = [_bare(word.group()).lower() for word in words]
    if named[-1] not in MEDIA | GEOGRAPHY or _POSSESSIVE.search(words[0].group()):
        return False
    return not any(word.rstrip(".") in ROLES for word in named) and gazetteer().party(" ".join(named)) is None


def _stands_alone(words: list[re.Match[str]]) -> bool:
    """True for "Oslo" and for "Oslo's Foreign Minister", not for the first word of "Vienna Convention"."""
    return len(words) == 1 or bool(_POSSESSIVE.search(words[0].group())) or words[1].group().lower() in ROLES


def _nation_at(words: list[str]) -> tuple[int, str | None]:
    """How many of the first `words` name a nation, and which."""
    for used in (5, 4, 3, 2, 1):
        if len(words) >= used and (party := gazetteer().party(" ".join([*words[: used - 1], _bare(words[used - 1])]))):
            return used, party
    return 0, None


def _bare(word: str) -> str:
    return _POSSESSIVE.sub("", word)


_AFTER = re.compile(r"^(?:[’']s)?(?:,\s(?:the\s|a\s)?|\sof\s(?:the\s)?)(?=[A-Z])")


_INITIALS = re.compile(r"(?:[A-Z]\.)+")


#: A word that may say what a nation does, and not what its office is called.
_FINITE = re.compile(
    r"(?!affairs)[a-z]+[a-z](?:s|ed)|sent|gave|saw|put|let|held|took|sought|made|kept|lost|won|found|paid"
)


def _nation_before(text: str, start: int) -> str | None:
    """The nation in "China's top diplomat, [Wang Yi]" or "Norland premier [Hale]"."""
    words = text[max(0, start - 70) : start].replace("’", "'").split(" ")
    if words.pop():  # something other than a space stands before the name
        return None
    roles = 0
    for index in range(len(words) - 1, max(-1, len(words) - 8), -1):
        word = words[index].rstrip(",")
        ends = word != words[index] or (word[-1:] in '.!?;:”"' and not _INITIALS.fullmatch(word))
        bare = _bare(word)
        if party := _ends_in_nation([*(_bare(each) for each in words[max(0, index - 4) : index]), bare]):
            # "On Lesk, President [Hale] said" says nothing of Hale, nor does "Lesk rejects President [Hale]'s offer".
            if not roles or ends:
                return None
            is_noun = bare == word and not gazetteer().is_people(bare)
            return None if is_noun and _FINITE.fullmatch(words[index + 1]) else party
        if word.lower() in LINKS or not word or word[-1] in '.!?;:”"':
            return None
        roles += _is_role(word.lower())
    return None


_OF_NATION = re.compile(r" of (?:the )?((?:[A-Z][\w.-]*(?: of)? ?){1,5}), $")
_ASIDE = re.compile(r"[’']?(?:[,.;:)]|$| and )")
#: Words before "of Lesk" in which its office stands: "the Minister of Foreign Affairs of Lesk".
_OFFICE_WORDS = 4


def _office_of(text: str, start: int, end: int) -> str | None:
    """The nation in "the President of Lesk, [Orsho], said"; in "after he met the President of Lesk, [Hale] said" the
    name begins anew."""
    named = _OF_NATION.search(text, max(0, start - 90), start)
    if not named or not _ASIDE.match(text, end):
        return None
    before = re.split(r"[,.;:]", text[max(0, start - 150) : named.start()])[-1].split()[-_OFFICE_WORDS:]
    used, party = _nation_at(named[1].split())
    return party if used == len(named[1].split()) and any(_is_role(word.lower()) for word in before) else None


def _ends_in_nation(words: list[str]) -> str | None:
    """The party that the last of `words` name, or whose house of government: "Norland", "the White House"."""
    groups = [" ".join(words[start:]) for start in range(len(words))]
    if any(gazetteer().is_other(each) for each in groups):
        return None
    return next((party for each in groups if (party := gazetteer().party(each) or gazetteer().seat_of(each))), None)


_SAYS = "said|says|told|tells|added|adds|warned|warns|urged|urges|stressed|noted|asked|wrote|argued|explained|insisted"
_SAYS_AFTER = re.compile(rf"^(?:,[^,]{{0,80}},)?\s(?:{_SAYS})\b")
_SAYS_BEFORE = re.compile(rf"\b(?:{_SAYS}|according to)\s$")


def _speaks(text: str, start: int, end: int) -> bool:
    """True for "[Hale] said", "[Hale], the envoy, said" and "said [Hale]"."""
    return bool(_SAYS_AFTER.match(text[end : end + 120]) or _SAYS_BEFORE.search(text[max(0, start - 24) : start]))


def _office_before(text: str, start: int) -> bool:
    """True for "the envoy [Hale]": a lower-case office directly before the name."""
    words = text[max(0, start - 30) : start].split()
    return bool(words) and words[-1].lower().strip(",") in ROLES


def _nation_after(text: str, end: int) -> str | None:
    """The nation in "[Wang Yi], China's top diplomat" or "President [Orsho] of Lesk"."""
    match = _AFTER.match(text[end : end + 60])
    if not match:
        return None
    behind = text[end + match.end() : end + match.end() + 100]
    words = [word.group() for word in _patterns()[1].finditer(without_accents(behind))]
    used, party = _nation_at([word.rstrip(",") for word in words[:5]])
    if "of" in match.group():
        return party
    follows = list(takewhile(lambda word: not word[0].isupper() or _is_role(_plain(word)), words[used : used + 4]))
    # "from Lesk, Russian President Hale announced": the office is another person's.
    others = len(follows) < len(words[used : used + 4]) and not (follows and follows[-1][-1] in ",.")
    return party if any(_is_role(_plain(word)) for word in follows) and not others else None


def _plain(word: str) -> str:
    return word.strip(",.").lower()


def _is_role(word: str) -> bool:
    return word in ROLES or (word in INSTITUTIONS and word not in MEDIA)


def nation_votes(names: Iterator[Name]) -> dict[str, Counter[str]]:
    """For each name, how often each nation stands beside it."""
    votes: dict[str, Counter[str]] = {}
    for name in names:
        if name.nation:
            votes.setdefault(name.words, Counter())[name.nation] += 1
    return votes
