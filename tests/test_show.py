"""A briefing in the terminal: all of it is there, and nothing that others wrote does anything to the terminal."""

import io
import re

import pytest
from rich.console import Console

from extract.briefing import Briefing, Consensus, Interval
from extract.schemas import Kind
from extract.show import shown
from extract.terminal import laid_out, printable
from tests.sample_briefing import sample_briefing


def plain(briefing: Briefing, *kinds: Kind, evidence: bool = False) -> str:
    return laid_out(shown(briefing, kinds=kinds, evidence=evidence), Console(file=io.StringIO()))


def terminal(briefing: Briefing, width: int, *, evidence: bool = True) -> str:
    console = Console(file=io.StringIO(), force_terminal=True, width=width, color_system="standard", _environ={})
    return laid_out(shown(briefing, evidence=evidence), console)


def with_texts(briefing: Briefing, text: str) -> Briefing:
    """The briefing with `text` wherever others' words stand."""
    free = {"title", "outlet", "path", "what", "by", "of", "to", "condition", "about", "party", "stance", "text"}
    free |= {"quote", "speaker", "value", "reason", "name", "extract", "decider"}

    def changed(value: object, key: str = "") -> object:
        if isinstance(value, dict):
            return {name: changed(each, name) for name, each in value.items()}
        if isinstance(value, list | tuple):
            return [text if key == "parties" else changed(each, key) for each in value]
        return text if key in free and isinstance(value, str) else value

    return Briefing.model_validate(changed(briefing.model_dump(mode="json")))


def test_a_briefing_is_shown_with_event_consensus_classes_and_what_was_skipped() -> None:
    assert plain(sample_briefing()) == (
        "Freedonia and Sylvania talk\n"
        "2031-05-02 · Freedonia, Sylvania · 2 articles\n"
        "\n"
        "Two-point consensus  (as the articles list it)\n"
        "  1  The dams shall open.\n"
        "     agreement-1 · reported by 001, 002\n"
        "  2  Talks go on.\n"
        "\n"
        "Agreements  1\n"
        "  agreement-1  open the dams\n"
        "               Freedonia, Sylvania · 2 articles · confidence 0.93\n"
        "\n"
        "Demands  1\n"
        "  demand-1  leave the island\n"
        "            Freedonia → unnamed · 1 article · confidence 0.80\n"
        "\n"
        "Warnings  1\n"
        "  warning-1  the harbour will be closed\n"
        "             condition: if the fleet sails\n"
        "             Sylvania → Freedonia · 1 article · confidence 0.70\n"
        "\n"
        "Disputes  1\n"
        "  dispute-1  fishing rights\n"
        "             Freedonia, Sylvania · 1 article · confidence 0.60\n"
        "             Sylvania: calls the fishing theft\n"
        "\n"
        "Where the articles differ  1\n"
        "  how many dams (agreement-1)\n"
        "    001  two dams\n"
        "    002  all dams\n"
        "\n"
        "Skipped  2\n"
        "  photo.jpg  neither .txt nor .md\n"
        "  a_wire.txt [300:340]  cut off\n"
        "\n"
        "extract 0.1.0, toy-1b (abababababab), fitted heads\n"
    )


def test_evidence_shows_each_quote_with_article_place_outlet_and_speaker() -> None:
    text = plain(sample_briefing(), Kind.AGREEMENT, evidence=True)
    assert (
        "               > Both sides will open the dams.\n"
        "                 001 a_wire.txt [0:30] · Harbour Wire · Ada Holm\n"
        "               > The dams shall open.\n"
        "                 002 b_letter.md [40:60]\n"
    ) in text


def test_of_a_guest_the_words_are_shown_that_tell_of_the_item() -> None:
    briefing = sample_briefing()
    (warning,) = briefing.warnings
    (said,) = warning.mentions
    guest = said.model_copy(update={"part": Interval(start=said.char_interval.start + 20, end=said.char_interval.end)})
    warned = warning.model_copy(update={"mentions": (guest,)})
    text = plain(briefing.model_copy(update={"warnings": (warned,)}), Kind.WARNING, evidence=True)
    assert "> If the fleet sails, we close the harbour.\n               of which: we close the harbour.\n" in text


