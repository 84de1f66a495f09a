"""The page: what stands on it, in which order, and that nothing on it is anybody's but ours."""

import base64
import hashlib
import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from extract.briefing import Briefing, Interval
from extract.report import html_report, read_sources, sources_of
from extract.report.sources import Sources
from tests.report_cases import HOSTILE, hostile_briefing, small_briefing
from tests.sample_briefing import sample_briefing


class Page(HTMLParser):
    """What a browser would make of the page: its elements with their attributes, and the text between them."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.content: dict[str, list[str]] = {}
        self._open: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self._open:
            while self._open.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        self.content.setdefault(self._open[-1] if self._open else "", []).append(data)

    @property
    def ids(self) -> list[str]:
        return [attributes["id"] or "" for _, attributes in self.elements if "id" in attributes]

    def data(self) -> Any:
        return json.loads(self.content["script"][0])


def page_of(briefing: Briefing, folder: Path) -> str:
    return html_report(briefing, read_sources(briefing, folder))


@pytest.fixture
def small(tmp_path: Path) -> tuple[Briefing, Path]:
    return small_briefing(tmp_path), tmp_path


def test_the_page_opens_with_the_consensus_and_the_four_classes_and_ends_with_how_it_was_made(
    small: tuple[Briefing, Path],
) -> None:
    order = ["consensus", "agreements", "demands", "warnings", "disputes", "coverage", "differences", "sources"]
    ids = Page(page_of(*small)).ids
    assert [id for id in ids if id in {*order, "skipped", "manifest"}] == [*order, "skipped", "manifest"]


def test_every_item_point_and_disagreement_can_be_linked_to(small: tuple[Briefing, Path]) -> None:
    ids = Page(page_of(*small)).ids
    assert {"agreement-1", "demand-1", "warning-1", "dispute-1", "point-1", "difference-1"} <= set(ids)
    assert len(ids) == len(set(ids))


def test_links_within_the_page_lead_somewhere(small: tuple[Briefing, Path]) -> None:
    page = Page(page_of(*small))
    links = {attributes["href"] or "" for tag, attributes in page.elements if tag == "a" and "href" in attributes}
    assert links
    assert links <= {f"#{id}" for id in page.ids}


def test_every_mention_is_marked_where_it_stands_in_its_article(small: tuple[Briefing, Path]) -> None:
    briefing, folder = small
    data = Page(page_of(briefing, folder)).data()
    for item in briefing.items():
        cited = data["lines"][item.id]["cited"]
        assert [each["article"] for each in cited] == [mention.article for mention in item.mentions]
        for each, mention in zip(cited, item.mentions, strict=True):
            pieces = data["articles"][mention.article]["pieces"]
            assert "".join(text for text, passages, _ in pieces if each["passage"] in passages) == mention.quote


def test_of_a_guest_the_page_shows_the_words_that_tell_of_the_item(small: tuple[Briefing, Path]) -> None:
    briefing, folder = small
    (warning,) = briefing.warnings
    (said,) = warning.mentions
    at = said.char_interval
    guest = said.model_copy(update={"part": Interval(start=at.end - len("we close the harbour."), end=at.end)})
    warned = warning.model_copy(update={"mentions": (guest,)})
    page = page_of(briefing.model_copy(update={"warnings": (warned,)}), folder)
    assert page.count('of which: <q dir="auto">') == 1
    assert 'of which: <q dir="auto">we close the harbour.</q>' in page


def test_the_articles_stand_on_the_page_whole(small: tuple[Briefing, Path]) -> None:
    briefing, folder = small
    data = Page(page_of(briefing, folder)).data()
    for entry in briefing.articles:
        text = "".join(piece[0] for piece in data["articles"][entry.id]["pieces"])
        assert text == (folder / entry.path).read_text(encoding="utf-8")


def test_debris_of_the_page_is_told_from_the_article(small: tuple[Briefing, Path]) -> None:
    pieces = Page(page_of(*small)).data()["articles"]["001"]["pieces"]
    assert [text for text, _, aside in pieces if aside] == ["Share this article"]


def test_a_quote_that_its_article_does_not_say_is_shown_but_not_marked(tmp_path: Path) -> None:
    briefing = small_briefing(tmp_path)
    document = json.loads(briefing.to_json())
    document["demands"][0]["mentions"][0]["quote"] = "Keep our island, said Freedonia."
    data = Page(page_of(Briefing.model_validate(document), tmp_path)).data()
    (cited,) = data["lines"]["demand-1"]["cited"]
    assert cited["passage"] is None
    assert cited["quote"] == "Keep our island, said Freedonia."


# Articles that are not what they were


def gone(folder: Path) -> str:
    (folder / "b.md").unlink()
    return "no such file in the folder"


def changed(folder: Path) -> str:
    (folder / "b.md").write_text("Something else was written here.\n", encoding="utf-8")
    return "the file has changed since the briefing was made"


def emptied(folder: Path) -> str:
    (folder / "b.md").write_bytes(b"")
    return "the file cannot be read"


@pytest.mark.parametrize("harm", [gone, changed, emptied])
def test_an_article_that_is_not_what_was_read_is_shown_by_its_quotes_and_the_page_says_so(
    tmp_path: Path, harm: Any
) -> None:
    briefing = small_briefing(tmp_path)
    why = harm(tmp_path)
    text = page_of(briefing, tmp_path)
    data = Page(text).data()
    assert data["articles"]["002"]["missing"] == why
    assert data["articles"]["002"]["pieces"] == []
    assert data["lines"]["warning-1"]["cited"][0]["quote"] == "If the fleet sails, we close the harbour."
    assert data["articles"]["001"]["missing"] is None
    assert "1 article of 2" in text
    assert f"Shown by its quotes only: {why}." in text


@pytest.mark.parametrize("path", ["../secret.txt", "/etc/hostname", "a/../../secret.txt"])
def test_no_path_of_a_briefing_leads_out_of_the_folder(tmp_path: Path, path: str) -> None:
    (tmp_path / "secret.txt").write_text("A secret that nobody was given.", encoding="utf-8")
    (tmp_path / "articles").mkdir()
    document = json.loads(small_briefing(tmp_path / "articles").to_json())
    document["articles"][1] |= {
        "path": path,
        "sha256": hashlib.sha256((tmp_path / "secret.txt").read_bytes()).hexdigest(),
    }
    briefing = Briefing.model_validate(document)
    assert read_sources(briefing, tmp_path / "articles")["002"].missing == "its path leads out of the folder"


def test_without_a_folder_the_page_still_shows_every_quote() -> None:
    briefing = sample_briefing()
    text = html_report(briefing, read_sources(briefing, None))
    for item in briefing.items():
        for mention in item.mentions:
            assert mention.quote in text


def test_articles_that_were_just_read_are_known_by_their_content(small: tuple[Briefing, Path]) -> None:
    from extract.articles import load_articles

    briefing, folder = small
    sources: Sources = sources_of(briefing, load_articles(folder).articles)
    assert html_report(briefing, sources) == page_of(briefing, folder)


# What others wrote is data


def test_only_our_own_elements_stand_on_the_page_whatever_the_articles_say(tmp_path: Path) -> None:
    evil = Page(page_of(hostile_briefing(tmp_path), tmp_path))
    tags = {tag for tag, _ in evil.elements}
    assert tags.isdisjoint({"img", "iframe", "base", "object", "embed"})
    assert [tag for tag, _ in evil.elements if tag in {"script", "style"}] == ["style", "script", "script"]
    assert [attributes for tag, attributes in evil.elements if tag == "meta" and "http-equiv" in attributes] == [
        {"http-equiv": "Content-Security-Policy", "content": policy_of(page_of(sample_briefing(), tmp_path))}
    ]
    for _, attributes in evil.elements:
        assert not any(name.startswith("on") or name in {"style", "src", "srcdoc"} for name in attributes)
        assert (attributes.get("href") or "#").startswith("#")


def test_every_hostile_text_can_be_read_on_the_page(tmp_path: Path) -> None:
    page = Page(page_of(hostile_briefing(tmp_path), tmp_path))
    shown = re.sub(r"\s+", " ", " ".join(text for texts in page.content.values() for text in texts))
    for text in HOSTILE[:12]:
        assert text in shown
    for stand_in in (
        "⟨U+202E⟩gnp.exe⟨U+202C⟩",
        "⟨U+200E⟩mark",
        "⟨U+001B⟩[31mred⟨U+0007⟩",
        "⟨U+E0041⟩",
        "Z\u0301\u0301",
    ):
        assert stand_in in shown
    assert "\u0301" * 5 not in shown
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\U000e0000-\U000e007f]", shown)


def policy_of(text: str) -> str:
    policies = [
        attributes["content"] or ""
        for tag, attributes in Page(text).elements
        if attributes.get("http-equiv") == "Content-Security-Policy"
    ]
    assert len(policies) == 1
    return policies[0]


def test_the_policy_allows_our_own_script_and_style_by_their_hashes_and_nothing_else(
    small: tuple[Briefing, Path],
) -> None:
    text = page_of(*small)
    directives = dict(each.split(" ", 1) for each in policy_of(text).split("; "))
    for name, tag in (("script-src", "script"), ("style-src", "style")):
        content = re.findall(rf"<{tag}>(.*?)</{tag}>", text, re.S)
        assert len(content) == 1
        digest = base64.b64encode(hashlib.sha256(content[0].encode()).digest()).decode()
        assert directives[name] == f"'sha256-{digest}'"
    assert directives["default-src"] == "'none'"
    assert "unsafe" not in policy_of(text)


def test_the_policy_comes_before_everything_that_it_governs(small: tuple[Briefing, Path]) -> None:
    text = page_of(*small)
    assert text.index("Content-Security-Policy") < min(text.index("<style"), text.index("<script"))


def test_the_page_asks_nothing_of_the_network(small: tuple[Briefing, Path]) -> None:
    text = page_of(*small)
    assert not re.search(r"https?://|@import|url\(|//cdn|srcset|<link|fetch\(|XMLHttpRequest|WebSocket", text)


def test_the_same_briefing_and_articles_give_the_same_bytes(small: tuple[Briefing, Path]) -> None:
    assert page_of(*small) == page_of(*small)
