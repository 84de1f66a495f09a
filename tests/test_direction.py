"""Who takes part in a sentence: who acts or is addressed, not who is only spoken about."""

import pytest

from extract.direction import taking_part
from extract.parties import Cast

NOBODY = Cast(parties=(), of_name={}, full_name={})


def parties(text: str) -> list[str]:
    return taking_part(text, NOBODY.references(text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("OPEC's secretariat requested a schedule.", ["OPEC"]),
        ("The WTO's panel recommended patience.", ["WTO"]),
        ("Ankara's complaint was an old one.", ["Turkey"]),
        ("She told American senators a story.", ["United States"]),
        ("A Lebanese request to France was handed over.", ["Lebanon", "France"]),
        ("Georgia rebutted the Ukrainian charge.", ["Georgia", "Ukraine"]),
        ("They mocked the Argentine claim that it had rained.", ["Argentina"]),
        ("Chile’s coast guard fired.", ["Chile"]),
        ("Norway’s parliament and Peru’s cabinet met.", ["Norway", "Peru"]),
        ("Chinese vessels drew near.", ["China"]),
    ],
)
def test_a_body_or_a_speech_act_behind_a_nation_makes_it_take_part(text: str, expected: list[str]) -> None:
    assert parties(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Chinese companies build ports.",
        "Peru’s harbours were quiet.",
        "Norwegian salmon is dear.",
        "Chilean energy prices rose.",
        "They spoke about Peru.",
        "It rained in Chile.",
        "Chinese-built bridges stood.",
    ],
)
def test_a_nation_that_only_describes_or_is_spoken_about_takes_no_part(text: str) -> None:
    assert parties(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The Dutch told the Swiss to wait.", ["Netherlands", "Switzerland"]),
        ("Turks and Finns argued.", ["Turkey", "Finland"]),
        ("The Chinese refused.", ["China"]),
        ("He pressed the Turks to lift their hold.", ["Turkey"]),
    ],
)
def test_a_people_takes_part_by_its_adjective_and_by_its_noun(text: str, expected: list[str]) -> None:
    assert parties(text) == expected


@pytest.mark.parametrize(
    ("text", "party"),
    [
        ("He asked the government of Zimbabwe to wait.", "Zimbabwe"),
        ("It was for the rulers of Mali to say.", "Mali"),
        ("He saw the hand of Venezuela.", "Venezuela"),
        ("It rejects the demands of Iran.", "Iran"),
        ("It requested of France that it wait.", "France"),
        ("It waits for Sweden to forbid it.", "Sweden"),
        ("The chairman, speaking for the Kremlin, refused.", "Russia"),
        ("The authorities in Oslo refused.", "Norway"),
        ("There is pressure on Kigali.", "Rwanda"),
    ],
)
def test_a_nation_behind_its_rulers_or_as_who_shall_act_takes_part(text: str, party: str) -> None:
    assert parties(text) == [party]


@pytest.mark.parametrize("text", ["The coast of Peru was quiet.", "He longs for Chile.", "He sails for Oslo."])
def test_behind_of_and_for_a_nation_is_not_always_somebody(text: str) -> None:
    assert parties(text) == []


@pytest.mark.parametrize("name", ["Los Angeles Times", "New York Post", "Financial Times", "Fox News"])
def test_a_paper_takes_no_part(name: str) -> None:
    assert parties(f"The {name} said that Chile refused.") == ["Chile"]


@pytest.mark.parametrize(
    "text", ["On Peru he was blunter still.", "He rose. As for Peru, nobody knows.", "“On Peru, we wait.”"]
)
def test_what_a_sentence_turns_to_takes_no_part_in_it(text: str) -> None:
    assert "Peru" not in parties(text)


def test_who_is_called_on_takes_part() -> None:
    text = "Chile called on Peru to wait."
    assert parties(text) == ["Chile", "Peru"]
