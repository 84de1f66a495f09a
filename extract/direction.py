"""Who takes part in what a sentence says, read off the words around each name.

A nation counts as an actor when it stands on its own, or with an office, a body or a speech act behind it ("the Vestan
envoy", "Vesta's complaint"), not where it only describes a thing ("Vestan companies") or a place ("in Vesta").
"""

import re
from collections.abc import Sequence

from extract.gazetteer import gazetteer
from extract.names import INSTITUTIONS, MEDIA, ROLES
from extract.parties import Reference

_OBJECT = re.compile(
    r"\b(?:to|on|upon|at|with|against|from|of|for|by|between|about|over|in|into|toward|towards|than|around|near|behind)"
    r"\s(?:the\s|its\s|his\s|her\s|their\s|both\s)?(?:[a-z\-]+\s)?$"
)
_PASSIVE = re.compile(r"\bby\s(?:the\s)?$")
#: Words of ROLES that say what an office is for, and stand before things, too: "Vestan energy companies".
_QUALIFIERS = frozenset(
    "state foreign defence defense finance trade interior special national security public treasury commerce high "
    "supreme party under assistant justice home affairs external economic energy climate former acting american top "
    "senior".split()
)
_BODIES = frozenset(
    "side counterpart counterparts host hosts diplomats negotiators envoys leaders ministers authorities governments "
    "troops delegates team aide aides readout statement statements ambassadors secretariat panel senators lawmakers "
    "legislators mps deputies military soldiers navies guards coastguard generals commander commanders regulators "
    "inspectors mediator mediators rulers regime junta leadership prosecutors judges consul consulate mission missions "
    "service services board spokesmen presidency monarch palace state-media media opposite representatives presidents "
    "premiers prime-minister partner partners allies ally militants "
    "guerrillas rebels fighters militia coastguards delegate soldiers battalions battalion brigade brigades gunners "
    "marines patrols warships warship vessels vessel ships ship boats boat gunboats trawlers jets warplanes aircraft "
    "planes drones bombers".split()
)
#: What somebody does by speaking. "Vesta's complaint was …" is said by Vesta.
_SPEECH_ACTS = (
    "request|demand|complaint|claim|charge|accusation|allegation|appeal|call|warning|protest|note|objection|proposal|"
    "offer|position|view|reply|response|answer|rebuke|criticism|threat|ultimatum|insistence|plea|petition|letter|"
    "message|anger|fury|patience|outrage|concern|fear|refusal|rejection|stance|argument|contention|grievance|wish|hope|"
    "suggestion|assurance|promise|pledge|condition|veto|denial|opposition|displeasure|pressure|reproach|assertion|"
    "insinuation|verdict|reaction|version|line|case"
)
_ACTING = (
    (ROLES - _QUALIFIERS)
    | (INSTITUTIONS - MEDIA - _QUALIFIERS)
    | _BODIES
    | {form for noun in _SPEECH_ACTS.split("|") for form in (noun, noun + "s", noun.removesuffix("y") + "ies")}
)
#: What ends the noun phrase that an adjective or a possessive opens.
_ENDS = frozenset(
    "of in on at to for from with by as than over about against into under after before during since until while when "
    "where if that which who whom whose because but or nor is are was were be been being am has have had do does did "
    "will would shall should can could may might must not never also the a an this these its his her their it he she "
    "they we i you there then said says told tells asked asks warned warns urged urges called calls accused accuses "
    "demanded wants wanted want rejected denied insisted replied added again yesterday today".split()
)
_RULED = re.compile(
    rf"\b(?:government|rulers?|leaders?|president|premier|ministers?|ministry|king|queen|emir|authorities|people|hands?|"
    rf"army|navy|forces|troops|parliament|regime|junta|generals|leadership|cabinet|ambassador|envoys?|"
    rf"representatives?|delegation|chancellor|behalf|(?:{_SPEECH_ACTS})s?)\sof\s(?:the\s)?$"
)
_ADDRESSED = re.compile(
    r"\b(?:(?:to|on|upon|against|with|at|from|toward|towards|between)\s(?:the\s|its\s)?(?:[a-z\-]+\s)?"
    r"|(?:speaking|spoke|speaks|spokesman|spokeswoman|spokesperson)\sfor\s(?:the\s)?"
    r"|(?:request|requests|requested|require|requires|required|ask|asks|asked|demand|demands|demanded|expect|expects|"
    r"expected)\sof\s(?:the\s)?)$"
)
#: "On Lesk, she": what a sentence turns to.
_TOPIC = re.compile(r"(?:^|[.!?;:]\s|[“\"])(?:On|About|Over|Regarding|Concerning|As for|As to)\s(?:the\s)?$")
_REACH = 5  # words behind a name in which its noun is looked for


def actors(text: str, references: Sequence[Reference]) -> list[tuple[Reference, bool]]:
    """References that may act or be acted upon, with True for those that stand free, not behind a preposition."""
    found = []
    for reference in references:
        if reference.party is None:
            continue
        if _describes(text, reference):
            continue
        before = text[max(0, reference.start - 40) : reference.start]
        free = (not _OBJECT.search(before) or bool(_PASSIVE.search(before))) and not _TOPIC.search(before)
        found.append((reference, free))
    return found


def taking_part(text: str, references: Sequence[Reference]) -> list[str]:
    """Parties that act in a sentence or are addressed by it; not those that it is only about."""
    parties = []
    for reference, stands_free in actors(text, references):
        before = text[max(0, reference.start - 60) : reference.start]
        named = _ADDRESSED.search(before) or _RULED.search(before)
        if stands_free or named or _rules_from(text, reference) or _shall_act(text, reference):
            parties.append(reference.party)
    return [party for party in dict.fromkeys(parties) if party]


def _shall_act(text: str, reference: Reference) -> bool:
    """True in "waits for Vesta to lift the ban"."""
    return text[: reference.start].endswith((" for ", " for the ")) and text[reference.end :][:4] == " to "


def _rules_from(text: str, reference: Reference) -> bool:
    """True for "the government in Oslo": of capitals, only those that are no places are references."""
    surface = text[reference.start : reference.end]
    return text[: reference.start].endswith(" in ") and gazetteer().capital_of(surface) is not None


def _describes(text: str, reference: Reference) -> bool:
    """True for a nation that only qualifies a thing: "Vestan companies", "Vesta's harbours"."""
    after = text[reference.end :][:80]
    surface = text[reference.start : reference.end]
    possessive = re.match(r"[’']s?\s", after)
    adjective = not reference.person and gazetteer().is_people(surface)
    if reference.person or not (possessive or adjective):
        return False
    if adjective and surface.endswith("s") and not surface.endswith("ss"):
        return False
    phrase = re.split(r"[,.;:!?()“”\"—–]", after.removeprefix("’s").removeprefix("'s"))[0]
    words = [word.lower() for word in re.findall(r"[\w\-’']+", phrase)[:_REACH]]
    length = next((number for number, word in enumerate(words) if word in _ENDS), len(words))
    # "The Dutch said", "the French": a people, not what is theirs.
    if not possessive and (length == 0 or re.fullmatch(r"(?!armed$)[a-z]{3,}ed", words[0])):
        return False
    return not any(_root(word) in _ACTING for word in words[:length])


def _root(word: str) -> str:
    return re.sub(r"[’']s?$", "", word)
