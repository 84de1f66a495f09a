"""`extract label`: one line of JSON a sentence, in order, whatever is fed to it."""

import json
import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from typer.testing import CliRunner, Result

from extract.cli import app
from extract.config import Settings
from extract.decoding.base import Prompt, Tick, no_tick
from extract.detect import Detector
from extract.heads import Block, Calibration, Head, Probe
from extract.label import GROUP
from extract.prompts import load_prompt
from extract.schemas import Kind

LABELS = ("none", *(kind.value for kind in Kind))


class ScriptedDecoder:
    """Takes a class for likely when its name stands in the sentence, and notes what it was asked."""

    model_name, model_sha256 = "scripted", "0" * 64

    def close(self) -> None:
        """Nothing to close."""

    def __init__(self) -> None:
        self.calls: list[list[str]] = []
        self.settings: Settings | None = None

    def choose(self, prompts: Sequence[Prompt], labels: Sequence[str]) -> list[Mapping[str, float]]:
        return [self._normalised({label: 3.0 * (label in text) for label in labels}) for text in self._texts(prompts)]

    def probe(self, prompts: Sequence[Prompt], probe: Probe, tick: Tick = no_tick) -> list[Mapping[str, float]]:
        tick(len(prompts))
        texts = self._texts(prompts)
        # As with a real model, a number moves a little with what is read beside it.
        return [{kind.value: 4.0 * (kind in text) - 2 + len(texts) / 1000 for kind in Kind} for text in texts]

    def _texts(self, prompts: Sequence[Prompt]) -> list[str]:
        self.calls.append([prompt.turns[-1].text for prompt in prompts])
        return self.calls[-1]

    @staticmethod
    def _normalised(scores: Mapping[str, float]) -> dict[str, float]:
        total = math.log(sum(map(math.exp, scores.values())))
        return {label: score - total for label, score in scores.items()}


@pytest.fixture
def decoder(monkeypatch: pytest.MonkeyPatch) -> ScriptedDecoder:
    scripted = ScriptedDecoder()

    def open_stored(settings: Settings) -> ScriptedDecoder:
        scripted.settings = settings
        return scripted

    monkeypatch.setattr("extract.pipeline.open_stored", open_stored)
    return scripted


@pytest.fixture
def heads(monkeypatch: pytest.MonkeyPatch) -> Probe:
    """Heads that take a class above a decision value of 1."""
    each = [Head(kind.value, np.zeros(1, np.float32), 0.0, 1.0, Calibration(2.0, -0.5)) for kind in Kind]
    probe = Probe("0" * 64, "1" * 64, (Block(1, "last"),), tuple(each), {})
    monkeypatch.setattr("extract.detect.find_detector", lambda sha256: Detector(load_prompt("detect"), probe))
    return probe


def label(*arguments: str | Path, stdin: str | bytes | None = None) -> Result:
    return CliRunner().invoke(app, ["label", *map(str, arguments)], input=stdin)


def rows(result: Result) -> list[dict[str, Any]]:
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.stdout_bytes.decode("utf-8").split("\n")[:-1]]


def jsonl(*texts: str) -> str:
    return "".join(json.dumps({"id": number, "text": text}) + "\n" for number, text in enumerate(texts))


def test_each_sentence_of_a_text_gives_one_line_in_order(decoder: ScriptedDecoder, tmp_path: Path) -> None:
    file = tmp_path / "article.txt"
    file.write_text("They signed an agreement.\r\nA warning came next. “Noon,” he said.\n", encoding="utf-8")
    found = rows(label(file))
    assert [row["text"] for row in found] == ["They signed an agreement.", "A warning came next.", "“Noon,” he said."]
    assert [row["classes"] for row in found] == [["agreement"], ["warning"], []]
    assert all([*row] == ["text", "log_probs", "classes", "probabilities"] for row in found)
    assert all([*row["log_probs"]] == [*LABELS] for row in found)


def test_the_text_of_a_row_is_one_sentence_whatever_it_holds(decoder: ScriptedDecoder, tmp_path: Path) -> None:
    file = tmp_path / "rows.jsonl"
    texts = ["One. Two. Three.", "First line\nsecond line", "Line\u2028separator and\x85next line"]
    file.write_text("\n".join(json.dumps({"text": text}, ensure_ascii=False) for text in texts), encoding="utf-8")
    assert [row["text"] for row in rows(label(file))] == texts


def test_stdin_may_be_text_or_rows(decoder: ScriptedDecoder) -> None:
    assert [row["text"] for row in rows(label("-", stdin="Here is one. There is another."))] == [
        "Here is one.",
        "There is another.",
    ]
    assert [row["text"] for row in rows(label("-", stdin=jsonl("Here is one. There is another.")))] == [
        "Here is one. There is another."
    ]


def test_blank_lines_between_rows_are_passed_over(decoder: ScriptedDecoder) -> None:
    stdin = f"\ufeff\n{jsonl('Here is one.')}\r\n   \n\n{jsonl('There is another.')}\n"
    assert len(rows(label("-", stdin=stdin.encode("utf-8")))) == 2


def test_without_heads_the_log_probs_are_those_of_the_labels(decoder: ScriptedDecoder) -> None:
    (row,) = rows(label("-", stdin="It sounded like a warning."))
    assert sum(map(math.exp, row["log_probs"].values())) == pytest.approx(1, abs=1e-5)
    assert row["log_probs"]["warning"] == pytest.approx(3 - math.log(math.exp(3) + 4), abs=1e-6)
    assert row["probabilities"]["warning"] == pytest.approx(math.exp(row["log_probs"]["warning"]), abs=1e-4)


