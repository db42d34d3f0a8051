"""Amounts in a browser: axe in both themes at both widths, and the way to a source by keyboard."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Literal

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from bench.instance import Client, environment, serving
from kb_app.config import read_settings
from kb_app.knowledge.content.versioning import with_version
from kb_app.library.exchange import import_texts, incoming
from kb_app.web.house import open_house
from tests.amounts import PATH, figure_text, value_text
from tests.browser.test_accessibility import LOOKS, sound
from tests.factories import sheet_text

pytestmark = pytest.mark.browser

SHEET = "/fiches/caf/montants"
PAGES = (
    SHEET,
    f"{SHEET}/imprimer",
    "/recherche?q=montants+cites",
    "/redaction/montants",
    "/redaction/montants/essai",
    "/redaction/montants/perdu",
)
BODY = (
    "Il reçoit {{ montant: essai }}.\n\n- Sous {{ montant: perdu }}.\n\n## Étapes\n\n"
    "1. Vérifier **{{ montant: perdu }}**.\n\n"
    "| Foyer | Plafond |\n|---|---|\n| Seul | {{ montant: perdu }} |\n"
)


@pytest.fixture(scope="module")
def trainer(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[Client]:
    """A trainer's session on a server with an amount in force, one that lapsed, and a sheet."""
    assert browser  # or Chromium is not there, and there is nothing to serve
    env = environment(tmp_path_factory.mktemp("amounts"))
    with serving(env) as client:
        _publish(env)
        client.sign_in("formateur@demo", "quatre craies blanches")
        yield client


def _publish(env: dict[str, str]) -> None:
    house = open_house(read_settings(env))
    day = house.today()
    yesterday = day - timedelta(days=1)
    figures = figure_text(
        value_text("1 234,5", day, day + timedelta(days=200)), id_="essai", label="Aide d’essai"
    ) + figure_text(value_text("9876", yesterday, yesterday), id_="perdu", label="Plafond perdu")
    texts = {
        PATH: with_version(PATH, figures, 1),
        "operators/caf/montants.md": sheet_text(
            "CAF-80", "Montants cités", BODY, resume="Jusqu’à {{ montant: essai }}."
        ),
    }
    report = import_texts(house.library, incoming(texts), "essai")
    assert len(report.added) == len(texts), report
    house.engine.dispose()


@pytest.fixture
def desk(browser: Browser, trainer: Client) -> Iterator[BrowserContext]:
    context = browser.new_context(base_url=trainer.base, viewport={"width": 1280, "height": 900})
    cookies = [
        {"name": c.name, "value": c.value or "", "url": trainer.base} for c in trainer.cookies
    ]
    context.add_cookies(cookies)  # type: ignore[arg-type]
    context.set_default_timeout(60_000)
    yield context
    context.close()


def opened(context: BrowserContext, address: str) -> Page:
    page = context.new_page()
    page.goto(address)
    # Another process published: the server looks within the second.
    for _ in range(20):
        if page.locator("h1").inner_text() != "Page introuvable":
            break
        page.wait_for_timeout(500)
        page.reload()
    return page


@LOOKS
def test_no_page_of_amounts_has_a_grave_finding_or_scrolls_sideways(
    desk: BrowserContext, theme: Literal["light", "dark"], width: int
) -> None:
    for address in PAGES:
        page = opened(desk, address)
        page.emulate_media(color_scheme=theme)
        page.set_viewport_size({"width": width, "height": 844})
        assert page.locator("h1").count() == 1
        sound(page)
        page.close()


def test_the_keyboard_goes_from_an_amount_to_its_source(desk: BrowserContext) -> None:
    page = opened(desk, SHEET)
    amount = page.locator(".text a.montant").first
    amount.focus()
    page.keyboard.press("Enter")
    expect(page.locator("li:target")).to_contain_text("Barème d’essai")


def test_the_passage_of_a_lapsed_amount_stands_out(desk: BrowserContext) -> None:
    page = opened(desk, SHEET)
    plain = page.locator(".text p").first
    marked = page.locator(".text li", has=page.locator(".montant-perdu")).first
    background = "element => getComputedStyle(element).backgroundColor"
    assert marked.evaluate(background) != plain.evaluate(background)
    expect(page.locator(".head .montants-perdus")).to_contain_text("Plafond perdu")
