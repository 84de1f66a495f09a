"""Files of fitted heads: what is written is read again, what is broken is one clear line, and what they decide."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from extract.errors import PromptError
from extract.heads import Block, Calibration, Head, Probe, pooled, read_probe

WIDTH = 6


def probe(seed: int = 0) -> Probe:
    numbers = np.random.default_rng(seed)
    heads = tuple(
        Head(label, numbers.normal(size=WIDTH).astype(np.float32), 0.1 * seed, 0.25, Calibration(1.5, -0.5))
        for label in ("agreement", "demand")
    )
    return Probe("ab" * 32, "cd" * 32, (Block(3, "mean"), Block(5, "last")), heads, {"sentences": 12, "naïve": "“yes”"})


def test_a_probe_comes_back_from_its_file_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "heads.json"
    path.write_text(probe(7).to_json(), encoding="utf-8")
    again = read_probe(path)
    assert (again.to_json(), again.sha256) == (probe(7).to_json(), probe(7).sha256)
    assert (again.blocks, again.about) == (probe(7).blocks, probe(7).about)
    vector = np.arange(WIDTH, dtype=np.float32)
    assert again.decide(vector) == probe(7).decide(vector)


def test_other_heads_have_another_hash() -> None:
    assert probe(1).sha256 == probe(1).sha256 != probe(2).sha256


def broken(**changes: Any) -> str:
    return json.dumps({**json.loads(probe().to_json()), **changes})


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        '"heads"',
        "null",
        "{}",
        broken(heads=None),
        broken(heads=[{}]),
        broken(heads=[{**json.loads(probe().to_json())["heads"][0], "weights": "AAA"}]),
        broken(heads=[{**json.loads(probe().to_json())["heads"][0], "weights": "AAAAAAA="}]),
        broken(heads=[{**json.loads(probe().to_json())["heads"][0], "weights": 5}]),
        broken(heads=[{**json.loads(probe().to_json())["heads"][0], "threshold": "high"}]),
        broken(blocks=[3, 5]),
        broken(blocks=[["three", "last"]]),
        "\udcff",
    ],
)
def test_a_broken_file_is_one_line_that_names_it_and_says_what_to_do(text: str, tmp_path: Path) -> None:
    path = tmp_path / "heads.json"
    path.write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(PromptError) as error:
        read_probe(path)
    line = str(error.value)
    assert str(path) in line
    assert line.endswith("run 'extract calibrate' again")
    assert "\n" not in line


def test_a_file_that_is_not_there_is_one_line_too(tmp_path: Path) -> None:
    with pytest.raises(PromptError, match="cannot read the heads in"):
        read_probe(tmp_path / "none.json")


def test_heads_of_different_widths_are_no_heads(tmp_path: Path) -> None:
    longer = Head("demand", np.ones(WIDTH + 1, dtype=np.float32), 0.0, 0.0, Calibration(1.0, 0.0))
    path = tmp_path / "heads.json"
    path.write_text(Probe("ab", "cd", (), (probe().heads[0], longer), {}).to_json())
    with pytest.raises(PromptError, match="different widths"):
        read_probe(path)


def test_a_decision_is_the_weighted_sum_with_its_bias() -> None:
    head = Head("demand", np.array([1, -2, 0], dtype=np.float32), 0.5, 0.0, Calibration(1.0, 0.0))
    assert Probe("a", "b", (), (head,), {}).decide(np.array([3, 1, 9], dtype=np.float32)) == {"demand": 1.5}


def test_a_vector_is_its_blocks_in_order_each_of_unit_length() -> None:
    last, text = np.array([3, 4], dtype=np.float32), np.array([[0, 2], [0, 4]], dtype=np.float32)
    outputs = {1: (last, text), 2: (2 * last, text)}
    vector = pooled([Block(1, "mean"), Block(2, "last")], outputs)
    assert vector.tolist() == pytest.approx([0, 1, 0.6, 0.8])
    assert pooled([Block(1, "last")], {1: (0 * last, text)}).tolist() == [0, 0]


@given(arrays(np.float32, 4, elements=st.floats(-1e3, 1e3, width=32)), st.floats(1e-3, 1e3))
def test_a_vector_does_not_depend_on_the_scale_of_the_hidden_state(state: Any, scale: float) -> None:
    if np.linalg.norm(state) < 1e-2 or np.linalg.norm(state) * scale < 1e-2:
        return
    blocks, text = [Block(0, "last")], state[None, :]
    scaled = (state * np.float32(scale), text)
    assert pooled(blocks, {0: (state, text)}) == pytest.approx(pooled(blocks, {0: scaled}), abs=1e-4)


def test_a_probability_rises_with_the_value_and_is_never_quite_certain() -> None:
    calibration = Calibration(2.0, -1.0)
    values = [-1e9, -1.0, 0.5, 1.0, 1e9]
    probabilities = [calibration.probability(value) for value in values]
    assert probabilities == sorted(probabilities)
    assert probabilities[2] == 0.5
    assert 0 < probabilities[0] < probabilities[-1] < 1
