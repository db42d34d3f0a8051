"""A real server with the shipped library, and a real Chromium in front of it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, expect, sync_playwright

from bench.instance import Client, environment, serving
from kb_app.people.accounts.model import Role
from tests.browser.writers import Enter, sign_in

# The same Chromium without a window is a quarter lighter, where the system offers it.
CHROMIUM = next(filter(None, map(shutil.which, ("chromium-headless-shell", "chromium"))), None)
# Chromium must not look for anything outside this machine.
_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# Five seconds are not always enough on a busy machine; what is there at once is seen at once.
expect.set_options(timeout=60_000)


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed (apt-get install chromium)")
    with serving(environment(tmp_path_factory.mktemp("browser"))) as client:
        client.sign_in()
        yield client


@pytest.fixture(scope="session")
def browser(server: Client) -> Iterator[Browser]:
    assert server
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=_ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def context(browser: Browser, server: Client) -> Iterator[BrowserContext]:
    """A signed-in agent's browser, at the width of a desk."""
    context = browser.new_context(
        base_url=server.base, locale="fr-FR", viewport={"width": 1280, "height": 900}
    )
    cookies = [{"name": c.name, "value": c.value or "", "url": server.base} for c in server.cookies]
    context.add_cookies(cookies)  # type: ignore[arg-type]
    context.set_default_timeout(60_000)
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext, server: Client) -> Iterator[Page]:
    """A page on which any script error, or any request outside the server, is a failure."""
    page = context.new_page()
    troubles: list[str] = []

    def outside(request: Request) -> None:
        if not request.url.startswith((server.base, "data:", "blob:")):
            troubles.append(f"asked {request.url}")

    page.on("request", outside)
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on("console", lambda m: troubles.append(m.text) if m.type == "error" else None)
    yield page
    assert troubles == []


@pytest.fixture
def enter(browser: Browser, server: Client) -> Iterator[Enter]:
    """Return what opens a browser of its own for a role, signed in."""
    opened: list[BrowserContext] = []

    def entering(role: Role) -> BrowserContext:
        context = browser.new_context(
            base_url=server.base, locale="fr-FR", viewport={"width": 1280, "height": 900}
        )
        opened.append(context)
        context.set_default_timeout(60_000)
        page = context.new_page()
        page.goto("/connexion")
        sign_in(page, role)
        page.close()
        return context

    yield entering
    for context in opened:
        context.close()
