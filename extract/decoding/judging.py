"""Parties decided by fitted heads instead of by the likeliest name.

Where the grammar offers several parties, each is read behind the record so far, and a head looks at the model's inner
layers after it: is this the party that acts, is this the one it is aimed at? Each stands in a sequence of its own, but
all of them are read in the step that reads the record as well. The record goes on in the sequence of the best one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from extract.decoding.engine import Item
from extract.heads import Block, Floats, Probe, pooled


class Judge(Protocol):
    """Picks one of the literals that may stand in a party field (0: who acts, 1: at whom it is aimed)."""

    @property
    def blocks(self) -> Sequence[Block]: ...

    def pick(self, record: int, field: int, vectors: Mapping[str, Floats]) -> str: ...


class HeadsJudge:
    """Picks the literal with the highest decision value; the first of them in a tie."""

    def __init__(self, probe: Probe) -> None:
        self._probe = probe

    @property
    def blocks(self) -> Sequence[Block]:
        return self._probe.blocks

    def pick(self, record: int, field: int, vectors: Mapping[str, Floats]) -> str:
        label = self._probe.heads[field].label
        return max(vectors, key=lambda literal: self._probe.decide(vectors[literal])[label])


@dataclass(frozen=True, slots=True)
class Trial:
    """A party field of one record that is being decided: what may come next, each in a sequence of its own, all of them
    from the same position on. The first of them is item number `first` of the step."""

    record: int
    field: int
    position: int
    first: int
    sequences: Mapping[str, int]
    tokens: Mapping[str, Sequence[int]]

    def items(self) -> list[Item]:
        return [
            Item(token, self.position + index, self.sequences[literal])
            for literal, tokens in self.tokens.items()
            for index, token in enumerate(tokens)
        ]

    def decided(self, judge: Judge, rows: Mapping[int, Floats]) -> str:
        """The judge's pick, by the `rows` of the step: for each layer its output, one an item."""
        vectors: dict[str, Floats] = {}
        end = self.first - 1
        for literal, tokens in self.tokens.items():
            end += len(tokens)
            outputs = {
                block.layer: (rows[block.layer][end], rows[block.layer][end : end + 1]) for block in judge.blocks
            }
            vectors[literal] = pooled(judge.blocks, outputs)
        return judge.pick(self.record, self.field, vectors)
