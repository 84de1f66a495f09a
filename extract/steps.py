"""What a run tells of its steps: how far each is while it works, and afterwards what each has cost."""

import contextlib
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from extract.articles import Article
from extract.decoding.base import Decoder
from extract.decoding.stored import StoredDecoder

#: In the order in which they are taken; `detect` and `fill` by turns, article by article.
STEPS = ("cast", "detect", "fill", "reconcile")


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is: `done` of `total` units of a step (cast, detect, fill, reconcile), in one article or in all.

    `recalled` of those that are done were on record and took no time.
    """

    step: str
    article: str | None
    done: int
    total: int
    recalled: int = 0


Watch = Callable[[Progress], None]


@dataclass(frozen=True, slots=True)
class Cost:
    """What a step has cost: tokens that the model read and wrote for it (`passes`: see `Usage`), seconds, and how many
    answers were on record."""

    read: int = 0
    written: int = 0
    passes: float = 0.0
    seconds: float = 0.0
    recalled: int = 0

    def __add__(self, other: "Cost") -> "Cost":
        return Cost(
            self.read + other.read,
            self.written + other.written,
            self.passes + other.passes,
            self.seconds + other.seconds,
            self.recalled + other.recalled,
        )


class Meter:
    """Adds up what each step costs, by what the decoder has used before and after."""

    def __init__(self, decoder: Decoder) -> None:
        self._decoder = decoder
        self._costs = dict.fromkeys(STEPS, Cost())

    @property
    def costs(self) -> Mapping[str, Cost]:
        return self._costs

    @contextlib.contextmanager
    def step(self, name: str) -> Iterator[None]:
        usage, known, began = self._decoder.usage, recalled(self._decoder), time.monotonic()
        yield
        now = self._decoder.usage
        self._costs[name] += Cost(
            now.read - usage.read,
            now.written - usage.written,
            now.passes - usage.passes,
            time.monotonic() - began,
            recalled(self._decoder) - known,
        )


class Ticker:
    """Turns a decoder's ticks into progress of one step in one article."""

    def __init__(self, watch: Watch, step: str, article: Article, total: int, decoder: Decoder) -> None:
        self._watch, self._step, self._article, self._total = watch, step, article, total
        self._decoder, self._known = decoder, recalled(decoder)
        self._done = 0
        self(0)

    def __call__(self, ready: int) -> None:
        self._done += ready
        known = recalled(self._decoder) - self._known
        self._watch(Progress(self._step, self._article.path, self._done, self._total, min(known, self._done)))


def recalled(decoder: Decoder) -> int:
    """How many of its answers a decoder had on record."""
    return decoder.recalled if isinstance(decoder, StoredDecoder) else 0
