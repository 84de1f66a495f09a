"""Countries and standing organisations by all that they are called; no words that only look like them."""

import pytest

from extract.gazetteer import gazetteer


@pytest.mark.parametrize(
    ("surface", "party"),
    [
        ("Norway", "Norway"), ("Norwegian", "Norway"), ("Norwegians", "Norway"), ("Brazilian", "Brazil"),
        ("US", "United States"), ("U.S.", "United States"), ("U.S", "United States"), ("USA", "United States"),
        ("American", "United States"), ("Americans", "United States"), ("the United States", "United States"),
        ("The Netherlands", "Netherlands"), ("Dutch", "Netherlands"), ("Britain", "United Kingdom"),
        ("the UK", "United Kingdom"), ("British", "United Kingdom"), ("South Korea", "South Korea"),
        ("Türkiye", "Turkey"), ("Burma", "Myanmar"), ("the Holy See", "Vatican"), ("ROK", "South Korea"),
        ("EU", "European Union"), ("the European Union", "European Union"), ("the UN", "United Nations"),
        ("the Security Council", "United Nations"), ("NATO", "NATO"), ("Nato", "NATO"), ("IAEA", "IAEA"), ("G7", "G7"),
    ],
)  # fmt: skip
def test_a_party_is_known_by_its_names_demonyms_and_common_short_forms(surface: str, party: str) -> None:
    assert gazetteer().party(surface) == party


@pytest.mark.parametrize(
    "surface", ["us", "uk", "un", "IT", "No", "NO", "it", "in", "Norland", "Vesta", "Hale", "", ".", "the"]
)
def test_ordinary_words_and_unknown_names_are_no_parties(surface: str) -> None:
    assert gazetteer().party(surface) is None


@pytest.mark.parametrize(
    ("capital", "party"),
    [("Oslo", "Norway"), ("Santiago", "Chile"), ("Washington", "United States"), ("OSLO", "Norway")],
)
def test_a_capital_is_a_place_and_only_said_to_be_somebody_s(capital: str, party: str) -> None:
    assert gazetteer().party(capital) is None
    assert gazetteer().capital_of(capital) == party


def test_where_two_share_a_name_the_more_populous_is_meant() -> None:
    assert gazetteer().party("American") == "United States"
    assert gazetteer().party("Dominican") == "Dominican Republic"


def test_canonical_names_stand_for_themselves() -> None:
    """What is answered once must be the same party when it is asked about again."""
    known = gazetteer()
    assert known.party("Burmese") == "Myanmar"
    parties = {*known.names.values(), *known.demonyms.values(), *known.capitals.values()}
    assert len(parties) > 200
    assert {party: known.party(party) for party in parties} == {party: party for party in parties}
