"""`extract calibrate`: from labelled sentences to heads that the detector finds, with a model that needs no file."""

import json
import re
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from extract.cli import app
from extract.config import Settings
from extract.depths import blocks_to_search
from extract.detect import find_probe
from extract.heads import Block, Probe, read_probe
from extract.prompts import load_prompt
from extract.schemas import Kind
from extract.training import read_sentences
from tests.calibration_cases import ARTICLE, MODEL, WIDTH, ModelWithStates, gold_for, sentence, write_rows


@pytest.fixture
def model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModelWithStates:
    """A model that is opened in place of any GGUF file, and 240 sentences in place of those of the package."""
    scripted = ModelWithStates([Block(15, "mean"), Block(20, "last")])
    own = read_sentences([write_rows(tmp_path / "own.jsonl", map(sentence, range(240)))])
    monkeypatch.setattr("extract.training.own_sentences", lambda: own)
    monkeypatch.setattr("extract.pipeline.open_decoder", lambda settings: scripted)
    monkeypatch.setenv("EXTRACT_MODELS", str(tmp_path / "models"))
    (tmp_path / "mine-7b.q4.gguf").write_bytes(b"GGUF\x03" + bytes(40))
    return scripted


@pytest.fixture
def calibrate(tmp_path: Path, model: ModelWithStates) -> Callable[..., Result]:
    def run(*arguments: str | Path) -> Result:
        return CliRunner().invoke(app, ["calibrate", str(tmp_path / "mine-7b.q4.gguf"), *map(str, arguments)])

    return run


def written(tmp_path: Path) -> Probe:
    return read_probe(tmp_path / "models" / "heads" / "mine-7b.q4.json")


# What it writes and says


def test_heads_lie_where_the_detector_looks_for_them(
    calibrate: Callable[..., Result], model: ModelWithStates, tmp_path: Path
) -> None:
    assert calibrate().exit_code == 0
    prompt = load_prompt("detect").sha256
    probe = find_probe(MODEL, prompt)
    assert probe is not None
    assert probe.to_json() == written(tmp_path).to_json()
    assert probe.blocks == model.blocks == (Block(15, "mean"), Block(20, "last"))
    assert find_probe("b" * 64, prompt) is None
    vector = model.features([load_prompt("detect").ask(sentence="No such sentence, with word1")], probe.blocks)[0]
    taken = [head.label for head in probe.heads if probe.decide(vector)[head.label] > head.threshold]
    assert taken == ["demand"]


def test_held_out_scores_and_reliability_are_printed(calibrate: Callable[..., Result], tmp_path: Path) -> None:
    out = calibrate().stdout
    row = r"^{}\s+(\d+)\s+(0\.\d+|1\.000)\s+(0\.\d+|1\.000)\s+(0\.\d+|1\.000)\s+-?\d+\.\d+\s+[01]\.\d\d$"
    for kind in Kind:
        found = re.search(row.format(kind.value), out, re.MULTILINE)
        assert found
        assert float(found[4]) > 0.9
    macro = re.search(r"^macro F1 +([01]\.\d{3})$", out, re.MULTILINE)
    assert macro
    assert float(macro[1]) > 0.95
    counts = re.findall(r"^ +[01]\.\d{3} +[01]\.\d{3} +([\d,]+)$", out, re.MULTILINE)
    assert sum(int(count.replace(",", "")) for count in counts) == 4 * 240
    assert out.endswith(f"Written to {tmp_path / 'models' / 'heads' / 'mine-7b.q4.json'}\n")


def test_progress_with_rate_and_time_left_goes_to_stderr(calibrate: Callable[..., Result]) -> None:
    lines = calibrate().stderr.splitlines()
    told = [line for line in lines if "sentences read: " in line]
    assert len(told) == 10
    assert re.fullmatch(r" +\d+ s  sentences read: 24 of 240, [\d.]+(/s| s each), \d:\d\d:\d\d left", told[0])


def test_another_place_is_named_with_the_place_where_heads_are_looked_for(
    calibrate: Callable[..., Result], tmp_path: Path
) -> None:
    result = calibrate("-o", tmp_path / "heads.json")
    assert read_probe(tmp_path / "heads.json").model_sha256 == MODEL
    assert f"once the file lies in {tmp_path / 'models' / 'heads'}\n" in result.stdout


def test_with_a_dash_stdout_holds_the_heads_alone(calibrate: Callable[..., Result]) -> None:
    result = calibrate("-o", "-")
    assert json.loads(result.stdout)["model_sha256"] == MODEL
    assert "macro F1" in result.stderr


# What it learns from


def test_a_users_sentences_are_learned_from_and_each_text_counts_once(
    calibrate: Callable[..., Result], model: ModelWithStates, tmp_path: Path
) -> None:
    mine = write_rows(tmp_path / "mine.jsonl", map(sentence, range(230, 250)))
    spaced = write_rows(tmp_path / "spaced.jsonl", [{"text": "Sentence  245\n", "classes": []}])
    result = calibrate("--sentences", mine, "--sentences", spaced)
    assert "of extract's own, 21 of yours\n" in result.stderr
    assert "stand there already: 11\n" in result.stderr
    assert len(model.read) == len({*model.read}) == written(tmp_path).about["sentences"] == 250


