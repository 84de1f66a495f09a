"""Answers on record: a decoder that writes down what another one answers, and one that answers from what was written.

A request that is not on record is an error that names its prompt, and says what has changed since: the prompt's file,
the heads, the record's fields, or what the model is shown of an article.
"""

import difflib
import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from extract.config import processor
from extract.decoding.base import Decoder, Failure, Prompt, Tick, Usage, no_tick
from extract.decoding.kept import as_answer, as_numbers
from extract.decoding.recordings import (
    Entry,
    Recording,
    append_journal,
    read_journal,
    read_recording,
    shared_digest,
)
from extract.decoding.requests import choose_key, fill_key, probe_key
from extract.errors import DecodeError
from extract.heads import Probe
from extract.schemas import Record


class RecordingDecoder:
    """Passes requests on to `decoder` and keeps the answers; `save` writes them.

    The first answer to a request is the one that counts, also when it is asked again: a replay has only that one, and
    a model's numbers may move a little with what it reads at the same time. With a `journal` the answers are kept as
    they come, and a run that was killed goes on with the first call that it had not finished.
    """

    def __init__(self, decoder: Decoder, journal: Path | None = None) -> None:
        self._decoder, self._journal = decoder, journal
        self._entries = read_journal(journal, decoder.model_sha256) if journal else {}
        if journal and not self._entries:
            # Of another model, or broken: it would be in the way of this run's own.
            journal.unlink(missing_ok=True)
        self._heads: dict[str, str] = {}

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
        keys = [choose_key(prompt, labels) for prompt in prompts]
        return self._kept(keys, prompts, lambda: [dict(each) for each in self._decoder.choose(prompts, labels)])

    def probe(self, prompts: Sequence[Prompt], probe: Probe, tick: Tick = no_tick) -> list[Mapping[str, float]]:
        self._heads.update({prompt.name: probe.sha256 for prompt in prompts})
        keys = [probe_key(prompt, probe) for prompt in prompts]

        def ask() -> list[Any]:
            return [dict(each) for each in self._decoder.probe(prompts, probe, tick)]

        return self._kept(keys, prompts, ask, tick)

    def fill(
        self,
        prompts: Sequence[Prompt],
        schemas: Sequence[type[Record]],
        tick: Tick = no_tick,
        judge: Probe | None = None,
    ) -> list[Record | Failure]:
        if judge:
            self._heads.update({prompt.name: judge.sha256 for prompt in prompts})
        keys = [fill_key(prompt, schema, judge) for prompt, schema in zip(prompts, schemas, strict=True)]

        def ask() -> list[Any]:
            answers = self._decoder.fill(prompts, schemas, tick, judge)
            return [{"failure": a.reason} if isinstance(a, Failure) else a.model_dump(mode="json") for a in answers]

        kept = self._kept(keys, prompts, ask, tick)
        return [_as_record(schema, answer) for schema, answer in zip(schemas, kept, strict=True)]

    def recording(self, prompts: Mapping[str, str] | None = None) -> Recording:
        """What has been asked so far; `prompts` are the sha256 of the prompt files, by name."""
        return Recording(
            self.model_name, self.model_sha256, prompts or {}, self._heads, self._entries, processor=processor()
        )

    def save(self, path: Path, prompts: Mapping[str, str] | None = None) -> None:
        """Write the recording, sorted by key, so that the same answers give the same bytes."""
        path.write_text(self.recording(prompts).to_text(), encoding="utf-8")

    def _kept(
        self, keys: Sequence[str], prompts: Sequence[Prompt], ask: Callable[[], list[Any]], tick: Tick = no_tick
    ) -> list[Any]:
        """The answers on record; where one is missing the whole call is made, as its numbers depend on all of it."""
        if all(key in self._entries for key in keys):
            tick(len(keys))
        else:
            asked = zip(keys, prompts, ask(), strict=True)
            new: dict[str, Entry] = {}
            for key, prompt, answer in asked:
                if key not in self._entries:
                    new.setdefault(key, Entry.of(key, prompt, answer))
            self._entries.update(new)
            if self._journal:
                append_journal(self._journal, self.model_name, self.model_sha256, new.values())
        return [self._entries[key].answer for key in keys]


