"""What two briefings differ in, as values: each difference knows whether a live check lets it pass."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from extract.briefing import Briefing, Item
from extract.schemas import Kind

#: `moved`: the same evidence, now under another class or at another place of the list.
Change = Literal["added", "lost", "changed", "split", "merged", "moved"]


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One value before and after; None where there was none. `note` says why it passes, or does not."""

    name: str
    before: str | None
    after: str | None
    passes: bool
    note: str = ""

    def for_json(self) -> dict[str, Any]:
        fields = {"name": self.name, "before": self.before, "after": self.after, "passes": self.passes}
        return {**fields, "note": self.note} if self.note else fields


@dataclass(frozen=True, slots=True)
class Evidence:
    """A quote with its place, as people find it: the article's path."""

    article: str
    start: int
    end: int
    quote: str

    def for_json(self) -> dict[str, Any]:
        interval = {"start": self.start, "end": self.end}
        return {"article": self.article, "char_interval": interval, "quote": self.quote}


@dataclass(frozen=True)
class ItemChange:
    """What became of one item, or of several: `before` and `after` are the items on either side.

    `kept` is a quote that stands on both sides, to know the item by; `lost` and `gained` are those of one side alone.
    """

    change: Change
    kind: Kind
    before: tuple[Item, ...] = ()
    after: tuple[Item, ...] = ()
    fields: tuple[FieldChange, ...] = ()
    kept: Evidence | None = None
    lost: tuple[Evidence, ...] = ()
    gained: tuple[Evidence, ...] = ()
    passes: bool = False

    def for_json(self) -> dict[str, Any]:
        return {
            "change": self.change,
            "kind": self.kind.value,
            "passes": self.passes,
            "before": [item.model_dump(mode="json", exclude={"mentions"}) for item in self.before],
            "after": [item.model_dump(mode="json", exclude={"mentions"}) for item in self.after],
            "fields": [each.for_json() for each in self.fields],
            "kept": self.kept.for_json() if self.kept else None,
            "lost": [each.for_json() for each in self.lost],
            "gained": [each.for_json() for each in self.gained],
        }


@dataclass(frozen=True)
class Section:
    """Differences in a part of the briefing that holds no items: the consensus, what was skipped, and so on."""

    name: str
    fields: tuple[FieldChange, ...]

    @property
    def passes(self) -> bool:
        return all(each.passes for each in self.fields)


@dataclass(frozen=True)
class ScoreChange:
    """One score against the gold, before and after."""

    name: str
    before: float
    after: float

    @property
    def moved(self) -> bool:
        return self.before != self.after


@dataclass(frozen=True)
class BriefingDiff:
    """All differences of two briefings, by class, then in the order of the briefing before.

    `shape` are fields of the JSON that one side alone has. `scores` are empty where no gold was at hand.
    """

    before: Briefing
    after: Briefing
    items: tuple[ItemChange, ...] = ()
    sections: tuple[Section, ...] = ()
    shape: tuple[FieldChange, ...] = ()
    scores: tuple[ScoreChange, ...] = ()
    unchanged: int = 0

    @property
    def same(self) -> bool:
        return not (self.items or self.sections or self.shape)

    @property
    def passes(self) -> bool:
        """Whether every difference is one that a live check lets pass."""
        return not self.failing

    @property
    def failing(self) -> int:
        """How many differences do not pass."""
        return (
            sum(not each.passes for each in self.items)
            + sum(not each.passes for section in self.sections for each in section.fields)
            + sum(not each.passes for each in self.shape)
        )

    def of(self, change: Change) -> Sequence[ItemChange]:
        return [each for each in self.items if each.change == change]

    def for_json(self) -> dict[str, Any]:
        return {
            "same": self.same,
            "passes": self.passes,
            "unchanged": self.unchanged,
            "items": [each.for_json() for each in self.items],
            "sections": {s.name: [each.for_json() for each in s.fields] for s in self.sections},
            "shape": [each.for_json() for each in self.shape],
            "scores": {each.name: {"before": each.before, "after": each.after} for each in self.scores},
        }
