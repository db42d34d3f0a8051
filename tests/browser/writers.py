"""Writers at their browsers, and what ends under their fingers: a session, a line."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import count

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from kb_app.people.accounts.demo import DEMO_ACCOUNTS
from kb_app.people.accounts.model import Role

PASSWORDS = {account.role: (account.login, account.password) for account in DEMO_ACCOUNTS}
Enter = Callable[[Role], BrowserContext]
"""The fixture `enter`: opens a browser of its own for a role, signed in."""
_numbers = count(1)


def sign_in(page: Page, role: Role) -> None:
    login, password = PASSWORDS[role]
    page.fill("#login", login)
    page.fill("#password", password)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/connexion" not in url)


def draft(context: BrowserContext) -> Page:
    """Begin a draft of a new sheet, and open it."""
    page = context.new_page()
    page.goto("/redaction/nouveau")
    page.select_option("#operateur", "caf")
    page.fill("#titre", f"Une fiche à ne pas perdre {next(_numbers)}")
    page.get_by_role("button", name="Commencer").click()
    page.wait_for_url(re.compile(r"/redaction/[\w-]{12}$"))
    write(page, "Première phrase.")
    expect_saved(page)
    return page


def write(page: Page, text: str) -> None:
    """Type at the end of the body."""
    body = page.locator("#corps")
    body.focus()
    page.keyboard.press("Control+End")
    page.keyboard.insert_text(text)


def expect_saved(page: Page) -> None:
    expect(page.locator("[data-autosave-state]")).to_contain_text(
        re.compile(r"Enregistré à \d\d:\d\d")
    )
    for _ in range(100):
        if "relais:" not in kept(page):
            return
        page.wait_for_timeout(100)
    pytest.fail(f"still in the browser: {kept(page)}")


def kept(page: Page) -> str:
    """Return what this browser keeps."""
    return str(page.evaluate("JSON.stringify(Object.entries(localStorage))"))


def body_of(context: BrowserContext, page: Page) -> str:
    """Return the body as the server has it."""
    other = context.new_page()
    other.goto(page.url)
    text = other.locator("#corps").input_value()
    other.close()
    return text


def sign_out(context: BrowserContext) -> None:
    """End the session on the server, as time does."""
    other = context.new_page()
    other.goto("/compte")
    token = other.locator("form[action='/deconnexion'] input[name=csrf_token]").input_value()
    context.request.post("/deconnexion", form={"csrf_token": token})
    other.close()


def cut(page: Page) -> None:
    """Cut the line of one page, even while it closes."""
    page.route("**/*", lambda route: route.abort())


def state(page: Page, words: str) -> None:
    expect(page.locator("[data-autosave-state]")).to_contain_text(words)
