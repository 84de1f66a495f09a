"""Candidates into records: what the model is shown of a sentence's surroundings, and which names it may answer."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from extract.articles import Article, Role
from extract.cues import acting, called_upon
from extract.decoding.base import Decoder, Failure, Prompt, Tick, no_tick
from extract.detect import Candidate, plain
from extract.direction import taking_part
from extract.gazetteer import gazetteer
from extract.heads import Probe
from extract.parties import Cast, Reference
from extract.prompts import load_prompt
from extract.schemas import OTHER, RECORDS, UNNAMED, Kind, Record, record_for

#: Sentences before the candidate that are shown at most: where its subject is a pronoun, and where else it may lean.
BEFORE, BEFORE_LEANING = 2, 1
#: Characters that are shown of each of them at most, from its beginning, where its subject stands.
LONGEST_BEFORE = 140
LONGEST_HEADLINE = 120
#: Parties that may be answered at most: the event's sides first, then those that act in the sentence.
OFFERED = 6
#: Parties that a record has: who acts, and at whom it is aimed.
SIDES = 2
#: A subject that only the sentences before it name.
_PRONOUN = re.compile(
    r"^[“\"‘]?(?:He|She|They|It|His|Her|Their|Its)\b|\b(?:he|she|they)\s(?:said|told|asked|urged|added)\b"
)
_PERSON = re.compile(r"\b(?:[Hh]e|[Ss]he|[Tt]hey)\b")
#: Words that point out of a sentence, or may.
_LEANING = re.compile(
    r"\b(?:he|she|they|it|its|his|hers?|theirs?|them|him|this|these|those|such|both|latter|former|so|there|here)\b",
    re.IGNORECASE,
)
#: A speaker who speaks for his own side; "told us that we" and "asks that we" are what others want of it.
_FIRST_PERSON = re.compile(r"(?<!that )\b(?:I|[Ww]e)(?=[\s’'])(?!\s(?:were|was) (?:told|asked|urged|warned))")


@dataclass(frozen=True, slots=True)
class Filled:
    """A candidate with its record, or with the reason why there is none."""

    candidate: Candidate
    speaker: str | None
    record: Record | Failure


def fill(
    article: Article,
    candidates: Sequence[Candidate],
    speakers: Sequence[str | None],
    cast: Cast,
    decoder: Decoder,
    judge: Probe | None = None,
    tick: Tick = no_tick,
) -> list[Filled]:
    """One record a candidate, in order; `judge` decides its parties where there is one."""
    asked = [question(article, candidate, speakers[candidate.sentence], cast) for candidate in candidates]
    records = decoder.fill([prompt for prompt, _ in asked], [schema for _, schema in asked], tick, judge)
    return [
        Filled(candidate, speakers[candidate.sentence], record)
        for candidate, record in zip(candidates, records, strict=True)
    ]


def question(
    article: Article, candidate: Candidate, speaker: str | None, cast: Cast, *, all_asked: bool = False
) -> tuple[Prompt, type[Record]]:
    """What the model is shown of a candidate, and the record that it fills; with `all_asked` also for the parties that
    the sentence's own verbs tell."""
    sentence = article.sentences[candidate.sentence].interval.of(article.text)
    here = cast.references(sentence)
    spoken_for = cast.party_of(speaker) if speaker else None
    known = _known(candidate.kind, sentence, here, spoken_for)
    sides = {party for party in (*known, spoken_for, *(each.party for each in here)) if party}
    unclear = RECORDS[candidate.kind].parties and not all(known)
    before = _before(article, candidate.sentence, _leaning(sentence, sides if unclear else None))
    around = cast.references(before)
    prompt = load_prompt("fill").ask(
        candidate.kind.value,
        headline=(article.title or "")[:LONGEST_HEADLINE],
        before=before,
        names=_glosses([each for each in (*around, *here) if each.name != speaker], cast),
        speaker=_speaking(speaker, spoken_for, cast),
        sentence=plain(sentence),
    )
    offered = _offered(sentence, before, here, around, spoken_for, cast)
    names = " ".join(dict.fromkeys([*offered, *(party for party in known if party)]))
    told = (None, None) if all_asked else known
    return prompt, record_for(candidate.kind, offered, f"{sentence} {before} {names}", told)


