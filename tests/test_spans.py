"""Sentences as intervals: what every text must hold to, and what English news text asks for."""

import textwrap
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.spans import CharInterval, split_sentences

WITHOUT_WIDTH = "\ufeff\u200b\u2060"
# Arbitrary characters seldom make anything that looks like a sentence; these pieces often do.
PIECES = st.sampled_from(
    [
        *". .. … ! ? ?! , ; : - – — • * 1. 2) (3) # > Q A Q: | / ( ) [ ]".split(),
        *"\" ' “ ” ‘ ’ « » \n \n\n \r\n \r \t \u2028 \x0b \x1f \x01 \ufeff \u200b".split(" "),
        *" |  |a|I|the|The|Mr.|U.S.|p.m.|No.|61.5|Jan.|Smith|said|MR. LUND:|Ann Berg:|peace.The|。|“Go.”".split("|"),
    ]
)
TEXTS = st.text() | st.lists(PIECES, max_size=60).map("".join) | st.lists(PIECES, max_size=40).map(" ".join)


def is_blank(character: str) -> bool:
    return character.isspace() or character in WITHOUT_WIDTH


def sentences(text: str) -> list[str]:
    return [interval.of(text) for interval in split_sentences(text)]


def test_an_interval_is_half_open_and_counts_code_points() -> None:
    assert CharInterval(1, 3).of("a😀bc") == "😀b"
    assert CharInterval(0, 2) < CharInterval(0, 3) < CharInterval(1, 2)


def test_intervals_that_only_touch_do_not_overlap() -> None:
    assert not CharInterval(0, 3).overlaps(CharInterval(3, 5))
    assert CharInterval(0, 4).overlaps(CharInterval(3, 5))
    assert CharInterval(3, 5).overlaps(CharInterval(0, 9))
    assert not CharInterval(2, 2).overlaps(CharInterval(0, 9))


def test_an_interval_cannot_end_before_it_starts() -> None:
    with pytest.raises(ValueError, match="3 to 2"):
        CharInterval(3, 2)


@given(TEXTS)
def test_every_inked_character_lies_in_exactly_one_sentence(text: str) -> None:
    intervals = split_sentences(text)
    end = 0
    for interval in intervals:
        assert interval.start >= end
        assert interval.start < interval.end <= len(text)
        assert all(map(is_blank, text[end : interval.start]))
        assert not is_blank(text[interval.start])
        assert not is_blank(text[interval.end - 1])
        end = interval.end
    assert all(map(is_blank, text[end:]))


@given(TEXTS)
def test_no_sentence_reaches_over_a_blank_line(text: str) -> None:
    assert split_sentences(text + "\n\n") == split_sentences(text)
    assert not any("\n\n" in sentence for sentence in sentences(text))


def test_an_empty_or_blank_text_has_no_sentences() -> None:
    assert split_sentences("") == split_sentences(" \n\t\r\n \ufeff") == []


