"""PLOVER event records: who does what to whom, one JSON object a mention (openeventdata/PLOVER, codebook 0.8).

An agreement becomes AGREE (CONSULT or COOPERATE if the sentence tells what has been done), a demand REQUEST, a warning
THREATEN, a dispute ACCUSE or REJECT. Records of one item share their `link`; the codebook leaves de-duplication to the
user, and `link` is what to do it by. The words that decide stand in `plover.toml`.

Limits, which the documentation repeats: categories, modes and contexts come from word lists, not from a coder that was
trained on PLOVER, and have not been scored against its gold records; contexts are of the sentence, not of the document;
`historical`, `future`, `hypothetical` and `negation` are not told apart; `date` is the article's, or failing that the
event's, not the day of each act; no sectors (GOV, MIL) and no places are coded, as a briefing does not know them.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from extract.briefing import Agreement, ArticleEntry, Briefing, Demand, Dispute, Item, Mention, Warning
from extract.exports.countries import country_code
from extract.exports.rows import sides
from extract.schemas import Kind

__all__ = ["plover_records"]

Words = Mapping[str, Sequence[str]]


def plover_records(briefing: Briefing) -> Iterator[dict[str, Any]]:
    """One record a mention, in the briefing's order, with the codebook's field names; unknown is null or empty."""
    articles = {article.id: article for article in briefing.articles}
    for kind in Kind:
        for item in briefing.of_kind(kind):
            told = sides(item)
            for number, mention in enumerate(item.mentions):
                if mention.part:
                    continue  # a guest: the event is told where its sentence is at home
                yield _record(briefing, item, mention, number, articles[mention.article], told.get(number))


def _record(
    briefing: Briefing, item: Item, mention: Mention, number: int, article: ArticleEntry, side: str | None
) -> dict[str, Any]:
    rules = _rules()
    category = _category(item, mention)
    actors, recipients = _actors(item, side)
    words = f"{mention.what} {mention.quote}"
    mode = _first(rules["mode"].get(category, {}), mention.what) or _first(rules["mode"].get(category, {}), words)
    return {
        "id": f"{item.id}-{number + 1}",
        "date": article.date or briefing.event.date,
        "actor": [_actor(name) for name in actors],
        "recipient": [_actor(name) for name in recipients],
        "event": [category],
        "mode": [mode] if mode else [],
        "context": _all(rules["context"], words),
        "quad_code": rules["quad"][category],
        "event_text": [mention.what],
        "link": item.id,
        "text": mention.quote,
        "text_info": {"start": mention.char_interval.start, "end": mention.char_interval.end},
        "cite_info": {
            "title": article.title,
            "publication": article.outlet,
            "language": article.language,
            "citation": f"{article.path} sha256:{article.sha256}",
            "coder": f"extract {briefing.manifest.extract}, {briefing.manifest.model.name}",
            "codebook": rules["codebook"],
        },
        "comment": f"probability {mention.probability}; said by {mention.speaker or 'not known'}",
    }


def _category(item: Item, mention: Mention) -> str:
    rules = _rules()
    match item:
        case Agreement():
            # The clause alone: a sentence tells more than what was agreed.
            return _first(rules["agreement"], mention.what) or "AGREE"
        case Demand():
            return "REQUEST"
        case Warning():
            return "THREATEN"
        case Dispute():
            return _first(rules["dispute"], f"{mention.what} {mention.quote}") or "ACCUSE"
    raise TypeError(f"{item.id} is of no known class")


def _actors(item: Item, side: str | None) -> tuple[Sequence[str], Sequence[str]]:
    """Who acts, and on whom. Where all take part alike, all are actors (codebook, "Compound and Reciprocal Actors")."""
    match item:
        case Demand():
            return _known(item.by), _known(item.of)
        case Warning():
            return _known(item.by), _known(item.to)
        case Dispute() if side:
            return (side,), [party for party in item.parties if party != side]
        case Agreement() | Dispute():
            return item.parties, ()
    raise TypeError(f"{item.id} is of no known class")


def _known(name: str | None) -> tuple[str, ...]:
    return (name,) if name else ()


def _actor(name: str) -> dict[str, str | None]:
    return {"code": "IGO" if name in _rules()["organisations"] else country_code(name), "actor_text": name}


@lru_cache(maxsize=1)
def _rules() -> dict[str, Any]:
    return tomllib.loads((Path(__file__).parent / "plover.toml").read_text(encoding="utf-8"))


def _first(lists: Words, text: str) -> str | None:
    return next((name for name, words in lists.items() if _pattern(tuple(words)).search(text)), None)


def _all(lists: Words, text: str) -> list[str]:
    return [name for name, words in lists.items() if _pattern(tuple(words)).search(text)]


@lru_cache(maxsize=256)
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    """Any of the words or phrases; "*" is any run of letters, and alone anything at all."""
    if words == ("*",):
        return re.compile("")
    spelt = [r"\w*".join(map(re.escape, word.split("*"))).replace(r"\ ", r"\s+") for word in words]
    return re.compile(rf"\b(?:{'|'.join(spelt)})\b", re.IGNORECASE)
