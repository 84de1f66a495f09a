"""From labelled sentences and gold to heads: what is learned from, at which layers, and what held-out means."""

from pathlib import Path

import numpy as np
import pytest

from extract.articles import article_from_text
from extract.calibrate import fit
from extract.depths import blocks_to_search, columns, default_blocks
from extract.errors import ArticlesError
from extract.heads import Block
from extract.schemas import Kind
from extract.training import LabelledSentence, gold_sentences, once, own_sentences, read_sentences
from tests.calibration_cases import ARTICLE, MODEL, ModelWithStates, gold_for, sentence, write_rows

# What is learned from


def test_the_sentences_of_the_package_can_all_be_learned_from() -> None:
    sentences = own_sentences()
    assert len(sentences) > 2000
    for kind in Kind:
        assert sum(kind.value in each.classes for each in sentences) > 100


def test_where_rows_of_the_same_text_disagree_a_class_is_optional() -> None:
    first = LabelledSentence("Same  text", frozenset({"demand", "dispute"}), frozenset(), "a")
    second = LabelledSentence("Same text", frozenset({"demand"}), frozenset({"warning"}), "b")
    assert once([first, second]) == [
        LabelledSentence("Same  text", frozenset({"demand"}), frozenset({"dispute", "warning"}), "a")
    ]


def test_a_sentence_about_another_matter_says_so_and_bears_nothing(tmp_path: Path) -> None:
    rows = [{"text": "Simmer it.", "classes": [], "subject": "other"}, {"text": "They met.", "classes": []}]
    path = write_rows(tmp_path / "a.jsonl", rows)
    assert [each.politics for each in read_sentences([path])] == [False, True]
    for row, reason in (
        ({"text": "They agreed.", "classes": ["agreement"], "subject": "other"}, "'other' bears no class"),
        ({"text": "They met.", "classes": [], "subject": "cooking"}, "unknown subject 'cooking'"),
    ):
        with pytest.raises(ArticlesError, match=reason):
            read_sentences([write_rows(tmp_path / "b.jsonl", [row])])


def test_the_package_s_own_sentences_are_about_politics_and_about_other_matters() -> None:
    own = own_sentences()
    others = {sentence.group for sentence in own if not sentence.politics}
    assert len(others) > 40
    assert others.isdisjoint(sentence.group for sentence in own if sentence.politics)


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


# Layers


@pytest.mark.parametrize(("layers", "mean", "last"), [(28, 15, 20), (24, 13, 17), (30, 16, 21), (2, 0, 0), (1, 0, 0)])
def test_without_a_search_layers_lie_as_deep_as_in_the_default_model(layers: int, mean: int, last: int) -> None:
    assert default_blocks(layers) == (Block(mean, "mean"), Block(last, "last"))
    assert {*default_blocks(layers)} <= {*blocks_to_search(layers)}


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
    vectors = np.stack([given.output(str(row["text"]), Block(1, "last")) for row in rows])

    def labelled(row: dict[str, object], optional: frozenset[str]) -> LabelledSentence:
        classes = row["classes"]
        assert isinstance(classes, list)
        return LabelledSentence(str(row["text"]), frozenset(classes) - optional, optional, str(row["report"]))

    # Half of the demands are only optional. They look like the others: taken for wrong they would confuse the head.
    unsure = frozenset({"demand"})
    sentences = [
        labelled(row, unsure if "word1" in str(row["text"]) and number // 12 % 2 else frozenset())
        for number, row in enumerate(rows)
    ]
    fitted = fit(vectors, sentences, [Block(1, "last")], model=MODEL, prompt="")
    assert fitted.scores["demand"].f1 > 0.9
