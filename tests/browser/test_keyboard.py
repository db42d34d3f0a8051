"""From the visitor's words to the sheet, without a mouse."""

from __future__ import annotations

import contextlib
import re

import pytest
from playwright.sync_api import Error, Page, Route, expect

from bench.instance import Client

pytestmark = pytest.mark.browser

TITLE = "Carte Vitale perdue, volée ou abîmée"


def test_from_words_to_the_sheet_by_keyboard_alone(page: Page) -> None:
    page.goto("/")
    box = page.get_by_role("combobox", name=re.compile("Rechercher|cherch", re.IGNORECASE)).first
    expect(box).to_be_focused()
    page.keyboard.type("carte vitale perdue")
    page.keyboard.press("Enter")
    page.wait_for_url("**/recherche?**")
    page.get_by_role("link", name=TITLE).first.wait_for()
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent.trim()").startswith("Carte Vitale"):
            break
    page.keyboard.press("Enter")
    page.wait_for_url("**/fiches/cpam/carte-vitale-perdue-ou-volee")
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)


def test_arrows_choose_a_suggestion_and_escape_closes_them(page: Page) -> None:
    page.goto("/")
    # What came for the letters before is replaced: the list to move in is that of the last one.
    with page.expect_response(lambda answer: answer.url.endswith("vit")):
        page.keyboard.type("carte vit", delay=30)
    options = page.get_by_role("option")
    options.first.wait_for()
    page.keyboard.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    box = page.locator("[role=combobox]").first
    expect(box).to_have_attribute("aria-activedescendant", options.first.get_attribute("id") or "?")
    page.keyboard.press("Escape")
    expect(box).to_have_attribute("aria-expanded", "false")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/fiches/|/operateurs/|/recherche"))


def test_slash_goes_to_the_search_box_from_any_page(page: Page) -> None:
    page.goto("/operateurs/caf")
    page.keyboard.press("/")
    expect(page.locator("[role=combobox]").first).to_be_focused()
    expect(page.locator("[role=combobox]").first).to_have_value("")


def test_an_older_answer_never_replaces_a_newer_one(page: Page) -> None:
    held: list[Route] = []
    asked = re.compile(r"suggestions\?q=ca$")
    page.route(asked, lambda route: held.append(route))
    page.goto("/")
    with page.expect_request(asked):
        page.keyboard.type("ca")
    page.keyboard.type("rte vit")
    newer = page.get_by_role("option", name=re.compile("Vitale")).first
    newer.wait_for()
    assert len(held) == 1
    late = {"title": "PÉRIMÉ", "operator": "", "ending": "", "address": "/"}
    with contextlib.suppress(Error):  # the page may have hung up already
        held[0].fulfill(json=[late])
    page.wait_for_timeout(200)
    expect(newer).to_be_visible()
    expect(page.get_by_text("PÉRIMÉ")).to_have_count(0)


def test_the_documents_list_is_ticked_by_keyboard(page: Page) -> None:
    page.goto("/fiches/cpam/carte-vitale-perdue-ou-volee")
    box = page.get_by_role("checkbox").first
    box.focus()
    page.keyboard.press("Space")
    expect(box).to_be_checked()


def test_everything_can_be_read_without_javascript(server: Client) -> None:
    page = server.get("/recherche?q=carte+vitale+perdue")
    assert "/fiches/cpam/carte-vitale-perdue-ou-volee" in page
    assert TITLE in server.get("/fiches/cpam/carte-vitale-perdue-ou-volee")
