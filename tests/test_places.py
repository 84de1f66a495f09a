"""Capitals: where they speak for their country, and where they are only places."""

import pytest

from extract.places import is_place


def place(text: str, name: str) -> bool:
    start = text.index(name)
    return is_place(text, start, start + len(name))


@pytest.mark.parametrize(
    ("text", "capital"),
    [
        ("Oslo urged restraint.", "Oslo"),
        ("Armenia has turned to Moscow with a request.", "Moscow"),
        ("Nepal renewed its plea to New Delhi.", "New Delhi"),
        ("The pressure on Kigali grew.", "Kigali"),
        ("Laos held talks with Hanoi.", "Hanoi"),
        ("A letter to Quito said no.", "Quito"),
        ("They heard nothing from Lima.", "Lima"),
        ("Fiji lashed out at Wellington.", "Wellington"),
        ("The government in Oslo refused.", "Oslo"),
        ("The Foreign Office in Islamabad refused.", "Islamabad"),
        ("China’s ambassador to Tokyo objected.", "Tokyo"),
        ("They spoke against Cairo.", "Cairo"),
        ("He spoke at Maseru’s foreign office.", "Maseru"),
        ("The Kremlin denied it.", "The Kremlin"),
        ("A note to the White House was leaked.", "White House"),
    ],
)
def test_a_capital_that_acts_or_is_addressed_is_a_government(text: str, capital: str) -> None:
    assert not place(text, capital)


@pytest.mark.parametrize(
    ("text", "capital"),
    [
        ("They met in Oslo.", "Oslo"),
        ("He flew to Moscow on Sunday.", "Moscow"),
        ("She arrived in Kigali.", "Kigali"),
        ("It was her third visit to Beijing.", "Beijing"),
        ("They left for Hanoi at night.", "Hanoi"),
        ("Its embassy in Quito was closed.", "Quito"),
        ("The Chilean minister in Oslo refused.", "Oslo"),
        ("He wrote it on the way to Lima.", "Lima"),
        ("A flight from Cairo was late.", "Cairo"),
        ("Moscow airport was closed.", "Moscow"),
        ("The Cairo summit was short.", "Cairo"),
        ("He asked for rain. In Oslo it rained.", "Oslo"),
        ("He told reporters at the White House.", "White House"),
        ("They waited outside Downing Street.", "Downing Street"),
    ],
)
def test_a_capital_where_something_happens_is_a_place(text: str, capital: str) -> None:
    assert place(text, capital)
