"""Title, outlet, date and language: found where the text shows them, and never guessed."""

import pytest

from extract.articles import article_from_text
from extract.dates import find_date, is_date_line

BODY = (
    "The ministers of Salia and Morvia said on Friday that they would go on talking about grain, and about the ships"
    " that carry it through the strait. Nobody asked them for how long."
)
TITLE = "Ministers agree to talk about grain"


def about(*blocks: str) -> tuple[str | None, str | None, str | None]:
    article = article_from_text("\n\n".join(blocks))
    return article.title, article.outlet, article.date


@pytest.mark.parametrize(
    ("blocks", "title"),
    [
        ((TITLE, BODY), TITLE),
        (("Breaking news", TITLE, BODY), TITLE),
        (("Northern Gazette", "WORLD", TITLE, "Share", BODY), TITLE),
        (("# Grain talks", BODY), "Grain talks"),
        ((f"**{TITLE}**", BODY), TITLE),
        ((f"---\ntitle: {TITLE}\ndate: 2024-05-03\n---", BODY), TITLE),
        ((f"{TITLE}: “We had to”", BODY), f"{TITLE}: “We had to”"),
        ((f"World | {TITLE}", BODY), TITLE),
        ((f"{TITLE} – Berg", BODY), f"{TITLE} – Berg"),
        ((BODY, TITLE, BODY[::-1] + "."), None),
        (("Sankt Olaf, Salia", "4:06 p.m.", "MR. EK: " + BODY), None),
        ((BODY,), None),
        ((TITLE,), None),
    ],
)
def test_the_title_is_the_first_headline_above_the_body(blocks: tuple[str, ...], title: str | None) -> None:
    assert about(*blocks)[0] == title


@pytest.mark.parametrize(
    ("blocks", "outlet"),
    [
        ((f"{TITLE} – North News Salian", BODY), "North News Salian"),
        ((f"{TITLE} | Northern Gazette", BODY), "Northern Gazette"),
        ((f"{TITLE} - Lumen Service", "Lumen Service", BODY), "Lumen Service"),
        (("The Northern Courier", TITLE, BODY), "The Northern Courier"),
        ((TITLE, "By Ann Berg, Northern Gazette", BODY), "Northern Gazette"),
        ((TITLE, "By Ann Berg and Bo Ek for the Evening Mail", BODY), "Evening Mail"),
        ((TITLE, "- By Bo Ek Ek writes for the Northern Press.", BODY), "Northern Press"),
        ((TITLE, "By Ann Berg, Meridian", BODY), "Meridian"),
        ((TITLE, f"SANKT OLAF, May 3 (Meridian) -- {BODY}"), "Meridian"),
        ((TITLE, f"(Meridian) - {BODY}"), "Meridian"),
        ((". Ann Berg for ABC", BODY), "ABC"),
        ((TITLE, BODY, "© 2024 The Northern Courier. All rights reserved."), "The Northern Courier"),
        ((TITLE, "Source: Meridian", BODY), "Meridian"),
        ((TITLE, BODY), None),
        ((TITLE, f"{BODY} She told the Gazette that it had rained. (Video: The Northern Post)"), None),
        ((f"{TITLE} – Live Updates", BODY), None),
        ((f"{TITLE} – UN", BODY), None),
        (("World News", TITLE, BODY), None),
        (("New Hope for Peace", BODY), None),
        ((TITLE, "By Ann Berg, Olaf", f"They met in Olaf. {BODY}"), None),
        ((TITLE, f"MR. EK: (In progress) — {BODY}"), None),
        ((TITLE, "By Ann Berg, Staff Writer", BODY), None),
    ],
)
def test_the_outlet_is_known_by_structure(blocks: tuple[str, ...], outlet: str | None) -> None:
    assert about(*blocks)[1] == outlet


@pytest.mark.parametrize(
    ("blocks", "date"),
    [
        ((TITLE, "May 3, 2024", BODY), "2024-05-03"),
        ((" date 2024-05-03 ", BODY), "2024-05-03"),
        ((TITLE, "Published: Friday, 3 May 2024 10:15 BST", BODY), "2024-05-03"),
        ((TITLE, "By Ann Berg | May 3, 2024", BODY), "2024-05-03"),
        ((TITLE, f"SANKT OLAF, May 3, 2024 (Meridian) -- {BODY}"), "2024-05-03"),
        ((TITLE, f"SANKT OLAF, May 3 (Meridian) -- {BODY}"), None),
        ((TITLE, f"They met after the call of April 2, 2024. {BODY}"), None),
        ((TITLE, BODY, *[BODY[n:] for n in range(30)], "May 3, 2024"), None),
        ((TITLE, "May 3", BODY), None),
    ],
)
def test_the_date_stands_near_the_top(blocks: tuple[str, ...], date: str | None) -> None:
    assert about(*blocks)[2] == date


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("2024-05-03", "2024-05-03"),
        ("May 3rd, 2024", "2024-05-03"),
        ("Friday, May 3 2024", "2024-05-03"),
        ("Sept. 3, 2024", "2024-09-03"),
        ("the 3rd of May 2024", "2024-05-03"),
        ("3. 5. 2024", "2024-05-03"),
        ("23/05/2024", "2024-05-23"),
        ("05/23/2024", "2024-05-23"),
        ("03/05/2024", None),
        ("May 33, 2024", None),
        ("May 3", None),
        ("2024", None),
    ],
)
def test_only_full_and_clear_dates_are_read(text: str, date: str | None) -> None:
    assert find_date(text) == date


def test_a_date_line_says_nothing_else() -> None:
    assert is_date_line("Updated Friday, 3 May 2024 at 10:15 a.m. EDT")
    assert is_date_line("4:06 P.M. PET")
    assert not is_date_line("On May 3, 2024, they met")
    assert not is_date_line("Friday")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (BODY, "en"),
        ("Les ministres ont dit que les entretiens sur le blé se poursuivront dans la ville et au port.", "fr"),
        ("Die Minister sagten, dass die Gespräche über das Getreide in der Stadt weitergehen und nicht enden.", "de"),
        ("Los ministros dijeron que las conversaciones sobre el grano seguirán en la ciudad con su gobierno.", "es"),
        ("Министры заявили, что переговоры о зерне продолжатся в городе и на море.", "ru"),
        ("两国部长星期五表示，他们将继续就粮食问题进行谈判。", "zh"),
        ("両国の大臣は、穀物についての話し合いを続けると述べた。", "ja"),
        ("1 2 3", "und"),
        ("Grain. Ships. Salt.", "und"),
    ],
)
def test_the_language_is_told_by_its_everyday_words(text: str, language: str) -> None:
    assert article_from_text(text).language == language