def test_the_evidence_of_claims_that_differ_and_of_points_is_shown_too() -> None:
    text = plain(sample_briefing(), evidence=True)
    assert "     > The dams shall open.\n       002 b_letter.md [40:60]\n  2  Talks go on.\n" in text
    assert "    001  two dams\n         > Both\n           001 a_wire.txt [0:4] · Harbour Wire\n" in text


def test_one_class_is_shown_alone() -> None:
    text = plain(sample_briefing(), Kind.WARNING)
    assert "warning-1" in text
    for other in ("consensus", "agreement", "demand", "dispute", "Skipped"):
        assert other not in text


def test_a_class_without_items_says_whether_it_was_asked_for() -> None:
    briefing = sample_briefing()
    fields = briefing.model_dump() | {"demands": (), "warnings": ()}
    fields["manifest"]["settings"]["classes"] = ["agreement", "demand", "dispute"]
    text = plain(Briefing.model_validate(fields))
    assert "Demands  0\n" in text
    assert "Warnings  not asked for\n" in text


@pytest.mark.parametrize(
    ("basis", "words"), [("derived", "no article lists one; these are"), ("none", "no article lists one, and the")]
)
def test_a_consensus_that_no_article_states_says_so(basis: str, words: str) -> None:
    fields = sample_briefing().model_dump() | {"consensus": Consensus.model_validate({"basis": basis})}
    assert f"Consensus  ({words}" in plain(Briefing.model_validate(fields))


def test_markup_in_a_quote_is_shown_as_it_stands() -> None:
    assert "> Leave [bold]our[/bold] island, said Freedonia." in plain(sample_briefing(), evidence=True)


EVIL = "\x1b[31mred\x1b]0;title\x07\x9b2J\x7f\u202egnissapni\u202c\u2066x\u2069 [red]:smile:[/red]\rover\nline\u2028end"
TAME = "␛[31mred␛]0;title␇<U+009B>2J␡<U+202E>gnissapni<U+202C><U+2066>x<U+2069> [red]:smile:[/red] over line end"


def test_control_characters_and_reading_directions_are_shown_by_stand_ins() -> None:
    assert printable(EVIL) == TAME


def test_ordinary_text_of_any_script_is_left_alone() -> None:
    text = "“Ça va – 中美关系 – שלום” 🙂 a\u0301"
    assert printable(text) == text


def test_no_text_of_a_briefing_can_command_the_terminal() -> None:
    evil = with_texts(sample_briefing(), EVIL)
    text = plain(evil, evidence=True)
    assert text.count(TAME) > 25
    assert set(re.findall("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u2028]", text)) == {"\n"}


def test_in_a_terminal_only_our_own_colours_are_sent() -> None:
    evil = with_texts(sample_briefing(), EVIL)
    sent = set(re.findall("\x1b.[0-9;]*.", terminal(evil, 100)))
    assert sent <= {"\x1b[1m", "\x1b[2m", "\x1b[3m", "\x1b[36m", "\x1b[0m"}


@pytest.mark.parametrize("width", [40, 80, 200])
def test_lines_wrap_below_their_own_text_and_lose_no_word(width: int) -> None:
    briefing = with_texts(sample_briefing(), "some words that go on and on " * 8)
    text = re.sub("\x1b\\[[0-9;]*m", "", terminal(briefing, width, evidence=False))
    rows = text.splitlines()
    assert max(map(len, rows)) <= width
    assert text.split() == plain(briefing).split()
    first = next(number for number, row in enumerate(rows) if row.startswith("  demand-1  some"))
    assert rows[first + 1].startswith("            ")


def test_outside_a_terminal_an_item_stays_on_one_line_without_colours() -> None:
    text = plain(with_texts(sample_briefing(), "word " * 100))
    assert f"  demand-1  {'word ' * 100}".rstrip() in text.splitlines()
    assert "\x1b" not in text


def test_no_row_ends_with_blanks() -> None:
    for text in (plain(sample_briefing(), evidence=True), terminal(sample_briefing(), 30)):
        assert all(row == row.rstrip() for row in text.splitlines())
