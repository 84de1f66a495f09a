"""JSON with something wrong in it: one or a few places of a good value replaced, removed, added to or swapped."""

import copy
import json
from collections.abc import Iterator
from typing import Any

from hypothesis import strategies as st

DEEP: Any = "deep"
for _ in range(60):
    DEEP = [DEEP]
#: What stands in the place of something else.
ODD = st.sampled_from(
    [
        *(None, True, False, 0, -1, 1.5, 10**400, -(10**30), 1e308, float("inf"), float("nan")),
        *("", " ", "x" * 20_000, "Atlantis", "another party", "null", "\ud800", "\x00\x1b[31m", "{{ 1 }}", "\u202e"),
        *([], {}, [None], {"what": {}}, DEEP, {"failure": 3}, {"record": None}),
    ]
).map(copy.deepcopy)


def places(value: Any, here: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The path of every value within `value`, its own among them."""
    yield here
    if isinstance(value, dict):
        for key in value:
            yield from places(value[key], (*here, key))
    elif isinstance(value, list):
        for index, each in enumerate(value):
            yield from places(each, (*here, index))


@st.composite
def mutated(draw: st.DrawFn, value: Any) -> Any:
    """`value` with one to three things wrong."""
    value = copy.deepcopy(value)
    for _ in range(draw(st.integers(1, 3))):
        *above, last = draw(st.sampled_from(list(places(value)))) or (None,)
        if last is None:
            value = draw(ODD)
            continue
        parent = value
        for step in above:
            parent = parent[step]
        match draw(st.sampled_from(["replace", "replace", "remove", "add", "swap"])):
            case "remove":
                del parent[last]
            case "add" if isinstance(parent, dict):
                parent[draw(st.sampled_from(["extra", "by", "of", "what", "failure", "id", ""]))] = draw(ODD)
            case "swap" if isinstance(parent, dict):
                other = draw(st.sampled_from(list(parent)))
                parent[last], parent[other] = parent[other], parent[last]
            case _:
                parent[last] = draw(ODD)
    return value


def as_text(value: Any, draw_cut: float = 1.0) -> str:
    """As JSON, cut off behind that share of it."""
    text = json.dumps(value)
    return text[: round(len(text) * draw_cut)]
