"""What is kept of an answer is believed only where it can be one."""

from typing import Any

import pytest

from extract.decoding.base import Failure
from extract.decoding.kept import as_answer
from extract.schemas import AgreementRecord


@pytest.mark.parametrize(
    "kept",
    [
        None,
        [],
        "what",
        {"failure": 3},
        {"failure": "\ud800"},
        {"what": "\udfff"},
        {"who": "we"},
        {"what": "meet again", "failure": "no end"},
    ],
)
def test_what_can_be_no_answer_is_none(kept: Any) -> None:
    assert as_answer(AgreementRecord, kept) is None


def test_a_failure_and_a_record_are_taken_as_they_are() -> None:
    assert as_answer(AgreementRecord, {"failure": "no end"}) == Failure("no end")
    assert as_answer(AgreementRecord, {"what": "meet again"}) == AgreementRecord(what="meet again")
