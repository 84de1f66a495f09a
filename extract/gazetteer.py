"""Names of countries as the world writes them: names, demonyms and capitals, from the `countryinfo` package.

This is geography, not politics: no person and no office stands here. Everyday short names, and the standing
organisations that no list of countries holds, are added from `prompts/parties.toml`.
"""

import tomllib
from dataclasses import dataclass
from functools import lru_cache

from extract.resources import resource


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """Lower-cased surface forms to canonical names. Capitals are kept apart, as they are places, too."""

    names: dict[str, str]
    demonyms: dict[str, str]
    capitals: dict[str, str]

    def party(self, surface: str) -> str | None:
        """The country or organisation that `surface` names or describes; None when it is none, or only a capital."""
        bare = surface.strip().removeprefix("the ").removeprefix("The ")
        lowered = _plain(bare)
        if lowered in self.names and (len(lowered) > 3 or bare.isupper() or "." in bare):
            return self.names[lowered]
        return self.demonyms.get(lowered) or self.demonyms.get(lowered.removesuffix("s"))

    def capital_of(self, surface: str) -> str | None:
        return self.capitals.get(surface.lower())


@lru_cache(maxsize=1)
def gazetteer() -> Gazetteer:
    """The world's countries and its standing organisations; read once, in a few milliseconds."""
    from countryinfo import all_countries

    names: dict[str, str] = {}
    demonyms: dict[str, str] = {}
    capitals: dict[str, str] = {}
    # Where two share a name or a demonym ("American"), the more populous is meant.
    countries = sorted(all_countries(), key=lambda each: (-int(each.population() or 0), str(each.name())))
    for country in countries:
        name = str(country.name()).removeprefix("The ")
        names.setdefault(_plain(name), name)
        for spelling in country.alt_spellings() or []:
            # Two- and three-letter codes are words, too ("IT", "NO"); those in common use are in the prompt file.
            if len(spelling) > 3 and spelling[0].isupper() and spelling.isascii():
                names.setdefault(_plain(spelling).removeprefix("the "), name)
        if len(demonym := str(country.demonym() or "").lower()) > 3:
            demonyms.setdefault(demonym, name)
        if len(capital := str(country.capital() or "").removesuffix(" D.C.")) > 3:
            capitals.setdefault(capital.lower(), name)
    supplement = tomllib.loads(resource("prompts/parties.toml").read_text(encoding="utf-8"))
    for name, spellings in {**supplement["countries"], **supplement["organisations"]}.items():
        for spelling in (name, *spellings):
            names[_plain(spelling)] = name
    # "Burmese" is of what the supplement calls Myanmar.
    settled = [
        {key: names.get(_plain(name), name) for key, name in each.items()} for each in (names, demonyms, capitals)
    ]
    return Gazetteer(*settled)


def _plain(name: str) -> str:
    return name.replace(".", "").lower()
