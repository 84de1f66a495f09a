"""Who wrote, took and published: bylines, picture credits, and the outlets that they name.

An outlet is known by the structure around it and by the generic words in it ("Times", "News", "Radio"), not from a
table of names. Where that leaves a doubt there is no outlet: none is better than a wrong one.
"""

import re

_MEDIA_WORDS = set(
    "times post news journal herald tribune guardian press daily gazette observer review telegraph chronicle"
    " broadcasting broadcaster radio tv television weekly standard independent mail express star sun globe monitor"
    " magazine newspaper bulletin courier dispatch inquirer examiner ledger mirror sentinel zeitung podcast newswire"
    " wire".split()
)
_NEVER_IN_AN_OUTLET = set("conference release office briefing statement secretary corps".split())
# Words that stand beside a media word or a separator in section names ("World News"), and bodies with short names.
_NO_OUTLET = _NEVER_IN_AN_OUTLET | set(
    "breaking latest top live more world local business politics political opinion sport sports culture national"
    " international foreign asia exclusive analysis video audio minister updates us uk eu un u.s u.k u.n nato asean"
    " opec imf wto who iaea g7 g20 usa prc pm mp mps gdp ai tv faq pdf iran iraq cuba".split()
)
_SMALL_WORDS = set("of the and & for in de la le der di".split())
_ACRONYM = re.compile(r"[A-Z][A-Z0-9&]{1,5}")
_SITE = re.compile(r"(?:www\.)?[\w-]+(?:\.[\w-]+)*\.(?:com|org|net|info|news|co\.\w\w|[a-z]{2})", re.IGNORECASE)

_NAME = r"[^\W\d_a-zß-öø-ÿ][\w.’'-]*"
_FULL_NAME = rf"{_NAME}(?:\s+(?:(?:de|van|von|der|bin|al|la)\s+)?{_NAME}){{1,4}}"
_NAMES = rf"{_FULL_NAME}(?:(?:\s*,\s*|\s+and\s+|\s*&\s*){_FULL_NAME})*"
_BYLINE = re.compile(rf"(?:[Bb]y|BY|Author:|Words:|Story by)\s+(?P<names>{_NAMES})(?P<tail>.*)")
_WRITES = re.compile(r"\b(?:writes|reports|reporting|writing) for (?:the )?(?P<outlet>[^.,;|]+)")
_FOR = re.compile(r"\s*(?:\bfor\b|\bof\b)\s+(?:the )?(?P<outlet>[^.,;|]+)")
_TRADE = (
    r"(?:editor|correspondent|reporter|writer|columnist|analyst|producer|journalist|bureau chief|newsroom|staff|desk"
    r"|photographer|contributor)s?"
)
ROLE = re.compile(rf"\b{_TRADE}\b", re.IGNORECASE)
# "Ann Other, Diplomatic Editor, ABC"; "ABC Geneva correspondent Ann Other"; "Ann Other reported from Geneva."
_NAME_AND_ROLE = re.compile(rf"{_FULL_NAME}\s*[,|]\s*(?i:[\w.&’'/ -]{{0,40}}\b{_TRADE}\b)[^.!?]{{0,40}}")
_ROLE_AND_NAME = re.compile(rf"(?:{_NAME}\s+){{0,4}}(?:\w+\s+)?{_TRADE}\s+{_FULL_NAME}")
_REPORTED_FROM = re.compile(rf"{_NAMES} reported from {_NAME}(?:[, ]+(?:and |from |in )?{_NAME})*\.?")
_WORKED = re.compile(
    r"\(?(?:with )?(?:additional |further )?(?:"
    r"(?:reporting|writing|editing|photography|photographs?|pictures?|photos?|graphics?|inputs?|material) (?:by|from)\b"
    r"|(?:edited|written|translated|translation|compiled) by [A-Z]"
    r"|(?:editor in charge|editing|text and photos?|photos?|translation)\s*:)",
    re.IGNORECASE,
)
_CONTRIBUTED = re.compile(
    r".{0,80}\bcontributed (?:to )?(?:this |the |these )?(?:report(?:ing)?|story|article|research)s?"
    r"(?: from [\w ]+)?\.?",
    re.IGNORECASE,
)
_SOURCE = re.compile(
    r"[(\[]?(?:image|photo|photograph|picture|video|media|audio|graphic|map|file)s?\s*(?:source|credit|copyright|courtesy|by)\b",
    re.IGNORECASE,
)
_MEDIUM = re.compile(
    r"[(\[](?:ap |file |pool |interactive )?"
    r"(?:image|photo|photograph|picture|video|audio|graphic|map|watch|credit)s?\b",
    re.IGNORECASE,
)
_PICTURE_WORD = re.compile(r"(?:photo|photograph|picture|image|video)s?", re.IGNORECASE)
_TAKEN_FOR = re.compile(rf"{_NAME}(?:\s+{_NAME}){{1,2}}\s+for\s+(?:the |The )?(?P<outlet>\S+(?:\s+\S+){{0,4}})")
_AGENCY_PICTURE = re.compile(r"\bvia\s+(?:Getty|[A-Z]{2,})\b|\b[A-Z][\w’'-]+\s*/\s*(?:AP|AFP|EPA|Getty|Reuters|Pool)\b")


