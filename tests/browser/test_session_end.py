"""A session about to close says so, calmly, and stays open for one who asks."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, Route, expect

pytestmark = pytest.mark.browser

SOON = "Votre session se ferme dans 2 minutes sans activité."


def waiting(page: Page, clock: str) -> None:
    """Open a page, and let that long go by."""
    page.clock.install()
    page.goto("/operateurs")
    page.clock.fast_forward(clock)


def test_nothing_is_said_before_it_is_time(page: Page) -> None:
    waiting(page, "26:45")
    expect(page.get_by_role("button", name="Rester connecté")).to_be_hidden()
    page.clock.fast_forward("00:20")
    expect(page.get_by_role("status").filter(has_text=SOON)).to_be_visible()


def test_one_who_asks_stays_signed_in(page: Page) -> None:
    waiting(page, "27:30")
    with page.expect_request("**/compte") as asked:
        page.get_by_role("button", name="Rester connecté").click()
    response = asked.value.response()
    assert response
    assert response.status == 200
    expect(page.get_by_role("status").filter(has_text="Vous restez connecté.")).to_be_visible()
    page.clock.fast_forward("00:30")
    expect(page.locator(".closing")).to_be_hidden()
    page.clock.fast_forward("26:00")
    expect(page.locator(".closing")).to_be_hidden()
    page.clock.fast_forward("02:00")
    expect(page.get_by_text(SOON)).to_be_visible()


def test_once_closed_the_way_back_leads_to_the_same_page(page: Page) -> None:
    waiting(page, "29:30")
    expect(page.get_by_text("Votre session est fermée.")).to_be_visible()
    link = page.locator(".closing").get_by_role("link", name="Se connecter")
    expect(link).to_have_attribute("href", re.compile(r"\?next=%2Foperateurs$"))
    expect(page.get_by_role("button", name="Rester connecté")).to_be_hidden()


def test_a_session_closed_elsewhere_is_told_when_one_asks_to_stay(page: Page) -> None:
    def sent_away(route: Route) -> None:
        route.fulfill(status=302, headers={"Location": "/connexion"})

    page.route("**/compte", sent_away)
    waiting(page, "27:30")
    page.get_by_role("button", name="Rester connecté").click()
    expect(page.get_by_text("Votre session est fermée.")).to_be_visible()


def test_a_page_opened_in_another_tab_counts_for_this_one(page: Page) -> None:
    waiting(page, "27:30")
    expect(page.get_by_text(SOON)).to_be_visible()
    other = page.context.new_page()
    other.goto("/aide")
    expect(page.locator(".closing")).to_be_hidden()


def test_the_button_gives_the_focus_back(page: Page) -> None:
    waiting(page, "27:30")
    # The notice stands after the page: from its last link, one step.
    links = page.locator("main a")
    links.last.focus()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Rester connecté")).to_be_focused()
    page.keyboard.press("Enter")
    expect(links.last).to_be_focused()