@pytest.mark.parametrize("piece", ["word ", "a. ", "A. ", '. "', "w", ".", "Mr. ", "U.S. The ", "?” ", ": ", "a\n"])
def test_a_long_line_takes_linear_time(piece: str) -> None:
    text = piece * (250_000 // len(piece))
    start = time.process_time()
    split_sentences(text)
    assert time.process_time() - start < 4  # generous for a busy machine: a quadratic rule would take minutes


@pytest.mark.parametrize("piece", ["word ", "a. "])
def test_a_megabyte_on_one_line_is_split_at_once(piece: str) -> None:
    text = piece * (1_000_000 // len(piece))
    start = time.process_time()
    assert len(split_sentences(text)) == 1
    assert time.process_time() - start < 2


SPLITS = {
    "abbreviations": "Gen. Ann Lund met Sen. Bo Falk of the U.S. Senate at 5 p.m. on Jan. 6. | No. 4 was Dr. Ek.",
    "an acronym at the end": "They flew to the U.S. | The talks began. | It went to the U.N. General Assembly.",
    "initials": "Antony J. Blake and J. D. Vane met in Washington, D.C. | They dined.",
    "money and decimals": "It cost $61.5 billion, or 3.2% of output. | That is much.",
    "a stop inside the quotes": "“We shall go forward.” | Then he left. | She said, “We wait.” | “They do not.”",
    "a stop outside the quotes": "It was ‘a pity’. | “Nobody”, he said, “knows”. | He left.",
    "straight quotes": 'He said: "We go." | "No," she said. | "Stay." | They stayed.',
    "a question asked by someone": "“Will you?” he asked. | “Stop!” Maria Lund said. | “Why?” | He said no more.",
    "a quotation of several sentences": "He said: “Talks will go on. | We do not fear them. | Do you?” | Then he left.",
    "a quote within a quote": "“They will say ‘do less,’” she said. | “They said ‘no.’” | It rained.",
    "ellipses": "The region … and the world agree. | We want... to talk. | He fell silent… | Then he spoke.",
    "brackets": "They met (in Oslo). | (Nobody was told.) | The host [Norway] agreed.",
    "a dash": "He spoke — at length — of peace. | She — did not.",
    "a stray blank before the stop": "They left . | The cars . , all new, left. | It was this year. . | So they say.",
    "a stray blank before the quote": "“We wait,” he said. ” he added. | She left.",
    "a lost blank after the stop": "They work for peace.|The minister agreed.|“We try,” he said. | Ask a.B@c.example.",
    "a small word after the stop": "It is the most great threat. to the peace of all. | So it is said.",
    "a name in small letters": "He met the emir. | al-Tani smiled. | The firm makes phones. | iCall sells them.",
    "points within a line": "They agreed: 1. To meet. | 2. To talk. | 3. To trade.",
    "other languages": "« Nous restons. » | Il part. | „Wir bleiben.“ | Er geht. |我们同意。|会议结束！",
}


@pytest.mark.parametrize("case", SPLITS.values(), ids=SPLITS.keys())
def test_a_line_is_cut_where_its_sentences_end(case: str) -> None:
    expected = [sentence.strip() for sentence in case.split("|")]
    assert sentences(case.replace(" | ", " ").replace("| ", "").replace("|", "")) == expected


def test_a_wrapped_line_does_not_end_a_sentence() -> None:
    text = (
        "The ministers, who had not met since the spring of the year before, said\n"
        "that talks would go on. They thanked the mayor, and also the people of\n"
        "Sankt Olaf, for the welcome. “We came here to listen,” said the older of\n"
        "the two. Nobody else spoke.\n"
    )
    found = sentences(text)
    assert [sentence.split()[0] for sentence in found] == ["The", "They", "“We", "Nobody"]
    assert "people of\nSankt Olaf" in found[1]


def test_where_a_text_is_wrapped_a_short_paragraph_is_too() -> None:
    wrapped = "The envoys of both countries sat down again in the morning and\nspoke of grain."
    short = "Then there was a reception at the house of the ambassador of\nSalia."
    assert sentences(f"{wrapped}\n\n{short}") == [wrapped, short]


def test_a_small_word_goes_on_with_the_line_before() -> None:
    assert sentences("The two sides said\nthat they agreed.\n“But when,\nif ever?” he asked.") == [
        "The two sides said\nthat they agreed.",
        "“But when,\nif ever?” he asked.",
    ]


def test_a_headline_without_a_stop_is_a_sentence_of_its_own() -> None:
    assert sentences("Envoys agree on grain\nThe envoys met on Monday. It rained.\nGrain") == [
        "Envoys agree on grain",
        "The envoys met on Monday.",
        "It rained.",
        "Grain",
    ]


def test_a_button_under_a_caption_does_not_join_it() -> None:
    lines = ["Ann Berg for ABC", "hide caption", "toggle caption"]
    assert sentences("\n".join(lines)) == lines


def test_a_list_mark_is_an_interval_of_its_own() -> None:
    text = "They agreed on this:\n• To talk. And to listen.\n  - to trade\n1. Grain\n2) Fish\n(3) Wool\n* Wine.\n– Rye."
    assert sentences(text) == [
        *["They agreed on this:", "•", "To talk.", "And to listen.", "-", "to trade", "1.", "Grain", "2)", "Fish"],
        *["(3)", "Wool", "*", "Wine.", "–", "Rye."],
    ]


def test_bullets_on_one_line_are_parted() -> None:
    assert sentences("• To talk • To trade") == ["•", "To talk", "•", "To trade"]


def test_an_ordinal_starts_a_sentence_where_a_line_starts_with_it() -> None:
    lines = ["He named two points:", "First, grain;", "Second, fish."]
    assert sentences("\n".join(lines)) == lines


@pytest.mark.parametrize("width", range(44, 90))
def test_wherever_a_paragraph_is_wrapped_its_sentences_stay_the_same(width: int) -> None:
    text = (
        "The ministers of Salia and North Morvia met in the old town hall, and signed what they agreed on May 7. The"
        " talks that led up to it – the first in two years – were hard, said Dr. Ann Berg of the University of"
        " Sankt Olaf. “We came here to listen,” she said. “Nobody else did.” The U.S. Embassy in Port Lund – which had"
        " sent an observer, for 12.5 million crowns were at stake – kept its silence."
    )
    wrapped = textwrap.fill(text, width, break_on_hyphens=False)
    assert [" ".join(sentence.split()) for sentence in sentences(wrapped)] == sentences(text)


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("Q: Did you agree?\nA: We did. It was late.", ["Q:", "A:"]),
        ("Q  Did you agree?\n\nMR. LUND: We did.", ["Q", "MR. LUND:"]),
        ("PRESIDENT FALK (via interpreter): Thank you.", ["PRESIDENT FALK (via interpreter):"]),
        ("ANN BERG: Good day.\n\nBO EK: Good day.", ["ANN BERG:", "BO EK:"]),
        ("Ann Berg: Did it go well?\n\nBo Ek: It did.", ["Ann Berg:", "Bo Ek:"]),
        ("Mr. Ek :\n\nIt did.", ["Mr. Ek :"]),
    ],
)
def test_a_speaker_label_is_an_interval_of_its_own(text: str, labels: list[str]) -> None:
    found = sentences(text)
    assert [sentence for sentence in found if sentence in labels] == labels


@pytest.mark.parametrize(
    "text",
    [
        "SALIA CITY: Ministers met on Monday.",
        "Grain: no progress was made.",
        "Falk: we will not yield",
        "And this is new: they agreed.",
        "Key point: “Do not sell”",
        "At 4:06 the talks ended.",
    ],
)
def test_a_colon_alone_makes_no_speaker(text: str) -> None:
    assert sentences(text) == [text]


def test_a_byte_order_mark_belongs_to_no_sentence() -> None:
    assert split_sentences("\ufeffThey met.") == [CharInterval(1, 10)]


def test_windows_line_ends_split_as_others_do() -> None:
    text = "They met\nto talk.\n\nIt rained.\n- Grain\n"
    assert sentences(text.replace("\n", "\r\n")) == [s.replace("\n", "\r\n") for s in sentences(text)]
