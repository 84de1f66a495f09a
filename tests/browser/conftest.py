"""A real browser for the report: the system's headless Chromium, driven by Playwright; else its tests are skipped.

apt-get install chromium && pip install playwright
"""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from extract.briefing import Briefing
from extract.report import html_report, read_sources

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

_NAMES = ("chromium", "chromium-browser", "google-chrome")
_QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

#: Opens the report of a briefing whose articles lie in a folder: show(briefing, folder, "#demand-1", width=390).
Show = Callable[..., "Page"]


def wait_until(page: "Page", condition: str) -> None:
    """Until this JavaScript is true; five seconds at most.

    Playwright's own waiting evaluates text in the page, which the page's policy does not allow.
    """
    for _ in range(100):
        if page.evaluate(condition):
            return
        page.wait_for_timeout(50)
    pytest.fail(f"never came true: {condition}")


def wait_for_items(page: "Page", number: int) -> None:
    """Until this many items are left by the filters."""
    wait_until(page, f"document.querySelectorAll('.item:not([hidden])').length === {number}")


@pytest.fixture(scope="session")
def browser() -> "Iterator[Browser]":
    playwright = pytest.importorskip(
        "playwright.sync_api", reason="playwright is not installed (pip install playwright)"
    )
    path = os.environ.get("EXTRACT_CHROMIUM") or next(filter(None, map(shutil.which, _NAMES)), None)
    if not path:
        pytest.skip("no Chromium on this machine (apt-get install chromium, or EXTRACT_CHROMIUM=/path/to/it)")
    with playwright.sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=path, args=_QUIET)
        yield chromium
        chromium.close()


@pytest.fixture
def show(browser: "Browser", tmp_path: Path) -> Iterator[Show]:
    """A page that must raise no error and, unless it `complains`, make no request and write nothing to its console."""
    contexts = []
    complaints: list[str] = []

    def opened(
        briefing: Briefing, folder: Path, address: str = "", *, complains: bool = False, **options: Any
    ) -> "Page":
        file = tmp_path / "report.html"
        file.write_text(html_report(briefing, read_sources(briefing, folder)), encoding="utf-8")
        width, height = options.pop("width", 1440), options.pop("height", 900)
        context = browser.new_context(viewport={"width": width, "height": height}, **options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        if not complains:
            page.on("console", lambda message: complaints.append(f"console: {message.text}"))
            page.on("request", lambda request: complaints.append(request.url) if request.url != file.as_uri() else None)
        page.on("pageerror", lambda error: complaints.append(f"error: {error}"))
        page.on("dialog", lambda dialog: complaints.append(f"dialog: {dialog.message}"))
        page.on("popup", lambda popup: complaints.append(f"popup: {popup.url}"))
        page.goto(file.as_uri() + address)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert complaints == []
