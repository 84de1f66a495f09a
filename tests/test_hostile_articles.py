"""Hostile articles (`tests/hostile`) in a clean folder, with the tests' stand-in for a model, which takes each at its
word: nothing that rests on other articles moves, all that is listed of the hostile one is its own, and no output harms.
"""

import csv
import io
import re
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path

import pytest
from markdown_it import MarkdownIt
from rich.console import Console

from benchmarks.hostile import HANDFUL, measured
from benchmarks.hostile_effects import Attack, attacks, briefed, clean, write_folder
from extract.articles import Article
from extract.briefing import Briefing
from extract.config import Settings
from extract.exports import FORMATS, exported
from extract.report import html_report, markdown_report, sources_of
from extract.show import shown
from extract.terminal import laid_out, printable
from tests.scripted import ScriptedDecoder

SETTINGS = Settings(store=False)
ATTACKS = list(attacks())
#: What can't be told from an honest article, and how much moves: two people of one surname, each in as many articles,
#: and one article that uses the surname alone.
OPEN = {"a longer name with a side": 1}
#: Of two wordings of one list the fuller leads; the other one is kept beside it.
REWORDED = {"a list of as many points", "the same list with one point changed"}
LONG = 4000  # characters
#: What a terminal, or the eye, could take for something else; a line end is no harm.
HARMFUL = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\U000e0000-\U000e007f]"
)


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Briefing:
    folder = write_folder(tmp_path_factory.mktemp("clean") / "articles", clean())
    return briefed(folder, SETTINGS, ScriptedDecoder())[0]


@pytest.fixture(scope="module")
def flooded(tmp_path_factory: pytest.TempPathFactory) -> tuple[Briefing, tuple[Article, ...]]:
    """The briefing of the clean folder with all hostile articles in it but those that are only long."""
    files = {f"{n:02} {each.file}": each.text for n, each in enumerate(ATTACKS) if len(each.text) < LONG}
    folder = write_folder(tmp_path_factory.mktemp("flooded") / "articles", {**clean(), **files})
    briefing, articles = briefed(folder, SETTINGS, ScriptedDecoder())
    return briefing, tuple(articles)


def test_the_suite_is_large_and_each_attack_has_a_name_of_its_own(before: Briefing) -> None:
    assert len(ATTACKS) >= 60
    assert len({each.name for each in ATTACKS}) == len(ATTACKS)
    assert {*HANDFUL, *OPEN, *REWORDED} <= {each.name for each in ATTACKS}
    assert before.consensus.basis == "stated"
    assert len(before.consensus.points) == 5
    assert all(before.of_kind(kind) for kind in ("agreement", "demand", "warning", "dispute"))  # type: ignore[arg-type]


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda each: each.name)
def test_a_hostile_article_speaks_for_itself_alone(attack: Attack, before: Briefing, tmp_path: Path) -> None:
    told = measured(attack, before, SETTINGS, ScriptedDecoder(), tmp_path / "articles")
    assert told.ungrounded == ()
    assert told.leaked == ()
    assert len(told.moved) <= OPEN.get(attack.name, 0), "\n".join(told.moved)
    if attack.name not in REWORDED:
        assert told.consensus == "same"


@pytest.mark.parametrize("name", sorted(REWORDED))
def test_a_wording_of_the_list_that_leads_for_its_length_keeps_the_others_beside_it(
    name: str, before: Briefing, tmp_path: Path
) -> None:
    (attack,) = (each for each in ATTACKS if each.name == name)
    after, _ = briefed(write_folder(tmp_path / "a", {**clean(), attack.file: attack.text}), SETTINGS, ScriptedDecoder())
    kept = {quote.quote for point in after.consensus.points for quote in (*point.mentions, *point.also_printed)}
    assert {point.text for point in before.consensus.points} <= kept


