"""« Pas trouvé » in one key, and the trainers' inbox, in a browser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from time import sleep
from typing import Literal
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, expect
from sqlalchemy import select

from bench.instance import Client, environment, serving
from kb_app.config import read_settings
from kb_app.database import engine as database
from kb_app.people.activity.tables import search_questions
from tests.browser.test_accessibility import LOOKS, sound

pytestmark = pytest.mark.browser

RESULTS = "/recherche?q=carte+vitale+perdue"
NOTED = re.compile("note=oui")
THANKS = "Noté : les formateurs le verront."


@pytest.fixture(scope="module")
def trainer(server: Client) -> Client:
    client = Client(server.base)
    client.sign_in("formateur@demo", "quatre craies blanches")
    return client


def context_of(browser: Browser, client: Client, **options: object) -> BrowserContext:
    context = browser.new_context(base_url=client.base, **options)  # type: ignore[arg-type]
    cookies = [{"name": c.name, "value": c.value or "", "url": client.base} for c in client.cookies]
    context.add_cookies(cookies)  # type: ignore[arg-type]
    context.set_default_timeout(60_000)
    return context


@pytest.fixture
def plain(browser: Browser, server: Client) -> Iterator[Page]:
    """An agent's page in a browser without JavaScript."""
    context = context_of(browser, server, java_script_enabled=False)
    yield context.new_page()
    context.close()


def fail(page: Page, words: str) -> None:
    """Say that words were not found, which every process knows at once."""
    page.goto(f"/recherche?q={quote(words)}")
    page.keyboard.press("p")
    page.wait_for_url(NOTED)


def thanks(page: Page) -> None:
    page.wait_for_url(NOTED)
    expect(page.get_by_text(THANKS.replace(" :", "\u00a0:"))).to_be_visible()
    # The operator of the first result is the one to call.
    expect(page.locator(".noted")).to_contain_text("3646")
    expect(page.locator("[data-not-found]")).to_have_count(0)


def test_one_key_says_not_found_once(page: Page) -> None:
    sent: list[Request] = []
    page.on("request", lambda r: sent.append(r) if r.method == "POST" else None)
    page.goto(RESULTS)
    page.keyboard.press("p")
    page.keyboard.press("P")
    thanks(page)
    assert len(sent) == 1


def test_its_button_says_it_too_and_again_after_coming_back(page: Page) -> None:
    page.goto(RESULTS)
    page.get_by_role("link", name="Pas trouvé").click()
    thanks(page)
    page.go_back()
    page.get_by_role("link", name="Pas trouvé").click()
    thanks(page)


def test_while_one_types_or_holds_another_key_it_is_only_a_letter(page: Page) -> None:
    page.goto(RESULTS)
    box = page.locator("#q")
    box.fill("permis")
    box.press("p")
    expect(box).to_have_value("permisp")
    page.locator("h1").evaluate("document.activeElement.blur()")
    for keys in ("Control+p", "Alt+p", "Meta+p"):
        page.keyboard.press(keys)
    page.wait_for_timeout(500)
    assert page.url.endswith(RESULTS)


def test_keys_of_one_letter_can_be_turned_off_in_this_browser(page: Page) -> None:
    page.goto("/aide")
    box = page.get_by_role("checkbox", name=re.compile("agissent quand aucun champ"))
    expect(box).to_be_checked()
    box.uncheck()
    page.goto(RESULTS)
    page.keyboard.press("p")
    page.keyboard.press("/")
    page.wait_for_timeout(500)
    assert page.url.endswith(RESULTS)
    expect(page.locator("#q")).not_to_be_focused()
    page.goto("/aide")
    expect(box).not_to_be_checked()
    box.check()
    page.goto(RESULTS)
    page.keyboard.press("p")
    thanks(page)


def test_without_javascript_it_is_a_page_and_a_button(plain: Page) -> None:
    plain.goto(RESULTS)
    plain.get_by_role("link", name="Pas trouvé").click()
    plain.get_by_role("button", name="Le dire aux formateurs").click()
    thanks(plain)


def test_when_the_line_is_cut_the_form_itself_is_the_way(page: Page) -> None:
    page.goto(RESULTS)
    cut = re.compile("pas-trouve")
    # The first try only: the page itself is asked for next.
    page.route(cut, lambda route: route.fulfill(body="<p>Coupé</p>"), times=1)
    page.keyboard.press("p")
    page.get_by_role("button", name="Le dire aux formateurs").click()
    thanks(page)


@LOOKS
def test_no_page_of_failed_searches_has_a_grave_finding_or_scrolls_sideways(
    browser: Browser, trainer: Client, theme: Literal["light", "dark"], width: int
) -> None:
    viewport = {"width": width, "height": 844}
    context = context_of(browser, trainer, viewport=viewport, color_scheme=theme)
    page = context.new_page()
    fail(page, "zzzz qqqq")
    page.goto("/suivi/recherches")
    group = page.locator("article h2 a").first.get_attribute("href") or ""
    addresses = ("/recherche/pas-trouve?q=rsa", f"{RESULTS}&note=oui", "/suivi/recherches", group)
    for address in (*addresses, "/suivi/arbres"):
        page.goto(address)
        for action in page.locator("details.action summary").all():
            action.click()
        sound(page)
    context.close()


def test_a_group_is_set_aside_by_keyboard_alone(browser: Browser, trainer: Client) -> None:
    context = context_of(browser, trainer)
    page = context.new_page()
    fail(page, "qqqq zzzz wwww xxxx")
    page.goto("/suivi/recherches")
    page.get_by_role("link", name="qqqq zzzz wwww xxxx").focus()
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="« qqqq zzzz wwww xxxx »").wait_for()
    page.locator("#de-cote > summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("Essai")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Laissée de côté : Essai".replace(" :", "\u00a0:"))).to_be_visible()
    context.close()


def test_a_server_counts_as_it_goes_and_before_it_stops(tmp_path: Path) -> None:
    env = environment(tmp_path)
    engine = database.create(read_settings(env).database_url)

    def counted() -> dict[str, int]:
        query = select(search_questions.c.question, search_questions.c.asked)
        with engine.connect() as connection:
            return {row.question: row.asked for row in connection.execute(query)}

    with serving(env) as client:
        client.sign_in()
        client.get("/recherche?q=permis+bateau")
        for _ in range(200):
            if counted():
                break
            sleep(0.1)
        assert counted() == {"permis bateau": 1}
        for _ in range(5):
            client.get("/recherche?q=chien+perdu")
    assert counted() == {"permis bateau": 1, "chien perdu": 5}
    engine.dispose()
