"""Reporting a passage with a mouse, with a keyboard, and being told; axe-core on these pages."""

from __future__ import annotations

import re
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

SHEET = "/fiches/cpam/carte-vitale-perdue-ou-volee"
FORM = "/signalements/nouveau?document=operators/cpam/carte-vitale-perdue-ou-volee.md"
PAGES = (SHEET, FORM, "/compte/signalements", "/nouveautes", "/compte")
SELECT = """() => {
  const range = document.createRange();
  range.selectNodeContents(document.querySelector(".sheet .text p"));
  getSelection().removeAllRanges();
  getSelection().addRange(range);
}"""


@pytest.mark.parametrize("width", [1280, 390])
def test_no_page_has_a_grave_finding_or_scrolls_sideways(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    for address in PAGES:
        page.goto(address)
        found: list[Any] = Axe().run(page).response["violations"]
        assert [v["id"] for v in found if v["impact"] in {"serious", "critical"}] == [], address
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, address


def test_words_selected_are_quoted_in_the_form(page: Page) -> None:
    page.goto(SHEET)
    offered = page.get_by_role("link", name="Signaler le passage choisi")
    expect(offered).to_be_hidden()
    page.evaluate(SELECT)
    expect(offered).to_be_visible()
    words = page.locator(".sheet .text p").first.inner_text()
    offered.click()
    expect(page.locator("blockquote")).to_have_text(re.sub(r"\s+", " ", words)[:299].strip())
    expect(page.get_by_label("Où, dans la page")).not_to_have_value("")
    page.go_back()
    page.evaluate("getSelection().removeAllRanges()")
    expect(offered).to_be_hidden()


def test_each_heading_is_reported_by_keyboard(page: Page) -> None:
    page.goto(SHEET)
    link = page.locator(".text h2 .report-here").first
    link.focus()
    expect(link).to_have_css("opacity", "1")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Signaler un problème")
    expect(page.get_by_label("Où, dans la page")).to_have_value(re.compile("^s-"))
    page.keyboard.press("Space")
    page.get_by_label("Ce que vous avez constaté").fill("Le site dit autre chose.")
    page.get_by_role("button", name="Envoyer").click()
    expect(page.locator(".notice[role=status]")).to_contain_text("Signalement envoyé")
    expect(page).to_have_url(re.compile(SHEET))
