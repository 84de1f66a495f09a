"""Answers on record: a decoder that writes down what another one answers, and one that answers from what was written.

A recording is a JSON Lines file, one answer a line, keyed by the content of its request: what the model read, what it
was asked, and the schema or probe it was asked with. A request that is not on record is an error that names its prompt:
it means that a prompt, an article or a schema has changed since.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from extract.decoding.base import Decoder, Failure, Prompt, Tick, Usage, no_tick
from extract.errors import DecodeError
from extract.heads import Probe
from extract.schemas import Record


def _key(*parts: str) -> str:
    return hashlib.sha256("\x00".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _fill_key(prompt: Prompt, schema: type[Record], judge: Probe | None) -> str:
    fields = json.dumps(schema.model_json_schema()["properties"], sort_keys=True)
    return _key("fill", prompt.key(), schema.__name__, fields, schema.source or "", judge.sha256 if judge else "")


class RecordingDecoder:
    """Passes every request on to `decoder` and keeps the answers; `save` writes them."""

    def __init__(self, decoder: Decoder) -> None:
        self._decoder = decoder
        self._answers: dict[str, Any] = {}

    @property
    def model_name(self) -> str:
        return self._decoder.model_name

    @property
    def model_sha256(self) -> str:
        return self._decoder.model_sha256

    @property
    def usage(self) -> Usage:
        return self._decoder.usage

    def choose(self, prompts: Sequence[Prompt], labels: Sequence[str]) -> list[Mapping[str, float]]:
        answers = self._decoder.choose(prompts, labels)
        for prompt, answer in zip(prompts, answers, strict=True):
            self._answers[_key("choose", prompt.key(), *labels)] = dict(answer)
        return answers

    def probe(self, prompts: Sequence[Prompt], probe: Probe, tick: Tick = no_tick) -> list[Mapping[str, float]]:
        answers = self._decoder.probe(prompts, probe, tick)
        for prompt, answer in zip(prompts, answers, strict=True):
            self._answers[_key("probe", prompt.key(), probe.sha256)] = dict(answer)
        return answers

    def fill(
        self,
        prompts: Sequence[Prompt],
        schemas: Sequence[type[Record]],
        tick: Tick = no_tick,
        judge: Probe | None = None,
    ) -> list[Record | Failure]:
        answers = self._decoder.fill(prompts, schemas, tick, judge)
        for prompt, schema, answer in zip(prompts, schemas, answers, strict=True):
            kept = {"failure": answer.reason} if isinstance(answer, Failure) else answer.model_dump(mode="json")
            self._answers[_fill_key(prompt, schema, judge)] = kept
        return answers

    def save(self, path: Path) -> None:
        """Write the recording, sorted by key, so that the same answers give the same bytes."""
        head = {"model": {"name": self.model_name, "sha256": self.model_sha256}}
        lines = [head, *({"key": key, "answer": answer} for key, answer in sorted(self._answers.items()))]
        path.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8")


class ReplayDecoder:
    """Answers from a recording, without a model. Raises `DecodeError` for a request that is not on record."""

    def __init__(self, path: Path) -> None:
        try:
            head, *lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
            self.model_name, self.model_sha256 = str(head["model"]["name"]), str(head["model"]["sha256"])
            self._answers: dict[str, Any] = {line["key"]: line["answer"] for line in lines}
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise DecodeError(f"cannot read the recording {path}: {error}: record it again") from None
        self._path = path

    @property
    def usage(self) -> Usage:
        return Usage()

    def _answer(self, key: str, prompt: Prompt) -> Any:
        if key not in self._answers:
            last = " ".join(prompt.turns[-1].text.split())[:80]
            raise DecodeError(
                f"{self._path} has no answer to this '{prompt.name}' prompt: {last!r}: "
                "the prompt, the article or the schema has changed; record it again"
            )
        return self._answers[key]

    def choose(self, prompts: Sequence[Prompt], labels: Sequence[str]) -> list[Mapping[str, float]]:
        return [self._answer(_key("choose", prompt.key(), *labels), prompt) for prompt in prompts]

    def probe(self, prompts: Sequence[Prompt], probe: Probe, tick: Tick = no_tick) -> list[Mapping[str, float]]:
        tick(len(prompts))
        return [self._answer(_key("probe", prompt.key(), probe.sha256), prompt) for prompt in prompts]

    def fill(
        self,
        prompts: Sequence[Prompt],
        schemas: Sequence[type[Record]],
        tick: Tick = no_tick,
        judge: Probe | None = None,
    ) -> list[Record | Failure]:
        answers: list[Record | Failure] = []
        for prompt, schema in zip(prompts, schemas, strict=True):
            kept = self._answer(_fill_key(prompt, schema, judge), prompt)
            answers.append(Failure(kept["failure"]) if "failure" in kept else schema.model_validate(kept))
        tick(len(prompts))
        return answers
