"""Gold: what careful readers marked in some of the articles, against which a briefing is scored.

A gold file is one JSON object. Articles go by the name of their file; places are half-open intervals in code points of
the article's text.

    articles    each annotated article: `article`, `sha256` (may be missing), and `sentences`: places with the classes
                that are `required` (every careful reader lists them) and `optional` (some do); what is not listed bears
                no class
    items       the distinct things: `id`, `kind`, `what`, the parties `by` and `of` (of demands and warnings; null
                where nobody can tell), and `mentions`, every place that speaks of the thing
    consensus   null, or the `article` that prints the agreed list and its `points`: `number` and `spans`
"""

from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from extract.errors import UsageError
from extract.schemas import Kind
from extract.spans import CharInterval

Name = Annotated[str, Field(min_length=1)]


class GoldPart(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class Place(GoldPart):
    """A stretch of some article's text."""

    start: int = Field(ge=0)
    end: int

    @model_validator(mode="after")
    def is_not_empty(self) -> "Place":
        if self.end <= self.start:
            raise ValueError(f"an interval must hold something, got {self.start} to {self.end}")
        return self

    @property
    def interval(self) -> CharInterval:
        return CharInterval(self.start, self.end)


class MarkedSentence(Place):
    required: frozenset[Kind] = frozenset()
    optional: frozenset[Kind] = frozenset()


class AnnotatedArticle(GoldPart):
    article: Name
    sha256: str | None = None
    sentences: tuple[MarkedSentence, ...]


class GoldMention(Place):
    article: Name


class GoldItem(GoldPart):
    id: Name
    kind: Kind
    what: str = ""
    by: str | None = None
    of: str | None = None
    mentions: tuple[GoldMention, ...]


class GoldPoint(GoldPart):
    number: int
    spans: tuple[Place, ...]


class GoldConsensus(GoldPart):
    article: Name
    points: tuple[GoldPoint, ...]


class Gold(GoldPart):
    articles: tuple[AnnotatedArticle, ...]
    items: tuple[GoldItem, ...] = ()
    consensus: GoldConsensus | None = None

    @model_validator(mode="after")
    def names_each_article_once(self) -> "Gold":
        names = [annotated.article for annotated in self.articles]
        if twice := sorted({name for name in names if names.count(name) > 1}):
            raise ValueError(f"annotated twice: {', '.join(twice)}")
        return self


def load_gold(path: Path) -> Gold:
    """Read and validate a gold file. `UsageError` says in one line what is wrong with it, and where."""
    try:
        return Gold.model_validate_json(path.read_bytes())
    except OSError as error:
        raise UsageError(f"cannot read the gold file {path}: {error.strerror}: name another one with --gold") from None
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(str(step) for step in first["loc"]) or "the file"
        problem = " ".join(first["msg"].split())
        raise UsageError(f"{path} is no gold file: {where}: {problem}: mend it, or name another with --gold") from None
