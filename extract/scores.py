"""What an evaluation found: counts, the rates made of them, and each fault with its sentence.

The JSON has the reference scorer's keys (`mentions`, `grounded`, `classes`, `micro`, `macro_f1`, `merging`, `parties`,
`consensus`) and besides them `findings` and `notes`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from extract.errors import CheckFailed
from extract.schemas import Kind
from extract.spans import CharInterval

Verdict = Literal["wrong", "missed"]


@dataclass(frozen=True, slots=True)
class Counts:
    """What was found, listed wrongly and missed. A rate whose denominator is zero is 0."""

    found: int = 0
    wrong: int = 0
    missed: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(self.found + other.found, self.wrong + other.wrong, self.missed + other.missed)

    @property
    def precision(self) -> float:
        return _share(self.found, self.found + self.wrong)

    @property
    def recall(self) -> float:
        return _share(self.found, self.found + self.missed)

    @property
    def f1(self) -> float:
        return _share(2 * self.found, 2 * self.found + self.wrong + self.missed)

    def for_json(self) -> dict[str, float]:
        rates = {"p": self.precision, "r": self.recall, "f1": self.f1}
        return {**rates, "tp": self.found, "fp": self.wrong, "fn": self.missed}


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault: a mention listed wrongly, or a sentence whose required class was missed.

    `article` is the file's name, `item` the briefing's item that holds a wrong mention (None for a missed one).
    `expected` says what the gold has there, `listed` under which classes the briefing lists something there.
    """

    kind: Kind
    verdict: Verdict
    article: str
    char_interval: CharInterval
    quote: str
    item: str | None
    expected: str
    listed: tuple[Kind, ...]

    def for_json(self) -> dict[str, Any]:
        return {
            "verdict": self.verdict,
            "kind": self.kind.value,
            "article": self.article,
            "char_interval": {"start": self.char_interval.start, "end": self.char_interval.end},
            "quote": self.quote,
            "item": self.item,
            "expected": self.expected,
            "listed": [kind.value for kind in self.listed],
        }


@dataclass(frozen=True, slots=True)
class Parties:
    """How many mentions of demands and warnings have both parties right, of those whose parties the gold knows."""

    right: int
    total: int


@dataclass(frozen=True, slots=True)
class PointsScore:
    """How many points of the gold's consensus are complete, of how many; `listed` is how many the briefing has."""

    complete: int
    total: int
    listed: int


@dataclass(frozen=True)
class Evaluation:
    """All scores of one briefing. `consensus` is None where the gold has none in the briefing's articles.

    `findings` are sorted by article and place; `notes` say why scores may mislead (another version of a file, say).
    """

    mentions: int
    verbatim: int
    classes: Mapping[Kind, Counts]
    merging: Counts
    parties: Parties
    consensus: PointsScore | None
    findings: tuple[Finding, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def grounded(self) -> float:
        """Share of mentions whose quote is what their article says at their place; 0 without mentions."""
        return _share(self.verbatim, self.mentions)

    @property
    def micro(self) -> Counts:
        return sum(self.classes.values(), start=Counts())

    @property
    def macro_f1(self) -> float:
        return sum(counts.f1 for counts in self.classes.values()) / len(self.classes)

    def require(self, macro_f1: float) -> None:
        """Raise `CheckFailed` when the macro F1 is below the given floor."""
        if self.macro_f1 < macro_f1:
            raise CheckFailed(
                f"macro F1 is {self.macro_f1:.4f}, below the floor of {macro_f1:g}: "
                f"{self.micro.wrong} mentions are wrong, {self.micro.missed} missed"
            )

    def for_json(self) -> dict[str, Any]:
        """Plain values; without the key `consensus` where that is None."""
        fields: dict[str, Any] = {
            "mentions": self.mentions,
            "grounded": self.grounded,
            "classes": {kind.value: counts.for_json() for kind, counts in self.classes.items()},
            "micro": self.micro.for_json(),
            "macro_f1": self.macro_f1,
            "merging": self.merging.for_json(),
            "parties": {"right": self.parties.right, "of": self.parties.total},
        }
        if points := self.consensus:
            fields["consensus"] = {"complete": points.complete, "of": points.total, "listed": points.listed}
        fields["findings"] = [finding.for_json() for finding in self.findings]
        fields["notes"] = list(self.notes)
        return fields


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0
