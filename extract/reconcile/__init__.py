"""Many articles, one account: mentions of the same thing become one item, and copies of one report count once."""

from extract.reconcile.copies import Reprints, find_reprints
from extract.reconcile.decisions import Decisions, read_decisions, review_path
from extract.reconcile.found import Found
from extract.reconcile.merging import describe_event, merge

__all__ = [
    "Decisions",
    "Found",
    "Reprints",
    "describe_event",
    "find_reprints",
    "merge",
    "read_decisions",
    "review_path",
]
