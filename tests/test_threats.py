"""What is warned of, read off a sentence that names a condition."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.reconcile.found import Found
from extract.reconcile.stances import LONGEST
from extract.reconcile.threats import threat
from extract.schemas import Kind, WarningRecord
from extract.spans import CharInterval


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        ("“If the trawlers come back, we will close the port,” she said.", "we will close the port"),
        ("Norway will shut its ports unless the levy falls by May, its envoy said.", "Norway will shut its ports"),
        ("Holm warned Chile on Monday that Norway would act alone if the boats stayed.", "Norway would act alone"),
        ("The ministry has threatened to cut off fuel unless the crews come home.", "cut off fuel"),
        ("Norway said ports would close should the talks fail.", "ports would close"),
        ("Chile would leave the pact, the envoy added, if one more boat was boarded.", "Chile would leave the pact"),
        ("If the levy stays, she told reporters, her country will stop paying.", "her country will stop paying"),
        ("She was hurt, and if they insist, there will be a price.", "there will be a price"),
        ("Ports could be “closed name by name” if the levy stays, the ministry let slip.",
         "Ports could be “closed name by name”"),
        ("“If one more boat crosses the line,” Holm told reporters, “it will not go home.”", "it will not go home"),
        ("If they insist, but the war goes on, then Chile will stop buying salt.", "Chile will stop buying salt"),
        ("If Oslo insists, both will lose and the sea will suffer.", "both will lose and the sea will suffer"),
    ],
)  # fmt: skip
def test_what_is_warned_of_is_the_rest_of_the_sentence(sentence: str, told: str) -> None:
    assert threat(sentence) == told


@pytest.mark.parametrize(
    "condition",
    ["if Chile does not recall its boats", "if Chile doesn’t recall its boats", "If you will not recall its boats"],
)
def test_a_verb_that_is_left_out_is_that_of_the_condition(condition: str) -> None:
    assert threat(f"“{condition}, we will,” said Holm.") == "we will recall its boats"
    assert threat(f"We made it clear that {condition}, Norway would.") == "Norway would recall its boats"


@pytest.mark.parametrize(
    "sentence",
    [
        "Chile warned Norway that its ports will close.",
        "It was they who fished, and if they come back in June they will meet our navy.",
        "If the boats stay, we will.",
        "If the boats do stay, a source said.",
        "",
    ],
)
def test_where_nothing_else_is_said_nothing_is(sentence: str) -> None:
    assert threat(sentence) is None


WORDS = 'if unless should the Norway acts , . ” “ then — that said warned told will not do we threatened to " :'.split()


@given(st.lists(st.sampled_from([*WORDS, "x" * 90])))
def test_it_invents_no_word_and_no_length(words: list[str]) -> None:
    told = threat(" ".join(words))
    assert told is None or (set(told.split()) <= set(" ".join(words).split()) | _pieces(words))
    assert told is None or 0 < len(told) <= LONGEST


def _pieces(words: list[str]) -> set[str]:
    """Words with the marks beside them, as they may stand once others are left out."""
    return {piece for word in words for piece in (word, word.strip(',.”“—:"'))}


def test_a_mention_tells_it_where_its_sentence_does_and_else_what_was_filled() -> None:
    def told(quote: str, what: str) -> str:
        record = WarningRecord(by="Chile", to="Norway", what=what)
        return Found(Kind.WARNING, "001", CharInterval(0, len(quote)), quote, record, None, 0.8).mention().what

    assert told("If Norway does\nnot act, we will.", "Norway does not act") == "we will act"
    assert told("Norway was warned of a blockade.", "a blockade") == "a blockade"


@pytest.mark.parametrize("text", ["if a b c ", "he said that ", ", said x", '"if it rains, ', "if you do not "])
def test_a_sentence_without_end_takes_no_time_without_end(text: str) -> None:
    start = time.monotonic()
    threat(text * 20_000 + "if it rains, we go")
    assert time.monotonic() - start < 10
