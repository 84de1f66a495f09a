"""The contract: what a briefing holds, as frozen Pydantic models, and its JSON Schema.

Field names are fixed within a major schema version; other tools read them. Offsets are code points into an
article's text as decoded from its file, half-open. Nothing that changes from run to run (times, durations) stands in
a briefing. Lists are sorted: items by the number of articles, most first, then by first appearance.
"""

import json
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from extract.articles import Article
from extract.errors import BriefingError
from extract.schemas import Kind
from extract.versions import read_as

SCHEMA_VERSION = "1.1"


class Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class Interval(Part):
    """A half-open interval of code points in an article's text."""

    start: int = Field(ge=0)
    end: int = Field(gt=0)

    @model_validator(mode="after")
    def is_not_empty(self) -> "Interval":
        if self.end <= self.start:
            raise ValueError(f"an interval must hold something, got {self.start} to {self.end}")
        return self


class Quote(Part):
    """A stretch of an article: `text[start:end] == quote`."""

    article: str
    char_interval: Interval
    quote: str = Field(min_length=1)


class Mention(Quote):
    """One sentence that bears an item, with what was read out of it.

    Each is at home in one item of its class; one that names several things may also stand in others as a guest, with
    the `part` of it that names theirs.
    """

    what: str
    speaker: str | None = None
    probability: float = Field(ge=0, le=1)
    part: Interval | None = Field(default=None, description="where alone it tells of this item, if it is another one's")

    @model_validator(mode="after")
    def a_part_lies_in_its_sentence(self) -> "Mention":
        whole, part = self.char_interval, self.part
        if part and not (whole.start <= part.start and part.end <= whole.end and whole != part):
            raise ValueError(f"{part.start} to {part.end} is no part of {whole.start} to {whole.end}")
        return self

    @property
    def place(self) -> Interval:
        """Where it tells of its item: its sentence, or as a guest the part of it."""
        return self.part or self.char_interval

    @property
    def guest_words(self) -> str | None:
        """As a guest, the words of the sentence that tell of its item."""
        start = self.char_interval.start
        return self.quote[self.part.start - start : self.part.end - start] if self.part else None


class Appearance(Part):
    """Where an item appears first: the earliest dated article, or else the first."""

    article: str
    date: str | None = None


class Variant(Part):
    """What some mentions name where most name another; `mentions` are indices into the item's own list."""

    field: str
    value: str
    mentions: tuple[int, ...]


class Item(Part):
    """What the four classes share: the merged thing with its evidence."""

    id: str
    support: int = Field(ge=1, description="number of articles, those that copy another one's words not counted")
    confidence: float = Field(ge=0, le=1)
    mentions: tuple[Mention, ...] = Field(min_length=1)
    copies: tuple[str, ...] = Field(default=(), description="articles that bear it in another article's words only")
    outlets: tuple[str, ...] = ()
    speakers: tuple[str, ...] = ()
    first: Appearance | None = None
    exceptions: tuple[Variant, ...] = Field(default=(), description="parties that a minority of mentions name instead")
    reworded: bool = Field(default=False, description="whether a person put it into words of their own")

    @model_validator(mode="after")
    def support_counts_articles(self) -> "Item":
        articles = {mention.article for mention in self.mentions}
        counted = len(articles - set(self.copies))
        if self.support != counted or not articles.issuperset(self.copies):
            raise ValueError(f"{self.id}: support is {self.support}, but {counted} articles bear it in their own words")
        if any(not 0 <= index < len(self.mentions) for each in self.exceptions for index in each.mentions):
            raise ValueError(f"{self.id}: an exception points at a mention that is not there")
        return self


class Agreement(Item):
    what: str
    parties: tuple[str, ...]


class Demand(Item):
    what: str
    by: str | None
    of: str | None


class Warning(Item):
    what: str
    by: str | None
    to: str | None
    condition: str | None = None


class Position(Part):
    """One side of a dispute; `mentions` are indices into the dispute's own list."""

    party: str
    stance: str
    mentions: tuple[int, ...]


class Dispute(Item):
    about: str
    parties: tuple[str, ...]
    positions: tuple[Position, ...]

    @model_validator(mode="after")
    def positions_point_at_mentions(self) -> "Dispute":
        for position in self.positions:
            if any(not 0 <= index < len(self.mentions) for index in position.mentions):
                raise ValueError(f"{self.id}: a position points at a mention that is not there")
        return self


class Point(Part):
    """One point of the consensus: as printed when it is stated, an agreement's words when it is derived."""

    number: int = Field(ge=1)
    text: str
    mentions: tuple[Quote, ...]
    items: tuple[str, ...] = ()
    reported_by: tuple[str, ...] = ()
    also_printed: tuple[Quote, ...] = Field(default=(), description="the point as other articles print it")


class Consensus(Part):
    basis: Literal["stated", "derived", "none"]
    title: str | None = None
    points: tuple[Point, ...] = ()


class Claim(Quote):
    value: str


class Disagreement(Part):
    """What articles say otherwise about one thing; `about` is in an article's words, "…" where they differ."""

    about: str
    items: tuple[str, ...] = ()
    claims: tuple[Claim, ...]
    kind: Literal["number", "duration", "name", "date", "denial"] = "number"
    verdict: Literal["contradictory", "compatible"] = Field(
        default="contradictory", description="compatible: one value fits all claims, as with 'nearly six' and '5½'"
    )


