"""axe-core on every page, in both themes, at both widths; nothing scrolls sideways."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page

from bench.instance import Client

pytestmark = pytest.mark.browser

SHEET = "/fiches/cpam/carte-vitale-perdue-ou-volee"
PAGES = (
    "/",
    "/recherche?q=carte+vitale+perdue",
    "/recherche?q=zzzzqqqq",
    "/recherche",
    "/operateurs",
    "/operateurs/caf",
    "/themes/logement",
    SHEET,
    f"{SHEET}?le=2026-11-22",
    f"{SHEET}/imprimer",
    f"{SHEET}/versions",
    f"{SHEET}/versions/1",
    f"{SHEET}/comparer?de=1&a=1",
    "/compte",
    "/compte/mot-de-passe",
    "/compte/sessions",
    "/aide",
    "/aide/sigles",
    "/introuvable",
    "/fiches/caf/introuvable",
    f"{SHEET}?le=hier",
)
GRAVE = {"serious", "critical"}
# Contrast depends on the theme and not on the width, what overflows on the width and not on the
# theme: each of the four is looked at once.
LOOKS = pytest.mark.parametrize(("width", "theme"), [(1280, "light"), (390, "dark")])


def grave(page: Page) -> list[tuple[str, Any]]:
    found = Axe().run(page).response["violations"]
    return [
        (v["id"], [node["html"][:120] for node in v["nodes"]])
        for v in found
        if v["impact"] in GRAVE
    ]


def sound(page: Page) -> None:
    """Fail for a grave finding, or when the page scrolls sideways."""
    assert grave(page) == [], page.url
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert wide <= 0, (page.url, wide)


def look_at(
    context: BrowserContext, addresses: Iterable[str], theme: Literal["light", "dark"], width: int
) -> None:
    """Fail unless each page is sound."""
    page = context.new_page()
    page.emulate_media(color_scheme=theme)
    page.set_viewport_size({"width": width, "height": 844})
    for address in addresses:
        page.goto(address)
        sound(page)


@LOOKS
def test_no_page_has_a_grave_finding_or_scrolls_sideways(
    context: BrowserContext, theme: Literal["light", "dark"], width: int
) -> None:
    look_at(context, PAGES, theme, width)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_sign_in_page_has_none_either(
    browser: Browser, server: Client, theme: Literal["light", "dark"]
) -> None:
    page = browser.new_page(base_url=server.base, color_scheme=theme)
    for address in ("/connexion", "/aide"):
        page.goto(address)
        assert grave(page) == [], address
    page.close()


def test_the_detector_fires(page: Page) -> None:
    page.set_content(
        "<html lang=fr><title>x</title><main><h1>x</h1><img src='data:,'><input></main>"
    )
    assert {"image-alt", "label"} <= {rule for rule, _ in grave(page)}


def test_at_390_pixels_the_answer_and_the_ending_show_without_scrolling(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(SHEET)
    for shown in (page.locator(".lead"), page.get_by_text("Accompagnement", exact=True).first):
        box = shown.bounding_box()
        assert box
        assert box["y"] + box["height"] <= 844
