"""All differences of two briefings, whatever made them."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from extract.articles import Article
from extract.briefing import Briefing, Manifest
from extract.evaluate import evaluate
from extract.gold import Gold
from extract.golden.cases import Tolerances
from extract.golden.differences import BriefingDiff, Evidence, FieldChange, ItemChange, ScoreChange
from extract.golden.fields import evidence, evidence_fields, item_fields, present
from extract.golden.matching import Match, Placed, match_items, out_of_order, placed
from extract.golden.sections import sections
from extract.scores import Evaluation

_Paths = Mapping[str, str]
#: Whose keys are names, not fields.
_TABLES = tuple(name for name, field in Manifest.model_fields.items() if "dict" in str(field.annotation))


def compare(before: Briefing, after: Briefing, allowed: Tolerances | None = None) -> BriefingDiff:
    """What `after` has otherwise than `before`; `allowed` says which differences pass."""
    allowed = allowed or Tolerances()
    was, now = ({article.id: article.path for article in side.articles} for side in (before, after))
    matches = match_items(placed(before), placed(after))
    moved = out_of_order(matches)
    found = [_item_change(match, index in moved, was, now, allowed) for index, match in enumerate(matches)]
    items = tuple(change for change in found if change is not None)
    return BriefingDiff(
        before=before,
        after=after,
        items=_allowed_number(items, allowed),
        sections=sections(before, after, allowed),
        unchanged=len(found) - len(items),
    )


def shape_changes(before: Any, after: Any) -> tuple[FieldChange, ...]:
    """Fields of two briefings' JSON that one of them alone has; a new one passes, as the contract may grow.

    Lists and objects that are empty or null on one side are not looked into.
    """
    return tuple(_shape(before, after, ""))


def score_changes(
    before: Briefing, after: Briefing, gold: Gold, articles: Sequence[Article]
) -> tuple[ScoreChange, ...]:
    """The scores of both against `gold`, class by class, then over all."""
    old, new = evaluate(before, gold, articles), evaluate(after, gold, articles)
    rows = dict(_scores(new))
    return tuple(ScoreChange(name, value, rows[name]) for name, value in _scores(old) if name in rows)


def _scores(scores: Evaluation) -> Iterator[tuple[str, float]]:
    for kind, counts in scores.classes.items():
        yield f"{kind.value} F1", counts.f1
    yield "macro F1", scores.macro_f1
    yield "grounded", scores.grounded
    yield "merging F1", scores.merging.f1
    if scores.parties.total:
        yield "parties", scores.parties.right / scores.parties.total
    if scores.consensus:
        yield "consensus points", scores.consensus.complete


def _item_change(match: Match, moved: bool, was: _Paths, now: _Paths, allowed: Tolerances) -> ItemChange | None:
    olds, news = match.before, match.after
    before, after = tuple(each.item for each in olds), tuple(each.item for each in news)
    if not news:
        return ItemChange("lost", olds[0].kind, before, lost=_all(olds, was))
    if not olds:
        return ItemChange("added", news[0].kind, after=after, gained=_all(news, now))
    old, new = olds[0], news[0]
    changes, kept, lost, gained = evidence_fields(_joined(olds), _joined(news), was, now, allowed)
    if old.kind is not new.kind:
        place = FieldChange("class", old.kind.value, new.kind.value, passes=False)
        return ItemChange("moved", old.kind, before, after, (place,), kept[0], tuple(lost), tuple(gained))
    fields = (*present(item_fields(old.item, new.item, was, now, allowed)), *changes)
    if len(news) > 1 or len(olds) > 1:
        change = "split" if len(news) > 1 else "merged"
        return ItemChange(change, old.kind, before, after, fields, kept[0], tuple(lost), tuple(gained))  # type: ignore[arg-type]
    if moved:
        fields = (FieldChange("place in the list", str(old.rank), str(new.rank), passes=True), *fields)
    if not fields and not lost and not gained:
        return None
    stayed = len(kept) >= allowed.evidence * (len(kept) + len(lost) + len(gained))
    passes = stayed and all(each.passes for each in fields)
    return ItemChange(
        change="moved" if moved and len(fields) == 1 and not lost and not gained else "changed",
        kind=old.kind,
        before=before,
        after=after,
        fields=fields,
        kept=kept[0],
        lost=tuple(lost),
        gained=tuple(gained),
        passes=passes,
    )


def _joined(parts: Sequence[Placed]) -> Placed:
    """Several items as one that holds all their mentions."""
    first = parts[0]
    mentions = tuple(mention for each in parts for mention in each.item.mentions)
    joined = first.item.model_copy(update={"mentions": mentions})
    return Placed(first.kind, first.rank, joined, tuple(spot for each in parts for spot in each.spots))


def _all(parts: Sequence[Placed], paths: _Paths) -> tuple[Evidence, ...]:
    return tuple(evidence(mention, paths) for each in parts for mention in each.item.mentions)


def _allowed_number(items: tuple[ItemChange, ...], allowed: Tolerances) -> tuple[ItemChange, ...]:
    """With `passes` for items that went or came where no more did than may."""
    few = {
        change
        for change, most in (("lost", allowed.lost), ("added", allowed.added))
        if sum(each.change == change for each in items) <= most
    }
    return tuple(replace(each, passes=True) if each.change in few else each for each in items)


def _shape(before: Any, after: Any, where: str) -> Iterator[FieldChange]:
    if isinstance(before, dict) and isinstance(after, dict):
        if where.rpartition(".")[2] in _TABLES:
            return
        for name in sorted(before.keys() | after.keys()):
            place = f"{where}.{name}" if where else name
            if name not in after:
                yield FieldChange(place, _sample(before[name]), None, passes=False, note="the field is gone")
            elif name not in before:
                yield FieldChange(place, None, _sample(after[name]), passes=True, note="the field is new")
            else:
                yield from _shape(before[name], after[name], place)
    elif isinstance(before, list) and isinstance(after, list) and before and after:
        found = {(each.name, each.note): each for old in before[:1] for each in _shape(old, after[0], f"{where}[]")}
        yield from found.values()


def _sample(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 60 else text[:59] + "…"
