"""The stated list is found in whatever form it is printed, whole and in order, and nothing else is taken for it."""

import json
import random
import re
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.articles import Article, article_from_text, load_articles
from extract.consensus import StatedList, find_consensus, find_stated_lists
from extract.consensus.marks import CARDINALS, ORDINALS

LISTS = Path(__file__).parent / "lists"  # "=== name of the case", its text, with each point in "[[" and "]]"
SEEDS = Path(__file__).parent.parent / "seeds"
STORY = (
    "KELDRA, 4 June - The foreign ministers of Ostravia and Melundia met on Tuesday for the first time in six years,"
    " in a castle above the river that divides their countries, and talked until long after midnight.\n\n"
)
AFTER = (
    "\n\nThe ministers left without taking questions. Shops in the border town stayed open late, and residents said"
    " they had seen too many such meetings to expect much of this one.\n"
)
POINTS = (
    "Both sides will reopen the bridge at Keld.",
    "The two sides agreed to free all fishermen.\nBoats and nets are returned. What was sold is paid for.",
    "The two sides will share the water of the dam. In dry years each takes half.",
    "Customs posts open at six in the morning.",
    "Ostravia and Melundia will recognise each other's diplomas.",
    "Students pay the fees that natives pay. This holds from autumn on.",
    "The two governments will set up a fund for flooded villages.",
    "The United Nations will be asked to watch the crossing points.",
)


def cases(name: str) -> dict[str, str]:
    _, *parts = re.split(r"^=== (.*)\n", (LISTS / name).read_text(encoding="utf-8"), flags=re.MULTILINE)
    return dict(zip(parts[::2], parts[1::2], strict=True))


STATED = cases("stated.txt")
NO_CONSENSUS = cases("other.txt")


def read(marked: str, id: str = "001") -> tuple[Article, list[str]]:
    """An article without its double brackets, and what stands in them."""
    expected = re.findall(r"\[\[(.*?)\]\]", marked, re.DOTALL)
    return article_from_text(marked.replace("[[", "").replace("]]", ""), id=id), expected


def printed(stated: StatedList, article: Article) -> list[str]:
    return [point.interval.of(article.text) for point in stated.points]


def one_list(article: Article) -> StatedList:
    (stated,) = find_stated_lists(article)
    return stated


@pytest.mark.parametrize("case", STATED)
def test_a_stated_list_is_found_whole_and_in_order(case: str) -> None:
    article, expected = read(STORY + STATED[case] + AFTER)
    assert printed(one_list(article), article) == expected


@pytest.mark.parametrize("case", NO_CONSENSUS)
def test_another_list_is_not_taken_for_a_consensus(case: str) -> None:
    article, _ = read(STORY + NO_CONSENSUS[case] + AFTER)
    assert find_stated_lists(article) == []


BOXES = {
    "key points": """Key points
• The two sides will reopen the bridge at Keld
• Both sides agreed to meet again
• The two countries have not spoken for six years
""",
    "what we know": """What we know
- The two sides will reopen the bridge, and both sides will talk again
- What they do not say
""",
    "as many stars as points": """* Ministers met for eleven hours
* Bridge at Keld to reopen
* No word on prisoners
* Ostravian markets up 2%
* Next round in autumn
""",
}


@pytest.mark.parametrize("box", BOXES)
def test_a_box_above_the_story_is_not_taken_for_a_consensus(box: str) -> None:
    article, _ = read(f"Ostravia, Melundia agree on five points\n\n{BOXES[box]}\n{STORY}{AFTER}")
    assert find_stated_lists(article) == []


def test_a_file_with_a_line_for_each_paragraph_is_read() -> None:
    article, expected = read(
        STORY.strip() + "\nThree-point consensus\n• [[Both sides will open the pass. It stays open in winter.]]\n"
        "• [[The two sides will count the sheep.]]\n• [[The wool is shared.]]\nThe minister took a train home and was"
        " not seen again for several days by anyone who knew him.\nHe declined to comment.\n"
    )
    assert printed(one_list(article), article) == expected


def test_the_title_is_the_heading() -> None:
    stated = one_list(read(STORY + STATED["bullets below a heading with a number word"])[0])
    assert (stated.title, stated.announced) == ("Four-point consensus", 4)


def test_without_a_heading_the_title_is_the_announcing_phrase() -> None:
    stated = one_list(read(STORY + STATED["numbered lines below a sentence with a number word"])[0])
    assert (stated.title, stated.announced) == ("Three-point consensus", 3)


def test_the_five_points_of_the_seeds_are_found_in_the_article_that_prints_them() -> None:
    articles = load_articles(SEEDS).articles
    gold = json.loads((SEEDS / "gold.json").read_text(encoding="utf-8"))["consensus"]
    stated = find_consensus(articles)
    lead = next(article for article in articles if article.path == gold["article"])
    assert stated is not None
    assert (stated.lead.article, stated.others) == (lead.id, ())
    assert stated.lead.title == "Five-point consensus"
    for found, wanted in zip(stated.lead.points, gold["points"], strict=True):
        have = set(range(found.interval.start, found.interval.end))
        need = {at for span in wanted["spans"] for at in range(span["start"], span["end"])}
        assert len(have & need) >= 0.95 * len(need)
        assert len(have - need) <= 0.1 * len(need)


