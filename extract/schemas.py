"""What the model fills: one small record a mention, in the order in which it is written.

Every record is flat, every field a string, one of a few names, or null, so that a grammar can be made of any of
them (`decoding.grammar`). Parties are not typed by the model: it picks them from the names that the articles
themselves bear out (`record_for`), so that "Blinken" can never stand where a country belongs.
"""

from enum import StrEnum
from typing import Annotated, ClassVar, Literal, cast

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, create_model, model_validator

from extract.phrasing import agreed, demanded
from extract.wording import wording

#: What is answered for parties that the articles do not name; two of them, as no two parties of a record are the same.
OTHER = "another party"
UNNAMED = "an unnamed party"

Clause = Annotated[str, StringConstraints(min_length=3, max_length=240, strip_whitespace=True)]


class Kind(StrEnum):
    """The four classes, in the order in which a briefing lists them."""

    AGREEMENT = "agreement"
    DEMAND = "demand"
    WARNING = "warning"
    DISPUTE = "dispute"


class Record(BaseModel):
    """Root of what the model fills."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    #: What the clauses' words may be taken from; None where it does not matter.
    source: ClassVar[str | None] = None
    #: The fields that hold a party: who acts, then whom it is aimed at. No two of them are the same.
    parties: ClassVar[tuple[str, ...]] = ()
    #: The fields whose words are taken from the source.
    clauses: ClassVar[tuple[str, ...]] = ()

    @model_validator(mode="after")
    def words_are_of_the_source(self) -> "Record":
        if self.source is not None:
            for name in self.clauses:
                if strange := wording(self.source).strange(getattr(self, name) or ""):
                    raise ValueError(f"{name!r} uses words that the sentence does not have: {', '.join(strange)}")
        return self

    @property
    def clause(self) -> str:
        """The thing itself in a short clause, whatever the class calls it."""
        raise NotImplementedError


class AgreementRecord(Record):
    clauses = ("what",)

    what: Clause = Field(description="what was agreed or achieved together, as a short clause")

    @property
    def clause(self) -> str:
        return agreed(self.what)


class DemandRecord(Record):
    parties = ("by", "of")
    clauses = ("what",)

    by: str = Field(description="the party that demands")
    of: str = Field(description="the party that shall act")
    what: Clause = Field(description="what it shall do or stop, as a short clause")

    @model_validator(mode="after")
    def parties_differ(self) -> "DemandRecord":
        if self.by == self.of:
            raise ValueError(f"'of' must be the party that is asked to act, not {self.by} again")
        return self

    @property
    def clause(self) -> str:
        return demanded(self.what)


class WarningRecord(Record):
    parties = ("by", "to")
    clauses = ("what",)

    by: str = Field(description="the party that warns")
    to: str = Field(description="the party that is warned")
    what: Clause = Field(description="what will happen or is cautioned against, as a short clause")

    @model_validator(mode="after")
    def parties_differ(self) -> "WarningRecord":
        if self.by == self.to:
            raise ValueError(f"'to' must be the party that is warned, not {self.by} again")
        return self

    @property
    def clause(self) -> str:
        return self.what


class DisputeRecord(Record):
    parties = ("by", "against")
    clauses = ("about",)

    by: str = Field(description="the party that accuses, complains, rejects or denies")
    against: str = Field(description="the party whose position or acts it rejects")
    about: Clause = Field(description="the issue, as a noun phrase")

    @model_validator(mode="after")
    def parties_differ(self) -> "DisputeRecord":
        if self.by == self.against:
            raise ValueError(f"'against' must be the other side, not {self.by} again")
        return self

    @property
    def clause(self) -> str:
        return self.about


RECORDS: dict[Kind, type[Record]] = {
    Kind.AGREEMENT: AgreementRecord,
    Kind.DEMAND: DemandRecord,
    Kind.WARNING: WarningRecord,
    Kind.DISPUTE: DisputeRecord,
}


def record_for(
    kind: Kind, parties: tuple[str, ...], source: str, known: tuple[str | None, str | None] = (None, None)
) -> type[Record]:
    """The record of `kind` whose party fields accept only `parties` (at least two names, none of them twice) and
    whose clauses take their words from `source`. A field whose party is `known` accepts that one alone."""
    base = RECORDS[kind]
    fields = {}
    for name, mine, other in zip(base.parties, known, reversed(known), strict=False):
        names = (mine,) if mine else tuple(party for party in parties if party != other)
        fields[name] = (Literal[names], base.model_fields[name])
    record = cast(type[Record], create_model(base.__name__, __base__=base, **fields))  # type: ignore[call-overload]
    record.source = source
    return record
