"""For which party a name acts that no word beside it places: the model is asked, sentence by sentence.

Its answer is limited to the parties that the folder names; the answers to several sentences vote. Of a person it is
also asked without any sentence: a small model takes whoever stands in a sentence about Russia for a Russian, and yet
knows the well-known. That answer decides where the sentences leave it open.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Literal

from pydantic import create_model

from extract.actors import FullNames, Named, is_person
from extract.articles import Article, Role
from extract.decoding.base import Decoder
from extract.prompts import load_prompt
from extract.schemas import Record
from extract.standings import spread

#: At most so many parties are offered to the model as answers.
OFFERED = 5
#: At most so many names are asked about, each in so many sentences by themselves; where these answers differ, one more
#: sentence decides.
ASKED = 16
CONTEXTS = 2
#: What an answer counts that no sentence has swayed; that to one sentence counts 1.
KNOWN = 1.5
#: Characters of a sentence that are shown, and how many of them stand before a name that comes too late in it.
LONGEST, BEFORE = 240, 120


class ActsFor(Record):
    """What the model is asked of a name that no cue places."""

    party: str


def asked_parties(
    actors: Sequence[str],
    names: Named,
    full: FullNames,
    parties: Sequence[str],
    decoder: Decoder,
    against: Mapping[str, str] = MappingProxyType({}),
) -> dict[str, str]:
    """What the model says of each of `actors` most often, from sentences in which it stands; of very many, only of
    those that stand in most articles. `parties` are those of the folder, the most named first; the one that an actor
    acts `against` is no answer."""
    actors = _most_spread(actors, names, full)
    prompt = load_prompt("cast")
    schemas = {actor: _schema([party for party in parties if party != against.get(actor)]) for actor in actors}
    votes: dict[str, dict[str, float]] = {actor: {} for actor in actors}
    contexts = {actor: _contexts(actor, names, full) for actor in actors}

    def ask(asked: Sequence[tuple[str, str]], variant: str = "told", weight: float = 1.0) -> None:
        prompts = [prompt.ask(variant, name=actor, text=text) for actor, text in asked]
        answers = decoder.fill(prompts, [schemas[actor] for actor, _ in asked])
        for (actor, _), answer in zip(asked, answers, strict=True):
            if isinstance(answer, ActsFor):
                votes[actor][answer.party] = votes[actor].get(answer.party, 0.0) + weight

    ask([(actor, text) for actor in actors for text in contexts[actor][:CONTEXTS]])
    ask([(actor, "") for actor in actors if contexts[actor] and is_person(actor)], "known", KNOWN)
    ask([(actor, text) for actor in actors if _is_open(votes[actor]) for text in contexts[actor][CONTEXTS:]])
    return {actor: _leader(counts) for actor, counts in votes.items() if counts}


def _schema(parties: Sequence[str]) -> type[ActsFor]:
    options = tuple(parties[:OFFERED])
    fields = {"party": (Literal[options], ...)}
    schema: type[ActsFor] = create_model("ActsFor", __base__=ActsFor, **fields)  # type: ignore[call-overload]
    return schema


def _contexts(actor: str, names: Named, full: FullNames) -> list[str]:
    """The sentences in which the actor stands nearest to the beginning, each cut to a readable length."""
    named = [(article, name.words) for article, name in names if full.of(article, name.words) == actor]
    aliases = [re.compile(rf"\b{re.escape(words)}\b") for words in sorted({words for _, words in named})]
    places: list[tuple[int, str]] = []
    for article in _distinct(article for article, _ in named):
        for sentence in article.sentences:
            text = " ".join(sentence.interval.of(article.text).split())
            found = [match for alias in aliases if (match := alias.search(text))]
            if sentence.role not in (Role.DEBRIS, Role.SPEAKER) and found:
                first = min(found, key=lambda match: match.start())
                places.append((first.start(), _excerpt(text, first)))
    nearest = sorted(dict.fromkeys(places))[: CONTEXTS + 1]
    return [text for _, text in nearest] or [turn for turn in [_turn_of(actor, names)] if turn]


def _excerpt(text: str, name: re.Match[str]) -> str:
    """The beginning of a sentence, or, where the name comes later, what stands around it."""
    start = 0 if name.end() <= LONGEST else max(name.start() - BEFORE, 0)
    return text[start : start + LONGEST]


def _distinct(articles: Iterable[Article]) -> Iterable[Article]:
    """Each article once, in order; known by itself, as a comparison would read all of its text."""
    return {id(article): article for article in articles}.values()


def _turn_of(actor: str, names: Named) -> str:
    """What an actor says whom only the labels of an interview name."""
    for article in _distinct(article for article, _ in names):
        for index, sentence in enumerate(article.sentences):
            label = sentence.interval.of(article.text)
            if sentence.role is Role.SPEAKER and actor.lower() in label.lower():
                said = [each.interval.of(article.text) for each in article.sentences[index + 1 : index + 3]]
                return f"{label} {' '.join(' '.join(said).split())[:300]}"
    return ""


def _most_spread(actors: Sequence[str], names: Named, full: FullNames) -> Sequence[str]:
    """Those of `actors` that are asked about, in their order: the ones that stand in most articles, so that no article
    can crowd out those of the others."""
    articles = spread((full.of(article, name.words) or "", article.id) for article, name in names)
    chosen = set(sorted(actors, key=lambda actor: -articles[actor])[:ASKED])
    return [actor for actor in actors if actor in chosen]


def _is_open(counts: Mapping[str, float]) -> bool:
    """Whether one more sentence could give the lead to another party."""
    first, second, *_ = [*sorted(counts.values(), reverse=True), 0.0, 0.0]
    return len(counts) > 1 and first - second < 1


def _leader(counts: Mapping[str, float]) -> str:
    return min(counts, key=lambda party: (-counts[party], party))