def _known(
    kind: Kind, sentence: str, here: Sequence[Reference], spoken_for: str | None
) -> tuple[str | None, str | None]:
    """Who acts in a sentence, and at whom it is aimed, as far as its own words say so: whoever says "we" acts himself,
    as does who "rejects", and who is urged or warned is not the one who does it."""
    acts = spoken_for if spoken_for and _FIRST_PERSON.search(sentence) else acting(kind, sentence, here)
    called = called_upon(sentence, here, spoken_for) if kind in (Kind.DEMAND, Kind.WARNING) else None
    return (acts if acts != called else None), called


def _speaking(speaker: str | None, party: str | None, cast: Cast) -> str:
    """ "Hale (Norland)"; empty where nobody is known to speak."""
    name = cast.form_of(speaker or "")
    return f"{name} ({party})" if party else name


def _leaning(sentence: str, sides: Collection[str] | None) -> int:
    """How many of the sentences before it a sentence needs to be understood. Where it is asked for its parties, `sides`
    are those that it names itself: if these are not two, or somebody is only "he", the others stand before it."""
    if _PRONOUN.search(sentence) or (sides is not None and (len(sides) < SIDES or _PERSON.search(sentence))):
        return BEFORE
    return BEFORE_LEANING if sides is not None or _LEANING.search(sentence) else 0


def _before(article: Article, index: int, most: int) -> str:
    told: list[str] = []
    while index > 0 and len(told) < most:
        index -= 1
        if article.sentences[index].role is not Role.DEBRIS:
            told.insert(0, _beginning(plain(article.sentences[index].interval.of(article.text))))
    return " ".join(told)


def _beginning(sentence: str) -> str:
    if len(sentence) <= LONGEST_BEFORE:
        return sentence
    return sentence[: LONGEST_BEFORE + 1].rpartition(" ")[0] or sentence[:LONGEST_BEFORE]


def _glosses(references: Sequence[Reference], cast: Cast) -> str:
    """ "Hale = Norland; Brenn = Norland": names that only the articles explain, each once; "Moscow" any model knows."""
    known = gazetteer()
    glosses: dict[str, str] = {}
    for reference in references:
        common = known.party(reference.name) or known.capital_of(reference.name)
        name = cast.form_of(reference.name)
        if reference.party and reference.party != common and name not in glosses:
            glosses[name] = reference.party
    return "; ".join(f"{name} = {party}" for name, party in glosses.items())


def _offered(
    sentence: str,
    before: str,
    here: Sequence[Reference],
    around: Sequence[Reference],
    spoken_for: str | None,
    cast: Cast,
) -> tuple[str, ...]:
    """The names that may be answered: the event's sides, and who takes part in the sentence; where that may not be
    both sides of a record, who takes part in those before it, as "he" may be, and where still fewer are known, whoever
    is mentioned."""
    own = dict.fromkeys([party for party in (spoken_for, *taking_part(sentence, here)) if party])
    parties = [*cast.principals, *own]
    if len(dict.fromkeys(parties)) < SIDES:
        parties += [reference.party for reference in here if reference.party]
    if len(own) < SIDES or _PRONOUN.search(sentence):
        parties += taking_part(before, around)
    for mentioned in ([each.party for each in around if each.party], cast.hosts(sentence), cast.hosts(before)):
        if len(dict.fromkeys(parties)) < SIDES:
            parties += mentioned
    offered = (*list(dict.fromkeys(parties))[:OFFERED], OTHER)
    return offered if len(offered) > 1 else (*offered, UNNAMED)


def parties_of(record: Record) -> tuple[str | None, str | None]:
    """Who acts and at whom it is aimed; None for a party that the articles do not name."""
    if not record.parties:
        return None, None
    by, of = (getattr(record, name) for name in record.parties)
    nobody = (OTHER, UNNAMED)
    return (None if by in nobody else by, None if of in nobody else of)
