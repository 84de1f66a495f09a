"""What a side of a dispute says is one passage of its sentence, without who says it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.parties import Cast
from extract.reconcile.stances import LONGEST, stance

CAST = Cast(("Norway", "Chile"), {"Prats": "Chile"}, {"Prats": "Prats"}, persons=frozenset({"Prats"}))
WORDS = 'Chile Norway Prats he said told denied rejected that the levy , . “ ” " But ,” .” on Monday'.split()


def said(text: str, party: str | None = "Chile") -> str:
    return stance(text, CAST.references(text), party)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Chile has firmly rejected the levy.", "rejected the levy"),
        ("But in public, Chile’s foreign ministry rejected the levy.", "rejected the levy"),
        ("Minister Prats denied any plan, and Norway did not answer.", "denied any plan, and Norway did not answer"),
        ("Prats said on Monday that the levy is theft.", "the levy is theft"),
        ("He told his hosts that the levy is theft.", "the levy is theft"),
        ("Prats said: “The levy is plain theft.”", "The levy is plain theft"),
        ("“The levy is plain theft,” said the minister, Prats.", "The levy is plain theft"),
        ("“The levy is plain theft,” he told reporters in Bergen.", "The levy is plain theft"),
        ("“The levy is plain theft,” he said, according to the ministry.", "The levy is plain theft"),
        ("The levy is theft, according to Chile’s ministry.", "The levy is theft"),
        ("And what we did, as we said, is close a port.", "what we did, as we said, is close a port"),
        ("Prats called the levy “theft.”", "Prats called the levy “theft.”"),
        ("Norway rejected the levy.", "Norway rejected the levy"),
        ("The levy harms the U.S.", "The levy harms the U.S."),
        ("the “harm” that it does.”", "the “harm” that it does"),
        ("He said so.", "He said so"),
    ],
)
def test_a_stance_is_the_sentence_without_who_says_it(text: str, told: str) -> None:
    assert said(text) == told


def test_a_long_sentence_ends_with_one_of_its_parts_or_at_a_word() -> None:
    part = "the levy on herring that nobody in the harbour had asked for in all of these long years"
    assert said(f"{part}, {part}, {part}") == f"{part}, {part}"
    assert said("levies " * 60) == ("levies " * 34).strip()
    assert len(said("x" * 1000)) == LONGEST // 2


@given(
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=60),
    st.sampled_from(["Chile", "Norway", None]),
)
def test_whatever_the_sentence_its_stance_is_a_passage_of_it(words: list[str], party: str | None) -> None:
    text = " ".join(words)
    told = said(text, party)
    assert told in text
    assert len(told) <= LONGEST
    assert told or not any(word.isalpha() for word in words)
