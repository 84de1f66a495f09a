"""The report in a real browser: evidence in its place, filters, search, the keyboard, links, paper."""

from pathlib import Path

import pytest

from tests.browser.conftest import Show, wait_for_items, wait_until
from tests.report_cases import small_briefing

pytestmark = pytest.mark.browser

PHONE = {"width": 390, "height": 844}
NOW = "#text mark.now"


@pytest.mark.parametrize("size", [{}, PHONE], ids=["desktop", "phone"])
def test_every_mention_of_every_line_is_one_click_from_its_place_in_its_article(
    show: Show, tmp_path: Path, size: dict[str, int]
) -> None:
    briefing = small_briefing(tmp_path)
    page = show(briefing, tmp_path, **size)
    for item in briefing.items():
        page.locator(f"#{item.id} > summary .what").click()
        buttons = page.locator(f"#{item.id} [data-open]")
        assert buttons.count() == len(item.mentions)
        for number, mention in enumerate(item.mentions):
            page.locator(f"#{item.id} [data-open][data-number='{number}']").click()
            assert page.locator(NOW).all_inner_texts() == [mention.quote]
            assert page.locator(NOW).first.is_visible()
            assert mention.quote in (tmp_path / briefing.articles[int(mention.article) - 1].path).read_text()
            if size:
                page.locator("#close").click()


def test_opening_an_item_opens_its_first_sentence_beside_it(show: Show, tmp_path: Path) -> None:
    page = show(small_briefing(tmp_path), tmp_path)
    page.locator("#agreement-1 .what").click()
    item, reader = page.locator("#agreement-1").bounding_box(), page.locator("#reader").bounding_box()
    assert item is not None
    assert reader is not None
    assert item["x"] + item["width"] <= reader["x"]
    assert page.locator("#headline").inner_text() == "Talks on the river"
    assert page.locator("#place").inner_text() == "1 of 3"
    assert page.locator("#speaker").inner_text() == "Ada Holm"
    assert page.locator("#tabs .group").all_inner_texts() == ["Harbour Wire", "b.md\n1\n2"]
    page.locator("#tabs button").nth(2).click()
    assert page.locator(NOW).inner_text() == "Both want the dams."
    assert page.locator("#text mark.same").inner_text() == "“The dams shall open,” it says."


def test_a_marked_sentence_leads_to_the_line_that_rests_on_it(show: Show, tmp_path: Path) -> None:
    page = show(small_briefing(tmp_path), tmp_path, "#agreement-1")
    page.locator("#text mark", has_text="Leave our island").click()
    assert page.locator("#key").inner_text() == "demand-1"
    assert page.locator(".line.current").get_attribute("id") == "demand-1"


def test_a_whole_article_can_be_read(show: Show, tmp_path: Path) -> None:
    page = show(small_briefing(tmp_path), tmp_path)
    page.locator("#sources [data-article='002']").click()
    assert page.locator("#text").inner_text() == (tmp_path / "b.md").read_text()
    assert page.locator(NOW).count() == 0


def test_an_article_that_is_gone_shows_the_quote_and_says_why(show: Show, tmp_path: Path) -> None:
    briefing = small_briefing(tmp_path)
    (tmp_path / "b.md").unlink()
    page = show(briefing, tmp_path, "#warning-1")
    assert page.locator("#note").inner_text() == "Only the quote is shown: no such file in the folder."
    assert page.locator("#text").inner_text() == "If the fleet sails, we close the harbour."
    page.keyboard.press("k")
    page.keyboard.press("k")
    assert page.locator("#note").is_hidden()


@pytest.mark.parametrize(
    ("name", "value", "left"),
    [
        ("party", "Sylvania", {"agreement-1", "warning-1", "dispute-1"}),
        ("column", "Harbour Wire", {"agreement-1", "demand-1"}),
        ("support", "2+ articles", {"agreement-1"}),
    ],
)
def test_filters_leave_what_fits(show: Show, tmp_path: Path, name: str, value: str, left: set[str]) -> None:
    page = show(small_briefing(tmp_path), tmp_path)
    page.locator(f"[name={name}]").select_option(label=value)
    wait_for_items(page, len(left))
    assert set(page.locator(".item:not([hidden])").evaluate_all("all => all.map(each => each.id)")) == left
    rows = page.locator(".row[data-row]:not([hidden])").evaluate_all("all => all.map(each => each.dataset.row)")
    assert set(rows) == left
    assert page.locator("#found").inner_text() == f"{len(left)} of 4 items"
    page.locator("#anew").click()
    wait_for_items(page, 4)


def test_classes_and_probability_filter_too(show: Show, tmp_path: Path) -> None:
    page = show(small_briefing(tmp_path), tmp_path)
    page.locator(".chips .demand").click()
    page.locator("[name=confidence]").fill("0.5")
    wait_for_items(page, 2)
    assert page.locator("#demands").is_hidden()
    assert page.locator("#warnings .count").inner_text() == "0 of 1"
    assert page.locator("#warnings .none").is_visible()


