"""A quantity is read with its unit and its hedges, and what is no quantity of something is left out."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.disagreements.numerals import numbers_in
from extract.disagreements.quantities import Quantity, are_compatible, quantities_in


def one(text: str) -> Quantity:
    (found,) = quantities_in(text)
    return found


NUMBERS = {
    "1,500": 1500,
    "5½": 5.5,
    "5 ½": 5.5,
    "twenty-five": 25,
    "two and a half": 2.5,
    "two-and-a-half": 2.5,
    "1.2 million": 1.2e6,
    "a hundred": 100,
    "three hundred thousand": 300_000,
    "61bn": 61e9,
    "half a": 0.5,
    "seventy five": 75,
}


@pytest.mark.parametrize("printed", NUMBERS)
def test_a_number_is_read(printed: str) -> None:
    (number,) = numbers_in(f"for {printed} hours")
    assert number.value == pytest.approx(NUMBERS[printed])


@pytest.mark.parametrize("text", ["F-16", "10:30", "1.2.3", "#5", "+49", "someone", "fourth", "tenfold", "v2"])
def test_what_only_looks_like_a_number_is_none(text: str) -> None:
    assert numbers_in(f"the {text} was there") == []


READ = {
    "about 5½ hours of talks": ("about 5½ hours", "time"),
    "a 20-hour flight": ("20-hour", "time"),
    "nearly six hours between them": ("nearly six hours", "time"),
    "nine to 12 months": ("nine to 12 months", "time"),
    "between 3 and 5 million barrels": ("between 3 and 5 million barrels", "barrels"),
    "more than 60% of parts": ("more than 60%", "percent"),
    "60 per cent of it": ("60 per cent", "percent"),
    "2 percentage points": ("2 percentage points", "percentage point"),
    "a $95-billion package": ("$95-billion", "money dollar"),
    "US$5-6 billion in loans": ("US$5-6 billion", "money dollar"),
    "300 million euros for it": ("300 million euros", "money euro"),
    "A$300 million for it": ("A$300 million", "money A$"),
    "at least 12 people": ("at least 12 people", "count peopl"),
    "some 3,000 Chilean fishermen marched": None,
    "3,000 young sailors": ("3,000 young sailors", "count sailor"),
    "20 km away": None,
    "a 120-mile border": ("120-mile", "length"),
    "nine months, give or take a week": ("nine months, give or take", "time"),
    "10 months ago": None,
    "a 45-year-old man": None,
    "aged 18 to 45 years": None,
    "79 votes to 18": ("79 votes", "count vot"),
    "from 15,000 students": None,
    "another 500 soldiers": None,
    "for the past five years": None,
    "five more soldiers": None,
    "20 of their soldiers": None,
    "the two sides": None,
    "in 2022 already": None,
    "In 2023 students from both countries": None,
    "2025 and 2026 years of exchange": None,
    "2,026 students": ("2,026 students", "count student"),
    "one country": None,
}


@pytest.mark.parametrize("text", READ)
def test_a_quantity_is_read_with_its_hedges_or_left_out(text: str) -> None:
    found = [(text[each.start : each.end], each.dimension) for each in quantities_in(text)]
    wanted = READ[text]
    assert found == ([wanted] if wanted else [])


COMPATIBLE = [
    ("nearly six hours", "more than five hours"),
    ("about 5½ hours", "nearly six hours"),
    ("5½ hours", "six hours"),
    ("two weeks", "14 days"),
    ("nine months", "270 days"),
    ("at least 12 people", "15 people"),
    ("up to 5,000 men", "3,200 men"),
    ("300 people", "312 people"),
    ("between 5 and 7 hours", "six hours"),
    ("within two to three weeks", "within three weeks"),
    ("fewer than 900 men", "about 800 men"),
    ("$61 billion", "$60.8 billion"),
    ("just over five hours", "5½ hours"),
]
CONTRADICTORY = [
    ("nearly six hours", "four hours"),
    ("five hours", "six hours"),
    ("within nine months", "within nine to 12 months"),
    ("at least 12 people", "nine people"),
    ("up to 5,000 men", "8,000 men"),
    ("12 people", "13 people"),
    ("60 percent", "63 percent"),
    ("fewer than 200 men", "more than 900 men"),
    ("$61 billion", "$16 billion"),
    ("three days", "three hours"),
]


@pytest.mark.parametrize(("mine", "theirs"), COMPATIBLE)
def test_quantities_that_one_value_fits_are_compatible(mine: str, theirs: str) -> None:
    assert are_compatible(one(mine), one(theirs))
    assert are_compatible(one(theirs), one(mine))


@pytest.mark.parametrize(("mine", "theirs"), CONTRADICTORY)
def test_quantities_that_no_value_fits_are_not(mine: str, theirs: str) -> None:
    assert not are_compatible(one(mine), one(theirs))
    assert not are_compatible(one(theirs), one(mine))


def test_rates_and_limits_are_told_from_plain_quantities() -> None:
    assert one("3 million barrels of oil a day").rate == "day"
    assert one("2 million euros per month").rate == "month"
    assert one("two weeks").rate is None
    assert one("gives the owner nine months to sell").is_limit
    assert one("sold within nine months").is_limit
    assert not one("it took four hours to settle").is_limit


HEDGES = ("", "about ", "nearly ", "more than ", "at least ", "up to ", "less than ", "just over ", "between 2 and ")


@given(st.integers(3, 10_000_000), st.sampled_from(HEDGES), st.sampled_from(["hours", "sailors", "euros", "percent"]))
def test_a_hedge_leaves_open_what_it_says(value: int, hedge: str, unit: str) -> None:
    text = f"it was {hedge}{value:,} {unit} there"
    found = one(text)
    assert text[found.start : found.end] == f"{hedge}{value:,} {unit}"
    assert 0 <= found.low <= found.high
    assert max(found.numbers) == value
    assert math.isinf(found.high) == (hedge in ("more than ", "at least "))
    assert are_compatible(found, found)


@given(st.text(max_size=120))
def test_quantities_lie_in_the_text_in_order(text: str) -> None:
    ends = [0]
    for found in quantities_in(text):
        assert ends[-1] <= found.end <= len(text)
        assert found.start < found.end
        ends.append(found.end)
