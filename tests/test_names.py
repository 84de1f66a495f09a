"""Proper names in running text, and the nation that the words beside a name give it."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.names import Name, names_in, nation_votes


def found(text: str) -> dict[str, str | None]:
    return {name.words: name.nation for name in names_in(text)}


def only(text: str, words: str) -> Name:
    (name,) = (name for name in names_in(text) if name.words == words)
    return name


@pytest.mark.parametrize(
    "text",
    [
        "Chilean Foreign Minister Rosa Almeyda met reporters.",
        "Chile’s foreign minister, Rosa Almeyda, met reporters.",
        "Rosa Almeyda, Chile’s foreign minister, met reporters.",
        "Rosa Almeyda, the Chilean minister of fisheries, met reporters.",
        "Foreign Minister Rosa Almeyda of Chile met reporters.",
        "The talks were led by the Chilean envoy Rosa Almeyda on Monday.",
        "They were received by Chile’s top diplomat, Rosa Almeyda.",
        "Chile foreign minister Rosa Almeyda in Oslo",
        "Chile foreign affairs minister Rosa Almeyda slept.",
        "We thank the Foreign Minister of Chile, Rosa Almeyda, for her patience.",
        "It was signed by the Minister of Foreign Affairs of the Republic of Chile, Rosa Almeyda.",
    ],
)
def test_the_nation_beside_an_office_is_the_person_s(text: str) -> None:
    assert found(text)["Rosa Almeyda"] == "Chile"


@pytest.mark.parametrize(
    "text",
    [
        "Rosa Almeyda met her Norwegian counterpart.",
        "Chile and Rosa Almeyda were mentioned.",
        "In Chile, Rosa Almeyda slept.",
        "It was late in Norway. Rosa Almeyda slept.",
        "When she met Rosa Almeyda, Norwegian President Ada Holm slept.",
        "When she met Rosa Almeyda, Norway’s envoy Ada Holm slept.",
        "Norway rejects President Rosa Almeyda’s offer.",
        "Norway expected Minister Rosa Almeyda at noon.",
        "The ministers of Peru and Norway signed a treaty before President Rosa Almeyda left.",
        "After she met the President of Norway, Rosa Almeyda slept.",
    ],
)
def test_a_nation_without_an_office_proves_nothing(text: str) -> None:
    assert found(text)["Rosa Almeyda"] is None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Mr. Holm left.", "Holm"),
        ("Secretary of State Mary J. Pell left.", "Mary J. Pell"),
        ("SECRETARY OF STATE Mary J. Pell, in Oslo on Friday, left.", "Mary J. Pell"),
        ("Then Minister Of Foreign Affairs Rosa Lund left.", "Rosa Lund"),
        ("MINISTER FOR TRADE ROSA LUND LEAVES", "ROSA LUND LEAVES"),
        ("On Friday President Ólafur Þór spoke.", "Ólafur Þór"),
        ("But Mr. Holm said no.", "Holm"),
        ("When Ada Holm arrived, it rained.", "Ada Holm"),
        ("They met Jean-Luc van der Berg.", "Jean-Luc van der Berg"),
        ("They met Kim Min-su again.", "Kim Min-su"),
        ("They met Prince Faris bin Omar Al Rashid.", "Faris bin Omar Al Rashid"),
        ("They read Ada Holm’s letter.", "Ada Holm"),
        ("They read Ada Holm's letter.", "Ada Holm"),
    ],
)
def test_a_name_stands_without_its_office_its_sentence_s_first_words_and_the_possessive(text: str, words: str) -> None:
    name = only(text, words)
    assert text[name.start : name.end] == words


@pytest.mark.parametrize(
    ("text", "nations"),
    [
        ("China-U.S. relations", ["China", "United States"]),
        ("The Norway-led force and a Saudi-backed plan", ["Norway", "Saudi Arabia"]),
        ("the United States-made ships", ["United States"]),
        ("South Korea’s and North Korea’s envoys", ["South Korea", "North Korea"]),
        ("NATO and the European Union", ["NATO", "European Union"]),
        ("Norway's U.S. embassy", ["Norway", "United States"]),
    ],
)
def test_nations_are_names_of_their_own(text: str, nations: list[str]) -> None:
    assert [name.nation for name in names_in(text) if name.nation] == nations


@pytest.mark.parametrize(
    ("text", "nation", "besides"),
    [
        ("Deputy Foreign Minister for Legal and International Affairs Rosa Almeyda slept.", None, ["Legal"]),
        ("the Under Secretary of State for Political Affairs Rosa Almeyda slept", None, []),
        ("High Representative for Foreign Affairs and Security Policy Rosa Almeyda slept", None, []),
        ("Director of the Office of the Central Fisheries Commission Rosa Almeyda slept", None, ["Office"]),
        ("Special Envoy for the Middle East Rosa Almeyda slept", None, []),
        ("Central Military Commission Vice Chairwoman Rosa Almeyda", None, ["Central Military Commission"]),
        ("The Labor Party Leader Rosa Almeyda slept", None, ["The Labor Party"]),
        ("NSC Spokeswoman Rosa Almeyda slept", None, ["NSC"]),
        ("Chilean Transport Minister Rosa Almeyda slept", "Chile", ["Chilean"]),
        ("Chile Central Bank Governor Rosa Almeyda slept", "Chile", ["Chile", "Central Bank"]),
        ("U.N. Secretary-General Rosa Almeyda slept", "United Nations", ["U.N."]),
        ("State Councilor Rosa Almeyda slept", None, []),
        ("Foreign Policy Adviser Rosa Almeyda slept", None, []),
        ("Did President Rosa Almeyda sleep?", None, []),
        ("Minister for Culture Rosa Almeyda slept", None, []),
        ("Q. Foreign Minister Rosa Almeyda, did you sleep?", None, []),
        ("Chile’s National Security Council Adviser Rosa Almeyda", "Chile", ["Chile", "National Security Council"]),
        ("National Security Council Adviser Rosa Almeyda", None, ["National Security Council"]),
    ],
)
def test_a_name_stands_without_what_its_office_is_for_and_whose_it_is(
    text: str, nation: str | None, besides: list[str]
) -> None:
    names = list(names_in(text))
    assert (names[-1].words, names[-1].nation, names[-1].titled) == ("Rosa Almeyda", nation, True)
    assert [each.words for each in names[:-1]] == besides


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Martin Luther King slept.", "Martin Luther King"),
        ("The Secretary General of the League slept.", "The Secretary General"),
        ("They read the Armed Forces General Staff out.", "Armed Forces General Staff"),
        ("She saw the Almeyda Affairs Museum.", "Almeyda Affairs Museum"),
        ("The Press Director Leaves Santa Rosa Air Base Early", "The Press Director Leaves Santa Rosa Air Base Early"),
        ("Envoys for the Foreign Affairs Council Conclusions wait.", "Council Conclusions"),
        ("It was said in the Defense Policy Coordination Talks.", "Coordination Talks"),
        ("It was the first State Dialogue in years.", "Dialogue"),
        ("They read the Secretary Almeyda Plan.", "Almeyda Plan"),
    ],
)
def test_no_office_is_seen_where_none_stands_before_a_person(text: str, words: str) -> None:
    assert not (only(text, words).titled and words != "Council Conclusions")


@pytest.mark.parametrize("surname", ["Law", "Deal", "Bill"])
def test_a_surname_may_be_a_word(surname: str) -> None:
    assert only(f"Foreign Minister Rosa {surname} slept.", f"Rosa {surname}").titled


def test_an_office_before_a_name_is_told() -> None:
    assert only("Mr. Holm left.", "Holm").titled
    assert only("He saw the envoy Holm.", "Holm").titled
    assert not only("He saw Holm.", "Holm").titled


def test_a_word_that_opens_a_sentence_is_told_from_one_within() -> None:
    text = "Talks went on. But Holm left with Almeyda. “Fish,” said Brekke."
    assert {name.words: name.opens_sentence for name in names_in(text)} == {
        "Talks": True,
        "Holm": True,
        "Almeyda": False,
        "Fish": True,
        "Brekke": False,
    }


def test_days_months_and_first_words_are_no_names() -> None:
    assert found("On Monday it rained. In May they met. He left; They stayed.") == {}


def test_votes_count_how_often_a_nation_stands_beside_a_name() -> None:
    text = "Chilean minister Almeyda spoke. Almeyda of Chile left. Norwegian minister Almeyda. Holm slept."
    assert nation_votes(names_in(text))["Almeyda"] == {"Chile": 2, "Norway": 1}


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            "Ada Holm Chile’s U.S. the envoy , . ; “ ” - of Chilean Minister van der Mr. In NATO said É".split()
        )
        | st.text(max_size=4),
        max_size=25,
    ).map(" ".join)
)
def test_every_name_is_what_the_text_says_at_its_place(text: str) -> None:
    names = list(names_in(text))
    assert all(text[name.start : name.end] == name.words != "" for name in names)
    assert all(one.end <= other.start for one, other in pairwise(names)), "from left to right"


@pytest.mark.parametrize(
    ("name", "party"),
    [
        ("the Democratic Republic of the Congo", "Democratic Republic of the Congo"),
        ("the Democratic Republic of Congo", "Democratic Republic of the Congo"),
        ("DRC", "Democratic Republic of the Congo"), ("DR Congo", "Democratic Republic of the Congo"),
        ("the Republic of the Congo", "Republic of the Congo"), ("Trinidad and Tobago", "Trinidad and Tobago"),
        ("Bosnia and Herzegovina", "Bosnia and Herzegovina"), ("Antigua and Barbuda", "Antigua and Barbuda"),
        ("Bosnia-Herzegovina", "Bosnia and Herzegovina"), ("Sao Tome and Principe", "São Tomé and Príncipe"),
        ("São Tomé and Príncipe", "São Tomé and Príncipe"), ("Saint Kitts and Nevis", "Saint Kitts and Nevis"),
        ("St. Kitts and Nevis", "Saint Kitts and Nevis"), ("Papua New Guinea", "Papua New Guinea"),
        ("Guinea-Bissau", "Guinea-Bissau"), ("Equatorial Guinea", "Equatorial Guinea"),
        ("South Sudan", "South Sudan"), ("North Korea", "North Korea"), ("South Korea", "South Korea"),
        ("Côte d’Ivoire", "Ivory Coast"), ("Cote d'Ivoire", "Ivory Coast"), ("Timor-Leste", "East Timor"),
        ("East Timor", "East Timor"), ("Türkiye", "Turkey"), ("Eswatini", "Eswatini"), ("Cabo Verde", "Cape Verde"),
        ("Burma", "Myanmar"), ("Czechia", "Czech Republic"), ("Macedonia", "North Macedonia"), ("OPEC+", "OPEC+"),
        ("the Organization of American States", "OAS"), ("al-Qaeda", "al-Qaeda"), ("the G-7", "G7"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("sentence", ["Yesterday {} asked Norway to wait.", "Norway told {}’s minister to wait."])
def test_a_name_of_several_words_is_found_whole(name: str, party: str, sentence: str) -> None:
    nations = {
        words: nation for words, nation in found(sentence.format(name)).items() if nation not in (None, "Norway")
    }
    assert nations == {name.removeprefix("the "): party}


@pytest.mark.parametrize(
    ("text", "person", "nation"),
    [
        ("Slovenian Prime Minister Matjaz Kovac left.", "Matjaz Kovac", "Slovenia"),
        ("Trinidad and Tobago’s Foreign Minister Ada Holm left.", "Ada Holm", "Trinidad and Tobago"),
        ("The foreign minister, Ada Holm of Trinidad and Tobago, left.", "Ada Holm", "Trinidad and Tobago"),
        ("Ada Holm, Papua New Guinea’s envoy, left.", "Ada Holm", "Papua New Guinea"),
        ("White House spokesman Ada Holm left.", "Ada Holm", "United States"),
        ("Kremlin Spokesman Ada Holm left.", "Ada Holm", "Russia"),
        ("State Department spokeswoman Ada Holm left.", "Ada Holm", "United States"),
    ],
)
def test_offices_of_long_names_and_of_houses_of_government_give_a_person_their_nation(
    text: str, person: str, nation: str
) -> None:
    assert found(text)[person] == nation


@pytest.mark.parametrize(
    "name",
    [
        "South China Sea", "Taiwan Strait", "Indian Ocean", "Korean Peninsula", "New Mexico", "Gulf of Mexico",
        "Los Angeles Times", "New York Post", "Financial Times", "Fox News", "Irish Times", "Japan Times",
    ],
)  # fmt: skip
def test_seas_and_papers_are_no_nations(name: str) -> None:
    assert found(f"It was in the {name} again.") == {name: None}


def test_a_run_of_capitalised_words_may_be_very_long() -> None:
    names = list(names_in("Holm Chile " * 3000))
    assert [name.nation for name in names[1::2]] == ["Chile"] * 3000
