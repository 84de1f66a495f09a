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
        ("The US", "United States"), ("The EU", "European Union"), ("The U.N.", "United Nations"),
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


@pytest.mark.parametrize(
    ("people", "party"),
    [
        ("Turks", "Turkey"), ("Finns", "Finland"), ("Swedes", "Sweden"), ("Danes", "Denmark"), ("Poles", "Poland"),
        ("Spaniards", "Spain"), ("Britons", "United Kingdom"), ("Serbs", "Serbia"), ("Croats", "Croatia"),
        ("Azeris", "Azerbaijan"), ("Argentines", "Argentina"), ("Filipinos", "Philippines"), ("Scots", "Scotland"),
        ("Saudis", "Saudi Arabia"), ("Dutch", "Netherlands"), ("Swiss", "Switzerland"), ("Irish", "Ireland"),
        ("Czechs", "Czech Republic"), ("Argentine", "Argentina"), ("Serb", "Serbia"), ("Croat", "Croatia"),
        ("Bosnian", "Bosnia and Herzegovina"), ("Philippine", "Philippines"), ("Filipino", "Philippines"),
        ("Kazakh", "Kazakhstan"), ("Uzbek", "Uzbekistan"), ("Tajik", "Tajikistan"), ("Kyrgyz", "Kyrgyzstan"),
        ("Nepali", "Nepal"), ("Nepalese", "Nepal"), ("Slovenian", "Slovenia"), ("Icelandic", "Iceland"),
        ("Djiboutian", "Djibouti"), ("Maldivian", "Maldives"), ("Ecuadorian", "Ecuador"), ("Timorese", "East Timor"),
        ("Soviet", "Soviet Union"), ("Congolese", "Democratic Republic of the Congo"), ("Houthi", "Houthis"),
    ],
)  # fmt: skip
def test_peoples_and_adjectives_that_are_no_demonym_with_an_s_are_known(people: str, party: str) -> None:
    assert gazetteer().party(people) == party
    assert gazetteer().is_people(people)


@pytest.mark.parametrize(
    ("capital", "party"),
    [
        ("Kiev", "Ukraine"), ("Kyiv", "Ukraine"), ("Bogota", "Colombia"), ("Bogotá", "Colombia"),
        ("Brasilia", "Brazil"), ("Brasília", "Brazil"), ("Chisinau", "Moldova"), ("Chișinău", "Moldova"),
        ("Sanaa", "Yemen"), ("Sana’a", "Yemen"), ("Belgrade", "Serbia"), ("Skopje", "North Macedonia"),
        ("Yaoundé", "Cameroon"), ("Yaounde", "Cameroon"), ("N’Djamena", "Chad"),
        ("Port of Spain", "Trinidad and Tobago"),
        ("The Hague", "Netherlands"), ("St. John's", "Antigua and Barbuda"), ("Brussels", "European Union"),
        ("the White House", "United States"), ("the Kremlin", "Russia"), ("Downing Street", "United Kingdom"),
        ("the Pentagon", "United States"), ("the State Department", "United States"), ("the Élysée", "France"),
        ("Zhongnanhai", "China"), ("Capitol Hill", "United States"), ("Whitehall", "United Kingdom"),
        ("the Quai d’Orsay", "France"), ("the Blue House", "South Korea"), ("Foggy Bottom", "United States"),
        ("the Treasury Department", "United States"),
    ],
)  # fmt: skip
def test_capitals_and_houses_of_government_are_known_with_and_without_accents(capital: str, party: str) -> None:
    assert gazetteer().capital_of(capital) == party
    assert gazetteer().party(capital) is None


@pytest.mark.parametrize("surname", ["Hague", "Hamilton", "Douglas", "Stanley", "Mann", "Dominique"])
def test_capitals_of_no_state_and_foreign_spellings_do_not_take_surnames_away(surname: str) -> None:
    assert gazetteer().party(surname) is None
    assert gazetteer().capital_of(surname) is None


@pytest.mark.parametrize(
    ("surface", "party"),
    [
        ("International Criminal Court", "ICC"), ("GCC", "GCC"), ("WHO", "WHO"), ("the ICRC", "Red Cross"),
        ("Mercosur", "Mercosur"), ("the Palestinian Authority", "Palestinian Authority"), ("PLO", "PLO"),
        ("Hamas", "Hamas"), ("Hizbullah", "Hezbollah"), ("the Taliban", "Taliban"), ("the Houthis", "Houthis"),
        ("Organization of American States", "OAS"), ("the Commonwealth", "Commonwealth"), ("AU", "African Union"),
        ("Economic Community of West African States", "ECOWAS"), ("International Atomic Energy Agency", "IAEA"),
        ("Arab League", "Arab League"), ("OPEC+", "OPEC+"), ("UN Security Council", None),
        ("Security Council", "United Nations"), ("European Commission", "European Union"),
        ("European Council", "European Union"), ("European Parliament", "European Union"),
        ("World Bank", "World Bank"), ("IMF", "IMF"), ("OSCE", "OSCE"), ("APEC", "APEC"), ("BRICS", "BRICS"),
        ("G-7", "G7"), ("G20", "G20"), ("SCO", "SCO"), ("ICJ", "ICJ"), ("UNHCR", "UNHCR"), ("Unicef", "UNICEF"),
        ("Who", None), ("who", None), ("Sco", None),
    ],
)  # fmt: skip
def test_organisations_are_known_by_their_letters_in_capitals_and_spelled_out(surface: str, party: str | None) -> None:
    assert gazetteer().party(surface) == party


def test_every_state_has_people_and_a_capital() -> None:
    """193 members of the United Nations, and Kosovo, Palestine, Taiwan and the Vatican."""
    known = gazetteer()
    states = {state for state in known.capitals.values() if state != "European Union"}
    places_themselves = {"Djibouti", "Monaco", "San Marino", "Singapore", "Vatican", "Belgium"}
    assert len(states | places_themselves) >= 197
    described = set(known.demonyms.values())
    assert {state for state in states | places_themselves if state not in described} == {
        "Dominica", "Republic of the Congo",
    }  # fmt: skip


def test_a_people_s_name_may_be_shared_and_is_one_party_s_all_the_same() -> None:
    assert gazetteer().party("Europeans") == "European Union"
    assert gazetteer().sharing == {"European Union": ("E3",)}
