"""What many prompts begin with is read once, and put back into the cache for each call that needs it.

Every cell of the cache that is taken costs every token that is read, whether it sees it or not. So a call holds the
prefixes of its own prompts and nothing else, each in a sequence to copy from; what the model made of the others waits
outside. That also makes each call's numbers its own: they move a little with the places in the cache.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from extract.decoding.engine import STEP_TOKENS, Engine, Item
from extract.decoding.prefix_files import PrefixFiles
from extract.errors import DecodeError

#: Sequences that hold prefixes; those above are for prompts.
HELD = 6
#: Tokens of the context that prefixes leave at least for the prompts themselves, and as much again as one step may read
#: to try alternatives out.
_LEFT = 3072 + STEP_TOKENS

Tokens = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Prefix:
    """A prefix that is in the cache: its sequence and its length in tokens."""

    sequence: int
    length: int


class Prefixes:
    """The prefixes of an engine, whose cache is theirs between calls; `files` keep them from run to run."""

    def __init__(self, engine: Engine, files: PrefixFiles | None = None) -> None:
        self._engine, self._files = engine, files
        self._states: dict[Tokens, bytes] = {}
        self._held: dict[Tokens, Prefix] = {}

    def read(self, texts: Sequence[Sequence[int]]) -> None:
        """Read the prefixes of a run; what one of them begins with as an earlier one does is not read again."""
        earlier: list[Tokens] = []
        for text in texts:
            self._learn(tuple(text), earlier)
            earlier.append(tuple(text))

    def hold(self, texts: Sequence[Sequence[int]]) -> list[Prefix]:
        """Hold these prefixes alone, in the cache from now on; those that are not known are read."""
        wanted = [tuple(text) for text in texts]
        for text in dict.fromkeys(wanted):
            self._learn(text, [])
        # In the order in which they were read: no place in the cache depends on which prompt comes first.
        order = [text for text in self._states if text in set(wanted)]
        if len(order) > HELD or sum(map(len, order)) > self._engine.context_tokens - _LEFT:
            raise DecodeError(f"{len(order)} shared prompts of {sum(map(len, order))} tokens do not fit this context")
        if order != list(self._held):
            self._clear()
            for sequence, text in enumerate(order):
                self._restore(sequence, text)
                self._held[text] = Prefix(sequence, len(text))
        return [self._held[text] for text in wanted]

    def _learn(self, text: Tokens, earlier: Sequence[Tokens]) -> None:
        if text in self._states:
            return
        if len(text) > self._engine.context_tokens - _LEFT:
            raise DecodeError(f"a shared prompt of {len(text)} tokens does not fit the context of this model")
        self._clear()
        if not (self._files and self._files.load(self._engine, 0, text)):
            self._read(text, earlier)
            if self._files:
                self._files.save(self._engine, 0, text)
        self._states[text] = self._engine.state(0)

    def _read(self, text: Tokens, earlier: Sequence[Tokens]) -> None:
        known = max((in_common(text, other) for other in earlier), default=0)
        if known:
            self._restore(0, next(other for other in earlier if in_common(text, other) == known))
            self._engine.drop(0, known)
        for start in range(known, len(text), STEP_TOKENS):
            piece = text[start : start + STEP_TOKENS]
            self._engine.step([Item(token, start + index, 0) for index, token in enumerate(piece)])

    def _restore(self, sequence: int, text: Tokens) -> None:
        if not self._engine.restore(sequence, self._states[text]):
            raise DecodeError("llama.cpp does not take back what it made of a prompt: take another model")

    def _clear(self) -> None:
        self._engine.clear()
        self._held = {}


def in_common(one: Sequence[int], other: Sequence[int]) -> int:
    """How many tokens two texts begin with."""
    return next(
        (index for index, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )
