"""The fuzzer's targets for a few seconds, with fixed inputs: `python -m benchmarks.fuzz` goes on for longer."""

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.fuzz import mutated
from benchmarks.fuzz_targets import TARGETS, Fault, check_article, check_briefing, seeds
from extract.articles import Article, ArticleFolder, article_from_text
from extract.errors import ArticlesError
from extract.pipeline import run_folder
from extract.spans import CharInterval
from tests.scripted import ScriptedDecoder
from tests.test_spans import TEXTS

#: Mutated inputs for each target, as many as take about a second.
INPUTS = {
    "text_file": 60,
    "characters": 40,
    "format_file": 150,
    "whole_run": 4,
    "folder_of_files": 15,
    "answer": 60,
    "briefing_file": 400,
}


@pytest.mark.parametrize("target", TARGETS)
def test_mutated_inputs_break_no_promise(target: str) -> None:
    chance, corpus = Random(8), list(seeds(target))
    for data in corpus:
        TARGETS[target](data)
    for _ in range(INPUTS[target]):
        TARGETS[target](mutated(chance, corpus))


@settings(max_examples=60, deadline=None)
@given(TEXTS)
def test_every_promise_about_an_article_holds_of_any_text(text: str) -> None:
    check_article(article_from_text(text))


CUES = st.sampled_from(
    [
        *(
            "Norway agreed to talk.",
            "Chile urged Norway to sell 5-6 boats in nine to 12 months.",
            "• ",
            "1. ",
            "\n",
            "\n\n",
        ),
        *(
            "Norway warned Chile",
            " on 3 May 2031",
            " accused the other side of $5 billion.",
            "Ms. Holm:",
            "“",
            "”",
            "\ufeff",
        ),
        *("two-point consensus:", "Q: ", "A: ", "denied", " no ", "5½ hours", "nearly six hours", "\x0b", "𝔘", "é"),
    ]
)


@settings(max_examples=12, deadline=None)
@given(st.lists(st.lists(CUES, max_size=25).map("".join), min_size=1, max_size=3))
def test_a_run_over_any_articles_is_grounded_and_the_same_again(texts: list[str]) -> None:
    articles = tuple(article_from_text(text, id=f"{n:03}", path=f"{n}.txt") for n, text in enumerate(texts, start=1))
    folder = ArticleFolder(articles, ())
    briefing = run_folder(folder, decoder=ScriptedDecoder()).briefing
    check_briefing(briefing, articles)
    assert run_folder(folder, decoder=ScriptedDecoder()).briefing == briefing


def test_half_a_character_is_no_text_of_an_article() -> None:
    with pytest.raises(ArticlesError, match="half of a surrogate pair at character 4"):
        article_from_text("They\ud800 met.")


def test_the_checks_see_a_wrong_offset() -> None:
    article = article_from_text("They met. They talked.")
    moved = [sentence.interval for sentence in article.sentences]
    moved[1] = CharInterval(moved[1].start + 1, moved[1].end)
    wrong = Article(
        **{name: getattr(article, name) for name in Article.__slots__ if name != "sentences"},
        sentences=tuple(
            type(sentence)(interval, sentence.role, sentence.paragraph)
            for sentence, interval in zip(article.sentences, moved, strict=True)
        ),
    )
    with pytest.raises(Fault):
        check_article(wrong)