def is_outlet_name(name: str) -> bool:
    """Whether the words look like a newspaper, an agency or a station: "The Northern Gazette", "ABC", "north.org"."""
    words = name.split()
    if not 1 <= len(words) <= 6 or not all(word[0].isupper() or word in _SMALL_WORDS for word in words[1:]):
        return False
    if len(words) == 1 and (_SITE.fullmatch(name) or _ACRONYM.fullmatch(name)):
        return name.lower() not in _NO_OUTLET
    bare = [word.strip(".,'’").lower() for word in words if word not in _SMALL_WORDS]
    own = [word for word in bare if word not in _MEDIA_WORDS]
    if not words[0][0].isupper() or len(own) == len(bare) or not _NEVER_IN_AN_OUTLET.isdisjoint(bare):
        return False
    return words[0] == "The" or any(word not in _NO_OUTLET for word in own)


def is_credit(line: str) -> bool:
    """Whether the line only says who wrote, edited, photographed or filmed."""
    bare = line.strip(" \t-–—?*_").lstrip(". ")
    words = bare.split()
    if not words or len(words) > 25:
        return False
    if (_WORKED.match(bare) or _CONTRIBUTED.fullmatch(bare)) and (len(words) <= 15 or bare[0] == "("):
        return True
    if _SOURCE.match(bare) and len(words) <= 12:
        return True
    if bare[0] in "([" and bare[-1] in ")]." and (_MEDIUM.match(bare) or _is_picture_credit(bare.strip("()[]. "))):
        return True
    return _is_byline(bare) or _is_picture_credit(bare.rstrip("."))


def credited_outlet(line: str) -> str | None:
    """The outlet that a byline or a picture credit names ("By A. Name, The Gazette", "A. Name for ABC")."""
    bare = line.strip(" \t-–—?*_.")
    byline = _BYLINE.fullmatch(bare)
    if byline is None:
        match = _WRITES.search(bare) or _TAKEN_FOR.fullmatch(bare)
        return _outlet(match["outlet"]) if match and len(bare.split()) <= 15 else None
    tail = byline["tail"]
    match = _WRITES.search(bare) or _FOR.match(tail)
    if match or tail.strip():
        return _outlet(match["outlet"] if match else re.split(r"[,|•·–—]|\s-\s", tail)[-1])
    # In "Ann Other, Northern Gazette" the pattern for names takes the outlet for one more of them.
    return _outlet(byline["names"].rpartition(",")[2])


def byline_ending(line: str) -> str | None:
    """The one capitalised word behind a byline's names ("By Ann Other, Meridian"): an outlet, a place or a trade."""
    byline = _BYLINE.fullmatch(line.strip(" \t-–—?*_."))
    ending = byline["tail"].strip(" ,|•·–—-") if byline and byline["tail"].lstrip()[:1] in (",", "|") else ""
    return ending if re.fullmatch(r"[A-Z][\w’'-]+", ending) else None


def _outlet(name: str) -> str | None:
    name = name.strip(" \t.,()")
    is_picture = any(_PICTURE_WORD.fullmatch(word) or word.lower() == "pool" for word in name.split())
    return name if is_outlet_name(name) and not is_picture else None


def _is_byline(line: str) -> bool:
    match = _BYLINE.fullmatch(line)
    if match and (_WRITES.search(match["tail"]) or _is_byline_tail(match["tail"])):
        return True
    if _REPORTED_FROM.fullmatch(line):
        return True
    return len(line.split()) <= 10 and (_NAME_AND_ROLE.fullmatch(line) or _ROLE_AND_NAME.fullmatch(line)) is not None


def _is_byline_tail(tail: str) -> bool:
    words = tail.strip(" .,|•·–—-").split()
    if len(words) > 8 or tail.startswith(("’", "'")):
        return False
    return all(
        word[0].isupper() or not word[0].isalpha() or word.strip(",") in _SMALL_WORDS or ROLE.search(word)
        for word in words
    )


def _is_picture_credit(line: str) -> bool:
    words = line.split()
    if not 1 < len(words) <= 8:
        return False
    if _PICTURE_WORD.fullmatch(words[-1]):
        return len(words) <= 3 or all(word[0].isupper() for word in words)
    if _AGENCY_PICTURE.search(line):
        return True
    match = _TAKEN_FOR.fullmatch(line)
    return match is not None and is_outlet_name(match["outlet"])