def test_another_list_is_set_aside_and_told(tmp_path: Path) -> None:
    (attack,) = (each for each in ATTACKS if each.name == "a longer list")
    after, _ = briefed(write_folder(tmp_path / "a", {**clean(), attack.file: attack.text}), SETTINGS, ScriptedDecoder())
    (told,) = (part for part in after.skipped if part.path == attack.file)
    assert "another list of 7 points" in told.reason
    assert "fjord_courier.txt leads" in told.reason
    assert told.char_interval is not None


def test_a_list_that_nobody_else_speaks_of_leads_nothing_however_long_it_is(tmp_path: Path) -> None:
    """Only one clean article prints the points, and no other one counts them: what the others report decides."""
    files = {name: text.replace("under a five-point understanding ", "") for name, text in clean().items()}
    (attack,) = (each for each in ATTACKS if each.name == "a longer list")
    briefing, _ = briefed(
        write_folder(tmp_path / "a", {**files, attack.file: attack.text}), SETTINGS, ScriptedDecoder()
    )
    assert len(briefing.consensus.points) == 5


def test_nothing_shown_in_a_terminal_does_anything(flooded: tuple[Briefing, tuple[Article, ...]]) -> None:
    briefing, _ = flooded
    told = laid_out(shown(briefing, evidence=True), Console(width=100, color_system=None))
    assert not HARMFUL.findall(told)
    assert "Consensus" in told or "five-point" in told.lower()


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda each: each.name)
def test_a_line_with_any_of_it_stays_one_harmless_line(attack: Attack) -> None:
    for text in (attack.text, attack.file):
        assert not HARMFUL.findall(printable(text))
        assert "\n" not in printable(text)


def test_the_markdown_holds_no_link_image_or_markup_of_theirs(
    flooded: tuple[Briefing, tuple[Article, ...]],
) -> None:
    briefing, _ = flooded
    tokens = MarkdownIt("commonmark", {"html": True}).enable(["table"]).parse(markdown_report(briefing))
    kinds = Counter(each.type for token in tokens for each in (token, *(token.children or ())))
    assert kinds["heading_open"] <= 8
    for forbidden in ("html_block", "html_inline", "link_open", "image", "table_open", "fence", "code_block", "hr"):
        assert not kinds[forbidden], forbidden


class _Elements(HTMLParser):
    """Which elements a page has, and which attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.names: Counter[str] = Counter()
        self.attributes: set[tuple[str, str]] = set()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names[tag] += 1
        self.attributes |= {(name, value or "") for name, value in attrs}


def test_the_page_has_no_element_and_no_attribute_of_theirs(
    before: Briefing, flooded: tuple[Briefing, tuple[Article, ...]]
) -> None:
    briefing, articles = flooded
    plain = _Elements(html_report(before, sources_of(before, ())))
    page = _Elements(html_report(briefing, sources_of(briefing, articles)))
    assert page.names["script"] == plain.names["script"]
    assert page.names["style"] == plain.names["style"]
    for name in ("iframe", "form", "base", "img", "object", "embed", "link"):
        assert page.names[name] == plain.names[name], name
    assert not [name for name, _ in page.attributes if name.startswith("on")]
    assert not [value for _, value in page.attributes if re.match(r"\s*(javascript|data|vbscript):", value, re.I)]
    assert not [value for name, value in page.attributes if name in ("src", "href") and "evil.example" in value]


def test_no_cell_of_a_table_is_a_formula(flooded: tuple[Briefing, tuple[Article, ...]]) -> None:
    briefing, _ = flooded
    assert "csv" in FORMATS
    for file in exported(briefing, "csv"):
        rows = list(csv.reader(io.StringIO(file.content.decode("utf-8-sig"))))
        assert len(rows) > 1
        assert {len(row) for row in rows} == {len(rows[0])}
        for cell in (cell for row in rows for cell in row):
            assert not re.match(
                r"[\s\u00a0\ufeff\u200b\u200e\u200f\u2060\u3000]*[=+\-@＝＋－＠](?!\d+(\.\d+)?$)", cell
            ), cell
