"""Which sentences bear what: by fitted heads where the model has some, else by the labels' log-probabilities."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from extract.articles import Article, Role, article_from_text
from extract.decoding.base import Prompt
from extract.detect import LONGEST, Candidate, Detected, Detector, asked_about, detect, find_detector, is_cut, plain
from extract.errors import PromptError
from extract.heads import GATE, Block, Calibration, Head, Probe
from extract.prompts import load_prompt
from extract.schemas import Kind
from tests.scripted import ScriptedDecoder, said

TEXT = """Ministers meet in Oslo

Chile and Norway agreed to count the trawlers together. It was a cold and quiet day by the harbour, with little wind.

ADA HOLM: We urged Chile to wait. 1999.

QUESTION: For how long?

ADA HOLM: For a year.

Norway warned that it would close its ports, and Chile accused Norway of theft.

Share
Tweet
"""


@pytest.fixture
def article() -> Article:
    return article_from_text(TEXT)


@pytest.fixture
def models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's own folder of heads."""
    monkeypatch.setenv("EXTRACT_MODELS", str(tmp_path))
    (tmp_path / "heads").mkdir()
    return tmp_path / "heads"


def by_margin() -> Detector:
    return Detector(load_prompt("detect"), None)


def probe(threshold: float = 0.0, *, model: str = ScriptedDecoder.model_sha256, prompt: str = "") -> Probe:
    weights = np.ones(2, dtype=np.float32)
    heads = tuple(Head(kind.value, weights, 0.0, threshold, Calibration(1.0, -1.0)) for kind in Kind)
    return Probe(model, prompt or load_prompt("detect").sha256, (Block(1, "last"),), heads, {})


def by_heads(threshold: float = 0.0) -> Detector:
    return Detector(load_prompt("detect"), probe(threshold))


def found_in(*settings: Any) -> tuple[Candidate, ...]:
    """The candidates of an article that is about politics."""
    detected = detect(*settings)
    assert not detected.off_topic
    return detected.candidates


def gated(threshold: float = 0.0) -> Detector:
    """Heads behind a gate."""
    gate = Head(GATE, np.ones(2, dtype=np.float32), 0.0, threshold, Calibration(1.0, 0.0))
    ungated = probe()
    return Detector(load_prompt("detect"), replace(ungated, heads=(*ungated.heads, gate)))


class Answering(ScriptedDecoder):
    """Every class in every sentence; the gate says what `politics` does of it."""

    def __init__(self, politics: Callable[[str], float]) -> None:
        super().__init__()
        self._politics = politics

    def probe(self, prompts: Sequence[Prompt], probe: Probe, tick: object = None) -> list[Mapping[str, float]]:
        return [{**dict.fromkeys(Kind, 3.0), GATE: self._politics(said(prompt))} for prompt in prompts]


def texts(article: Article, candidates: Sequence[Candidate]) -> list[tuple[str, Kind]]:
    return [(article.sentences[each.sentence].interval.of(article.text)[:22], each.kind) for each in candidates]


@pytest.mark.parametrize("detector", [by_margin, by_heads])
def test_candidates_come_in_the_order_of_the_sentences(detector: Callable[[], Detector], article: Article) -> None:
    assert texts(article, found_in(article, detector(), ScriptedDecoder(), tuple(Kind))) == [
        ("Chile and Norway agree", Kind.AGREEMENT),
        ("We urged Chile to wait", Kind.DEMAND),
        ("Norway warned that it ", Kind.WARNING),
    ]


def test_only_the_classes_that_are_asked_for_are_listed(article: Article) -> None:
    found = found_in(article, by_margin(), ScriptedDecoder(), (Kind.WARNING, Kind.DEMAND))
    assert {each.kind for each in found} == {Kind.WARNING, Kind.DEMAND}


def test_debris_labels_and_sentences_without_words_are_not_asked_about(article: Article) -> None:
    decoder = ScriptedDecoder()
    detect(article, by_margin(), decoder, tuple(Kind))
    asked = " | ".join(said(prompt) for prompt in decoder.asked)
    assert "Share" not in asked
    assert "ADA HOLM" not in asked
    assert "1999" not in asked
    assert len(decoder.asked) == len(asked_about(article))
    assert all(article.sentences[index].role not in (Role.DEBRIS, Role.SPEAKER) for index in asked_about(article))


