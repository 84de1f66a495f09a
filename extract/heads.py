"""Linear heads on a model's hidden state: one a label, fitted once for one GGUF file and one prompt.

A head reads blocks of the hidden state: the output of a layer at the answer position ("last") or its mean over the
tokens of the sentence ("mean"), each scaled to unit length. The decision value is the log-odds of logistic regression
on them; `Calibration` turns it into a probability (Platt scaling). Standardising is folded into the weights.
"""

import base64
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from extract.errors import PromptError

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Block:
    """One stretch of the vector: which layer's output, and how it is pooled over the prompt's tokens."""

    layer: int
    pooling: str


def pooled(blocks: Sequence[Block], outputs: Mapping[int, tuple[Floats, Floats]]) -> Floats:
    """The blocks, one after another, each of unit length.

    `outputs` holds for each layer its output at the answer position (one row) and at the sentence's tokens (one each).
    """
    parts = []
    for block in blocks:
        last, text = outputs[block.layer]
        part = last if block.pooling == "last" else text.mean(axis=0)
        parts.append(part / max(float(np.linalg.norm(part)), 1e-6))
    return np.concatenate(parts).astype(np.float32)


@dataclass(frozen=True, slots=True)
class Calibration:
    """Platt scaling: probability = 1 / (1 + exp(-(slope * value + intercept)))."""

    slope: float
    intercept: float

    def probability(self, value: float) -> float:
        return float(1.0 / (1.0 + np.exp(-np.clip(self.slope * value + self.intercept, -30.0, 30.0))))


@dataclass(frozen=True)
class Head:
    label: str
    weights: Floats
    bias: float
    threshold: float
    calibration: Calibration


#: The label of the head that tells politics and diplomacy from all else: no class is taken where it says no.
GATE = "politics"


@dataclass(frozen=True)
class Probe:
    """All heads of one model and prompt, over the same blocks; one of them may be the gate."""

    model_sha256: str
    prompt_sha256: str
    blocks: tuple[Block, ...]
    heads: tuple[Head, ...]
    about: Mapping[str, Any]

    @property
    def gate(self) -> Head | None:
        """The head that must agree before any class is taken; None when there is none."""
        return next((head for head in self.heads if head.label == GATE), None)

    @property
    def classes(self) -> tuple[Head, ...]:
        """All heads but the gate."""
        return tuple(head for head in self.heads if head.label != GATE)

    def decide(self, vector: Floats) -> dict[str, float]:
        """Decision value of each head, by label."""
        return {head.label: float(vector @ head.weights) + head.bias for head in self.heads}

    @cached_property
    def sha256(self) -> str:
        import hashlib

        return hashlib.sha256(self.to_json().encode()).hexdigest()

    def to_json(self) -> str:
        heads = [
            {
                "label": head.label,
                "bias": head.bias,
                "threshold": head.threshold,
                "slope": head.calibration.slope,
                "intercept": head.calibration.intercept,
                "weights": base64.b64encode(head.weights.astype("<f4").tobytes()).decode(),
            }
            for head in self.heads
        ]
        fields = {
            "model_sha256": self.model_sha256,
            "prompt_sha256": self.prompt_sha256,
            "blocks": [[block.layer, block.pooling] for block in self.blocks],
            "about": dict(self.about),
            "heads": heads,
        }
        return json.dumps(fields, indent=1) + "\n"


def read_probe(path: Path) -> Probe:
    """Read a file of heads. `PromptError` when it is none."""
    try:
        fields = json.loads(path.read_text(encoding="utf-8"))
        heads = tuple(
            Head(
                label=head["label"],
                weights=np.frombuffer(base64.b64decode(head["weights"]), dtype="<f4").astype(np.float32),
                bias=float(head["bias"]),
                threshold=float(head["threshold"]),
                calibration=Calibration(float(head["slope"]), float(head["intercept"])),
            )
            for head in fields["heads"]
        )
        if len({head.weights.shape for head in heads}) != 1:
            raise ValueError("no heads, or heads of different widths")
        blocks = tuple(Block(int(layer), str(pooling)) for layer, pooling in fields["blocks"])
        return Probe(fields["model_sha256"], fields["prompt_sha256"], blocks, heads, fields.get("about", {}))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise PromptError(f"cannot read the heads in {path}: {error}: run 'extract calibrate' again") from None
