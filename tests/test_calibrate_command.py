"""`extract calibrate`: from labelled sentences to heads that the detector finds, with a model that needs no file."""

import json
import re
import sys
from collections.abc import Callable, Iterable, Sequence
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner, Result

from extract.articles import article_from_text
from extract.calibrate import fit
from extract.cli import app
from extract.config import Settings
from extract.decoding.base import Prompt, Tick, no_tick
from extract.depths import blocks_to_search, columns, default_blocks
from extract.detect import find_probe
from extract.errors import ArticlesError
from extract.gold import Gold
from extract.heads import Block, Floats, Probe, read_probe
from extract.prompts import load_prompt
from extract.schemas import Kind
from extract.training import LabelledSentence, gold_sentences, once, own_sentences, read_sentences

MODEL = "a" * 64
WIDTH = 12


class ModelWithStates:
    """A model of 28 layers whose outputs show the words of a sentence at two blocks, and noise at all others."""

    model_name, model_sha256, layers = "scripted", MODEL, 28

    def __init__(self, telling: Sequence[Block]) -> None:
        self.telling = telling
        self.read: list[str] = []
        self.blocks: tuple[Block, ...] = ()
        self.raises: BaseException | None = None

    def features(self, prompts: Sequence[Prompt], blocks: Sequence[Block], tick: Tick = no_tick) -> Sequence[Floats]:
        self.blocks = tuple(blocks)
        vectors = []
        for prompt in prompts:
            text = prompt.turns[-1].text
            self.read.append(text)
            if self.raises and len(self.read) > 30:
                raise self.raises
            vectors.append(np.concatenate([self._output(text, block) for block in blocks]))
            tick(1)
        return vectors

    def _output(self, text: str, block: Block) -> Floats:
        seed = sha256(f"{block}{text}".encode()).digest()
        output = np.random.default_rng([*seed]).normal(0, 0.3, WIDTH)
        if block in self.telling:
            # Each of the two shows half of the classes.
            for number in range(self.telling.index(block), len(Kind), len(self.telling)):
                output[number] += 3 * (f"word{number}" in text)
        return output.astype(np.float32)