@pytest.mark.parametrize(
    ("words", "left"), [("FLEET harbour", "warning-1"), ("ada holm", "agreement-1"), ("íslànd", "demand-1")]
)
def test_search_finds_words_of_items_and_quotes_without_case_and_accents(
    show: Show, tmp_path: Path, words: str, left: str
) -> None:
    page = show(small_briefing(tmp_path), tmp_path)
    page.keyboard.press("/")
    page.keyboard.type(words)
    wait_for_items(page, 1)
    assert page.locator(".item:not([hidden])").get_attribute("id") == left
    page.keyboard.press("Escape")
    wait_for_items(page, 4)


def test_the_keyboard_alone_reads_the_whole_briefing(show: Show, tmp_path: Path) -> None:
    page = show(small_briefing(tmp_path), tmp_path)
    seen = []
    for _ in range(6):
        page.keyboard.press("j")
        seen.append(page.locator(".line.current").get_attribute("id"))
    assert seen == ["point-1", "agreement-1", "demand-1", "warning-1", "dispute-1", "difference-1"]
    page.keyboard.press("Enter")
    assert page.locator(NOW).inner_text() == "Nine boats were lost."
    page.keyboard.press("ArrowRight")
    assert page.locator(NOW).inner_text() == "Ten boats were lost."
    for _ in range(4):
        page.keyboard.press("k")
    assert page.locator("#key").inner_text() == "agreement-1"
    page.keyboard.press("Escape")
    assert page.locator("#opened").is_hidden()
    page.keyboard.press("Enter")
    assert page.locator("#agreement-1 blockquote").first.is_visible()


@pytest.mark.parametrize("size", [{}, PHONE], ids=["desktop", "phone"])
def test_a_link_leads_to_its_item_and_opens_it(show: Show, tmp_path: Path, size: dict[str, int]) -> None:
    page = show(small_briefing(tmp_path), tmp_path, "#dispute-1", **size)
    page.wait_for_timeout(100)
    assert page.locator("#dispute-1").evaluate("each => each.open")
    assert page.locator("#dispute-1 .what").evaluate(
        "each => { const box = each.getBoundingClientRect(); return box.top >= 0 && box.bottom <= innerHeight }"
    )


def test_a_link_to_an_item_that_a_filter_hides_shows_it_again(show: Show, tmp_path: Path) -> None:
    page = show(small_briefing(tmp_path), tmp_path)
    page.locator(".chips .demand").click()
    wait_until(page, "document.querySelector('#demands').hidden")
    page.evaluate("location.hash = '#demand-1'")
    wait_until(page, "!document.querySelector('#demands').hidden")
    assert page.locator("#demand-1").is_visible()


def test_cells_of_the_matrix_and_dots_of_the_points_open_their_sentences(show: Show, tmp_path: Path) -> None:
    page = show(small_briefing(tmp_path), tmp_path)
    page.locator("#coverage rect[data-open='warning-1']").click()
    assert page.locator(NOW).inner_text() == "If the fleet sails, we close the harbour."
    page.locator("#consensus circle[data-open]").click()
    assert page.locator(NOW).inner_text() == "“The dams shall open,” it says."


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_light_and_dark_follow_the_system_and_can_be_turned(show: Show, tmp_path: Path, scheme: str) -> None:
    page = show(small_briefing(tmp_path), tmp_path, color_scheme=scheme)
    brightness = "Number(getComputedStyle(document.body).backgroundColor.match(/\\d+/)[0])"
    assert (page.evaluate(brightness) > 128) == (scheme == "light")
    page.locator("#theme").click()
    assert (page.evaluate(brightness) > 128) == (scheme == "dark")


@pytest.mark.parametrize("width", [320, 390, 768, 1024, 1440, 2200])
def test_nothing_runs_out_of_the_page_at_any_width(show: Show, tmp_path: Path, width: int) -> None:
    page = show(small_briefing(tmp_path), tmp_path, "#agreement-1", width=width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_on_paper_every_quote_is_shown_and_nothing_to_click(show: Show, tmp_path: Path) -> None:
    page = show(small_briefing(tmp_path), tmp_path)
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    for text in ("Both sides will open the dams.", "Sylvania calls the fishing theft."):
        assert page.locator(".item blockquote", has_text=text).first.is_visible()
    for hidden in ("#filters", "#reader", "nav", "#theme"):
        assert page.locator(hidden).is_hidden()
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.locator("details.line[open]").count() == 0
    assert page.pdf()[:5] == b"%PDF-"


def test_without_scripts_everything_can_be_read(show: Show, tmp_path: Path) -> None:
    page = show(small_briefing(tmp_path), tmp_path, java_script_enabled=False)
    assert page.locator("#filters").is_hidden()
    assert page.locator("#reader").is_hidden()
    page.locator("#agreement-1 .what").click()
    assert page.locator("#agreement-1 blockquote").first.is_visible()
