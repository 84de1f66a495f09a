"""Comparing one value with another: each comparison gives a `FieldChange`, or None where nothing differs.

Parties must be the same but for case, "the" and the aliases of evaluation; clauses must be alike; probabilities near.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import zip_longest

from pydantic import BaseModel

from extract.briefing import Agreement, Demand, Dispute, Item, Mention, Warning
from extract.golden.cases import Tolerances
from extract.golden.differences import Evidence, FieldChange
from extract.golden.matching import Placed, same_place, spot
from extract.golden.wording import likeness, parties, party

#: Articles' paths by their ids: an id is only a number in one briefing.
_Paths = Mapping[str, str]
#: Fields of items that are compared in ways of their own; `id` is only a number, too.
_COMPARED = {"id", "mentions", "confidence", "what", "about", "parties", "by", "of", "to", "condition", "positions"}
#: What follows from an item's evidence, which is compared by itself.
_FOLLOWS = {"support", "copies", "outlets", "speakers", "first"}


def exact(name: str, before: object, after: object, *, passes: bool = False, note: str = "") -> FieldChange | None:
    """Any difference counts; `passes` where it is one that does not matter to a live check."""
    if before == after:
        return None
    return FieldChange(name, _text(before), _text(after), passes, note)


def wording(name: str, before: str | None, after: str | None, least: float) -> FieldChange | None:
    if before == after:
        return None
    alike, against = likeness(before, after)
    note = against or f"alike to {alike:.2f}, at least {least:g} is asked for"
    return FieldChange(name, before, after, alike >= least, note)


def one_party(name: str, before: str | None, after: str | None) -> FieldChange | None:
    return exact(name, before, after, passes=party(before) == party(after))


def many_parties(name: str, before: Sequence[str], after: Sequence[str]) -> FieldChange | None:
    return exact(name, ", ".join(before), ", ".join(after), passes=parties(before) == parties(after))


def number(name: str, before: float, after: float, most: float) -> FieldChange | None:
    """Probabilities are rounded to four digits in a briefing, so the edge is blurred by less than that."""
    if before == after:
        return None
    moved = abs(before - after)
    note = f"moved by {moved:.2f}, at most {most:g}"
    return FieldChange(name, f"{before:g}", f"{after:g}", moved <= most + 1e-9, note)


def item_fields(
    before: Item, after: Item, paths: _Paths, now: _Paths, allowed: Tolerances
) -> Iterator[FieldChange | None]:
    """The fields of a pair of one class; those of the evidence are not among them.

    A field that nothing is known of here must be the same.
    """
    least = allowed.wording
    match before, after:
        case Agreement(), Agreement():
            yield wording("what", before.what, after.what, least)
            yield many_parties("parties", before.parties, after.parties)
        case Demand(), Demand():
            yield wording("what", before.what, after.what, least)
            yield one_party("by", before.by, after.by)
            yield one_party("of", before.of, after.of)
        case Warning(), Warning():
            yield wording("what", before.what, after.what, least)
            yield one_party("by", before.by, after.by)
            yield one_party("to", before.to, after.to)
            yield wording("condition", before.condition, after.condition, least)
        case Dispute(), Dispute():
            yield wording("about", before.about, after.about, least)
            yield many_parties("parties", before.parties, after.parties)
            yield from _positions(before, after, least)
    yield number("confidence", before.confidence, after.confidence, allowed.probability)
    for name in type(before).model_fields:
        if name not in _COMPARED:
            mine, its = _named(getattr(before, name), paths), _named(getattr(after, name), now)
            yield exact(name, mine, its, passes=name in _FOLLOWS)


def _positions(before: Dispute, after: Dispute, least: float) -> Iterator[FieldChange | None]:
    olds = {party(each.party): each for each in before.positions}
    news = {party(each.party): each for each in after.positions}
    for name in dict.fromkeys([*olds, *news]):
        old, new = olds.get(name), news.get(name)
        who = (old or news[name]).party
        if old and new:
            yield wording(f"position of {who}", old.stance, new.stance, least)
        else:
            yield exact(f"position of {who}", old and old.stance, new and new.stance)


def evidence_fields(
    before: Placed, after: Placed, paths: _Paths, now: _Paths, allowed: Tolerances
) -> tuple[list[FieldChange], list[Evidence], list[Evidence], list[Evidence]]:
    """The changes in mentions that stayed; then the evidence that stayed, was lost and was gained.

    `paths` and `now` give the articles' paths by their ids, before and after.
    """
    changes: list[FieldChange] = []
    kept: list[Evidence] = []
    lost: list[Evidence] = []
    free = list(zip(after.item.mentions, after.spots, strict=True))
    for old, place in zip(before.item.mentions, before.spots, strict=True):
        # The very same place first, so that a neighbour that overlaps does not take it.
        at = [pair for pair in free if pair[1] == place] or [pair for pair in free if same_place(pair[1], place)]
        if not at:
            lost.append(evidence(old, paths))
            continue
        free.remove(at[0])
        kept.append(evidence(old, paths))
        changes += _mention(old, at[0][0], f"{place.article} [{place.interval.start}]", allowed)
    return changes, kept, lost, [evidence(mention, now) for mention, _ in free]


def _mention(old: Mention, new: Mention, where: str, allowed: Tolerances) -> list[FieldChange]:
    fields = [
        exact(f"quote, {where}", old.quote, new.quote),
        wording(f"what, {where}", old.what, new.what, allowed.wording),
        exact(f"speaker, {where}", old.speaker, new.speaker, passes=party(old.speaker) == party(new.speaker)),
        number(f"probability, {where}", old.probability, new.probability, allowed.probability),
    ]
    if old.quote == new.quote:
        fields.append(exact(f"place, {where}", _interval(old), _interval(new), note="the same words, somewhere else"))
    return present(fields)


def evidence(mention: Mention, paths: _Paths) -> Evidence:
    interval = spot(mention, paths).interval
    return Evidence(paths[mention.article], interval.start, interval.end, mention.quote)


def in_order(name: str, before: Iterable[str], after: Iterable[str], *, passes: bool = False) -> list[FieldChange]:
    """Differences of two lists, place by place."""
    pairs = enumerate(zip_longest(before, after), start=1)
    return present(exact(f"{name} {position}", old, new, passes=passes) for position, (old, new) in pairs)


def present(changes: Iterable[FieldChange | None]) -> list[FieldChange]:
    return [change for change in changes if change is not None]


def _interval(mention: Mention) -> str:
    return f"{mention.char_interval.start}:{mention.char_interval.end}"


def _named(value: object, paths: _Paths) -> object:
    """A value for people, with articles by their paths."""
    if isinstance(value, BaseModel):
        return ", ".join(str(_named(each, paths)) for each in dict(value).values() if each is not None)
    if isinstance(value, tuple):
        return "; ".join(str(_named(each, paths)) for each in value)
    return paths.get(value, value) if isinstance(value, str) else value


def _text(value: object) -> str | None:
    return None if value is None else str(value)
