"""One item out of the mentions of one thing: its clause, its parties with their exceptions, its support.

`support` counts articles, but what prints the words of another article counts with it, once.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from extract.articles import Article
from extract.briefing import Agreement, Appearance, Demand, Dispute, Item, Variant, Warning
from extract.parties import Cast, Reference
from extract.reconcile.clauses import fullest
from extract.reconcile.conditions import condition, says_more
from extract.reconcile.copies import Reprints
from extract.reconcile.disputes import positions, sides
from extract.reconcile.found import Found
from extract.reconcile.likeness import Wording, wording
from extract.reconcile.words import background
from extract.schemas import Kind

#: What stands between two parties of one row: "A, B and C", "A, the B".
_NEXT_IN_ROW = re.compile(r"(?:,|,? and|,? as well as|;)(?: the)? ")


@dataclass(frozen=True)
class Setting:
    """What an item is written from besides its mentions."""

    cast: Cast
    ignored: frozenset[str]
    articles: Mapping[str, Article] = field(default_factory=dict)
    reprints: Reprints = field(default_factory=Reprints)

    def words(self, kind: Kind, text: str) -> Wording:
        return wording(text, background(kind), self.ignored)


def write_item(kind: Kind, number: int, group: Sequence[Found], setting: Setting) -> Item:
    """The item of these mentions, all of one class and sorted by place."""
    whole = [each for each in group if not each.part]
    said = [setting.words(kind, quote).weights for quote in dict.fromkeys(each.quote for each in whole)]

    def best(clauses: Sequence[str]) -> str:
        return clauses[fullest(clauses, [setting.words(kind, clause) for clause in clauses], said)]

    conditions = [condition(" ".join(each.quote.split())) if kind is Kind.WARNING else None for each in whole]
    clauses = [each.clause for each in whole]
    # Of "if you do not act, we will", what is warned of stands elsewhere, if anywhere.
    telling = [clause for clause, told in zip(clauses, conditions, strict=True) if says_more(clause, told)]
    what = best(telling or clauses)
    common = _common(f"{kind.value}-{number}", group, setting)
    if kind is Kind.DISPUTE:
        return Dispute(about=what, parties=sides(group), positions=positions(group, setting.cast, best), **common)
    if kind is Kind.AGREEMENT:
        return Agreement(what=what, parties=_agreeing(whole, setting.cast), **common)
    by, of = (_voted(whole, index) for index in (0, 1))
    if kind is Kind.DEMAND:
        exceptions = (*_exceptions(group, 0, "by", by), *_exceptions(group, 1, "of", of))
        return Demand(what=what, by=by, of=of, exceptions=exceptions, **common)
    exceptions = (*_exceptions(group, 0, "by", by), *_exceptions(group, 1, "to", of))
    told = [each for each in conditions if each]
    return Warning(what=what, by=by, to=of, condition=best(told) if told else None, exceptions=exceptions, **common)


def _common(identity: str, group: Sequence[Found], setting: Setting) -> dict[str, Any]:
    counted = counted_articles(group, setting.reprints)
    articles = [setting.articles[each] for each in sorted({each.article for each in group}) if each in setting.articles]
    first = min(articles, key=lambda each: (each.date is None, each.date or "", each.id), default=None)
    return {
        "id": identity,
        "support": len(counted),
        "confidence": _confidence(group, setting.reprints),
        "mentions": tuple(each.mention() for each in group),
        "copies": tuple(sorted({each.article for each in group} - counted)),
        "outlets": tuple(sorted({each.outlet for each in articles if each.outlet})),
        "speakers": tuple(dict.fromkeys(each.speaker for each in group if each.speaker)),
        "first": Appearance(article=first.id, date=first.date) if first else None,
    }


def counted_articles(group: Sequence[Found], reprints: Reprints) -> frozenset[str]:
    """The articles that count: of those that all print the same article's words, the original or else the first."""
    sources: dict[str, set[str]] = {}
    for each in group:
        sources.setdefault(each.article, set()).add(reprints.source(each.article, each.interval.start))
    own = {article for article, borrowed_from in sources.items() if article in borrowed_from}
    counted, heard = set(own), set(own)
    for article in sorted(sources.keys() - own):
        if not sources[article] <= heard:
            counted.add(article)
            heard |= sources[article]
    return frozenset(counted)


def _confidence(group: Sequence[Found], reprints: Reprints) -> float:
    """The chance that at least one mention is right, were articles independent: the best mention of each source counts
    once."""
    best: dict[str, float] = {}
    for each in group:
        source = reprints.source(each.article, each.interval.start)
        best[source] = max(best.get(source, 0.0), each.probability)
    wrong = 1.0
    for _, probability in sorted(best.items()):
        wrong *= 1 - probability
    return round(1 - wrong, 4)


def _voted(group: Sequence[Found], index: int) -> str | None:
    """The party that most probability stands behind; None only where no mention names one."""
    votes: dict[str, float] = {}
    for each in group:
        if party := each.sides[index]:
            votes[party] = votes.get(party, 0.0) + each.probability
    return min(votes, key=lambda party: (-round(votes[party], 9), party)) if votes else None


def _exceptions(group: Sequence[Found], index: int, name: str, voted: str | None) -> tuple[Variant, ...]:
    """What other mentions name instead, with these mentions."""
    others: dict[str, list[int]] = {}
    for number, each in enumerate(group):
        if (party := each.sides[index]) and party != voted:
            others.setdefault(party, []).append(number)
    return tuple(Variant(field=name, value=party, mentions=tuple(which)) for party, which in sorted(others.items()))


def _agreeing(group: Sequence[Found], cast: Cast) -> tuple[str, ...]:
    """The parties that the agreement's own sentences and speakers stand for, the event's two sides first.

    Where they name none but these sides, or nobody, it is the two sides that agreed. A third party counts only where
    at least half of the mentions name it, and beside both sides only in one row with them ("A, B and C"): one that is
    spoken of in passing agrees to nothing.
    """
    named: Counter[str] = Counter()
    in_row: Counter[str] = Counter()
    for each in group:
        references = cast.references(each.quote)
        parties = {reference.party for reference in references if reference.party}
        if each.speaker and (spoken_for := cast.party_of(each.speaker)):
            parties.add(spoken_for)
        named.update(sorted(parties))
        in_row.update(sorted(_beside(references, each.quote, cast.principals)))
    others = [party for party in named if party not in cast.principals and 2 * named[party] >= len(group)]
    others.sort(key=lambda party: (-named[party], party))
    principals = [party for party in cast.principals if party in named or not others]
    if len(principals) > 1:
        others = [party for party in others if 2 * in_row[party] >= len(group)]
    return (*principals, *others)


def _beside(references: Sequence[Reference], text: str, principals: Sequence[str]) -> set[str]:
    """The parties that stand in one row with all of `principals`."""
    found: set[str] = set()
    row: list[Reference] = []
    for reference in references:
        if row and not _NEXT_IN_ROW.fullmatch(text, row[-1].end, reference.start):
            row = []
        row.append(reference)
        parties = {each.party for each in row if each.party}
        if parties.issuperset(principals):
            found |= parties
    return found
