"""What calibration is tried on: a model without a file, rows of labelled sentences, an article with gold."""

import json
from collections.abc import Iterable, Sequence
from hashlib import sha256
from pathlib import Path

import numpy as np

from extract.decoding.base import Prompt, Tick, no_tick
from extract.gold import Gold
from extract.heads import Block, Floats
from extract.schemas import Kind

MODEL = "a" * 64
WIDTH = 12


class ModelWithStates:
    """A model of 28 layers whose outputs show the words of a sentence at two blocks, and noise at all others."""

    model_name, model_sha256, layers = "scripted", MODEL, 28

    def __init__(self, telling: Sequence[Block]) -> None:
        self.telling = telling
        self.read: list[str] = []
        self.blocks: tuple[Block, ...] = ()
        self.raises: BaseException | None = None

    def features(self, prompts: Sequence[Prompt], blocks: Sequence[Block], tick: Tick = no_tick) -> Sequence[Floats]:
        self.blocks = tuple(blocks)
        vectors = []
        for prompt in prompts:
            text = prompt.turns[-1].text
            self.read.append(text)
            if self.raises and len(self.read) > 30:
                raise self.raises
            vectors.append(np.concatenate([self.output(text, block) for block in blocks]))
            tick(1)
        return vectors

    def output(self, text: str, block: Block) -> Floats:
        seed = sha256(f"{block}{text}".encode()).digest()
        output = np.random.default_rng([*seed]).normal(0, 0.3, WIDTH)
        if block in self.telling:
            # Each of the two shows half of the classes.
            for number in range(self.telling.index(block), len(Kind), len(self.telling)):
                output[number] += 3 * (f"word{number}" in text)
        return output.astype(np.float32)


def sentence(number: int) -> dict[str, object]:
    """One of many rows: every third bears a class, some of those two."""
    classes = [] if number % 3 else [number // 3 % 4, *([(number // 3 + 1) % 4] if number % 5 == 0 else [])]
    words = " ".join(f"word{each}" for each in classes)
    names = [[*Kind][each].value for each in classes]
    return {"text": f"Sentence {number} {words}", "classes": names, "report": f"r{number // 4}"}


def write_rows(path: Path, rows: Iterable[object]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


ARTICLE = """Sylvania and Freedonia talk of water

Freedonia will open the sluice in May. Sylvania wants it open in April. Both ministers wore grey.

Share this article
"""


def gold_for(sha: str | None, *marks: tuple[str, list[str], list[str]]) -> Gold:
    sentences = [
        {"start": ARTICLE.index(text), "end": ARTICLE.index(text) + len(text), "required": required, "optional": other}
        for text, required, other in marks
    ]
    return Gold.model_validate({"articles": [{"article": "a.txt", "sha256": sha, "sentences": sentences}]})
