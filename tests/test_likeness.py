"""Which words count, how alike two statements are, and the fit of what that means."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.config import Settings
from extract.errors import ArticlesError, PromptError
from extract.reconcile.fitting import fit, held_out, own_pairs, pairs_of, read_pairs
from extract.reconcile.likeness import Likeness, features, fitted_likeness, read_likeness, wording
from extract.reconcile.words import background, content_words, folded
from extract.schemas import Kind
from tests.cli_runs import run

SOME = "trawler port rain herring Chile cod salmon net Moscow said the two".split()


def test_words_that_say_nothing_do_not_count() -> None:
    words = content_words("The two sides urged that Norway recall its 14 trawlers on Friday.", frozenset({"norway"}))
    assert words == content_words("recalled a trawler")


@pytest.mark.parametrize("other", ["Russia", "Moscow", "Russian"])
def test_a_country_is_one_word_however_it_is_named(other: str) -> None:
    assert content_words(f"{other} exports herring")[0] == "@Russia"


def test_a_rare_word_weighs_more_than_a_frequent_one() -> None:
    rarity = background(Kind.DEMAND)
    assert rarity.of("zyzzyva") > rarity.of(content_words("sanctions")[0]) > 0


def test_the_words_of_a_sentence_are_the_same_in_any_typography() -> None:
    assert folded("“Red lines”, he said — twice.") == folded('"Red lines" he said, twice')


@settings(deadline=None)
@given(*[st.lists(st.sampled_from(SOME), max_size=6)] * 2)
def test_how_alike_two_statements_are_is_symmetric_and_grows_with_what_they_share(
    one: list[str], other: list[str]
) -> None:
    a, b = (wording(" ".join(words), background(Kind.DEMAND), frozenset({"chile"})) for words in (one, other))
    likeness = fitted_likeness()
    assert features(a, b) == features(b, a)
    assert all(0 <= value <= 1 + 1e-9 for value in features(a, b))
    shared = a.known_by.keys() & b.known_by.keys()
    assert (likeness.probability(a, b) > likeness.least) == bool(shared)
    if a.weights:
        assert likeness.probability(a, a) >= likeness.probability(a, b) - 1e-9
        assert features(a, a)[1] == pytest.approx(1.0)


def test_a_concept_counts_where_no_shared_word_tells_of_it() -> None:
    def about(*texts: str) -> tuple[float, ...]:
        a, b = (wording(text, background(Kind.DEMAND), frozenset()) for text in texts)
        return features(a, b)

    assert min(about("halt the fentanyl precursors", "counternarcotics work")) > 0
    assert about("halt the visas", "counternarcotics work") == (0.0, 0.0)
    # "fentanyl" is shared already: that it is a drug adds nothing.
    words = background(Kind.DEMAND)
    alone = wording("fentanyl", words, frozenset())
    assert features(alone, wording("fentanyl and herring", words, frozenset()))[0] == pytest.approx(
        alone.total / (alone.total + 10)
    )


def test_a_short_statement_is_found_again_in_a_long_one_unless_it_is_very_short() -> None:
    texts = (
        "Chile, where it rained, recalls the herring trawlers that left its ports",
        "recall the herring trawlers",
        "rain",
    )
    long, short, shortest = (wording(text, background(Kind.DEMAND), frozenset({"chile"})) for text in texts)
    found, by_chance = features(short, long)[0], features(shortest, long)[0]
    assert set(short.weights) < set(long.weights)
    assert set(shortest.weights) < set(long.weights)
    assert found > 0.6 > by_chance > 0


def test_a_word_of_which_a_class_is_full_weighs_less_in_it() -> None:
    (word,) = content_words("joint")
    assert background(Kind.AGREEMENT).of(word) < background(Kind.DISPUTE).of(word)


def test_the_coefficients_are_those_that_our_own_pairs_give() -> None:
    fitted = fit([pairs_of(mentions) for mentions in own_pairs().values()])
    kept = fitted_likeness()
    assert (fitted.overlap, fitted.ochiai, fitted.bias) == pytest.approx(
        (kept.overlap, kept.ochiai, kept.bias), abs=0.02
    )


def test_held_out_events_are_merged_about_as_well_as_was_measured() -> None:
    score = held_out([pairs_of(mentions) for mentions in own_pairs().values()], Settings().merge_similarity)
    assert score.f1 > 0.66
    assert score.right / (score.right + score.wrong) > 0.75


def test_our_pairs_have_confusable_neighbours() -> None:
    events = own_pairs()
    assert len(events) >= 10
    for mentions in events.values():
        assert len({each.outlet for each in mentions}) >= 3
        assert len({item for each in mentions for item in each.items}) >= 4


def test_a_row_that_is_no_mention_is_named(tmp_path: Path) -> None:
    path = tmp_path / "pairs.jsonl"
    path.write_text('{"event": "x"}\n', encoding="utf-8")
    with pytest.raises(ArticlesError, match="line 1: no mention of a pairs file"):
        read_pairs(path)


def test_broken_coefficients_name_the_cure(tmp_path: Path) -> None:
    path = tmp_path / "likeness.json"
    path.write_text(json.dumps({"overlap": 1}), encoding="utf-8")
    with pytest.raises(PromptError, match="run 'extract calibrate-pairs' again"):
        read_likeness(path)
    path.write_text(json.dumps({"overlap": 1, "ochiai": 2, "bias": -3}), encoding="utf-8")
    assert read_likeness(path) == Likeness(1.0, 2.0, -3.0)


def test_the_command_writes_what_it_fitted_and_says_how_good_it_is(tmp_path: Path) -> None:
    path = tmp_path / "likeness.json"
    done = run("calibrate-pairs", "-o", path)
    assert done.exit_code == 0, done.output
    assert "held out, event by event: F1 0.6" in done.output
    assert read_likeness(path) == fitted_likeness()
