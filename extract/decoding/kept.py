"""What was kept of an answer, in a store or a recording, as an answer again: whatever stands there, or None.

Files that are kept can be damaged, edited by hand, or of another version; nothing in them is believed unread.
"""

import math
from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from extract.decoding.base import Failure
from extract.encoding import half_of_a_pair
from extract.schemas import Record

_LARGEST = 1e6  # nats, or a head's value; real ones stay below a hundred


def as_numbers(kept: Any, labels: Sequence[str]) -> Mapping[str, float] | None:
    """A number for each of `labels`, in any order; None for anything else."""
    if not isinstance(kept, dict) or kept.keys() != set(labels):
        return None
    if not all(isinstance(each, float) and math.isfinite(each) and abs(each) < _LARGEST for each in kept.values()):
        return None
    return kept


def as_answer(schema: type[Record], kept: Any) -> Record | Failure | None:
    """`{"failure": …}` alone as a failure, or the fields of a record of `schema`; None for anything else."""
    if not isinstance(kept, dict):
        return None
    if kept.keys() == {"failure"}:
        reason = kept["failure"]
        # JSON may spell half of a character, which no file can hold.
        return Failure(reason) if isinstance(reason, str) and half_of_a_pair(reason) is None else None
    try:
        return schema.model_validate(kept)
    except ValidationError:
        return None
