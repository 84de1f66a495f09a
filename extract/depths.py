"""Which layers of a model heads read: by default at the depths that did best in the default model, or by a search.

A pair of blocks is read: the mean of an inner layer's output over the sentence, and the output of a somewhat deeper one
at the answer position.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from extract.calibrate import held_out_scores, macro_f1
from extract.decoding.base import Tick, no_tick
from extract.heads import Block, Floats
from extract.training import LabelledSentence

#: As shares of a model's layers: of the default model's 28, these are layers 15 and 20.
MEAN_DEPTH, LAST_DEPTH = 15 / 28, 20 / 28
#: What a search tries, around these.
_MEAN_DEPTHS = (9 / 28, 12 / 28, MEAN_DEPTH, 18 / 28, 21 / 28)
_LAST_DEPTHS = (14 / 28, 17 / 28, LAST_DEPTH, 23 / 28, 26 / 28)


@dataclass(frozen=True, slots=True)
class Trial:
    """A pair of blocks that was tried, with its held-out macro F1."""

    blocks: tuple[Block, Block]
    macro_f1: float


def default_blocks(layers: int) -> tuple[Block, Block]:
    """The pair for a model with so many layers, without a search."""
    return Block(_layer(MEAN_DEPTH, layers), "mean"), Block(_layer(LAST_DEPTH, layers), "last")


def party_blocks(layers: int) -> tuple[Block, ...]:
    """What the heads that decide parties read, in a model with so many layers."""
    return (Block(_layer(LAST_DEPTH, layers), "last"),)


def blocks_to_search(layers: int) -> tuple[Block, ...]:
    """The blocks that `search` takes its pairs from, the means first. All can be read in one pass."""
    means = sorted({_layer(depth, layers) for depth in _MEAN_DEPTHS})
    lasts = sorted({_layer(depth, layers) for depth in _LAST_DEPTHS})
    return *(Block(layer, "mean") for layer in means), *(Block(layer, "last") for layer in lasts)


def search(
    features: Floats, sentences: Sequence[LabelledSentence], blocks: Sequence[Block], tick: Tick = no_tick
) -> list[Trial]:
    """The pairs of a mean and a last block that were tried, best first.

    `features` holds one row a sentence, with one stretch for each of `blocks`. First each mean is tried with the middle
    one of the lasts, then each last with the best mean: as many trials, and ticks, as there are blocks, less one. The
    best of a few is flattered by its held-out score, but by little, as all are scored on the same folds.
    """
    means = [block for block in blocks if block.pooling == "mean"]
    lasts = [block for block in blocks if block.pooling == "last"]

    def tried(mean: Block, last: Block) -> Trial:
        scores = held_out_scores(columns(features, blocks, (mean, last)), sentences)
        tick(1)
        return Trial((mean, last), macro_f1(scores))

    middle = lasts[len(lasts) // 2]
    trials = [tried(mean, middle) for mean in means]
    best = _best_first(trials)[0].blocks[0]
    return _best_first([*trials, *(tried(best, last) for last in lasts if last != middle)])


def columns(features: Floats, blocks: Sequence[Block], wanted: Sequence[Block]) -> Floats:
    """The stretches of `features` (one for each of `blocks`, equally wide) that belong to `wanted`, in its order."""
    stretches = np.split(features, len(blocks), axis=1)
    return np.concatenate([stretches[blocks.index(block)] for block in wanted], axis=1)


def _layer(depth: float, layers: int) -> int:
    # Of the last layer llama.cpp only works out the rows whose logits are wanted: there is nothing to take a mean of.
    return max(min(round(depth * layers), layers - 2), 0)


def _best_first(trials: Sequence[Trial]) -> list[Trial]:
    return sorted(trials, key=lambda trial: -trial.macro_f1)
