"""Codes of countries: ISO 3166-1 alpha-3, from the `countryinfo` package.

The names in a briefing come from that same package (`extract.gazetteer`), so a name is looked up as it is and never
guessed: a fuzzy search takes Hamas for the Bahamas. A party without a code keeps its name alone.
"""

from functools import lru_cache

from extract.gazetteer import gazetteer

__all__ = ["country_code"]

#: Codes that ISO has withdrawn, for what no longer exists.
_WITHDRAWN = {"ANT", "SCG"}
_LENGTH = 3


def country_code(name: str) -> str | None:
    """ "CHN" for "China"; None for what is no country, or one that ISO 3166 gives no code (Kosovo, Scotland)."""
    return _codes().get(name)


@lru_cache(maxsize=1)
def _codes() -> dict[str, str]:
    from countryinfo import all_countries

    codes: dict[str, str] = {}
    known = gazetteer()
    for country in sorted(all_countries(), key=lambda each: -int(each.population() or 0)):
        code = str(country.iso(3) or "")
        if len(code) != _LENGTH or code in _WITHDRAWN:
            continue
        # Under the name that a briefing uses for it, which may be another of its spellings.
        for spelling in (str(country.name()), *(country.alt_spellings() or [])):
            # Not under its own two or three letters: AU is the African Union, too.
            if len(spelling) > _LENGTH and (name := known.party(spelling)):
                codes.setdefault(name, code)
    return codes
