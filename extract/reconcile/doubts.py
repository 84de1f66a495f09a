"""What in a briefing is worth a person's look: merges that were close calls, and items that are not sure.

Two items are a doubt where their mentions are, on average, nearly as likely to be about the same thing as what is
merged; a mention is one where it is less likely than that to be about what the rest of its item is about.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

from extract.briefing import Briefing, Dispute, Item
from extract.reconcile.likeness import Likeness, Wording, fitted_likeness, wording
from extract.reconcile.linking import postings
from extract.reconcile.words import background, known_names, names_of
from extract.schemas import Kind

#: How far below the merging threshold two items may lie to be a doubt.
CLOSE = 0.08
#: Confidence below which an item is a doubt.
UNSURE = 0.7
#: Quotes of an item that are compared.
_SAMPLE = 8

Reason = Literal["maybe the same", "maybe not the same", "unsure"]


@dataclass(frozen=True, slots=True)
class Doubt:
    """A question to a person: about items, or an item and one of its mentions (`mention`, by index).

    `value` is the mean probability of being about the same thing, or the item's confidence.
    """

    reason: Reason
    items: tuple[str, ...]
    value: float
    said: tuple[str, ...]
    mention: int | None = None


def find_doubts(briefing: Briefing, least: float) -> list[Doubt]:
    """All doubts about a briefing whose mentions were merged from a mean probability of `least` on.

    The closest calls come first, reason by reason.
    """
    look = _Look(briefing, fitted_likeness(), least)
    same = sorted(look.maybe_same(), key=lambda each: (-each.value, each.items))
    apart = sorted(look.maybe_apart(), key=lambda each: (each.value, each.items))
    unsure = [
        Doubt("unsure", (item.id,), item.confidence, (stated(item),))
        for item in briefing.items()
        if item.confidence < UNSURE
    ]
    return [*same, *apart, *sorted(unsure, key=lambda each: (each.value, each.items))]


def stated(item: Item) -> str:
    """What an item says, whatever its class calls it."""
    return item.about if isinstance(item, Dispute) else str(getattr(item, "what", ""))


class _Look:
    def __init__(self, briefing: Briefing, likeness: Likeness, least: float) -> None:
        self.briefing, self.likeness, self.least = briefing, likeness, least
        people = [speaker for item in briefing.items() for speaker in item.speakers]
        self.ignored = names_of(set(briefing.event.parties)) | known_names(people)

    def maybe_same(self) -> Iterator[Doubt]:
        for kind in Kind:
            items = self.briefing.of_kind(kind)
            words = [self._words(kind, item) for item in items]
            pairs = {
                pair
                for having in postings({word for each in one for word in each.known_by} for one in words).values()
                for pair in combinations(having, 2)
            }
            for a, b in sorted(pairs):
                value = self._mean(words[a], words[b])
                if self.least - CLOSE <= value < self.least and _one_side(items[a], items[b]):
                    yield Doubt(
                        "maybe the same", (items[a].id, items[b].id), value, (stated(items[a]), stated(items[b]))
                    )

    def maybe_apart(self) -> Iterator[Doubt]:
        for kind in Kind:
            for item in self.briefing.of_kind(kind):
                words = {mention.quote: self._wording(kind, mention.quote) for mention in item.mentions}
                for index, mention in enumerate(item.mentions):
                    others = [each for quote, each in words.items() if quote != mention.quote][:_SAMPLE]
                    if others and (value := self._mean([words[mention.quote]], others)) < self.least:
                        yield Doubt("maybe not the same", (item.id,), value, (mention.quote, stated(item)), index)

    def _words(self, kind: Kind, item: Item) -> list[Wording]:
        quotes = dict.fromkeys(mention.quote for mention in item.mentions if not mention.part)
        return [self._wording(kind, quote) for quote in list(quotes)[:_SAMPLE]]

    def _wording(self, kind: Kind, quote: str) -> Wording:
        return wording(quote, background(kind), self.ignored)

    def _mean(self, one: Sequence[Wording], other: Sequence[Wording]) -> float:
        values = [self.likeness.probability(a, b) for a in one for b in other]
        return sum(values) / len(values)


def _one_side(one: Item, other: Item) -> bool:
    return len({getattr(one, "by", None), getattr(other, "by", None)} - {None}) < 2
