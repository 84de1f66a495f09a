"""Makes the README's picture of a report, as a person would see it:

python tests/browser/picture.py report.html#demand-1 docs/report.png [WIDTH [light|dark]]
"""

import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright


def main(report: str, picture: str, width: str = "1440", scheme: str = "light") -> None:
    path, _, line = report.partition("#")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-background-networking"]
        )
        page = browser.new_page(
            viewport={"width": int(width), "height": 900}, color_scheme="dark" if scheme == "dark" else "light"
        )
        page.goto(f"{Path(path).resolve().as_uri()}#{line}")
        page.wait_for_timeout(500)
        page.screenshot(path=picture)
        browser.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
