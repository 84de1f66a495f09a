"""Whole articles full of numbers, three on each of two invented events: what is found, and that nothing else is.

They hold further differences that need more than words to see (a place in one, another event's verb in the other); a
missed one is no failure here, a false one is.
"""

from pathlib import Path

import pytest

from extract.articles import load_articles
from extract.disagreements import find_disagreements

STORIES = Path(__file__).parent / "stories"
FOUND = {
    "lima": [
        ("contradictory", "number", ["$65 million", "45 million dollars"]),
        ("compatible", "number", ["11 sailors", "at least nine sailors"]),
    ],
    "nairobi": [
        ("contradictory", "duration", ["two hours", "half an hour", "about two hours"]),
        ("contradictory", "number", ["60 million euros", "60 million euros", "80 million euros"]),
        ("contradictory", "date", ["3 April", "17 April"]),
    ],
}


@pytest.mark.parametrize("event", FOUND)
def test_what_differs_in_three_articles_on_one_event_is_found_and_nothing_else(event: str) -> None:
    found = find_disagreements(load_articles(STORIES / event).articles, {})
    assert [(each.verdict, each.kind, [claim.value for claim in each.claims]) for each in found] == FOUND[event]
