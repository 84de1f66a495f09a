"""A decoder without a model: it labels by what a sentence says and fills records with the sentence's own words."""

from collections.abc import Mapping, Sequence
from math import log
from typing import Any

from extract.decoding.base import Failure, Prompt, Tick, Usage, no_tick
from extract.heads import Probe
from extract.schemas import RECORDS, Kind, Record

#: What makes the scripted decoder take a sentence for one of the classes.
CUES: Mapping[Kind, str] = {
    Kind.AGREEMENT: "agreed",
    Kind.DEMAND: "urged",
    Kind.WARNING: "warned",
    Kind.DISPUTE: "accused",
}
WORDS = 9  # of a clause
LONGEST = 240  # characters of one
_FORBIDDEN = str.maketrans('\\"', "  ")


class ScriptedDecoder:
    """Answers at once and always the same. `asked` are the prompts of every call, `schemas` those of every record.

    `fails` are beginnings of sentences whose records cannot be written; `cast` says for whom a name acts, when asked.
    """

    model_name = "scripted"
    model_sha256 = "5c" * 32

    def __init__(self, *, fails: Sequence[str] = (), cast: Mapping[str, str] | None = None) -> None:
        self.asked: list[Prompt] = []
        self.schemas: list[type[Record]] = []
        self._fails, self._cast = tuple(fails), cast or {}

    @property
    def usage(self) -> Usage:
        return Usage(read=100 * len(self.asked), written=10 * len(self.asked))

    def choose(self, prompts: Sequence[Prompt], labels: Sequence[str]) -> list[Mapping[str, float]]:
        self.asked += prompts
        return [_log_probs(_label(prompt), labels) for prompt in prompts]

    def probe(self, prompts: Sequence[Prompt], probe: Probe, tick: Tick = no_tick) -> list[Mapping[str, float]]:
        self.asked += prompts
        tick(len(prompts))
        return [{head.label: 2.0 if head.label == _label(p) else -2.0 for head in probe.heads} for p in prompts]

    def fill(
        self,
        prompts: Sequence[Prompt],
        schemas: Sequence[type[Record]],
        tick: Tick = no_tick,
        judge: Probe | None = None,
    ) -> list[Record | Failure]:
        self.asked += prompts
        self.schemas += schemas
        tick(len(prompts))
        return [self._record(prompt, schema) for prompt, schema in zip(prompts, schemas, strict=True)]

    def _record(self, prompt: Prompt, schema: type[Record]) -> Record | Failure:
        source = schema.source or said(prompt)
        if source.startswith(self._fails):
            return Failure("the answer found no end within its grammar")
        if not issubclass(schema, tuple(RECORDS.values())):
            return self._acts_for(prompt, schema)
        clause = " ".join(source.encode("utf-8", "replace").decode().translate(_FORBIDDEN).split()[:WORDS])
        if len(clause) > LONGEST:
            return Failure("the answer found no end within its grammar")
        # As English has it: who is named first acts, but for the one who is urged.
        named = sorted((name for name in options(schema) if name in source), key=source.index)
        urged = [name for name in named if f"urged {name}" in source]
        first = [name for name in (*named, *options(schema)) if name not in urged][:1]
        sides = list(dict.fromkeys([*first, *urged, *named, *options(schema)]))
        fields: dict[str, Any] = dict.fromkeys(schema.clauses, clause)
        for field in schema.parties:
            # What the sentence itself decides is all that its field accepts.
            fields[field] = next(each for each in sides if each in _accepted(schema, field))
            sides.remove(fields[field])
        return schema.model_validate(fields)

    def _acts_for(self, prompt: Prompt, schema: type[Record]) -> Record:
        known = (party for name, party in self._cast.items() if name in said(prompt).splitlines()[-1])
        return schema.model_validate({"party": next(known, options(schema)[0])})


def said(prompt: Prompt) -> str:
    return prompt.turns[-1].text


def options(schema: type[Record]) -> list[str]:
    """The names that the schema's party fields accept, or those of its only field."""
    accepted = [_accepted(schema, field) for field in schema.parties or schema.model_fields]
    return list(dict.fromkeys(name for names in accepted for name in names))


def _accepted(schema: type[Record], field: str) -> list[str]:
    told = schema.model_json_schema()["properties"][field]
    return list(told["enum"]) if "enum" in told else [told["const"]] if "const" in told else []


def _label(prompt: Prompt) -> str:
    return next((kind.value for kind, cue in CUES.items() if cue in said(prompt)), "none")


def _log_probs(label: str, labels: Sequence[str]) -> dict[str, float]:
    rest = 0.1 / (len(labels) - 1)
    return {each: log(0.9 if each == label else rest) for each in labels}
