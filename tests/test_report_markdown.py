"""The Markdown report: complete, with footnotes, and nothing that others wrote is taken for markup."""

import re
from html import unescape
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from extract.briefing import Briefing
from extract.report import markdown_report
from extract.report.markdown import escaped
from extract.report.visible import one_line
from tests.report_cases import HOSTILE, hostile_briefing, large_briefing
from tests.sample_briefing import sample_briefing


def rendered(text: str) -> str:
    return str(MarkdownIt("gfm-like", {"linkify": False}).render(text))


def read(markdown: str) -> str:
    """What a person reads of a piece of Markdown, without the joiners that nobody sees."""
    return unescape(re.sub("<[^>]*>", "", rendered(markdown))).replace("\u2060", "").strip()


def test_the_whole_briefing_stands_in_it() -> None:
    assert markdown_report(sample_briefing()) == (
        "# Freedonia and Sylvania talk\n"
        "\n"
        "2031-05-02 · Freedonia, Sylvania · 2 articles\n"
        "\n"
        "## Two-point consensus\n"
        "\n"
        "As the articles print it.\n"
        "\n"
        "1. The dams shall open. *(2 articles)*[^1]\n"
        "\n"
        "2. Talks go on.\n"
        "\n"
        "## Agreements (1)\n"
        "\n"
        "- **agreement-1** Freedonia, Sylvania: open the dams *(2 articles, 0.93)*[^2][^3]\n"
        "\n"
        "## Demands (1)\n"
        "\n"
        "- **demand-1** Freedonia → unnamed: leave the island *(1 article, 0.80)*[^4]\n"
        "\n"
        "## Warnings (1)\n"
        "\n"
        "- **warning-1** Sylvania → Freedonia: the harbour will be closed, if the fleet sails"
        " *(1 article, 0.70)*[^5]\n"
        "\n"
        "## Disputes (1)\n"
        "\n"
        "- **dispute-1** Freedonia, Sylvania: fishing rights *(1 article, 0.60)*[^6]\n"
        "  - Sylvania: calls the fishing theft\n"
        "\n"
        "## Where the articles differ (1)\n"
        "\n"
        "- how many dams *(number, contradictory)*\n"
        "  - Harbour Wire: two dams[^7]\n"
        "  - b\\_letter.md: all dams[^8]\n"
        "\n"
        "## Skipped (2)\n"
        "\n"
        "- photo.jpg: neither .txt nor .md\n"
        "- a\\_wire.txt 300–340: cut off\n"
        "\n"
        "*Made by extract 0.1.0, toy-1b (abababababab). "
        "The quotes are the articles' own words; the lines are a model's.*\n"
        "\n"
        "[^1]: “The dams shall open.” — b\\_letter.md 40–60\n"
        "[^2]: “Both sides will open the dams.” — Ada Holm, Harbour Wire, a\\_wire.txt 0–30\n"
        "[^3]: “The dams shall open.” — b\\_letter.md 40–60\n"
        "[^4]: “Leave \\[bold\\]our\\[/bold\\] island, said Freedonia.” — Harbour Wire, a\\_wire.txt 60–106\n"
        "[^5]: “If the fleet sails, we close the harbour.” — Harbour Wire, a\\_wire.txt 120–161\n"
        "[^6]: “Sylvania calls the fishing theft.” — Harbour Wire, a\\_wire.txt 200–233\n"
        "[^7]: “Both” — Harbour Wire, a\\_wire.txt 0–4\n"
        "[^8]: “All” — b\\_letter.md 0–3\n"
    )


def test_a_line_with_many_sentences_quotes_the_best_of_each_article_and_says_how_many_more(tmp_path: Path) -> None:
    briefing = large_briefing(tmp_path, articles=6, items=40)
    text = markdown_report(briefing, most_quotes=2)
    for item in briefing.items():
        (line,) = [each for each in text.splitlines() if each.startswith(f"- **{item.id}**")]
        assert line.count("[^") == min(2, len(item.mentions))
        assert (f"*and {len(item.mentions) - 2} more*" in line) == (len(item.mentions) > 2)
        for number in re.findall(r"\[\^(\d+)\]", line):
            (note,) = [each for each in text.splitlines() if each.startswith(f"[^{number}]:")]
            assert any(mention.quote in note for mention in item.mentions)
    assert len(text) < 65_536  # what a pull request takes


@pytest.mark.parametrize(
    "text", [*HOSTILE, "# head", "- item", "1. one", "+ x", "> quote", "===", "---", "~~gone~~", "|a|b|"]
)
def test_hostile_text_is_read_as_it_stands(text: str) -> None:
    assert read(escaped(text)) == one_line(text)
    assert read(f"- {escaped(text)}") == one_line(text)


@given(st.text(alphabet=st.characters(blacklist_categories=["Cs"]), min_size=1))
def test_any_text_is_read_as_it_stands(text: str) -> None:
    line = one_line(text).replace("\u2060", "")
    assert " ".join(read(escaped(line)).split()) == line
    assert re.fullmatch(r"(?s)(<p>.*</p>\n)?", rendered(escaped(line)))


@given(st.text(alphabet="ab1.) -+*_#`[]()<>!&;:@/\\|~=$\n", min_size=1))
def test_no_mix_of_marks_becomes_markup(text: str) -> None:
    line = one_line(text)
    assert read(escaped(line)) == line
    assert not re.search("<(?!/?p>|/?li>|/?ul>)", rendered(f"- {escaped(line)}"))


@pytest.mark.parametrize(
    "text", ["@octocat please", "see #12", "http://example.invalid", "www.example.invalid", ":tada:"]
)
def test_nobody_is_called_and_nothing_is_linked(text: str) -> None:
    assert text not in escaped(text)
    assert escaped(text).replace("\u2060", "") == text


def test_a_hostile_briefing_gives_no_element_but_ours(tmp_path: Path) -> None:
    page = rendered(markdown_report(hostile_briefing(tmp_path)))
    assert set(re.findall("<([a-z0-9]+)", page)) <= {"h1", "h2", "p", "ul", "ol", "li", "strong", "em"}


def test_a_briefing_without_items_is_still_a_report() -> None:
    document = sample_briefing().model_dump() | {"agreements": (), "demands": (), "warnings": (), "disputes": ()}
    document |= {"consensus": {"basis": "none"}, "disagreements": (), "skipped": ()}
    text = markdown_report(Briefing.model_validate(document))
    assert "No article lists one" in text
    assert "## Demands (0)" in text
    assert "[^" not in text