def test_gold_and_its_articles_are_learned_from(
    calibrate: Callable[..., Result], model: ModelWithStates, tmp_path: Path
) -> None:
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "a.txt").write_text(ARTICLE, encoding="utf-8")
    gold = tmp_path / "gold.json"
    gold.write_text(gold_for(None, ("Both ministers", ["dispute"], [])).model_dump_json(), encoding="utf-8")
    assert calibrate("--gold", gold, "--articles", tmp_path / "articles").exit_code == 0
    assert model.read[-1] == "Both ministers wore grey."
    for alone in (("--gold", gold), ("--articles", tmp_path)):
        result = calibrate(*alone)
        assert result.exit_code == 2
        assert "give both" in result.stderr


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ('{"text": "A sentence", "classes": ["threat"]}', "unknown class threat"),
        ('{"text": "A sentence"}', "no 'classes'"),
        ('{"text": "A sentence", "classes": "demand"}', "lists"),
        ('{"text": " ", "classes": []}', "'text'"),
        ('["A sentence"]', "object"),
        ("A sentence", "Expecting value"),
    ],
)
def test_a_row_that_is_no_labelled_sentence_is_one_error_that_names_its_line(
    calibrate: Callable[..., Result], model: ModelWithStates, tmp_path: Path, row: str, words: str
) -> None:
    (tmp_path / "mine.jsonl").write_text(f'{{"text": "Fine\u2028so far", "classes": []}}\n\n{row}\n', encoding="utf-8")
    result = calibrate("--sentences", tmp_path / "mine.jsonl")
    assert result.exit_code == 3
    assert "mine.jsonl, line 3: " in result.stderr
    assert words in result.stderr
    assert result.stderr.count("\n") == 1
    assert model.read == []


def test_a_sentences_file_that_cannot_be_read_is_one_error(calibrate: Callable[..., Result], tmp_path: Path) -> None:
    (tmp_path / "latin.jsonl").write_bytes('{"text": "naïve", "classes": []}'.encode("latin-1"))
    for name, words in (("none.jsonl", "No such file"), ("latin.jsonl", "not UTF-8")):
        result = calibrate("--sentences", tmp_path / name)
        assert result.exit_code == 3
        assert words in result.stderr


# How it ends when it cannot go on


def test_without_scikit_learn_it_ends_with_11_before_anything_is_read(
    calibrate: Callable[..., Result], model: ModelWithStates, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [name for name in sys.modules if name.split(".")[0] == "sklearn"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "sklearn", None)
    result = calibrate()
    assert (result.exit_code, result.stdout) == (11, "")
    assert result.stderr == "extract: fitting heads needs scikit-learn: pip install 'extract-briefing[calibrate]'\n"
    assert model.read == []


@pytest.mark.parametrize("before", [None, "heads of before"])
def test_an_interrupted_calibration_leaves_what_was_there(
    calibrate: Callable[..., Result], model: ModelWithStates, tmp_path: Path, before: str | None
) -> None:
    folder = tmp_path / "models" / "heads"
    folder.mkdir(parents=True)
    if before:
        (folder / "mine-7b.q4.json").write_text(before)
    model.raises = KeyboardInterrupt()
    result = calibrate()
    assert result.exit_code == 130
    assert result.stderr.endswith("extract: interrupted: no heads were written\n")
    assert [path.read_text() for path in folder.iterdir()] == ([before] if before else [])


def test_a_place_that_cannot_be_written_is_said_before_anything_is_read(
    calibrate: Callable[..., Result], model: ModelWithStates, tmp_path: Path
) -> None:
    assert calibrate("-o", tmp_path / "no" / "heads.json").exit_code == 9
    (tmp_path / "models").write_text("a file")
    assert calibrate().exit_code == 9
    assert model.read == []


def test_a_model_that_is_not_there_or_shows_no_hidden_states_is_one_error(
    calibrate: Callable[..., Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    result = CliRunner().invoke(app, ["calibrate", "none.gguf"])
    assert result.exit_code == 4

    class Elsewhere:
        model_name, model_sha256 = "on a server", MODEL

    def open_elsewhere(settings: Settings) -> Elsewhere:
        return Elsewhere()

    monkeypatch.setattr("extract.pipeline.open_decoder", open_elsewhere)
    result = calibrate()
    assert result.exit_code == 7
    assert "on a server does not run in this process" in result.stderr


# Layers


def test_a_search_finds_the_layers_that_tell_the_classes_apart(
    calibrate: Callable[..., Result], model: ModelWithStates, tmp_path: Path
) -> None:
    model.telling = [Block(12, "mean"), Block(26, "last")]
    result = calibrate("--search")
    assert model.blocks == blocks_to_search(28)
    assert len(model.read) == 240
    probe = written(tmp_path)
    assert probe.blocks == (Block(12, "mean"), Block(26, "last"))
    assert len(probe.heads[0].weights) == 2 * WIDTH
    tried = re.findall(r"^ +\d+ +\d+  macro F1 ([01]\.\d{3})$", result.stdout, re.MULTILINE)
    assert len(tried) == len(model.blocks) - 1
    assert tried == sorted(tried, reverse=True)
    assert "pairs of layers tried: 9 of 9" in result.stderr
