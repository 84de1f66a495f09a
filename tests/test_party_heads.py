"""Fitting the heads that decide parties: rows become mentions, and what tells the right party is found."""

from collections.abc import Iterator, Sequence
from typing import Any
from zlib import crc32

import numpy as np
import pytest

from extract.decoding.base import Failure, Prompt
from extract.heads import Block, Floats
from extract.party_heads import SIDE_BY_SIDE, Teacher, fit_parties, own_party_rows, party_rows
from extract.schemas import Kind, Record
from tests.scripted import ScriptedDecoder, options, said

BLOCKS = (Block(3, "last"),)
COUNTRIES = "Chile Norway Kenya Japan Peru Ghana Nepal Cuba Iran Qatar".split()
VERBS = {"demand": "urged", "warning": "warned", "dispute": "accused"}


@pytest.fixture(scope="module", autouse=True)
def one_thread() -> Iterator[None]:
    with pytest.importorskip("threadpoolctl").threadpool_limits(1):
        yield


class Showing(ScriptedDecoder):
    """Its outputs show a party that is named first in the sentence in one number, one named second in another."""

    def __init__(self) -> None:
        super().__init__()
        self.calls: list[int] = []

    def write(self, prompts: Sequence[Prompt], schemas: Sequence[type[Record]], judge: Any) -> list[str | Failure]:
        self.calls.append(len(prompts))
        for index, (prompt, schema) in enumerate(zip(prompts, schemas, strict=True)):
            assert list(schema.model_fields) == list(schema.parties), "nothing but parties is asked"
            taken: set[str] = set()
            for field in range(len(schema.parties)):
                literals = [f'{name}"' for name in options(schema) if f'{name}"' not in taken]
                taken.add(judge.pick(index, field, {each: self.shown(said(prompt), each) for each in literals}))
        return [""] * len(prompts)

    def shown(self, sentence: str, literal: str) -> Floats:
        named = sorted((name for name in COUNTRIES if name in sentence), key=sentence.index)
        place = [*named[:2], ""].index(literal.removesuffix('"')) if literal.removesuffix('"') in named[:2] else 2
        noise = np.random.default_rng(crc32(f"{literal}{sentence}".encode())).normal(0, 0.2, 3)
        vector: Floats = (np.eye(3)[place] + noise).astype(np.float32)
        return vector


def row(number: int, **fields: object) -> dict[str, Any]:
    kind = [*VERBS][number % 3]
    by, of, third = (COUNTRIES[(number + step) % len(COUNTRIES)] for step in (0, 1 + number % 3, 5))
    text = f"{by} {VERBS[kind]} {of} over its quarrel number {number} with {third}."
    plain = {"id": f"n{number}", "report": None, "text": text, "before": None, "classes": [kind], "by": by, "of": of}
    return {**plain, **fields}


def test_who_acts_and_whom_it_is_aimed_at_are_learned_from_the_rows() -> None:
    decoder = Showing()
    ticks: list[int] = []
    fit = fit_parties(decoder, list(party_rows([row(number) for number in range(60)])), BLOCKS, ticks.append)
    assert fit.rows == sum(ticks) == 60
    assert fit.right["by"] > 0.9
    assert fit.right["of"] > 0.9
    assert [head.label for head in fit.probe.heads] == ["by", "of"]
    assert fit.probe.model_sha256 == decoder.model_sha256
    by, of = (head.weights for head in fit.probe.heads)
    assert by.argmax() == 0
    assert of.argmax() == 1


def test_rows_are_asked_side_by_side() -> None:
    decoder = Showing()
    fit_parties(decoder, list(party_rows([row(number) for number in range(60)])), BLOCKS, lambda _: None)
    assert decoder.calls == [SIDE_BY_SIDE, SIDE_BY_SIDE, 60 - 2 * SIDE_BY_SIDE]


def test_a_row_by_itself_stands_behind_what_was_before_it() -> None:
    (mention,) = party_rows([row(1, before="The two met in Oslo.")])
    texts = [sentence.interval.of(mention.article.text) for sentence in mention.article.sentences]
    assert texts == ["The two met in Oslo.", row(1)["text"]]
    assert (mention.sentence, mention.parties) == (1, (row(1)["by"], row(1)["of"]))


def test_rows_of_one_report_stand_in_one_article() -> None:
    rows = [row(number, report="r1") for number in range(3)] + [row(3, report="r1", by=None, of=None), row(4)]
    mentions = list(party_rows(rows))
    assert [(mention.sentence, mention.group) for mention in mentions] == [(0, "r1"), (1, "r1"), (2, "r1"), (0, "n4")]
    assert len({id(mention.article) for mention in mentions}) == 2
    assert len(mentions[0].article.sentences) == 4


def test_an_agreement_has_no_sides() -> None:
    rows = [row(0, classes=["agreement", "demand"])]
    assert [mention.kind for mention in party_rows(rows)] == [Kind.DEMAND]
    assert list(party_rows([row(0, classes=["agreement"])])) == []


def test_the_teacher_leaves_the_other_field_its_party() -> None:
    (mention,) = party_rows([row(0)])
    teacher = Teacher([mention], BLOCKS)
    vector = np.zeros(3, dtype=np.float32)
    of = mention.parties[1]
    assert teacher.pick(0, 0, {f'{of}"': vector, 'Cuba"': vector}) == 'Cuba"', "the right one is not offered"
    assert teacher.pick(0, 1, {'Cuba"': vector, f'{of}"': vector}) == f'{of}"'
    assert [(record, field, name) for record, field, name, _ in teacher.seen][:2] == [(0, 0, of), (0, 0, "Cuba")]


def test_the_package_s_own_rows_name_their_parties() -> None:
    rows = own_party_rows()
    assert len(rows) > 600
    assert all(each.parties[0] and each.kind is not Kind.AGREEMENT for each in rows)
    assert all(each.parties[0] != each.parties[1] for each in rows)
