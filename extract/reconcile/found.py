"""What comes in, a mention with its record, and what is clustered: the distinct statements among the mentions."""

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

from extract.briefing import Interval, Mention
from extract.fill import parties_of
from extract.phrasing import agreed, demanded
from extract.reconcile.clauses import is_broken
from extract.reconcile.stances import stance
from extract.reconcile.threats import threat
from extract.reconcile.words import folded
from extract.schemas import Kind, Record
from extract.spans import CharInterval

#: Classes in which one side wants something of another: the same words from the other side are another item.
DIRECTED = (Kind.DEMAND, Kind.WARNING)
_TIDY = {Kind.AGREEMENT: agreed, Kind.DEMAND: demanded}


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
    #: Where it stands as a guest (`guests.py`): the part of its interval that tells of its host's matter.
    part: CharInterval | None = None

    @property
    def sides(self) -> tuple[str | None, str | None]:
        return parties_of(self.record)

    @property
    def place(self) -> tuple[str, int, int]:
        return self.article, self.interval.start, self.interval.end

    def mention(self) -> Mention:
        return Mention(
            article=self.article,
            char_interval=Interval(start=self.interval.start, end=self.interval.end),
            quote=self.quote,
            what=self.told if self.part else self.clause,
            speaker=self.speaker,
            probability=self.probability,
            part=Interval(start=self.part.start, end=self.part.end) if self.part else None,
        )

    @property
    def clause(self) -> str:
        """The thing itself in short: what was filled, if that is a clause; else, and where a warning names a condition,
        what its sentence says."""
        if self.kind is Kind.WARNING and (read_off := threat(self.told)):
            return read_off
        filled = self.record.clause
        return _TIDY.get(self.kind, str)(stance(self.told)) if is_broken(filled) else filled

    @property
    def told(self) -> str:
        """What it says of its item's matter, on one line: its sentence, or as a guest a part of it."""
        start, part = self.interval.start, self.part or self.interval
        return " ".join(self.quote[part.start - start : part.end - start].split())


@dataclass(frozen=True)
class Statement:
    """Mentions of one class that say the same words (for demands and warnings: from the same party).

    However many articles carry the same sentence, it is clustered once: a copy of an article adds no weight.
    """

    kind: Kind
    words: str
    side: str | None
    mentions: tuple[Found, ...]

    @property
    def quote(self) -> str:
        return self.mentions[0].quote

    @property
    def key(self) -> str:
        """A name that lasts as long as the sentence does: what human decisions are kept by."""
        return statement_key(self.kind, self.mentions[0].quote)


def statement_key(kind: Kind, quote: str) -> str:
    """sha256 of class and words, without typography, cut to 16 digits."""
    return sha256(f"{kind.value} {folded(quote)}".encode()).hexdigest()[:16]


def statements(found: Iterable[Found]) -> list[Statement]:
    """The distinct statements, sorted by their words alone, so that neither names nor the order of files counts."""
    same: dict[tuple[str, str, str | None], list[Found]] = {}
    for each in found:
        side = each.sides[0] if each.kind in DIRECTED else None
        same.setdefault((each.kind.value, folded(each.quote), side), []).append(each)
    return [
        Statement(Kind(kind), words, side, tuple(sorted(mentions, key=lambda each: each.place)))
        for (kind, words, side), mentions in sorted(same.items(), key=lambda each: (*each[0][:2], each[0][2] or ""))
    ]