def test_with_heads_the_log_probs_are_logarithms_of_calibrated_probabilities(
    decoder: ScriptedDecoder, heads: Probe
) -> None:
    (row,) = rows(label("-", stdin=jsonl("A demand and a warning.")))
    assert row["classes"] == ["demand", "warning"]
    expected = 1 / (1 + math.exp(-(2 * 2.001 - 0.5)))
    assert row["probabilities"]["demand"] == pytest.approx(expected, abs=1e-4)
    assert row["log_probs"]["demand"] == pytest.approx(math.log(expected), abs=1e-6)
    probable = [math.exp(row["log_probs"][kind]) for kind in Kind]
    assert row["log_probs"]["none"] == pytest.approx(sum(math.log(1 - each) for each in probable), abs=1e-4)


def test_what_a_sentence_is_given_does_not_depend_on_later_groups(decoder: ScriptedDecoder, heads: Probe) -> None:
    texts = [f"Sentence {number} makes a demand." for number in range(2 * GROUP + 3)]
    few, many = (rows(label("-", stdin=jsonl(*texts[:count]))) for count in (GROUP, len(texts)))
    assert [len(call) for call in decoder.calls] == [GROUP, GROUP, GROUP, 3]
    assert many[:GROUP] == few
    assert [row["text"] for row in many] == texts


def test_what_holds_no_words_bears_nothing_and_is_not_asked_about(decoder: ScriptedDecoder, heads: Probe) -> None:
    found = rows(label("-", stdin=jsonl("", "  ", "* * *", "12.5 %", "A dispute.")))
    assert decoder.calls == [["A dispute."]]
    assert [row["classes"] for row in found] == [[], [], [], [], ["dispute"]]
    assert found[0]["log_probs"]["none"] == 0 > -20 > found[0]["log_probs"]["demand"]
    rows(label("-", stdin=jsonl("…")))
    assert len(decoder.calls) == 1


def test_of_a_very_long_sentence_the_beginning_is_read_and_the_whole_is_given_back(decoder: ScriptedDecoder) -> None:
    texts = ["word " * 5000, "слово " * 5000, "字" * 5000, "a short one"]
    result = label("-", stdin=jsonl(*texts))
    assert [row["text"] for row in rows(result)] == texts
    assert all(len(text.encode()) <= 1500 for text in decoder.calls[0])
    assert "only the beginning was read, as they are too long: 3\n" in result.stderr


def test_odd_characters_come_out_as_they_went_in(decoder: ScriptedDecoder) -> None:
    texts = [
        "Half a pair \ud83d of surrogates",
        'Quotes " and \\ and \t',
        "{{ 1 + 1 }} $sentence <|im_end|>",
        "naïve 😀",
    ]
    assert [row["text"] for row in rows(label("-", stdin=jsonl(*texts)))] == texts


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ('{"text": "cut o', "not JSON"),
        ('{"id": 7}', "'text'"),
        ('{"text": null}', "'text'"),
        ('["text"]', "'text'"),
        ("plain words", "not JSON"),
    ],
)
def test_a_broken_row_is_one_error_that_names_its_line_and_nothing_is_labelled(
    decoder: ScriptedDecoder, line: str, words: str
) -> None:
    result = label("-", stdin=jsonl("Here is one.") + f"\n{line}\n" + jsonl("There is another."))
    assert (result.exit_code, result.stdout) == (3, "")
    assert "line 3" in result.stderr
    assert words in result.stderr
    assert result.stderr.count("\n") == 1
    assert decoder.settings is None


def test_a_file_that_cannot_be_read_is_one_error(decoder: ScriptedDecoder, tmp_path: Path) -> None:
    (tmp_path / "latin.txt").write_bytes("naïve".encode("latin-1"))
    for path, words in ((tmp_path / "none.txt", "No such file"), (tmp_path, "directory"), ("latin.txt", "UTF-8")):
        result = label(tmp_path / path)
        assert (result.exit_code, result.stdout) == (3, "")
        assert words in result.stderr
        assert result.stderr.count("\n") == 1


def test_where_there_is_nothing_to_label_no_model_is_opened(decoder: ScriptedDecoder) -> None:
    result = label("-", stdin=" \n\n")
    assert (result.exit_code, result.stdout) == (0, "")
    assert decoder.settings is None


def test_progress_and_who_decides_are_told_on_stderr_alone(decoder: ScriptedDecoder, heads: Probe) -> None:
    result = label("-", stdin=jsonl(*["Here is one."] * (2 * GROUP)))
    assert len(rows(result)) == 2 * GROUP
    first, *progress = result.stderr.splitlines()
    assert first == f"scripted decides by fitted heads {heads.sha256[:16]}"
    assert [line.split("sentences: ")[1].split(",")[0] for line in progress] == ["64 of 128", "128 of 128"]
    assert all(line.endswith(" left") for line in progress)


def test_the_options_say_which_model_and_where_it_runs(decoder: ScriptedDecoder) -> None:
    rows(label("-", "--model", "m.gguf", "--gpu", "off", "--threads", "3", stdin="Here is one."))
    assert decoder.settings == Settings(model="m.gguf", gpu="off", threads=3)
