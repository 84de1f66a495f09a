"""What each sentence of an article is, told by its form."""

import pytest

from extract.roles import Role, sentences_with_roles

BODY = (
    "The ministers of Salia and Morvia said on Friday that they would go on talking about grain, and about the ships"
    " that carry it through the strait. Nobody asked them for how long."
)


def roles(*blocks: str) -> list[tuple[str, str]]:
    """Each sentence with the name of its role; blocks are parted by blank lines."""
    text = "\n\n".join(blocks)
    return [(sentence.interval.of(text), sentence.role.value) for sentence in sentences_with_roles(text)]


def told(*blocks: str) -> list[str]:
    return [sentence for sentence, role in roles(*blocks) if role in (Role.PROSE, Role.BULLET)]


PROSE = [
    "Image caption, Minister Ann Berg said that the strait would be closed if no ship was released",
    "Add text to the video,In an interview, Berg said that Salia will act if Morvia does not stop the ships.",
    "SECRETARY OF STATE Ann B. Berg, with the envoy of Morvia, said that the two sides had made progress on grain.",
    "By Friday, the ministers had agreed on every point of the list.",
    "The two sides agreed on five points:",
    "China does not subscribe to that view.",
    "They will share this burden.",
    "He told the Gazette that talks would go on.",
]
DEBRIS = [
    *[
        "Share post:",
        "Tags: grain, ships, Salia",
        "More like this",
        "image source,Harrow Pictures",
        "Ann Berg Pool Photo",
    ],
    *[
        "Your device does not support playing this video",
        "13 minutes ago",
        "Published 26 April 2024, 10:30 BST",
        "2024-04-26",
    ],
    *[
        "We use cookies to improve your visit.",
        "Sign up for our weekly newsletter.",
        "Advertisement",
        "NEXT Rain in the north",
    ],
    *["By Ann Berg and Bo Ek", "- By Bo Ek Ek writes for the Northern Press.", "Ann Berg, Diplomatic Editor, ABC"],
    *[
        "ABC Geneva correspondent Ann Berg",
        "(Reporting by Ann Berg; editing by Bo Ek)",
        "Ann Berg contributed to this report.",
    ],
    *[
        "--",
        "* * *",
        "https://example.org/a?b=c",
        "desk@example.org",
        "(Laughter.)",
        "Facebook",
        "Share | Print | Save",
    ],
    *[
        "Copyright 2024 The Northern Gazette. All rights reserved.",
        "4 min read",
        "Ann Berg for ABC",
        "READ MORE: Rain expected",
    ],
    *["Image caption, Berg in the stands", "(Photo: Bo Ek)", "You have two free articles left this month."],
]


@pytest.mark.parametrize("line", PROSE)
def test_a_line_with_news_in_it_stays(line: str) -> None:
    assert (line, "prose") in roles(BODY, line, "They will meet again soon.")


@pytest.mark.parametrize("line", DEBRIS)
def test_what_belongs_to_the_page_is_debris(line: str) -> None:
    found = roles(BODY, line, "They will meet again soon, and nobody knows where.")
    assert {role for sentence, role in found if sentence in line} == {"debris"}


def test_a_title_and_section_headings_are_headings() -> None:
    found = roles(
        "Ministers agree to talk about grain", BODY, "What comes next?", BODY[::-1] + ".", "## Salt", "It rained."
    )
    assert [sentence for sentence, role in found if role == "heading"] == [
        "Ministers agree to talk about grain",
        "What comes next?",
        "Salt",
    ]


def test_a_heading_needs_something_below_it() -> None:
    assert roles(BODY, "Papers in Salian")[-1] == ("Papers in Salian", "debris")


def test_headlines_of_other_articles_are_debris() -> None:
    links = ["More like this", "Rain is expected in the north of Morvia", "Baker wins prize"]
    assert {role for sentence, role in roles(BODY, *links) if sentence in links} == {"debris"}


def test_a_navigation_list_is_debris_and_a_list_of_points_is_not() -> None:
    assert told("Home\nWorld\nTrade\nSport\nWeather", BODY) == told(BODY)
    assert told(BODY, "They talked about:", "• Grain\n• Ships\n• Salt\n• Wine")[-4:] == [
        "Grain",
        "Ships",
        "Salt",
        "Wine",
    ]


def test_a_list_item_is_a_bullet_and_its_mark_is_debris() -> None:
    assert roles(BODY, "• To talk. To listen.\n2. To trade.")[-5:] == [
        ("•", "debris"),
        ("To talk.", "bullet"),
        ("To listen.", "bullet"),
        ("2.", "debris"),
        ("To trade.", "bullet"),
    ]


def test_a_label_names_who_speaks_next() -> None:
    assert roles("Ann Berg :", "Did it go well?", "PRESIDENT EK: It did. (Laughter.) Thank you.") == [
        ("Ann Berg :", "speaker"),
        ("Did it go well?", "prose"),
        ("PRESIDENT EK:", "speaker"),
        ("It did.", "prose"),
        ("(Laughter.)", "debris"),
        ("Thank you.", "prose"),
    ]


def test_one_word_with_a_colon_is_a_speaker_if_it_comes_again() -> None:
    assert roles("Interview :", "Why now?", "Interview :", "And then?")[2] == ("Interview :", "speaker")
    assert roles("Background:", BODY)[0] == ("Background:", "heading")


def test_a_label_above_a_list_is_a_heading() -> None:
    assert ("Five Points:", "heading") in roles(BODY, "Five Points:", "• To talk about grain and about ships.")


def test_only_the_first_copy_of_a_headline_counts() -> None:
    headline = "Ministers agree to talk about grain – Northern News"
    assert [role for sentence, role in roles(headline, f"{headline}\n{headline}", BODY) if sentence == headline] == [
        "heading",
        "debris",
        "debris",
    ]


def test_a_caption_that_comes_twice_counts_once_even_behind_its_credit() -> None:
    caption = (
        "MINISTER Ann Berg, with the envoy of Morvia at the harbour of Sankt Olaf, said on Friday that talks went on."
    )
    found = roles(BODY, f" ?? Bo Ek Pool Photo ?? {caption}\nBo Ek Pool Photo {caption}")[2:]
    assert [role for _, role in found] == ["debris", "debris", "prose", "debris"]
    assert found[2][0] == caption


def test_two_articles_in_one_file_are_read_like_one() -> None:
    found = roles(
        f"Ministers agree to talk about grain\n{BODY}\nHarbour of Sankt Olaf opens again\nIt had been shut for a year."
    )
    assert [role for _, role in found] == ["heading", "prose", "prose", "heading", "prose"]


def test_a_caption_stands_apart_from_the_button_below_it() -> None:
    assert roles(BODY, "The harbour on Friday.\nAnn Berg for ABC\nhide caption")[-3:] == [
        ("The harbour on Friday.", "prose"),
        ("Ann Berg for ABC", "debris"),
        ("hide caption", "debris"),
    ]
