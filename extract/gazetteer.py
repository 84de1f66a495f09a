"""What the world's states and standing organisations are called: names, people, capitals and houses of government.

This is geography, not politics: no person and no office of the day stands here. What news English calls them is in
`prompts/parties.toml`; the `countryinfo` package adds long official names and territories that are no states.
"""

import re
import tomllib
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from extract.resources import resource

# Letters with a mark to those without one, as many characters as before: offsets stay what they are.
_PLAIN_LETTERS = {
    code: base
    for code in (*range(0xC0, 0x250), *range(0x1E00, 0x1F00))
    if (base := unicodedata.normalize("NFKD", chr(code))[0]).isascii() and base.isalpha()
} | str.maketrans("ØøĐđŁłı’‘\u00a0", "OoDdLli'' ")
_OFFICIAL = re.compile(r" of |(?:Republic|Kingdom|Federation|Confederation|States)$")
_SHORTEST_ADJECTIVE = 3


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """Lower-cased surface forms to canonical names, with and without accents. `capitals`, and `seats` (houses of
    government), are kept apart, as they are places, too; `bodies` are organs of an organisation; `others` are names
    that hold a party's word and are none."""

    names: dict[str, str]
    demonyms: dict[str, str]
    capitals: dict[str, str]
    seats: dict[str, str]
    bodies: dict[str, str]
    others: frozenset[str]
    #: By party, those that share its people's name: "European" is of the European Union, and may be of the E3.
    sharing: dict[str, tuple[str, ...]]
    #: The names that are more than capitalised words ("Bosnia and Herzegovina", "Port-au-Prince", "OPEC+").
    phrases: tuple[str, ...]

    def party(self, surface: str) -> str | None:
        """The country or organisation that `surface` names or describes; None when it is none, or only a capital."""
        key = _key(surface)
        for each in (key, key.removeprefix("the ")):
            if (named := self.names.get(each) or self.bodies.get(each)) and _may_be_code(surface, each):
                return named
            if described := self._describes(each):
                return described
        return None

    def capital_of(self, surface: str) -> str | None:
        """The country of a capital or a house of government; None for any other words."""
        key = _key(surface)
        return self.capitals.get(key) or self.capitals.get(key.removeprefix("the ")) or self.seat_of(surface)

    def seat_of(self, surface: str) -> str | None:
        """The country of a house of government: "the White House"."""
        return self.seats.get(_key(surface).removeprefix("the "))

    def is_people(self, surface: str) -> bool:
        """True for an adjective or a noun of belonging: "Chilean", "Chileans", "Turks"."""
        key = _key(surface).removeprefix("the ")
        return key not in self.names and self._describes(key) is not None

    def is_other(self, surface: str) -> bool:
        """True for what holds a party's word and is another thing: "New Mexico"."""
        return _key(surface).removeprefix("the ") in self.others

    def _describes(self, key: str) -> str | None:
        return self.demonyms.get(key) or (self.demonyms.get(key[:-1]) if key.endswith("s") else None)


@lru_cache(maxsize=1)
def gazetteer() -> Gazetteer:
    """The world's states and its standing organisations; read once, in some milliseconds."""
    table = tomllib.loads(resource("prompts/parties.toml").read_text(encoding="utf-8"))
    kinds: dict[str, dict[str, str]] = {kind: {} for kind in ("names", "people", "capitals", "seats", "bodies")}
    surfaces: list[str] = list(table["others"]["names"])
    for party, called in {**table["countries"], **table["organisations"]}.items():
        for kind, into in kinds.items():
            spellings = [*([party] if kind == "names" else []), *called.get(kind, ())]
            _add(into, spellings, party)
            surfaces += spellings
    surfaces += _territories(kinds["names"], kinds["people"])
    return Gazetteer(
        names=kinds["names"],
        demonyms=kinds["people"],
        capitals=kinds["capitals"],
        seats=kinds["seats"],
        bodies=kinds["bodies"],
        sharing=_sharing({**table["countries"], **table["organisations"]}, kinds["people"]),
        others=frozenset(_key(name) for name in table["others"]["names"]),
        phrases=tuple(sorted(set(filter(_needs_whole, surfaces)))),
    )


def _sharing(parties: dict[str, dict[str, list[str]]], demonyms: dict[str, str]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for party, called in parties.items():
        for people in called.get("shares", ()):
            found.setdefault(demonyms[_key(people)], []).append(party)
    return {party: tuple(others) for party, others in found.items()}


def _territories(names: dict[str, str], demonyms: dict[str, str]) -> list[str]:
    """Adds what only `countryinfo` knows, and returns the names added. What two share ("American") stays with the
    one that has it already, and then with the more populous."""
    from countryinfo import all_countries

    added = []
    countries: Iterable[Any] = all_countries()
    for country in sorted(countries, key=lambda each: (-int(each.population() or 0), str(each.name()))):
        name = str(country.name()).removeprefix("The ")
        spellings = [name, *(each for each in country.alt_spellings() or [] if _OFFICIAL.search(each))]
        known = [names[_key(each)] for each in (*spellings, *(country.alt_spellings() or [])) if _key(each) in names]
        # What the table calls Myanmar stands twice in the package, as Burma, too.
        party = known[0] if known else name
        _add(names, spellings, party)
        _add(demonyms, re.split("[,/]", str(country.demonym() or "")), party)
        added += spellings
    return added


def _add(kind: dict[str, str], spellings: Iterable[str], party: str) -> None:
    for spelling in spellings:
        if len(spelling) >= _SHORTEST_ADJECTIVE or spelling.isupper():
            kind.setdefault(_key(spelling), party)
            kind.setdefault(spelling.lower(), party)


def _may_be_code(surface: str, key: str) -> bool:
    """Two and three letters are words, too ("us", "Who"): they count in capitals only."""
    return len(key) > _SHORTEST_ADJECTIVE or surface.strip()[-len(key) :].isupper() or "." in surface


def _needs_whole(surface: str) -> bool:
    """True for a name with more in it than capitalised words: it can't be told from its words one by one."""
    more = re.search(r"(?:^|[\s\-'])[a-z]|\d|[+&]|\w'\w", without_accents(surface))
    return more is not None and not re.search("[,()]", surface)


def without_accents(text: str) -> str:
    """`text` with plain letters, apostrophes and spaces; no character more or less, so that offsets hold."""
    return text.translate(_PLAIN_LETTERS)


@lru_cache(maxsize=65536)
def _key(surface: str) -> str:
    """What the spellings of one name have in common: "São Tomé", "Sao Tome"; "St. Lucia", "Saint Lucia"."""
    plain = without_accents(unicodedata.normalize("NFC", surface)).lower()
    words = re.sub(r"[.']", "", plain).replace("-", " ").split()
    return " ".join("saint" if word == "st" else word for word in words)
