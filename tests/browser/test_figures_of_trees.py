"""The figures of trees in a browser: axe in both themes at both widths; the drawing scrolls."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page

from bench.instance import Client, environment, serving
from kb_app.config import read_settings
from kb_app.web.house import open_house
from tests.browser.test_accessibility import LOOKS, sound
from tests.web.visited import closed

pytestmark = pytest.mark.browser

TREE = "cpam/carte-vitale"
PAGES = ("/suivi/arbres", f"/suivi/arbres/{TREE}", "/suivi/arbres/commun/j-ai-demenage")


@pytest.fixture(scope="module")
def trainer(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[Client]:
    """A trainer's session on a server where one tree was visited."""
    assert browser  # or Chromium is not there, and there is nothing to serve
    env = environment(tmp_path_factory.mktemp("figures"))
    with serving(env) as client:
        _visit(env)
        client.sign_in("formateur@demo", "quatre craies blanches")
        yield client


def _visit(env: dict[str, str]) -> None:
    house = open_house(read_settings(env))
    found = house.accounts.credentials("agent@demo")
    tree = house.library.refresh().trees[TREE].tree
    assert found
    assert tree
    first = tree.questions[tree.start]
    for option in first.options[:2]:
        closed(house, found[0].id, TREE, {first.id: option.id}, 6, "carte perdue")
    house.engine.dispose()


def pages(browser: Browser, client: Client, width: int, theme: Literal["light", "dark"]) -> Page:
    context = browser.new_context(
        base_url=client.base, viewport={"width": width, "height": 844}, color_scheme=theme
    )
    cookies = [{"name": c.name, "value": c.value or "", "url": client.base} for c in client.cookies]
    context.add_cookies(cookies)  # type: ignore[arg-type]
    context.set_default_timeout(60_000)
    return context.new_page()


@LOOKS
def test_no_page_of_figures_has_a_grave_finding_or_scrolls_sideways(
    browser: Browser, trainer: Client, theme: Literal["light", "dark"], width: int
) -> None:
    page = pages(browser, trainer, width, theme)
    for address in PAGES:
        answer = page.goto(address)
        assert answer
        assert answer.status == 200, address
        for folded in page.locator("main details > summary").all():
            folded.click()
        sound(page)
    page.context.close()


def test_the_drawing_is_scrolled_by_keyboard_within_its_own_box(
    browser: Browser, trainer: Client
) -> None:
    page = pages(browser, trainer, 390, "light")
    page.goto(PAGES[1])
    drawing = page.get_by_role("region", name="Dessin de l’arbre")
    drawing.focus()
    before = page.evaluate("window.scrollY")
    page.keyboard.press("ArrowRight")
    page.wait_for_function("document.activeElement.scrollLeft > 0")
    assert page.evaluate("window.scrollY") == before
    assert page.get_by_role("img", name="carte Vitale").is_visible()
    page.context.close()