def test_no_article_prints_a_list() -> None:
    for articles in ([read(STORY + AFTER)[0]], [article_from_text("")], []):
        assert find_consensus(articles) is None


SHORT = "The two sides reached a three-point consensus: to open the bridge; to free the fishermen; to share water.\n"
FULL = """Three-point consensus

• Both sides agreed to open the bridge at Keld to cars and lorries.
• The two sides will free all fishermen within a week of today.
• The two sides will share the water of the upper dam by half.
"""


def test_the_fuller_printing_leads_and_the_other_is_kept() -> None:
    short, full = read(STORY + SHORT, id="001")[0], read(STORY + FULL + AFTER, id="002")[0]
    stated = find_consensus([short, full])
    assert stated is not None
    assert stated.lead.article == "002"
    assert [other.article for other in stated.others] == ["001"]
    assert printed(stated.others[0], short)[0] == "to open the bridge"


def test_a_list_about_something_else_is_no_other_printing() -> None:
    other = """Two other countries reached a three-point consensus.

• Both sides agreed to ban plastic bags.
• Both sides will plant elms along motorways.
• The two sides will exchange orchestras every spring.
"""
    stated = find_consensus([read(STORY + FULL, id="001")[0], read(STORY + other, id="002")[0]])
    assert stated is not None
    assert stated.others == ()


def test_of_equal_printings_the_article_of_the_lower_id_leads() -> None:
    stated = find_consensus([read(STORY + FULL, id=id)[0] for id in ("003", "001", "002")])
    assert stated is not None
    assert [stated.lead.article, *(other.article for other in stated.others)] == ["001", "002", "003"]


def test_the_number_of_points_that_other_articles_tell_decides_between_lists() -> None:
    older = STORY + STATED["bullets below a heading with a number word"] + AFTER
    wire = STORY + "The two sides reached a three-point consensus, state radio said.\n"
    stated = find_consensus([read(text, id=str(place))[0] for place, text in enumerate((older, STORY + FULL, wire))])
    assert stated is not None
    assert stated.lead.article == "1"


FORMS = {
    "bullets": lambda place, point: f"• {point}\n\n",
    "dashes": lambda place, point: f"- {point}\n",
    "numbers": lambda place, point: f"{place}. {point}\n",
    "parentheses": lambda place, point: f"({place}) {point}\n\n",
    "labels": lambda place, point: f"Point {CARDINALS[place - 1]}: {point}\n\n",
    "ordinals": lambda place, point: f"{ORDINALS[place - 1].capitalize()}, {point}\n\n",
}


@settings(deadline=None)
@given(
    points=st.lists(st.sampled_from(POINTS), min_size=2, max_size=8, unique=True),
    form=st.sampled_from(sorted(FORMS)),
    in_words=st.booleans(),
    heading=st.booleans(),
)
def test_as_many_points_as_are_announced_are_found_in_any_form(
    points: list[str], form: str, in_words: bool, heading: bool
) -> None:
    points = [point.replace("\n", " ") for point in points]
    number = CARDINALS[len(points) - 1] if in_words else str(len(points))
    lead = f"{number.capitalize()}-point consensus\n\n" if heading else f"The two sides agreed on {number} points:\n\n"
    text = STORY + lead + "".join(FORMS[form](place, point) for place, point in enumerate(points, 1)) + AFTER
    article = article_from_text(text)
    found = [point.split(", ", 1)[1] if form == "ordinals" else point for point in printed(one_list(article), article)]
    assert found == points
    assert one_list(article).announced == len(points)


LINES = st.sampled_from(
    [
        *POINTS,
        *(f"{mark}{point}" for mark in ("• ", "- ", "1. ", "2. ", "3. ", "(1) ", "First, ") for point in POINTS[:3]),
        "Three-point consensus",
        "The two sides agreed on two points: first, to talk; second, to trade.",
        "The two sides reached a two-point consensus. (1) Both sides talk; (2) both sides trade.",
        "Second, both sides will talk. Third, they will trade. Finally, they will rest.",
        "image source,Pool",
        "Melundia's demands:",
        *("•", "1.", "", ""),
    ]
)
TEXTS = st.lists(LINES, max_size=14).map("\n".join) | st.text(max_size=80)


@settings(deadline=None)
@given(TEXTS)
def test_points_lie_in_the_text_apart_and_in_order(text: str) -> None:
    article = article_from_text(text)
    reach = []
    for stated in find_stated_lists(article):
        assert [point.number for point in stated.points] == list(range(1, len(stated.points) + 1))
        assert 2 <= len(stated.points) <= 20
        ends = [0]
        for point, words in zip(stated.points, printed(stated, article), strict=True):
            assert ends[-1] <= point.interval.start < point.interval.end <= len(text)
            assert words == words.strip()
            ends.append(point.interval.end)
        reach.append((stated.points[0].interval.start, ends[-1]))
    reach.sort()
    assert all(one[1] <= other[0] for one, other in pairwise(reach))


@settings(deadline=None)
@given(st.lists(TEXTS, min_size=1, max_size=4), st.randoms(use_true_random=False))
def test_the_order_of_articles_changes_nothing(texts: list[str], chance: random.Random) -> None:
    articles = [article_from_text(text, id=f"{place:03}") for place, text in enumerate(texts, 1)]
    stated = find_consensus(articles)
    chance.shuffle(articles)
    assert find_consensus(articles) == stated
