"""Proper names in running text, and what the words around a name say about whom it belongs to.

English news writes nationality beside a name again and again: "Chinese Foreign Minister Wang Yi", "Norland's envoy,
Ada Hale", "President Orsho of Lesk". Such cues are counted; nothing is known beforehand about any person.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from extract.gazetteer import gazetteer

#: Words that name an office or a rank. They stand before a name and are no part of it.
ROLES = frozenset(
    "secretary state president prime minister foreign defence defense finance trade interior chancellor premier "
    "ambassador envoy special representative spokesman spokeswoman spokesperson ministry mr mrs ms dr sir lord lady "
    "general gen admiral adm colonel col senator sen rep congressman king queen prince princess sheikh crown emir "
    "governor mayor deputy vice chief leader adviser advisor national security public treasury commerce director "
    "chairman chairwoman chair commissioner high supreme party politburo member state-councillor councillor "
    "undersecretary under assistant attorney justice home affairs external economic energy climate negotiator "
    "professor prof analyst former then-president ex-president acting commander marshal captain judge speaker "
    "archbishop pope ayatollah imam counterpart diplomat official officials delegation government administration "
    "treasury-secretary american top senior".split()
)
#: Heads of names that are an institution's, not a person's.
INSTITUTIONS = frozenset(
    "ministry department house congress parliament government administration embassy senate office council "
    "commission kremlin pentagon army navy force forces police court bank agency assembly cabinet duma knesset "
    "guard treasury university institute center centre school college corporation company group association "
    "foundation times post news journal herald agency party union committee".split()
)
_CALENDAR = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august "
    "september october november december".split()
)
#: Words that are capitalised where they open a sentence ("But Mr. Hale said"), and are part of no name.
_OPENERS = frozenset(
    "but and or nor yet so in on at as for from with without by to of over under amid during after before since until "
    "while when whenever where if unless because though although however despite besides between among against "
    "according that this these those there then now meanwhile also both even only still not no he she it they we you i "
    "his her its their our my your what who why how which perhaps maybe once later earlier instead indeed today "
    "yesterday tomorrow tonight recently finally first last next soon".split()
)
_CAPITAL = "[A-ZÀ-ÖØ-Þ]"
_TITLE = r"(?:Mr|Mrs|Ms|Dr|Prof|Gen|Lt|Col|Adm|Sen|Rep|Gov|St)\."
_WORD = rf"(?:{_TITLE}|(?:{_CAPITAL}\.){{2,}}(?:[’']s)?|{_CAPITAL}[\w’']*\w|{_CAPITAL}\.?(?!\w))"
_PARTICLES = r"(?:(?:al|bin|ibn|van|von|de|da|dos|del|den|der|di|du|el|la|ter)[ \u00a0]){0,2}"
# "Kim Min-su" is one name; "the United States-led force" is not.
_SYLLABLE = r"(?:-(?!led|run|era|made|born|wide|held|based|owned|style)[a-z]{2,5}(?![\w-]))?"
_NAME = re.compile(rf"{_WORD}(?:(?:[ \u00a0]{_PARTICLES}|-){_WORD}{_SYLLABLE})*")
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
    for match in _NAME.finditer(text):
        opens = bool(_START.search(text[max(0, match.start() - 4) : match.start()])) or match.start() == 0
        yield from _split(text, match.start(), match.group(), opens)


def _split(text: str, start: int, phrase: str, opens: bool) -> Iterator[Name]:
    """Nation words and offices taken off a capitalised phrase; each nation is a name of its own."""
    words = list(re.finditer(r"[^\s\-]+(?:-[^\s\-]+)*" if not _joins_nations(phrase) else r"[^\s\-]+", phrase))
    nation: str | None = None
    office = False
    index = 0
    while index < len(words):
        used, party = _nation_at(words, index)
        if party:
            end = words[index + used - 1].end()
            bare = _bare(phrase[words[index].start() : end])
            yield Name(start + words[index].start(), start + words[index].start() + len(bare), bare, party, opens)
            nation, index = party, index + used
        elif opens and words[index].group().lower() in _OPENERS:
            index += 1
            continue  # what follows opens the sentence now: in a headline it may be an ordinary word, too
        elif _bare(words[index].group()).lower().rstrip(".") in ROLES | _CALENDAR:
            office = office or _bare(words[index].group()).lower().rstrip(".") in ROLES
            index += 1
        else:
            break
        opens = False
    rest = words[index:]
    cut = next((i for i, word in enumerate(rest) if i and _nation_at(rest, i)[1]), len(rest))
    rest, behind = rest[:cut], rest[cut:]
    while len(rest) > 1 and rest[-1].group().rstrip(".,") in ("Jr", "Sr", "II", "III"):
        rest = rest[:-1]
    if rest:
        first, last = start + rest[0].start(), start + rest[-1].end()
        words_only = _bare(text[first:last])
        beside = nation or _nation_before(text, first) or _nation_after(text, last)
        titled = office or _office_before(text, first)
        yield Name(first, first + len(words_only), words_only, beside, opens, titled, _speaks(text, first, last))
    if behind:
        yield from _split(text, start + behind[0].start(), phrase[behind[0].start() :], False)


def _joins_nations(phrase: str) -> bool:
    """True for "China-U.S. relations" and the like, where a hyphen stands between two parties."""
    parts = [part.split() for part in phrase.split("-")]
    return any(gazetteer().party(_bare(a[-1])) or gazetteer().party(_bare(b[0])) for a, b in pairwise(parts) if a and b)


def _nation_at(words: list[re.Match[str]], index: int) -> tuple[int, str | None]:
    """How many words from `index` on name a country or organisation, and which; the longest name wins."""
    for used in (4, 3, 2, 1):
        group = [_bare(word.group()) for word in words[index : index + used]]
        if len(group) == used and (party := gazetteer().party(" ".join(group))):
            return used, party
    return 0, None


def _bare(word: str) -> str:
    return _POSSESSIVE.sub("", word)


_AFTER = re.compile(r"^(?:[’']s)?(?:,\s(?:the\s|a\s)?|\sof\s(?:the\s)?)(?P<nation>[A-Z][\w.\-]*(?:\s[A-Z][\w.\-]*)?)")
_LINKS = frozenset("and or but in on at with to from for as told met by against than that said between".split())


_INITIALS = re.compile(r"(?:[A-Z]\.)+")


def _nation_before(text: str, start: int) -> str | None:
    """The nation in "China's top diplomat, [Wang Yi]" or "Norland premier [Hale]"."""
    words = text[max(0, start - 70) : start].replace("’s", "").replace("'s", "").split(" ")
    if words.pop():  # something other than a space stands before the name
        return None
    roles = 0
    for index in range(len(words) - 1, max(-1, len(words) - 8), -1):
        word = words[index].rstrip(",")
        ends = word != words[index] or (word[-1:] in '.!?;:”"' and not _INITIALS.fullmatch(word))
        pair = f"{words[index - 1]} {word}" if index else word
        if party := gazetteer().party(pair) or gazetteer().party(word):
            return party if roles and not ends else None  # "On Lesk, President [Hale] said" says nothing of Hale
        if word.lower() in _LINKS or not word or word[-1] in '.!?;:”"':
            return None
        roles += _is_role(word.lower())
    return None


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
    words = match["nation"].split()
    follows = text[end + match.end() : end + match.end() + 40].replace("’s", " ").split()
    if "of" not in match.group() and not any(_is_role(word.strip(",.").lower()) for word in follows[:4]):
        return None
    return gazetteer().party(" ".join(words)) or gazetteer().party(words[0])


def _is_role(word: str) -> bool:
    return word in ROLES or word in INSTITUTIONS


def nation_votes(names: Iterator[Name]) -> dict[str, Counter[str]]:
    """For each name, how often each nation stands beside it."""
    votes: dict[str, Counter[str]] = {}
    for name in names:
        if name.nation:
            votes.setdefault(name.words, Counter())[name.nation] += 1
    return votes
