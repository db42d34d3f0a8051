"""Sheets looked for in the editor: the combobox pattern, its first row always chosen."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from kb_app.people.accounts.model import Role
from tests.browser.test_editor import begin
from tests.browser.writers import Enter

pytestmark = pytest.mark.browser


def test_a_sheet_is_found_and_added_by_keyboard_alone(enter: Enter) -> None:
    page = enter(Role.TRAINER).new_page()
    begin(page)
    address = page.url
    box = page.locator("#f-voir_aussi-chercher")
    options = page.locator("#f-voir_aussi-chercher-fiches [role=option]")
    expect(box).to_have_attribute("role", "combobox")
    expect(box).to_have_attribute("aria-controls", "f-voir_aussi-chercher-fiches")
    box.press_sequentially("carte", delay=20)
    expect(options.nth(1)).to_be_visible()
    expect(box).to_have_attribute("aria-expanded", "true")
    expect(page.get_by_role("status").filter(has_text="fiche").first).to_be_attached()
    last = options.count() - 1
    # The first row is chosen at once; arrows go round, without a place where none is.
    for key, place in (("", 0), ("ArrowUp", last), ("ArrowDown", 0), ("ArrowDown", 1)):
        if key:
            page.keyboard.press(key)
        expect(options.nth(place)).to_have_attribute("aria-selected", "true")
        chosen = options.nth(place).get_attribute("id") or "?"
        expect(box).to_have_attribute("aria-activedescendant", chosen)
    page.keyboard.press("Escape")
    expect(options).to_have_count(0)
    expect(box).to_have_attribute("aria-expanded", "false")
    expect(box).not_to_have_attribute("aria-activedescendant", chosen)
    expect(box).to_have_value("carte")
    # Enter is never the form's: one is choosing, not saving.
    page.keyboard.press("Enter")
    assert page.url == address
    page.keyboard.press("ArrowDown")
    expect(options.first).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.locator("[data-links] .chosen li")).to_have_count(1)
    expect(box).to_have_value("")
    assert ".md" in page.input_value("#f-voir_aussi")


def test_escape_closes_the_list_then_the_box_that_asks(enter: Enter) -> None:
    page = enter(Role.TRAINER).new_page()
    begin(page)
    page.locator("#corps").focus()
    page.keyboard.press("Control+Alt+k")
    page.locator("#chercher-fiche").press_sequentially("rsa", delay=20)
    expect(page.locator("dialog [role=option]").first).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("dialog [role=option]")).to_have_count(0)
    expect(page.locator("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("dialog")).to_have_count(0)
