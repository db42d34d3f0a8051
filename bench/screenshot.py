"""Draw the README's picture: a real search, in a real browser, on the shipped library.

`python -m bench.screenshot` writes docs/search.png.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from bench.instance import ROOT, environment, serving

QUESTION = "carte verte perdue"
_ARGUMENTS = ["--no-sandbox", "--disable-quic", "--disable-background-networking"]


def main() -> None:
    with (
        tempfile.TemporaryDirectory(prefix="relais-bench-") as name,
        serving(environment(Path(name))) as client,
        sync_playwright() as playwright,
    ):
        client.sign_in()
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=_ARGUMENTS)
        page = browser.new_page(
            base_url=client.base, locale="fr-FR", viewport={"width": 1120, "height": 800}
        )
        page.context.add_cookies(
            [{"name": c.name, "value": c.value or "", "url": client.base} for c in client.cookies]
        )
        page.goto("/")
        page.keyboard.type(QUESTION)
        page.keyboard.press("Enter")
        page.wait_for_url("**/recherche?**")
        page.screenshot(path=ROOT / "docs" / "search.png")
        browser.close()


if __name__ == "__main__":
    main()
