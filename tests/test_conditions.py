"""What would set a warning off, read off its sentence."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.briefing import Warning
from extract.parties import Cast
from extract.reconcile import Found, merge
from extract.reconcile.conditions import LONGEST, condition, says_more
from extract.schemas import Kind, WarningRecord
from extract.spans import CharInterval


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        ("“If the trawlers come back, we will close the port,” she said.", "if the trawlers come back"),
        ("Norway will shut its ports unless the levy falls by May.", "unless the levy falls by May"),
        ("Should the U.S. side insist, Chile will answer.", "should the U.S. side insist"),
        ("There would be a price, she said, should Norway board one more boat.", "should Norway board one more boat"),
        (
            "If Norway builds trawlers, tugs and ferries there, Chile will act.",
            "if Norway builds trawlers, tugs and ferries there",
        ),
        ("If the Fund fails, the Peace and Security Council will meet.", "if the Fund fails"),
        ("Chile, if it had not been for Oslo, would long have acted — and soon.", "if it had not been for Oslo"),
        ("Boats will be stopped as long as the levy stays; nobody should doubt it.", "as long as the levy stays"),
    ],
)
def test_a_condition_is_a_passage_of_its_sentence(sentence: str, told: str) -> None:
    assert condition(sentence) == told


@pytest.mark.parametrize(
    "sentence",
    [
        "Chile warned Norway that its ports will close.",
        "No one should underestimate Chile.",
        "Those who cut nets should know that there is a red line.",
        "He was asked if the ports would close.",
        "Norway acts as if the levy were a joke.",
        "The ports will close even if the levy falls.",
        "The date stands, and if need be it will be brought forward.",
        "She did not say what should the levy bring.",
        "",
    ],
)
def test_where_no_condition_is_named_there_is_none(sentence: str) -> None:
    assert condition(sentence) is None


@given(
    st.lists(st.sampled_from(["if", "unless", "should", "the", "Norway", "acts", ",", ".", "”", "then", "—", "x" * 90]))
)
def test_it_invents_no_word(words: list[str]) -> None:
    sentence = " ".join(words)
    told = condition(sentence)
    assert told is None or (told.lower() in sentence.lower() and 0 < len(told) <= LONGEST)


@pytest.mark.parametrize("verb", ["will lose", "may lose", "has lost", "were lost"])
def test_a_clause_behind_a_condition_is_no_list(verb: str) -> None:
    assert condition(f"If Chile insists, both {verb} and the sea will suffer.") == "if Chile insists"


def test_a_clause_that_only_repeats_the_condition_says_no_more() -> None:
    assert not says_more("Norway will act", "if Norway does not act")
    assert not says_more("Norway acted", "if Norway does not act")
    assert says_more("close the ports", "if Norway does not act")
    assert says_more("close the ports", None)


def warned(article: str, quote: str, what: str) -> Found:
    record = WarningRecord(by="Chile", to="Norway", what=what)
    return Found(Kind.WARNING, article, CharInterval(0, len(quote)), quote, record, None, 0.8)


def test_what_is_warned_of_is_not_what_would_set_it_off() -> None:
    quote = "If Norway does not lift the levy this spring, we will."
    mentions = [
        warned("001", quote, "Norway does not lift the levy this spring"),
        warned("002", "Chile will lift the levy this spring if Norway does not lift it.", "Chile will lift the levy"),
    ]
    cast = Cast(parties=("Chile", "Norway"), of_name={}, full_name={})
    (item,) = merge(mentions, cast, 0.5)[Kind.WARNING]
    assert isinstance(item, Warning)
    assert item.condition == "if Norway does not lift the levy this spring"
    assert item.what == "Chile will lift the levy this spring"


def test_where_nothing_else_is_said_the_condition_is_what_is_warned_of() -> None:
    mention = warned("001", "If Norway does not act, who knows.", "Norway does not act")
    (item,) = merge([mention], Cast(parties=("Chile", "Norway"), of_name={}, full_name={}), 0.5)[Kind.WARNING]
    assert item.model_dump(include={"what", "condition"}) == {
        "what": "Norway does not act",
        "condition": "if Norway does not act",
    }
