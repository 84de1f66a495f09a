"""Labelling sentences by themselves: what each bears, without an article around it. For scoring the labeller alone.

Numbers move a little with what is read in one batch. Sentences are therefore labelled in groups of `GROUP`, counted
from the first: what a sentence is given depends on nothing but the sentences of its own group.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from extract.decoding.base import Decoder, Tick, no_tick
from extract.detect import Detector, Reading, has_words
from extract.errors import ArticlesError
from extract.schemas import Kind
from extract.spans import split_sentences

GROUP = 64

#: What stands for the logarithm of nothing, which JSON cannot write.
_NEVER = -30.0


@dataclass(frozen=True, slots=True)
class Labelled:
    """One sentence with what it bears.

    `log_probs` are natural logarithms for "none" and each class, as `detect.Reading` explains them. `probabilities`
    are those that a briefing shows: calibrated where heads decide. `classes` are the ones taken, in `Kind`'s order.
    """

    text: str
    log_probs: Mapping[str, float]
    classes: tuple[Kind, ...]
    probabilities: Mapping[Kind, float]

    def to_json(self) -> str:
        """One line, without its end."""
        fields = {
            "text": self.text,
            "log_probs": self.log_probs,
            "classes": self.classes,
            "probabilities": self.probabilities,
        }
        line = json.dumps(fields, ensure_ascii=False)
        # Half of a surrogate pair, which JSON may hold, is no UTF-8; its escape is JSON again.
        return line.encode("utf-8", "backslashreplace").decode("utf-8")


def read_sentences(content: bytes, name: str) -> list[str]:
    """The sentences of a text, or the `text` of each row of JSONL, in order.

    JSONL is what goes by the `name` of a .jsonl or .ndjson file, or by another one than .txt and .md and starts with
    "{". Blank lines of it are passed over; the text of a row is one sentence, however long.

    Raises `ArticlesError` for anything that is not UTF-8, and, with the number of the line, for a row that is no JSON
    object with a `text`.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ArticlesError(f"{name} is not UTF-8 from byte {error.start} on: convert it") from None
    suffix = PurePath(name).suffix.lower()
    if suffix in (".jsonl", ".ndjson") or (suffix not in (".txt", ".md") and text.lstrip().startswith("{")):
        # Not `splitlines`: JSON may hold other line ends than this one within a string.
        lines = enumerate(text.split("\n"), start=1)
        return [_text_of(line, f"{name}, line {number}") for number, line in lines if line.strip()]
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return [interval.of(text) for interval in split_sentences(text)]


def label(
    sentences: Sequence[str], detector: Detector, decoder: Decoder, tick: Tick = no_tick
) -> Iterator[list[Labelled]]:
    """The sentences with their labels, in order, group by group.

    One without words (fewer than three letters) bears nothing; the model is not asked about it, as in an article.
    """
    for start in range(0, len(sentences), GROUP):
        group = sentences[start : start + GROUP]
        asked = [text for text in group if has_words(text)]
        readings = iter(detector.read(asked, decoder, tick) if asked else ())
        tick(len(group) - len(asked))
        yield [_labelled(text, next(readings)) if has_words(text) else _wordless(text) for text in group]


def _labelled(text: str, reading: Reading) -> Labelled:
    return Labelled(
        text,
        {name: round(reading.log_probs[name], 6) for name in ("none", *(kind.value for kind in Kind))},
        tuple(kind for kind in Kind if reading.decisions[kind].taken),
        {kind: reading.decisions[kind].probability for kind in Kind},
    )


def _wordless(text: str) -> Labelled:
    return Labelled(text, {"none": 0.0, **dict.fromkeys(Kind, _NEVER)}, (), dict.fromkeys(Kind, 0.0))


def _text_of(line: str, where: str) -> str:
    try:
        row: Any = json.loads(line)
    except ValueError as error:
        raise ArticlesError(f"{where} is not JSON: {error}") from None
    text = row.get("text") if isinstance(row, dict) else None
    if not isinstance(text, str):
        raise ArticlesError(f'{where} is no JSON object with a \'text\': a row is {{"text": "…"}}')
    return text
