"""Parties decided by fitted heads instead of by the likeliest name.

Where the grammar offers several parties, each is read behind the record so far, and a head looks at the model's inner
layers after it: is this the party that acts, is this the one it is aimed at? The alternatives are dropped again, and
the record goes on with the best one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from extract.decoding.engine import MAX_SEQUENCES, STEP_TOKENS, Engine, Floats, Item
from extract.heads import Block, Probe, pooled


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
class Question:
    """A party field of one record that is to be decided: where its sequence stands, and what may come next."""

    record: int
    field: int
    sequence: int
    position: int
    options: Mapping[str, list[int]]


def decide(engine: Engine, judge: Judge, questions: Sequence[Question], first: int) -> list[str]:
    """The judge's pick for each question. Sequences from `first` on are free to be used and are left empty."""
    layers = frozenset(block.layer for block in judge.blocks)
    vectors: list[dict[str, Floats]] = [{} for _ in questions]
    asked = [(index, literal) for index, question in enumerate(questions) for literal in question.options]
    while asked:
        items: list[Item] = []
        ends: list[tuple[int, str, int]] = []
        sequence = first
        while asked and sequence < MAX_SEQUENCES:
            index, literal = asked[0]
            question = questions[index]
            tokens = question.options[literal]
            if items and len(items) + len(tokens) > STEP_TOKENS:
                break
            asked.pop(0)
            engine.fork(sequence, question.sequence)
            items += [Item(token, question.position + offset, sequence) for offset, token in enumerate(tokens)]
            ends.append((index, literal, len(items) - 1))
            sequence += 1
        rows = engine.layer_outputs(items, layers)
        for index, literal, end in ends:
            outputs = {layer: (rows[layer][end], rows[layer][end : end + 1]) for layer in layers}
            vectors[index][literal] = pooled(judge.blocks, outputs)
        for used in range(first, sequence):
            engine.drop(used)
    return [
        judge.pick(question.record, question.field, options)
        for question, options in zip(questions, vectors, strict=True)
    ]
