"""What a sentence's own verbs say of who acts and who is called upon."""

import pytest

from extract.cues import acting, called_upon
from extract.parties import Cast
from extract.schemas import Kind

NOBODY = Cast(parties=(), of_name={}, full_name={})


@pytest.mark.parametrize(
    ("text", "party"),
    [
        ("Chile should recall its trawlers.", "Chile"),
        ("The Norwegian side must wait, Peru said.", "Norway"),
        ("Peru says that Bolivia needs to think again.", "Bolivia"),
        ("Chile must be heard.", None),
        ("Chile and Norway should talk.", None),
        ("Chile and Norway should talk, and Peru must listen.", None),
        ("Chile met Norway.", None),
        ("Chile urged Norway to wait.", "Norway"),
        ("Prats called on the Chilean side not to fish there.", "Chile"),
        ("Peru warned Bolivia against the levy that Chile has to pay.", "Bolivia"),
        ("Peru asked Bolivia to press Chile to wait.", "Bolivia"),
        ("Norway was asked by Chile to wait.", None),
        ("Its premier threatened Chile with a blockade.", "Chile"),
        ("The ministry has threatened to put a levy on Chilean trawlers.", "Chile"),
        ("The ministry threatened to side with Peru against Chile.", "Chile"),
        ("They threatened to leave. On Chile nothing was said.", None),
    ],
)
def test_of_whom_it_is_said_that_he_should_act(text: str, party: str | None) -> None:
    assert called_upon(text, NOBODY.references(text)) == party


@pytest.mark.parametrize(
    ("kind", "text", "party"),
    [
        (Kind.DISPUTE, "Chile firmly rejects what Norway says.", "Chile"),
        (Kind.DISPUTE, "It rained on the levy, which the Norwegian side has long resented.", "Norway"),
        (Kind.DISPUTE, "Chile accused Norway, and Norway denied it.", None),
        (Kind.DISPUTE, "Chile urged Norway to wait.", None),
        (Kind.DEMAND, "Chile urged Norway to wait.", "Chile"),
        (Kind.DEMAND, "The envoy to Chile urged patience.", None),
        (Kind.DEMAND, "Peru, Chile and Norway urged patience.", None),
        (Kind.DEMAND, "It rained, and Norway urged patience.", "Norway"),
        (Kind.WARNING, "Peru on Monday warned Bolivia.", "Peru"),
        (Kind.AGREEMENT, "Peru rejected and warned and urged.", None),
        (Kind.DEMAND, "Chile must choose and recall its trawlers: Norway deputy FM", "Norway"),
        (Kind.WARNING, "Chile to pay a price for the levy: Norwegian foreign ministry spokesperson", "Norway"),
        (Kind.DISPUTE, "Chile rejects what it calls a levy on salt: Norway’s envoy to Peru", "Chile"),
        # What it is about stands behind a colon, too.
        (Kind.DISPUTE, "Three things divide the ministers, and one is the oldest: Norway", None),
        (Kind.DISPUTE, "Three things divide the ministers: Norway trawlers and salt", None),
        (Kind.DEMAND, "On the table: the Norwegian minister said that Chile must wait", None),
    ],
)
def test_who_does_what_makes_a_sentence_one_of_its_class(kind: Kind, text: str, party: str | None) -> None:
    assert acting(kind, text, NOBODY.references(text)) == party


def test_what_a_speaker_says_that_his_own_side_must_do_is_demanded_of_nobody() -> None:
    text = "Chile must keep its banks."
    assert called_upon(text, NOBODY.references(text), "Chile") is None
    assert called_upon(text, NOBODY.references(text), "Norway") == "Chile"
    urged = "Norway urged Chile to keep its banks."
    assert called_upon(urged, NOBODY.references(urged), "Chile") == "Chile"
