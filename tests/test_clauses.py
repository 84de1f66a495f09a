"""Which clause states an item, which clauses are none, and what is left of one without who agreed."""

import pytest

from extract.phrasing import agreed
from extract.reconcile.clauses import fullest, is_broken, is_cut_short
from extract.reconcile.found import Found
from extract.reconcile.likeness import wording
from extract.reconcile.words import background
from extract.schemas import AgreementRecord, DemandRecord, Kind, Record
from extract.spans import CharInterval


def states(clauses: list[str], sentences: list[str]) -> str:
    """The one of `clauses` that is taken, of agreements that these sentences tell."""
    rarity = background(Kind.AGREEMENT)
    words = [wording(each, rarity, frozenset()) for each in clauses]
    said = [wording(each, rarity, frozenset()).weights for each in sentences]
    return clauses[fullest(clauses, words, said)]


def test_many_words_that_one_of_several_statements_has_alone_do_not_outweigh_what_they_share() -> None:
    shared = ["welcome more students and herring pilots", "welcome more students to the school"]
    alone = "train gunners, divers, sappers, cooks and herring pilots on rafts, sledges, canoes, kayaks and barges"
    assert states([*shared, alone], [*shared, alone]) in shared


def test_of_two_statements_the_fuller_one_is_taken() -> None:
    assert (
        states(
            ["open a school", "open a school for pilots at the cape"],
            ["open a school", "open a school for pilots at the cape"],
        )
        == "open a school for pilots at the cape"
    )


@pytest.mark.parametrize(("country", "better"), [("US", True), ("us", False)])
def test_a_country_is_no_pronoun(country: str, better: bool) -> None:
    clauses = [f"the pilots of the {country} school at the cape", "the pilots school at the cape, it says"]
    assert (states(clauses, clauses) == clauses[0]) is better


@pytest.mark.parametrize(
    "clause",
    [
        "a meeting of the pilots will be", "recall the trawlers and", "open “the harbour", "because of its",
        "keep the old and new harbour lights and the old and new harbour lights alive",
    ],
)  # fmt: skip
def test_a_clause_that_is_none_is_told_by_its_end_its_marks_or_its_loops(clause: str) -> None:
    assert is_broken(clause)
    assert is_cut_short(clause)


@pytest.mark.parametrize("clause", ["words that both can live with", "meet every year from now on", "who it is for"])
def test_a_preposition_at_the_end_may_be_right(clause: str) -> None:
    assert not is_broken(clause)
    assert is_cut_short(clause)


def told(kind: Kind, quote: str, record: Record) -> str:
    return Found(kind, "001", CharInterval(0, len(quote)), quote, record, None, 0.8).mention().what


def test_where_a_model_wrote_no_clause_its_sentence_speaks() -> None:
    quote = "Chile and Norway agreed to hold a meeting of pilots, officials said."
    assert (
        told(Kind.AGREEMENT, quote, AgreementRecord(what="a meeting of pilots will be")) == "hold a meeting of pilots"
    )
    assert told(Kind.AGREEMENT, quote, AgreementRecord(what="hold a meeting")) == "hold a meeting"
    record = DemandRecord(by="Chile", of="Norway", what="recall its trawlers, its trawlers, and its")
    assert told(Kind.DEMAND, "Chile urged Norway to recall its trawlers.", record) == "recall its trawlers"


@pytest.mark.parametrize(
    ("clause", "left"),
    [
        ("both sides agreed to open a school", "open a school"),
        ("Chile and Norway agreed on Friday to open a school", "open a school"),
        ("the United States and New Zealand have agreed that schools help", "schools help"),
        ("agreed Monday to open a school", "agreed Monday to open a school"),
        ("Chile agreed to open a school", "Chile agreed to open a school"),
        ("Chile and Norway agreed to leave", "Chile and Norway agreed to leave"),
    ],
)
def test_who_agreed_is_dropped_where_it_is_both(clause: str, left: str) -> None:
    assert agreed(clause) == left
