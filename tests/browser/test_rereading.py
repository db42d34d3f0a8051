"""« Toujours juste » by keyboard alone, and the pages of what to read again as axe sees them."""

from __future__ import annotations

from typing import Literal

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from kb_app.people.accounts.model import Role
from tests.browser.test_accessibility import LOOKS, look_at
from tests.browser.writers import Enter

pytestmark = pytest.mark.browser

ROOM = "/redaction/fraicheur"
SHEET = "msa/mon-espace-prive"
PAGES = (ROOM, f"{ROOM}?operateur=caf", f"{ROOM}/{SHEET}", f"{ROOM}/cpam/arbres/carte-vitale")


@pytest.fixture
def trainer(enter: Enter) -> BrowserContext:
    return enter(Role.TRAINER)


@LOOKS
def test_no_page_has_a_grave_finding_or_scrolls_sideways(
    trainer: BrowserContext, theme: Literal["light", "dark"], width: int
) -> None:
    look_at(trainer, PAGES, theme, width)


def test_a_keeper_confirms_without_a_mouse(trainer: BrowserContext) -> None:
    page = trainer.new_page()
    page.goto(f"{ROOM}/{SHEET}")
    boxes = page.get_by_role("checkbox", name="Je l’ai rouverte")
    boxes.first.focus()
    page.keyboard.press("Space")
    expect(boxes.first).to_be_checked()
    _tab_to(page, "radio")
    page.keyboard.press("ArrowDown")
    chosen = page.locator('input[name="jusqu_au"]:checked').input_value()
    _tab_to(page, "submit")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{ROOM}")
    expect(page.get_by_role("status").filter(has_text="toujours juste")).to_be_visible()
    page.goto(f"/fiches/{SHEET}")
    told = page.locator(".head .fresh")
    expect(told).to_contain_text("Relue le")
    expect(told).to_contain_text("Formateur de démonstration")
    assert chosen
    page.goto(f"/fiches/{SHEET}/comparer?de=1&a=2")
    expect(page.locator("main")).to_contain_text("À relire avant le")


def _tab_to(page: Page, kind: str) -> None:
    """Press Tab until the focus is in the form's next field of that type."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if (
            page.evaluate(
                "document.activeElement.closest('.confirm') && document.activeElement.type"
            )
            == kind
        ):
            return
    raise AssertionError(f"no {kind} is reached by keyboard")
