"""What an agent reads first on a telephone is there without a gesture: the ending, the answer."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from bench.instance import ROOT, Client
from kb_app.knowledge.content.model import Sheet
from kb_app.library.files import read_folder
from kb_app.library.reading import read

pytestmark = pytest.mark.browser

WIDTH, HEIGHT = 390, 844
MOST_TRIED = 20
BOTTOM = "all => all.map(each => each.getBoundingClientRect().bottom)"


@pytest.fixture(scope="module")
def phone(browser: Browser, server: Client) -> Iterator[Page]:
    size = {"width": WIDTH, "height": HEIGHT}
    context = browser.new_context(base_url=server.base, locale="fr-FR", viewport=size)  # type: ignore[arg-type]
    context.add_cookies(
        [{"name": c.name, "value": c.value or "", "url": server.base} for c in server.cookies]
    )
    yield context.new_page()
    context.close()


def longest() -> list[str]:
    """Return the addresses of the sheets whose title, summary and first section are longest."""
    sizes = {}
    for path, text in read_folder(ROOT / "content").texts.items():
        sheet = read(path, text).document
        if isinstance(sheet, Sheet):
            shown = sheet.title + sheet.summary + sheet.body.split("\n## ")[0]
            sizes[f"/fiches/{sheet.operator}/{sheet.slug}"] = len(shown)
    assert len(sizes) >= 126
    return sorted(sizes, key=lambda address: -sizes[address])[:MOST_TRIED]


def test_the_ending_and_the_short_answer_of_a_sheet_are_on_the_first_screen(phone: Page) -> None:
    hidden = {}
    for address in longest():
        phone.goto(address)
        lowest = phone.eval_on_selector_all("main .end, main h1, main .lead, main .opening", BOTTOM)
        if len(lowest) < 4 or max(lowest) > HEIGHT:
            hidden[address] = lowest
    assert hidden == {}