def test_a_sentence_may_bear_more_than_one_class(article: Article) -> None:
    class Both(ScriptedDecoder):
        def probe(self, prompts: Sequence[Prompt], probe: Probe, tick: object = None) -> list[Mapping[str, float]]:
            return [{kind.value: 3.0 if kind in (Kind.WARNING, Kind.DISPUTE) else -3.0 for kind in Kind}] * len(prompts)

    found = found_in(article, by_heads(), Both(), tuple(Kind))
    assert [each.kind for each in found[:2]] == [Kind.WARNING, Kind.DISPUTE]
    assert found[0].sentence == found[1].sentence


def test_the_head_s_threshold_decides_and_its_calibration_gives_the_probability(article: Article) -> None:
    assert found_in(article, by_heads(threshold=2.5), ScriptedDecoder(), tuple(Kind)) == ()
    found = found_in(article, by_heads(threshold=1.5), ScriptedDecoder(), tuple(Kind))
    assert {each.probability for each in found} == {round(1 / (1 + math.exp(-1)), 4)}


def test_a_sentence_that_the_gate_keeps_out_bears_nothing(article: Article) -> None:
    decoder = Answering(lambda text: -1.0 if "trawlers" in text else 2.0)
    found = found_in(article, gated(), decoder, tuple(Kind))
    assert found
    assert not any("trawlers" in article.sentences[each.sentence].interval.of(article.text) for each in found)


def test_a_class_is_as_likely_as_the_gate_and_its_head_together(article: Article) -> None:
    found = found_in(article, gated(-1.0), Answering(lambda text: 0.5), tuple(Kind))
    assert {each.probability for each in found} == {round(1 / (1 + math.exp(-0.5)) / (1 + math.exp(-2.0)), 4)}


def test_an_article_that_is_likelier_about_another_matter_is_off_topic_whatever_a_sentence_says(
    article: Article,
) -> None:
    one_of_politics = Answering(lambda text: 3.0 if "trawlers" in text else -2.0)
    assert detect(article, gated(), one_of_politics, tuple(Kind)) == Detected((), off_topic=True)
    mostly = Answering(lambda text: -2.0 if "trawlers" in text else 3.0)
    assert not detect(article, gated(), mostly, tuple(Kind)).off_topic


def test_without_heads_the_probability_is_the_label_s(article: Article) -> None:
    found = found_in(article, by_margin(), ScriptedDecoder(), tuple(Kind))
    assert {each.probability for each in found} == {0.9}


def test_who_decides_is_told() -> None:
    assert "log-probabilities" in by_margin().decider
    assert probe().sha256[:16] in by_heads().decider


def test_ticks_tell_of_every_sentence(article: Article) -> None:
    for detector in (by_margin(), by_heads()):
        ticks: list[int] = []
        detect(article, detector, ScriptedDecoder(), tuple(Kind), ticks.append)
        assert sum(ticks) == len(asked_about(article))


def test_a_very_long_sentence_is_cut_and_its_cut_can_be_told() -> None:
    long = "Chile agreed " + "and Norway too " * 200
    assert len(plain(long)) <= LONGEST
    assert is_cut(long)
    assert not is_cut("Chile\n  agreed.\t")
    assert plain("Chile\n  agreed.\t") == "Chile agreed."
    assert len(plain("船" * 5000).encode()) <= LONGEST
    assert set(plain("船" * 5000)) == {"船"}


def test_heads_are_those_of_exactly_this_model_and_this_prompt(models: Path) -> None:
    (models / "a.json").write_text(probe(model="00" * 32).to_json())
    (models / "b.json").write_text(probe(prompt="11" * 32).to_json())
    assert find_detector(ScriptedDecoder.model_sha256).probe is None
    (models / "c.json").write_text(probe(0.75).to_json())
    found = find_detector(ScriptedDecoder.model_sha256).probe
    assert found is not None
    assert found.sha256 == probe(0.75).sha256


def test_a_user_s_own_heads_come_before_those_of_the_package(models: Path) -> None:
    from extract.models import default_model

    packaged = find_detector(default_model().sha256).probe
    assert packaged is not None, "the default model comes with heads for the prompt as it is"
    (models / "mine.json").write_text(replace(packaged, about={"mine": True}).to_json())
    mine = find_detector(default_model().sha256).probe
    assert mine is not None
    assert mine.about == {"mine": True}


def test_broken_heads_are_an_error_and_not_passed_over(models: Path) -> None:
    (models / "broken.json").write_text("{}")
    with pytest.raises(PromptError, match="broken.json"):
        find_detector(ScriptedDecoder.model_sha256)
