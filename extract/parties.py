"""Who is on whose side: the cast of a folder, found in its own articles.

Names are grouped into actors ("Blinken", "Antony Blinken", "Antony J. Blinken"), and each actor is given the party
whose name stands beside it in most articles. Where the articles never say, the model is asked (`affiliation.py`).
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from extract.actors import FullNames, Named, full_names, is_observer, is_person, own_forms
from extract.affiliation import asked_parties
from extract.articles import Article, Role
from extract.decoding.base import Decoder
from extract.gazetteer import gazetteer
from extract.names import INSTITUTIONS, ROLES, Name, names_in
from extract.opponents import opponents, opposed
from extract.places import is_place
from extract.standings import Spelling, Votes, common_words, evened, spread


@dataclass(frozen=True, slots=True)
class Reference:
    """One place of a text that names an actor: where, as what, and for which party it stands."""

    start: int
    end: int
    name: str
    party: str | None
    person: bool


@dataclass(frozen=True)
class Cast:
    """All actors of a folder. `parties` are sorted by how often they are named, most first."""

    parties: tuple[str, ...]
    of_name: dict[str, str]
    full_name: dict[str, str]
    persons: frozenset[str] = field(default_factory=frozenset)
    #: By article, the names that it gives to another party, where the other articles are no more than it is.
    own_views: dict[str, dict[str, str]] = field(default_factory=dict)
    #: By article, the names that mean somebody else there than in the others.
    own_names: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    #: By article, the fullest form that it has of an actor's name, where that is not the full name.
    own_forms: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    #: The forms of one article.
    forms: Mapping[str, str] = field(default_factory=dict)
    #: Parties whose people's name means another one in these articles: "the Europeans" may be the E3.
    shared: Mapping[str, str] = field(default_factory=dict)

    def within(self, article: str) -> "Cast":
        """The cast as the article with this id has it."""
        forms = self.own_forms.get(article, {})
        if article not in self.own_views and article not in self.own_names:
            return replace(self, forms=forms)  # most articles of a large folder: no name is copied for them
        names = self.own_names.get(article, {})
        # Whom another article calls so is of no party here.
        of_name = {name: party for name, party in self.of_name.items() if name not in names}
        of_name |= {name: self.of_name[full] for name, full in names.items() if full in self.of_name}
        return replace(
            self,
            of_name=of_name | self.own_views.get(article, {}),
            full_name={**self.full_name, **names},
            own_views={},
            own_names={},
            own_forms={},
            forms=forms,
        )

    def form_of(self, name: str) -> str:
        """An actor's full name as this article would write it."""
        return self.forms.get(name, name)

    @property
    def principals(self) -> tuple[str, ...]:
        """The two parties that the articles speak of most: the sides of the event."""
        return self.parties[:2]

    def party_of(self, name: str) -> str | None:
        """The party for which a name of the articles stands; countries and capitals stand for themselves."""
        return party_named(name, self.shared) or self.of_name.get(name) or gazetteer().capital_of(name)

    def words_of_the_sides(self) -> frozenset[str]:
        """Lower-case words that name the event's two sides or act for them: they say nothing about the matter."""
        sides = set(self.principals)
        names = [name for name, party in self.of_name.items() if party in sides]
        names += [name for name, full in self.full_name.items() if full in self.persons and self.of_name.get(name)]
        known = gazetteer()
        for surfaces in (known.names, known.capitals):
            names += [surface for surface, party in surfaces.items() if party in sides]
        names += [people for people, party in known.demonyms.items() if self.shared.get(party, party) in sides]
        return frozenset(word.lower() for name in names for word in name.replace(".", "").split())

    def hosts(self, text: str) -> list[str]:
        """Countries whose capitals `text` names as places alone: "in Oslo"."""
        capitals = [(name, gazetteer().capital_of(name.words)) for name in names_in(text) if not name.nation]
        return [party for name, party in capitals if party and is_place(text, name.start, name.end)]

    def references(self, text: str) -> list[Reference]:
        """Everything in `text` that stands for an actor, from left to right."""
        found = []
        for name in names_in(text):
            party = self.party_of(name.words)
            known = name.words in self.full_name
            # "in Beijing" is a place, "Beijing said" a government.
            if not known and gazetteer().capital_of(name.words) and is_place(text, name.start, name.end):
                continue
            if party or known:
                full = self.full_name.get(name.words, name.words)
                found.append(Reference(name.start, name.end, full, party, full in self.persons))
        return found


def party_named(name: str, shared: Mapping[str, str]) -> str | None:
    """The party that a name is by itself, as the gazetteer has it; a people's name may be one that parties share."""
    party = gazetteer().party(name)
    return shared[party] if party and party in shared and gazetteer().is_people(name) else party


def _shared(names: Named) -> dict[str, str]:
    """Of the parties that share a people's name, the one that is named otherwise most often, where it is not the one
    that has the name elsewhere: told by that one."""
    counts: dict[str, Counter[str]] = {}
    for article, name in names:
        if party := _by_name(name.words):
            counts.setdefault(party, Counter())[article.id] += 1
    often = {party: evened(articles) for party, articles in counts.items()}
    found = {}
    for party, others in gazetteer().sharing.items():
        most = max((party, *others), key=lambda each: often.get(each, 0))
        if most != party:
            found[party] = most
    return found


def _by_name(words: str) -> str | None:
    return None if gazetteer().is_people(words) else gazetteer().party(words)