def sentence(number: int) -> dict[str, object]:
    """One of many rows: every third bears a class, some of those two."""
    classes = [] if number % 3 else [number // 3 % 4, *([(number // 3 + 1) % 4] if number % 5 == 0 else [])]
    words = " ".join(f"word{each}" for each in classes)
    names = [[*Kind][each].value for each in classes]
    return {"text": f"Sentence {number} {words}", "classes": names, "report": f"r{number // 4}"}


def write_rows(path: Path, rows: Iterable[object]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


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


def test_where_rows_of_the_same_text_disagree_a_class_is_optional() -> None:
    first = LabelledSentence("Same  text", frozenset({"demand", "dispute"}), frozenset(), "a")
    second = LabelledSentence("Same text", frozenset({"demand"}), frozenset({"warning"}), "b")
    assert once([first, second]) == [
        LabelledSentence("Same  text", frozenset({"demand"}), frozenset({"dispute", "warning"}), "a")
    ]


ARTICLE = """Sylvania and Freedonia talk of water

Freedonia will open the sluice in May. Sylvania wants it open in April. Both ministers wore grey.

Share this article
"""


def gold_for(sha: str | None, *marks: tuple[str, list[str], list[str]]) -> Gold:
    sentences = [
        {"start": ARTICLE.index(text), "end": ARTICLE.index(text) + len(text), "required": required, "optional": other}
        for text, required, other in marks
    ]
    return Gold.model_validate({"articles": [{"article": "a.txt", "sha256": sha, "sentences": sentences}]})


def test_sentences_of_gold_bear_what_is_marked_where_they_overlap_and_the_others_nothing(tmp_path: Path) -> None:
    (tmp_path / "deeper").mkdir()
    (tmp_path / "deeper" / "a.txt").write_text(ARTICLE, encoding="utf-8")
    gold = gold_for(
        None,
        ("Freedonia will open the sluice", ["agreement"], ["demand"]),
        # One mark over the end of a sentence (a sliver) and the whole next one.
        ("y. Sylvania wants it open in April", ["demand"], ["demand"]),
    )
    learned = gold_sentences(gold, tmp_path)
    assert [(each.text, *map(sorted, (each.classes, each.optional))) for each in learned] == [
        ("Sylvania and Freedonia talk of water", [], []),
        ("Freedonia will open the sluice in May.", ["agreement"], ["demand"]),
        ("Sylvania wants it open in April.", ["demand"], []),
        ("Both ministers wore grey.", [], []),
    ]
    assert len({each.group for each in learned}) == 1


def test_gold_of_another_text_than_the_article_is_refused(tmp_path: Path) -> None:
    article = tmp_path / "a.txt"
    article.write_text(ARTICLE, encoding="utf-8")
    assert gold_sentences(gold_for(article_from_text(ARTICLE).sha256), tmp_path)
    with pytest.raises(ArticlesError, match="not the file that was annotated"):
        gold_sentences(gold_for("0" * 64), tmp_path)
    article.rename(tmp_path / "b.txt")
    with pytest.raises(ArticlesError, match=r"a\.txt, which the gold annotates, is not in"):
        gold_sentences(gold_for(None), tmp_path)


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


def test_the_sentences_of_the_package_can_all_be_learned_from() -> None:
    sentences = own_sentences()
    assert len(sentences) > 2000
    for kind in Kind:
        assert sum(kind.value in each.classes for each in sentences) > 100


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


@pytest.mark.parametrize(("layers", "mean", "last"), [(28, 15, 20), (24, 13, 17), (30, 16, 21), (2, 0, 0), (1, 0, 0)])
def test_without_a_search_layers_lie_as_deep_as_in_the_default_model(layers: int, mean: int, last: int) -> None:
    assert default_blocks(layers) == (Block(mean, "mean"), Block(last, "last"))
    assert {*default_blocks(layers)} <= {*blocks_to_search(layers)}


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


def test_columns_are_those_of_the_blocks_that_are_wanted() -> None:
    blocks = [Block(layer, pooling) for layer in (3, 5) for pooling in ("mean", "last")]
    features = np.arange(16, dtype=np.float32).reshape(2, 8)
    assert columns(features, blocks, (blocks[2], blocks[1])).tolist() == [[4, 5, 2, 3], [12, 13, 10, 11]]


# What held-out means


def test_held_out_scores_do_not_come_from_knowing_the_report() -> None:
    random = np.random.default_rng(5)
    sentences, vectors = [], []
    for group in range(60):
        vector = random.normal(size=32)
        classes = frozenset(kind.value for kind in Kind if random.random() < 0.3)
        for number in range(5):
            sentences.append(LabelledSentence(f"{group} {number}", classes, frozenset(), f"r{group}"))
            vectors.append(vector + random.normal(0, 0.01, size=32))
    fitted = fit(np.array(vectors, np.float32), sentences, [Block(0, "last")], model=MODEL, prompt="")
    assert fitted.macro_f1 < 0.6


def test_optional_classes_count_neither_for_nor_against_a_head() -> None:
    rows = [sentence(number) for number in range(240)]
    given = ModelWithStates([Block(1, "last")])
    vectors = np.stack([given._output(str(row["text"]), Block(1, "last")) for row in rows])

    def labelled(row: dict[str, object], optional: frozenset[str]) -> LabelledSentence:
        classes = row["classes"]
        assert isinstance(classes, list)
        return LabelledSentence(str(row["text"]), frozenset(classes) - optional, optional, str(row["report"]))

    # A third of the demands is only optional: taken for wrong they would halve what the head can reach.
    unsure = frozenset({"demand"})
    sentences = [
        labelled(row, unsure if "word1" in str(row["text"]) and number % 2 else frozenset())
        for number, row in enumerate(rows)
    ]
    fitted = fit(vectors, sentences, [Block(1, "last")], model=MODEL, prompt="")
    assert fitted.scores["demand"].f1 > 0.9
