"""What many prompts begin with is read once and held: each shared prefix in a sequence of its own, to copy from."""

from dataclasses import dataclass

from extract.decoding.engine import STEP_TOKENS, Engine, Item
from extract.decoding.prefix_files import PrefixFiles
from extract.errors import DecodeError

#: Sequences that hold prefixes; those above are for prompts. The oldest prefix gives way to a fifth.
HELD = 4
#: Tokens of the context that prefixes leave for the prompts themselves, and as much again as one step may read to try
#: alternatives out.
ROOM = 3072
_LEFT = ROOM + STEP_TOKENS


@dataclass(frozen=True, slots=True)
class Prefix:
    """A prefix that is in the cache: its sequence and its length in tokens."""

    sequence: int
    length: int


class Prefixes:
    """The prefixes that an engine holds; `files` keep them from run to run."""

    def __init__(self, engine: Engine, files: PrefixFiles | None = None) -> None:
        self._engine, self._files = engine, files
        self._held: dict[tuple[int, ...], Prefix] = {}

    def hold(self, tokens: list[int]) -> Prefix:
        """The prefix of these tokens, read now if it is not in the cache yet."""
        key = tuple(tokens)
        if key in self._held:
            return self._held[key]
        if len(tokens) > self._engine.context_tokens - _LEFT:
            raise DecodeError(f"a shared prompt of {len(tokens)} tokens does not fit the context of this model")
        while len(self._held) == HELD or self._total() + len(tokens) > self._engine.context_tokens - _LEFT:
            oldest = next(iter(self._held))
            self._engine.drop(self._held.pop(oldest).sequence)
        taken = {prefix.sequence for prefix in self._held.values()}
        sequence = next(number for number in range(HELD) if number not in taken)
        if not (self._files and self._files.load(self._engine, sequence, tokens)):
            self._read(tokens, sequence)
            if self._files:
                self._files.save(self._engine, sequence, tokens)
        self._held[key] = Prefix(sequence, len(tokens))
        return self._held[key]

    def _read(self, tokens: list[int], sequence: int) -> None:
        for start in range(0, len(tokens), STEP_TOKENS):
            piece = tokens[start : start + STEP_TOKENS]
            self._engine.step([Item(token, start + index, sequence) for index, token in enumerate(piece)])

    def _total(self) -> int:
        return sum(prefix.length for prefix in self._held.values())