def find_cast(articles: Sequence[Article], decoder: Decoder | None) -> Cast:
    """The cast of `articles`; without a decoder, names that no cue places stay without a party."""
    common = zip(articles, common_words([_spelling(each) for each in articles]), strict=True)
    names = [
        (article, name) for article, words in common for name in (*_names(article, words), *_labels(article, words))
    ]
    full = full_names(names)
    shared = _shared(names)
    votes = Votes(spread((party, article.id) for article, name in names if (party := party_named(name.words, shared))))
    for article, name in names:
        actor = full.of(article, name.words)
        if actor and name.nation and not is_observer(actor):
            votes.add(actor, name.nation, article.id)
    if votes.even:
        for article in articles:
            for words, party in opposed(article):
                if actor := full.of(article, words):
                    votes.add_against(actor, party, article.id)
    of_actor = votes.leaders()
    parties = _ranked(names, of_actor, full, shared)
    unplaced = [actor for actor in _acting(names, full) if actor not in of_actor]
    if decoder is not None and len(parties) > 1:
        against = opponents(articles, unplaced, full)
        of_actor.update(asked_parties(unplaced, names, full, parties, decoder, against))
        parties = _ranked(names, of_actor, full, shared)
    of_all = dict(full.of_all)
    of_name = {name: of_actor[actor] for name, actor in sorted(of_all.items()) if actor in of_actor}
    speaking = {full.of(article, name.words) for article, name in names if name.titled or name.speaks}
    persons = frozenset(actor for actor in speaking if actor and is_person(actor))
    own_views = {
        article: {
            name: views[actor]
            for name, actor in sorted((of_all | dict(full.own.get(article, {}))).items())
            if actor in views
        }
        for article, views in votes.own_views().items()
    }
    return Cast(
        parties=parties,
        of_name=of_name,
        full_name=of_all,
        persons=persons,
        own_views=own_views,
        own_names=full.own,
        own_forms=own_forms(names, full),
        shared=shared,
    )


def _spelling(article: Article) -> Spelling:
    """Words that an article writes in lower case: capitalised, they may only open a sentence or a headline."""
    prose = (each.interval.of(article.text) for each in article.sentences if each.role is Role.PROSE)
    large = (word.lower() for text in prose for word in re.findall(r"(?<=[a-z,] )[A-Z][a-z]+\b", text))
    return Spelling(frozenset(re.findall(r"\b[a-z]+\b", article.text)), frozenset(large))


def _names(article: Article, common: frozenset[str]) -> Iterable[Name]:
    """The article's names, without the ordinary words that a sentence's or a headline's capitals add to them."""
    for sentence in article.sentences:
        if sentence.role in (Role.DEBRIS, Role.SPEAKER):
            continue
        text = sentence.interval.of(article.text)
        for name in names_in(text):
            if (capital := gazetteer().capital_of(name.words)) and not gazetteer().party(name.words):
                name = replace(name, nation=None if is_place(text, name.start, name.end) else capital)
            words = name.words.split()
            opening = common if name.opens_sentence else frozenset({"the"})
            while words and words[0].lower() in opening | {"the", "a", "q", "i"} and not gazetteer().party(name.words):
                words = words[1:]
            if words and not name.words.isupper() and not set(words[0]) & set("’'"):
                yield replace(name, words=" ".join(words))
            elif gazetteer().party(name.words):
                yield name


def _labels(article: Article, common: frozenset[str]) -> Iterable[Name]:
    """Who speaks in an interview, by the labels of their turns: "MR. HALE:" names Hale, "Q:" nobody."""
    for sentence in article.sentences:
        if sentence.role is Role.SPEAKER:
            words = [word.strip(":.,()[]") for word in sentence.interval.of(article.text).split()]
            words = [word.title() if word.isupper() else word for word in words if word.lower() not in ROLES]
            if words and all(len(word) > 1 and word.isalpha() and word.lower() not in common for word in words):
                yield Name(0, 0, " ".join(words), None, opens_sentence=False, titled=True)


def _acting(names: Named, full: FullNames) -> list[str]:
    """Actors that hold an office or are an institution, by the number of their mentions, most first."""
    actors = [(full.of(article, name.words), name) for article, name in names]
    counts = Counter(actor for actor, _ in actors if actor)
    acting = {actor for actor, name in actors if actor and name.titled}
    acting |= {actor for actor in counts if actor.split()[-1].lower() in INSTITUTIONS}
    return sorted((actor for actor in acting if not is_observer(actor)), key=lambda actor: (-counts[actor], actor))


def _ranked(names: Named, of_actor: dict[str, str], full: FullNames, shared: Mapping[str, str]) -> tuple[str, ...]:
    """Parties that more than half as many articles name as the most named one, by their mentions; then the rest.
    Of two that are named equally often, the one that an article names earlier comes first. What one article names
    out of all proportion to the others is cut to it: none makes a party of the event by itself."""
    counts: dict[str, Counter[str]] = {}
    earliest: dict[str, int] = {}
    read: Counter[str] = Counter()
    for article, name in names:
        read[article.id] += 1
        if party := party_named(name.words, shared) or _acts_for(article, name, of_actor, full):
            counts.setdefault(party, Counter())[article.id] += 1
            earliest[party] = min(earliest.get(party, read[article.id]), read[article.id])
    most = max(map(len, counts.values()), default=0)
    often = {party for party, articles in counts.items() if 2 * len(articles) > most}
    mentions = {party: evened(articles) for party, articles in counts.items()}
    return tuple(sorted(mentions, key=lambda party: (party not in often, -mentions[party], earliest[party], party)))


def _acts_for(article: Article, name: Name, of_actor: dict[str, str], full: FullNames) -> str | None:
    """The party for which a name stands that is none itself."""
    return name.nation if gazetteer().capital_of(name.words) else of_actor.get(full.of(article, name.words) or "")
