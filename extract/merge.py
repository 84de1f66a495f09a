"""Filled mentions of all articles into items of a briefing, consensus and event.

Nothing is written here that no mention says: an item's words are those of its most central mention, its parties those
of most mentions. Every mention goes out in exactly one item of its class.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from extract.articles import Article
from extract.briefing import (
    Agreement,
    Consensus,
    Demand,
    Dispute,
    Event,
    Interval,
    Item,
    Mention,
    Point,
    Position,
    Quote,
    Warning,
)
from extract.cluster import Weights, cluster, overlap
from extract.consensus import Stated
from extract.fill import parties_of
from extract.parties import Cast
from extract.schemas import AgreementRecord, DisputeRecord, Kind, Record, WarningRecord
from extract.spans import CharInterval


@dataclass(frozen=True, slots=True)
class Found:
    """One validated mention: a record with its place, its speaker and its calibrated probability."""

    kind: Kind
    article: str
    interval: CharInterval
    quote: str
    record: Record
    speaker: str | None
    probability: float

    @property
    def sides(self) -> tuple[str | None, str | None]:
        return parties_of(self.record)

    def mention(self) -> Mention:
        return Mention(
            article=self.article,
            char_interval=Interval(start=self.interval.start, end=self.interval.end),
            quote=self.quote,
            what=self.record.clause,
            speaker=self.speaker,
            probability=self.probability,
        )


def merge(found: Sequence[Found], weights: Weights, cast: Cast, least: float) -> dict[Kind, list[Item]]:
    """Items of each class, sorted by support (most first), then by first appearance, and numbered in that order."""
    items: dict[Kind, list[Item]] = {}
    for kind in Kind:
        mine = sorted(
            (each for each in found if each.kind is kind), key=lambda each: (each.article, each.interval.start)
        )
        groups = _clusters(mine, weights, least)
        groups.sort(key=lambda group: (-_support(group), group[0].article, group[0].interval.start))
        items[kind] = [_item(kind, number, group, weights, cast) for number, group in enumerate(groups, start=1)]
    return items


def _clusters(found: Sequence[Found], weights: Weights, least: float) -> list[list[Found]]:
    words = [weights.of(each.quote) for each in found]

    def similarity(a: int, b: int) -> float:
        return overlap(words[a], words[b])

    def direction(index: int) -> object:
        return found[index].sides if found[index].kind in (Kind.DEMAND, Kind.WARNING) else None

    return [[found[i] for i in group] for group in cluster(len(found), similarity, direction, least)]


def _support(group: Iterable[Found]) -> int:
    return len({each.article for each in group})


def _central(group: Sequence[Found], weights: Weights) -> Found:
    """The mention whose words the others share most; the first of them in a tie."""
    words = [weights.of(each.record.clause) for each in group]
    total = [sum(overlap(mine, other) for other in words) for mine in words]
    return max(zip(total, group, strict=True), key=lambda pair: pair[0])[1]


def _most(values: Iterable[str | None]) -> str | None:
    counts = Counter(value for value in values if value)
    return min(counts, key=lambda value: (-counts[value], value)) if counts else None


def _confidence(group: Sequence[Found]) -> float:
    """The chance that at least one of the mentions is right, were they independent within an article's limits:
    the best mention of each article counts once."""
    best: dict[str, float] = {}
    for each in group:
        best[each.article] = max(best.get(each.article, 0.0), each.probability)
    wrong = 1.0
    for probability in best.values():
        wrong *= 1 - probability
    return round(1 - wrong, 4)


def _item(kind: Kind, number: int, group: Sequence[Found], weights: Weights, cast: Cast) -> Item:
    central = _central(group, weights)
    by, of = _most(each.sides[0] for each in group), _most(each.sides[1] for each in group)
    identity = f"{kind.value}-{number}"
    support, confidence = _support(group), _confidence(group)
    mentions = tuple(each.mention() for each in group)
    what = central.record.clause
    if isinstance(central.record, DisputeRecord):
        return Dispute(
            id=identity, about=what, parties=_sides(group), positions=_positions(group), support=support,
            confidence=confidence, mentions=mentions,
        )  # fmt: skip
    if isinstance(central.record, WarningRecord):
        return Warning(
            id=identity, what=what, by=by, to=of, condition=_condition(central, group), support=support,
            confidence=confidence, mentions=mentions,
        )  # fmt: skip
    if isinstance(central.record, AgreementRecord):
        return Agreement(
            id=identity, what=what, parties=_agreeing(group, cast), support=support, confidence=confidence,
            mentions=mentions,
        )  # fmt: skip
    return Demand(id=identity, what=what, by=by, of=of, support=support, confidence=confidence, mentions=mentions)


def _condition(central: Found, group: Sequence[Found]) -> str | None:
    own = central.record
    if isinstance(own, WarningRecord) and own.condition:
        return own.condition
    return next((r.condition for each in group if isinstance(r := each.record, WarningRecord) and r.condition), None)


def _sides(group: Sequence[Found]) -> tuple[str, ...]:
    sides = Counter(side for each in group for side in each.sides if side)
    return tuple(sorted(sides, key=lambda side: (-sides[side], side)))


def _positions(group: Sequence[Found]) -> tuple[Position, ...]:
    """For each party that takes a stand: its stance in the words of its likeliest mention, and its mentions."""
    stances: dict[str, list[tuple[int, str]]] = {}
    for index, each in enumerate(group):
        if isinstance(each.record, DisputeRecord) and (party := each.sides[0]) is not None:
            stances.setdefault(party, []).append((index, each.record.stance))
    positions = []
    for party, taken in stances.items():
        _, stance = max(taken, key=lambda one: (group[one[0]].probability, -one[0]))
        positions.append(Position(party=party, stance=stance, mentions=tuple(index for index, _ in taken)))
    return tuple(positions)


def _agreeing(group: Sequence[Found], cast: Cast) -> tuple[str, ...]:
    """The parties that the agreement's own sentences and speakers stand for, the event's two sides first.

    Where they name none but these sides, or nobody, it is the two sides that agreed.
    """
    named = Counter(reference.party for each in group for reference in cast.references(each.quote) if reference.party)
    named.update(party for each in group if each.speaker and (party := cast.party_of(each.speaker)))
    others = sorted((party for party in named if party not in cast.principals), key=lambda each: (-named[each], each))
    sides = [party for party in cast.principals if party in named or not others]
    return tuple([*sides, *others] if len(sides) < 2 else sides)


def link_consensus(stated: Stated | None, items: dict[Kind, list[Item]], articles: Sequence[Article]) -> Consensus:
    """The stated list with its points linked to the agreements whose evidence lies in them; else derived, else none."""
    agreements = items[Kind.AGREEMENT]
    if stated is None:
        return _derived(agreements)
    texts = {article.id: article.text for article in articles}
    lead = stated.lead
    points = []
    for point in lead.points:
        covered = [
            item
            for item in agreements
            if any(
                mention.article == lead.article
                and CharInterval(mention.char_interval.start, mention.char_interval.end).overlaps(point.interval)
                for mention in item.mentions
            )
        ]
        text = point.interval.of(texts[lead.article])
        quote = Quote(
            article=lead.article,
            char_interval=Interval(start=point.interval.start, end=point.interval.end),
            quote=text,
        )
        reported = sorted({lead.article, *(mention.article for item in covered for mention in item.mentions)})
        points.append(
            Point(
                number=point.number,
                text=text,
                mentions=(quote,),
                items=tuple(item.id for item in covered),
                reported_by=tuple(reported),
            )
        )
    return Consensus(basis="stated", title=lead.title, points=tuple(points))


def _derived(agreements: Sequence[Item], most: int = 7) -> Consensus:
    """The agreements that several articles report, as points; none when no two articles agree on any."""
    chosen = [item for item in agreements if isinstance(item, Agreement) and item.support > 1][:most]
    if not chosen:
        return Consensus(basis="none")
    points = tuple(
        Point(
            number=number,
            text=item.what,
            mentions=tuple(
                Quote(**mention.model_dump(include={"article", "char_interval", "quote"})) for mention in item.mentions
            ),
            items=(item.id,),
            reported_by=tuple(sorted({mention.article for mention in item.mentions})),
        )
        for number, item in enumerate(chosen, start=1)
    )
    return Consensus(basis="derived", title="Agreements that several articles report", points=points)


def describe_event(articles: Sequence[Article], cast: Cast) -> Event:
    """The event: its two sides, the date that most articles give, and a title made of them."""
    dates = Counter(article.date for article in articles if article.date)
    date = min(dates, key=lambda each: (-dates[each], each)) if dates else None
    title = next((article.title for article in articles if article.title), None)
    return Event(title=title, date=date, parties=cast.principals)