class ReplayDecoder:
    """Answers from a recording, without a model. Raises `DecodeError` for a request that is not on record."""

    def __init__(self, source: Path | Recording) -> None:
        self.recording = read_recording(source) if isinstance(source, Path) else source
        self.model_name, self.model_sha256 = self.recording.model_name, self.recording.model_sha256
        self._path = source if isinstance(source, Path) else "the recording"

    @property
    def usage(self) -> Usage:
        return Usage()

    def require(self, prompts: Mapping[str, str]) -> None:
        """Raise `DecodeError` that names each prompt file whose sha256 is not the recorded one any more."""
        recorded = self.recording.prompts
        changed = [name for name in prompts if name in recorded and recorded[name] != prompts[name]]
        new = [name for name in prompts if recorded and name not in recorded]
        told = [
            f"prompts/{name}.toml has changed (sha256 {_short(recorded[name])} then, {_short(prompts[name])} now)"
            for name in changed
        ]
        told += [f"prompts/{name}.toml is new" for name in new]
        if told:
            raise DecodeError(f"{', '.join(told)} since {self._path} was made: record it again")

    def choose(self, prompts: Sequence[Prompt], labels: Sequence[str]) -> list[Mapping[str, float]]:
        return [self._numbers(self._answer(choose_key(prompt, labels), prompt), labels) for prompt in prompts]

    def probe(self, prompts: Sequence[Prompt], probe: Probe, tick: Tick = no_tick) -> list[Mapping[str, float]]:
        tick(len(prompts))
        labels = [head.label for head in probe.heads]
        return [self._numbers(self._answer(probe_key(prompt, probe), prompt, probe), labels) for prompt in prompts]

    def fill(
        self,
        prompts: Sequence[Prompt],
        schemas: Sequence[type[Record]],
        tick: Tick = no_tick,
        judge: Probe | None = None,
    ) -> list[Record | Failure]:
        asked = zip(prompts, schemas, strict=True)
        kept = [self._answer(fill_key(prompt, schema, judge), prompt, judge) for prompt, schema in asked]
        tick(len(prompts))
        return [_as_record(schema, answer) for schema, answer in zip(schemas, kept, strict=True)]

    def _answer(self, key: str, prompt: Prompt, probe: Probe | None = None) -> Any:
        entry = self.recording.entries.get(key)
        if entry is None:
            last = " ".join(prompt.turns[-1].text.split())[:80]
            raise DecodeError(
                f"{self._path} has no answer to this '{prompt.name}' prompt: {last!r}: "
                f"{self._changed(prompt, probe)}; record it again"
            )
        return entry.answer

    def _numbers(self, answer: Any, labels: Sequence[str]) -> Mapping[str, float]:
        if (numbers := as_numbers(answer, labels)) is None:
            told = json.dumps(answer)[:60]
            raise DecodeError(f"{self._path} is damaged: {told} is no number for each label; record it again")
        return numbers

    def _changed(self, prompt: Prompt, probe: Probe | None) -> str:
        """Why a request is not on record, from what is on record of the same step."""
        here = [entry for entry in self.recording.entries.values() if entry.step == prompt.name]
        if not here:
            return "nothing is on record of this step, which is new or has another name"
        then, now = self.recording.heads.get(prompt.name), probe.sha256 if probe else None
        if then != now:
            return f"the heads that decide it have changed (sha256 {_short(then)} then, {_short(now)} now)"
        if shared_digest(prompt) not in {entry.shared for entry in here}:
            return f"the instructions or examples in prompts/{prompt.name}.toml have changed"
        text = prompt.turns[-1].text
        if any(entry.asked == text for entry in here):
            return "the same was asked with other labels, other parties, or another schema of the record"
        nearest = difflib.get_close_matches(text, [entry.asked for entry in here], n=1, cutoff=0.6)
        then_shown = set(nearest[0].split("\n")) if nearest else set()
        new = [line for line in text.split("\n") if nearest and line not in then_shown]
        at = f", at {new[0][:60]!r}" if new else ""
        return f"the article, or what the model is shown around a sentence, has changed{at}"


def _as_record(schema: type[Record], kept: Any) -> Record | Failure:
    answer = as_answer(schema, kept)
    return Failure("the answer on record is no valid record") if answer is None else answer


def _short(sha256: str | None) -> str:
    return sha256[:12] if sha256 else "none"
