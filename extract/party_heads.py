"""Fitting the heads that decide parties: who acts in a sentence, and at whom it is aimed.

A row of the labelled sentences that names `by` (and `of`) is asked for its record like any mention of a run, and each
party that may be answered is read behind the question; the heads learn which of them is the right one. Rows of one
report form an article, in their order; a row by itself stands behind its `before`.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Protocol, runtime_checkable

import numpy as np
from pydantic import create_model

from extract.articles import Article, Role, Sentence
from extract.calibrate import fit_head, held_out_values
from extract.decoding.base import Decoder, Failure, Prompt
from extract.detect import Candidate
from extract.fill import question
from extract.gazetteer import gazetteer
from extract.heads import Block, Calibration, Floats, Head, Probe
from extract.parties import Cast, find_cast
from extract.prompts import load_prompt
from extract.resources import resource
from extract.schemas import Kind, Record
from extract.spans import CharInterval
from extract.speakers import speakers

#: Inverse regularisation strength, chosen by cross-validation by report on the repository's own rows.
STRENGTH = 0.003
FIELDS = ("by", "of")
#: Rows that are asked about in one call, at least.
SIDE_BY_SIDE = 24


@runtime_checkable
class Writes(Decoder, Protocol):
    """A decoder that lets a judge decide parties, as `decoding.llama` does."""

    def write(self, prompts: Sequence[Prompt], schemas: Sequence[type[Record]], judge: Any) -> list[str | Failure]: ...


@dataclass(frozen=True, slots=True)
class PartyRow:
    """A labelled sentence as a mention of an article: which sentence, of which class, and the right parties."""

    article: Article
    sentence: int
    kind: Kind
    parties: tuple[str | None, str | None]
    group: str


@dataclass(frozen=True)
class PartyFit:
    """Heads for both fields, and how often the right party, where it was offered, came first among those held out."""

    probe: Probe
    right: Mapping[str, float]
    rows: int


class Teacher:
    """A judge that knows the answers: it keeps what it is shown, and picks the right party where it is offered."""

    def __init__(self, rows: Sequence[PartyRow], blocks: Sequence[Block]) -> None:
        self.blocks = blocks
        self._rows = rows
        self.seen: list[tuple[int, int, str, Floats]] = []

    def pick(self, record: int, field: int, vectors: Mapping[str, Floats]) -> str:
        right, other = self._rows[record].parties[field], self._rows[record].parties[1 - field]
        for literal, vector in vectors.items():
            self.seen.append((record, field, literal.removesuffix('"'), vector))
        names = {literal.removesuffix('"'): literal for literal in vectors}
        # A party that belongs into the other field is not used up here.
        return names.get(right or "") or next(literal for name, literal in names.items() if name != other)


def own_party_rows() -> list[PartyRow]:
    """The rows of the package's own sentences that name a party."""
    rows: list[dict[str, Any]] = []
    for path in sorted(resource("models/sentences").glob("*.jsonl")):
        rows += [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    return list(party_rows(rows))


def party_rows(rows: Sequence[dict[str, Any]]) -> Iterator[PartyRow]:
    """Every class (an agreement has no sides) of every row that says who acts `by` it and whom it is aimed at (`of`).

    Rows of one `report` stand one after another; the others are each an article of their own, behind their `before`.
    """
    for report, group in groupby(rows, key=lambda row: row.get("report") or row["id"]):
        members = list(group)
        if not any(row.get("by") for row in members):
            continue
        before = members[0].get("before") if len(members) == 1 else None
        article = _article([*([{"text": before, "style": "wire"}] if before else []), *members])
        for index, row in enumerate(members, start=1 if before else 0):
            for label in [*row["classes"], *(row.get("optional") or [])]:
                if row.get("by") and label != Kind.AGREEMENT:
                    sides = _as_known(row["by"]), _as_known(row.get("of"))
                    yield PartyRow(article, index, Kind(label), sides, str(report))


def _as_known(party: str | None) -> str | None:
    """The party by the name that it is offered by."""
    return (gazetteer().party(party) or party) if party else None


def _article(rows: Sequence[dict[str, Any]]) -> Article:
    """Rows as an article, one sentence a line."""
    roles = {"debris": Role.DEBRIS, "headline": Role.HEADING}
    text = ""
    sentences = []
    for number, row in enumerate(rows):
        interval = CharInterval(len(text), len(text) + len(row["text"]))
        sentences.append(Sentence(interval, roles.get(row.get("style", ""), Role.PROSE), number))
        text += row["text"] + "\n"
    return Article("001", "training", "", text, rows[0].get("headline"), None, None, "en", tuple(sentences))


def fit_parties(
    decoder: Writes, rows: Sequence[PartyRow], blocks: Sequence[Block], tick: Callable[[int], None]
) -> PartyFit:
    """Heads for the parties, fitted on `rows`. `tick` is told how many rows have been read since the last call."""
    fields: list[int] = []
    truth: list[bool] = []
    groups: list[str] = []
    records: list[int] = []
    vectors: list[Floats] = []
    done = 0
    for batch in _batches(rows):
        for record, field, name, vector in _shown(decoder, batch, blocks):
            fields.append(field)
            records.append(done + record)
            truth.append(batch[record].parties[field] == name)
            groups.append(batch[record].group)
            vectors.append(vector)
        done += len(batch)
        tick(len(batch))
    return _fitted(np.stack(vectors), np.array(fields), np.array(truth), groups, np.array(records), decoder, blocks)


def _batches(rows: Sequence[PartyRow]) -> Iterator[list[PartyRow]]:
    """Rows of whole articles, together as many as are asked side by side: one by one they would be read slowly."""
    batch: list[PartyRow] = []
    for _, members in groupby(rows, key=lambda row: id(row.article)):
        batch += members
        if len(batch) >= SIDE_BY_SIDE:
            yield batch
            batch = []
    if batch:
        yield batch


def _shown(decoder: Writes, batch: Sequence[PartyRow], blocks: Sequence[Block]) -> list[tuple[int, int, str, Floats]]:
    asked: list[tuple[Prompt, type[Record]]] = []
    for _, members in groupby(batch, key=lambda row: id(row.article)):
        mine = list(members)
        article = mine[0].article
        cast: Cast = find_cast([article], decoder).within(article.id)
        said = speakers(article, cast)
        asked += [
            question(article, Candidate(row.sentence, row.kind, 1.0), said[row.sentence], cast, all_asked=True)
            for row in mine
        ]
    teacher = Teacher(batch, blocks)
    decoder.write([prompt for prompt, _ in asked], [_only_parties(schema) for _, schema in asked], teacher)
    return teacher.seen


def _only_parties(schema: type[Record]) -> type[Record]:
    """The record without its clauses: nothing else is asked of the model than what the heads learn from."""
    fields = {name: (schema.model_fields[name].annotation, ...) for name in schema.parties}
    short: type[Record] = create_model(schema.__name__, __base__=Record, **fields)  # type: ignore[call-overload]
    short.parties = schema.parties
    return short


def _fitted(
    vectors: Floats,
    fields: Any,
    truth: Any,
    groups: Sequence[str],
    records: Any,
    decoder: Writes,
    blocks: Sequence[Block],
) -> PartyFit:
    heads, right = [], {}
    for field, name in enumerate(FIELDS):
        mine = np.flatnonzero(fields == field)
        mine_groups = [groups[int(index)] for index in mine]
        values = held_out_values(vectors[mine], truth[mine], mine_groups, STRENGTH)
        right[name] = _first_is_right(values, truth[mine], records[mine])
        weights, bias = fit_head(vectors[mine], truth[mine], STRENGTH)
        heads.append(Head(name, weights, bias, 0.0, Calibration(1.0, 0.0)))
    count = len(set(records.tolist()))
    about = {"rows": count, "held_out": {name: round(share, 4) for name, share in right.items()}}
    prompt = load_prompt("fill").sha256
    return PartyFit(Probe(decoder.model_sha256, prompt, tuple(blocks), tuple(heads), about), right, count)


def _first_is_right(values: Any, truth: Any, records: Any) -> float:
    """Share of the records with the right party on offer in which it has the highest value."""
    right = total = 0
    for record in sorted(set(records.tolist())):
        mine = np.flatnonzero(records == record)
        if truth[mine].any():
            total += 1
            right += bool(truth[mine[values[mine].argmax()]])
    return right / total if total else 0.0
