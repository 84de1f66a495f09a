"""A difference for tools: plain values, with the same names in every version."""

import json
from collections.abc import Sequence
from typing import Any

from extract.golden.checking import Outcome
from extract.golden.differences import BriefingDiff


def outcomes_json(outcomes: Sequence[Outcome]) -> str:
    """One object: `passed`, and `cases` with each case's check, problem and differences."""
    cases: list[dict[str, Any]] = [
        {
            "case": outcome.case.name,
            "check": outcome.check,
            "passed": outcome.passed,
            "problem": outcome.problem,
            "bytes_differ": outcome.bytes_differ,
            "diff": outcome.diff.for_json() if outcome.diff else None,
        }
        for outcome in outcomes
    ]
    return _text({"passed": all(outcome.passed for outcome in outcomes), "cases": cases})


def diff_json(diff: BriefingDiff) -> str:
    return _text(diff.for_json())


def _text(fields: dict[str, Any]) -> str:
    return json.dumps(fields, ensure_ascii=False, indent=2) + "\n"
