"""Text of articles is data, in a real browser too: it is shown, never run, wherever it stands, whatever is clicked."""

import re
from pathlib import Path

import pytest

from tests.browser.conftest import Show
from tests.report_cases import HOSTILE, hostile_briefing, small_briefing

pytestmark = pytest.mark.browser


def test_nothing_hostile_runs_however_much_is_clicked(show: Show, tmp_path: Path) -> None:
    page = show(hostile_briefing(tmp_path), tmp_path)
    elements = page.locator("*").count()
    for line in page.locator("details.item > summary .what").all():
        line.click()
    for button in page.locator("#demand-3 [data-open], #differences [data-open]").all():
        button.click()
    for mark in page.locator("#text mark").all():
        mark.click()
    for button in page.locator("#tabs button, #next, #previous, [data-article]").all():
        if button.is_visible():
            button.click()
    for cell in page.locator("rect[data-open]").all()[:3]:
        cell.click()
    for option in range(3):
        page.locator("[name=party]").select_option(index=option)
    for text in ("<script>", "onerror=", "{{ 7 * 7 }}"):
        page.locator("#search").fill(text)
    page.keyboard.press("Escape")
    assert page.evaluate("window.struck") is None
    assert page.locator("#struck, iframe, img, base, object").count() == 0
    assert page.locator("script").count() == 2
    assert page.locator("*").count() < elements + 400  # the reader's own, and not one more for the texts' markup
    assert page.title().startswith("<script>window.struck = 1</script>")


def test_hostile_text_is_shown_letter_for_letter_in_its_article(show: Show, tmp_path: Path) -> None:
    page = show(hostile_briefing(tmp_path), tmp_path, "#demand-3")
    shown = page.locator("#text").evaluate("each => each.textContent")
    for text in HOSTILE[:12]:
        assert text in shown
    assert "⟨U+202E⟩gnp.exe⟨U+202C⟩" in shown
    assert not re.search("[\x00-\x08\x0b-\x1f\u202a-\u202e\u2066-\u2069]", page.content())


def test_a_quote_that_the_article_does_not_say_is_not_marked_in_it(show: Show, tmp_path: Path) -> None:
    page = show(hostile_briefing(tmp_path), tmp_path, "#warning-1")
    page.locator("#previous").click()
    assert page.locator("#text").inner_text() == "never said"
    assert "the article does not say this" in page.locator("#note").inner_text()


def test_the_policy_stops_what_would_slip_through(show: Show, tmp_path: Path) -> None:
    page = show(small_briefing(tmp_path), tmp_path, complains=True)
    blocked = page.evaluate(
        """async () => {
          const found = [];
          addEventListener("securitypolicyviolation", (event) => found.push(event.effectiveDirective));
          try { document.body.innerHTML += "<b>"; } catch (error) { found.push(error.name); }
          const style = document.createElement("style");
          style.textContent = "body { display: none }";
          document.head.append(style);
          const image = new Image();
          image.src = "http://example.invalid/x.png";
          await new Promise((done) => setTimeout(done, 200));
          return [found, getComputedStyle(document.body).display];
        }"""
    )
    found, display = blocked
    assert "TypeError" in found
    assert {"style-src-elem", "img-src", "require-trusted-types-for"} <= set(found)
    assert display != "none"


def test_right_to_left_text_keeps_to_itself(show: Show, tmp_path: Path) -> None:
    page = show(hostile_briefing(tmp_path), tmp_path)
    assert page.locator("html").evaluate("each => getComputedStyle(each).direction") == "ltr"
    what = page.locator(".item .what", has_text=re.compile("^שלום"))
    assert what.first.evaluate("each => getComputedStyle(each).direction") == "rtl"
    parties = page.locator("#demand-3 .parties bdi").first
    assert parties.evaluate("each => getComputedStyle(each).unicodeBidi") == "isolate"