class SkippedPart(Part):
    """A file or a mention that is not in the briefing, and why."""

    path: str
    reason: str
    char_interval: Interval | None = None


class ArticleEntry(Part):
    id: str
    path: str
    sha256: str
    title: str | None
    outlet: str | None
    date: str | None
    language: str
    characters: int
    sentences: int
    copy_of: str | None = Field(default=None, description="the article of which this one is a near-identical copy")
    text_sha256: str | None = Field(
        default=None,
        exclude_if=lambda sha256: sha256 is None,
        description="of the extracted text in UTF-8, where the file is no plain text: offsets count in it, and it is "
        "kept as FILE.texts/SHA256.txt beside the briefing FILE.json",
    )


class Event(Part):
    title: str | None
    date: str | None
    parties: tuple[str, ...]


class ModelEntry(Part):
    name: str
    sha256: str


class Manifest(Part):
    """What a run depended on: the same manifest and articles on the same machine give the same bytes."""

    extract: str
    model: ModelEntry
    prompts: dict[str, str]
    settings: dict[str, Any]
    decider: str = Field(description="how sentences were labelled: fitted heads or label log-probabilities")
    versions: dict[str, str] = Field(default_factory=dict)


class Briefing(Part):
    schema_version: Literal["1.1"] = "1.1"
    event: Event
    articles: tuple[ArticleEntry, ...]
    agreements: tuple[Agreement, ...]
    demands: tuple[Demand, ...]
    warnings: tuple[Warning, ...]
    disputes: tuple[Dispute, ...]
    consensus: Consensus
    disagreements: tuple[Disagreement, ...] = ()
    skipped: tuple[SkippedPart, ...] = ()
    manifest: Manifest

    @field_validator("schema_version", mode="before")
    @classmethod
    def other_minor_versions_are_read_as_this_one(cls, version: object) -> object:
        return read_as(version, SCHEMA_VERSION)

    @model_validator(mode="after")
    def references_hold(self) -> "Briefing":
        articles = {article.id for article in self.articles}
        items = [item.id for item in self.items()]
        if len(items) != len(set(items)):
            raise ValueError("an item id stands twice")
        named = [mention.article for item in self.items() for mention in item.mentions]
        named += [quote.article for point in self.consensus.points for quote in point.mentions]
        named += [article for point in self.consensus.points for article in point.reported_by]
        named += [quote.article for point in self.consensus.points for quote in point.also_printed]
        named += [claim.article for disagreement in self.disagreements for claim in disagreement.claims]
        named += [article.copy_of for article in self.articles if article.copy_of]
        if missing := sorted(set(named) - articles):
            raise ValueError(f"no such article: {', '.join(missing)}")
        linked = {item for point in self.consensus.points for item in point.items}
        linked |= {item for disagreement in self.disagreements for item in disagreement.items}
        if missing := sorted(linked - set(items)):
            raise ValueError(f"no such item: {', '.join(missing)}")
        return self

    def items(self) -> Iterator[Item]:
        """All items of the four classes, in the order in which the briefing lists them."""
        return chain(self.agreements, self.demands, self.warnings, self.disputes)

    def of_kind(self, kind: Kind) -> tuple[Item, ...]:
        by_kind: dict[Kind, tuple[Item, ...]] = {
            Kind.AGREEMENT: self.agreements,
            Kind.DEMAND: self.demands,
            Kind.WARNING: self.warnings,
            Kind.DISPUTE: self.disputes,
        }
        return by_kind[kind]

    def to_json(self) -> str:
        """The briefing as it stands in a file: UTF-8 text, two spaces, one newline at the end."""
        return json.dumps(self.model_dump(mode="json"), ensure_ascii=False, indent=2) + "\n"


def ungrounded(briefing: Briefing, articles: tuple[Article, ...]) -> list[str]:
    """One line for each quote that is not what its article says at its interval; empty when all are grounded."""
    texts = {article.id: article.text for article in articles}
    quotes: list[tuple[str, Quote]] = [(item.id, mention) for item in briefing.items() for mention in item.mentions]
    quotes += [(f"point {point.number}", quote) for point in briefing.consensus.points for quote in point.mentions]
    quotes += [(f"point {point.number}", quote) for point in briefing.consensus.points for quote in point.also_printed]
    quotes += [(dispute.about, claim) for dispute in briefing.disagreements for claim in dispute.claims]
    return [
        f"{where}: article {quote.article} does not say this at {quote.char_interval.start}: {quote.quote[:60]!r}"
        for where, quote in quotes
        if texts[quote.article][quote.char_interval.start : quote.char_interval.end] != quote.quote
    ]


def load_briefing(path: Path) -> Briefing:
    """Read and validate a briefing file; `BriefingError` says what is wrong with it in one line."""
    try:
        return Briefing.model_validate_json(path.read_bytes())
    except FileNotFoundError:
        raise BriefingError(f"no briefing at {path}: run 'extract brief FOLDER -o {path}' first") from None
    except OSError as error:
        raise BriefingError(f"cannot read {path}: {error.strerror}") from None
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(step) for step in first["loc"]) or "the file"
        raise BriefingError(f"{path} is no valid briefing: {where}: {first['msg']}") from None


def json_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of a briefing, as a consumer reads it."""
    schema = Briefing.model_json_schema(mode="serialization")
    about = {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": f"urn:extract-briefing:{SCHEMA_VERSION}"}
    return {**about, "title": "Briefing", **schema}
