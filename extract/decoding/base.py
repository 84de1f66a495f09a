"""What the steps ask of a model, whatever runs it.

A `Prompt` is a conversation: `shared` messages that many prompts have in common (read once and kept), then `turns`
of this one. Texts are plain text: no decoder may treat them as a template or read control tokens out of them.
"""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from extract.heads import Block, Floats, Probe
from extract.schemas import Record


@dataclass(frozen=True, slots=True)
class Message:
    """One turn of a conversation; `role` is system, user or assistant."""

    role: str
    text: str


@dataclass(frozen=True, slots=True)
class Prompt:
    shared: tuple[Message, ...]
    turns: tuple[Message, ...]
    name: str = ""

    def key(self) -> str:
        """sha256 of everything that the model reads."""
        turns = [[message.role, message.text] for message in (*self.shared, *self.turns)]
        return hashlib.sha256(json.dumps(turns, ensure_ascii=False).encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True, slots=True)
class Failure:
    """An answer that could not be used, and why: a value, so that one bad answer never costs the others.

    `passing` says that it was not for the question: the same one may be answered another time.
    """

    reason: str
    passing: bool = False


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens read and written since the decoder was made.

    `passes` are those read, each counted by the share of the model's layers that it went through: heads need no more
    than the lower ones. 0 where nobody counts.
    """

    read: int = 0
    written: int = 0
    passes: float = 0.0


#: Called with the number of answers that are ready since the last call.
Tick = Callable[[int], None]


def no_tick(_: int) -> None:
    """Progress that nobody watches."""


class Decoder(Protocol):
    """Everything that is asked of a model. Answers come in the order of the prompts.

    All prompts of one call are answered together; how they are packed depends on that call alone, so the same call
    gives the same answers on the same machine. `DecodeError` when the model cannot be run or a prompt does not fit.
    """

    @property
    def model_name(self) -> str: ...

    @property
    def model_sha256(self) -> str: ...

    @property
    def usage(self) -> Usage: ...

    def choose(self, prompts: Sequence[Prompt], labels: Sequence[str]) -> list[Mapping[str, float]]:
        """Log-probability of each label as the next answer, in nats, normalised over the labels."""
        ...

    def probe(self, prompts: Sequence[Prompt], probe: Probe, tick: Tick = no_tick) -> list[Mapping[str, float]]:
        """Decision value of each of the probe's heads on the hidden state at the answer position."""
        ...

    def fill(
        self,
        prompts: Sequence[Prompt],
        schemas: Sequence[type[Record]],
        tick: Tick = no_tick,
        judge: Probe | None = None,
    ) -> list[Record | Failure]:
        """One validated record a prompt, decoded under its schema's grammar.

        With a `judge`, a party is not the likeliest name but the one that the judge's head for this field (its first
        is for who acts, its second for whom it is aimed at) values most.
        """
        ...


@runtime_checkable
class HiddenStates(Protocol):
    """What only a decoder that runs the model itself can tell: what heads are fitted on."""

    @property
    def model_sha256(self) -> str: ...

    @property
    def layers(self) -> int:
        """How many layers the model has; blocks count them from 0."""
        ...

    def features(self, prompts: Sequence[Prompt], blocks: Sequence[Block], tick: Tick = no_tick) -> Sequence[Floats]:
        """For each prompt the vector (`heads.pooled`) that a probe over `blocks` decides on."""
        ...
