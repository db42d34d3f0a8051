"""Scripts in every field: none runs on any page, in a real Chromium that would show it.

The house is filled by `hostile_house`; every page that a role can reach by reading is opened. What
the browser refuses by policy is a fault too: it should never have been markup.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from email import message_from_string, policy
from pathlib import Path
from urllib.parse import quote, urlsplit
from xml.etree import ElementTree

import pytest
from playwright.sync_api import Browser, Page

from bench.instance import Client, environment, serving
from kb_app.config import read_settings
from kb_app.library.exchange import export_texts
from kb_app.people.accounts.demo import DEMO_ACCOUNTS
from kb_app.people.accounts.model import Account, Role
from kb_app.people.upkeep.mail import Post, Server
from kb_app.people.upkeep.reminders import Reminders
from kb_app.web.house import House, open_house
from tests.browser import hostile_house
from tests.browser.detector import Detector, Routes, put
from tests.browser.hostile_house import MARK, PATHS, PAYLOADS
from tests.people.upkeep.relay import Relay, listening
from tests.web import small_tree

pytestmark = [pytest.mark.browser, pytest.mark.slow]

MOST_OF_A_KIND = 2
"""Pages opened of one route, by role, unless it is in MORE."""
MORE = {
    "/fiches/<operator>/<slug>": len(PAYLOADS),
    "/relecture/<draft_id>": 10,
    "/redaction/<draft_id>": 4,
}
"""For the administrator, who sees the most."""
NOT_PAGES = {
    "/static/<path:filename>",
    "/nouveautes.atom",
    "/nouveautes/<token>.atom",
    "/recherche/suggestions",
    "/redaction/choix/fiches",
    "/redaction/<draft_id>/arbre/mots",
    "/compte/jeton",
}
"""What is read by programs, of which another test asks; a secret feed holds what the other does."""
SEEDS = [
    "/",
    "/aide",
    "/nouveautes",
    "/administration/journal",
    "/connexion",
    "/sante",
    "/themes/sante",
    f"/recherche?q={MARK}",
    *(f"/recherche?q={quote(payload)}" for payload in PAYLOADS[:4]),
    f"/recherche/pas-trouve?q={quote(PAYLOADS[1])}",
    "/fiches/caf/hostile-0/comparer?de=1&a=2",
    "/redaction/modifier?path=operators/caf/hostile-20.md",
    "/signalements/nouveau?document=operators/caf/hostile-3.md&version=2",
    f"/relecture/retirer?document={PATHS[21]}",
    f"/relecture/retablir?document={PATHS[22]}&version=1",
    f"/administration/journal?sujet={quote(PAYLOADS[1])}",
]


@dataclass(frozen=True)
class Hostile:
    house: House
    client: Client


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[Hostile]:
    assert browser
    env = environment(tmp_path_factory.mktemp("hostile"))
    house = open_house(read_settings(env))
    hostile_house.fill(house)
    with serving(env) as client:
        yield Hostile(house, client)
    house.engine.dispose()


@pytest.fixture
def detector(browser: Browser, hostile: Hostile) -> Iterator[Detector]:
    context = browser.new_context(base_url=hostile.client.base, locale="fr-FR")
    context.set_default_timeout(60_000)
    yield Detector(context)
    context.close()


def sign_in(page: Page, role: Role) -> None:
    account = next(each for each in DEMO_ACCOUNTS if each.role is role)
    page.goto("/connexion")
    page.locator("[name=login]").fill(account.login)
    page.locator("[name=password]").fill(account.password)
    page.get_by_role("button", name="Se connecter").click()
    page.wait_for_url("**/")


def crawl(detector: Detector, routes: Routes, more: Mapping[str, int]) -> Counter[str]:
    """Open what can be reached by reading; return how many pages of each route."""
    opened: Counter[str] = Counter()
    faults: list[str] = []
    waiting, seen = list(SEEDS), set(SEEDS)
    while waiting:
        address = waiting.pop(0)
        route = routes.of(address)
        if route is None or route in NOT_PAGES:
            continue
        if opened[route] >= more.get(route, MOST_OF_A_KIND):
            continue
        detector.here = address
        answer = detector.page.goto(address)
        assert answer is not None
        if answer.status >= 400:
            continue
        assert "script-src 'self'" in (answer.header_value("content-security-policy") or "")
        opened[route] += 1
        faults += detector.faults()
        links = detector.page.eval_on_selector_all("a[href]", "all => all.map(a => a.href)")
        for link in links:
            parts = urlsplit(link)
            near = f"{parts.path}?{parts.query}" if parts.query else parts.path
            if link.startswith(str(detector.page.url)[:10]) and near not in seen:
                seen.add(near)
                waiting.append(near)
    assert faults == []
    return opened


def test_the_detector_fires_where_nothing_protects(detector: Detector) -> None:
    """The control: the same texts as markup, without our policy, then with it."""
    caught = []
    for number, payload in enumerate(PAYLOADS):
        body = f'<!doctype html><input value="{payload}"><textarea></textarea><p>{payload}</p>'
        detector.here = f"/controle-{number}"
        put(detector.page, detector.here, body)
        detector.page.goto(detector.here)
        detector.page.wait_for_timeout(50)
        if detector.here in detector.ran or detector.faults():
            caught.append(payload)
    assert len(set(detector.ran)) >= 10
    assert len(caught) >= 17
    answer = detector.page.goto("/connexion")
    assert answer
    said = answer.header_value("content-security-policy") or ""
    detector.ran.clear()
    detector.here = "/tenu"
    body = f"<!doctype html>{PAYLOADS[0]}{PAYLOADS[1]}"
    put(detector.page, detector.here, body, {"content-security-policy": said})
    detector.page.goto("/tenu")
    detector.page.wait_for_timeout(100)
    assert detector.ran == []
    assert len(detector.refused) >= 2


@pytest.fixture(scope="module")
def opened() -> Counter[str]:
    """How many pages of each route were opened, by all roles."""
    return Counter()


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.AGENT])
def test_no_script_runs_on_any_page(
    hostile: Hostile, detector: Detector, opened: Counter[str], role: Role
) -> None:
    sign_in(detector.page, role)
    more = MORE if role is Role.ADMINISTRATOR else {}
    opened.update(crawl(detector, Routes(hostile.house), more))
    assert detector.found == []


def test_every_page_there_is_was_opened(hostile: Hostile, opened: Counter[str]) -> None:
    missed = Routes(hostile.house).read() - opened.keys() - NOT_PAGES
    assert missed == set()


def test_no_script_runs_in_what_scripts_of_ours_draw(detector: Detector) -> None:
    """Completions, and the preview beside a text that is being typed."""
    page = detector.page
    sign_in(page, Role.TRAINER)
    detector.here = "completions"
    page.goto("/")
    page.locator("main [role=combobox]").first.press_sequentially(MARK[:5])
    page.locator("[role=option]").first.wait_for()
    assert MARK in page.locator("[role=listbox]").first.inner_text()
    assert detector.faults() == []
    detector.here = "preview"
    page.goto(f"/redaction/modifier?path={PATHS[13]}")
    body = page.locator("textarea[name=corps]")
    with page.expect_response("**/apercu") as answered:
        body.fill(body.input_value() + "\n\n".join(PAYLOADS))
    assert answered.value.status == 200
    page.wait_for_load_state("networkidle")
    assert detector.faults() == []
    assert detector.found == []


def chief(hostile: Hostile) -> Account:
    return next(a for a in hostile.house.accounts.everyone() if a.role is Role.ADMINISTRATOR)


def test_what_programs_read_says_what_it_is(hostile: Hostile, detector: Detector) -> None:
    sign_in(detector.page, Role.ADMINISTRATOR)
    trees = [d for d in hostile.house.authoring.drafts(chief(hostile)) if d.path == small_tree.PATH]
    for address in (
        f"/recherche/suggestions?q={MARK}",
        f"/redaction/choix/fiches?q={MARK}",
        f"/redaction/{trees[0].id}/arbre/mots",
    ):
        answer = detector.context.request.get(address)
        assert answer.headers["content-type"].startswith("application/json")
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert MARK in answer.text() or "/arbre/" in address
    feed = detector.context.request.get("/nouveautes.atom")
    assert feed.headers["content-type"].startswith("application/atom+xml")
    root = ElementTree.fromstring(feed.body())
    assert {element.tag.partition("}")[0] for element in root.iter()} == {
        "{http://www.w3.org/2005/Atom"
    }
    assert {element.get("type", "text") for element in root.iter()} <= {
        "text",
        "text/html",
        "application/atom+xml",
    }
    assert any(PAYLOADS[0] in (element.text or "") for element in root.iter())


def test_letters_and_exports_hold_it_as_text(hostile: Hostile, tmp_path: Path) -> None:
    house, relay = hostile.house, Relay()
    reminders = Reminders(
        house.engine, house.accounts, house.upkeep, house.authoring, house.now, lambda account: 1
    )
    letters = reminders.due(house.today(), f"{PAYLOADS[0]}\r\nBcc: x@y.fr", "https://a.fr")
    assert any(PAYLOADS[1] in letter.text for letter in letters)
    server = Server("127.0.0.1", 0, False, None, "")
    with listening(relay):
        server = Server("127.0.0.1", relay.port, False, None, "")
        with Post(server, "relais@exemple.fr") as post:
            reminders.send(letters, house.today(), post)
    assert len(relay.received) == len(letters)
    for _, whole in relay.received:
        message = message_from_string(whole, policy=policy.default)
        assert message.get_content_type() == "text/plain"
        assert message["Bcc"] is None
    for path, text in export_texts(house.library):
        newest = house.library.newest(path)
        assert newest
        assert newest[1].splitlines()[-3:] == text.splitlines()[-3:]
