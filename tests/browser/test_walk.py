"""Walking trees in a real browser: by keyboard alone, in few keys, at every width and theme."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from bench.instance import Client, environment, serving
from tests.browser.test_accessibility import LOOKS, sound
from tests.factories import small_library
from tests.web import small_tree

pytestmark = pytest.mark.browser

MOST_KEYS = 6
"""From typing the visitor's words, which count as one, to the outcome."""


@pytest.fixture(scope="module")
def small_server(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """A house whose only tree asks one question of each type."""
    assert browser
    folder = tmp_path_factory.mktemp("small")
    texts = small_library() | small_tree.texts()
    card = "operators/cpam/operator.yaml"
    texts[card] = texts[card].replace('"droits"', '"cartes"')
    for name, text in texts.items():
        file = folder / "content" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    with serving(environment(folder, KB_CONTENT=str(folder / "content"))) as client:
        client.sign_in()
        yield client


@pytest.fixture
def small(browser: Browser, small_server: Client) -> Iterator[Page]:
    with_cookies = opened(browser, small_server)
    yield with_cookies.new_page()
    with_cookies.close()


def opened(browser: Browser, server: Client) -> BrowserContext:
    context = browser.new_context(base_url=server.base, locale="fr-FR")
    context.set_default_timeout(60_000)
    cookies = [{"name": c.name, "value": c.value or "", "url": server.base} for c in server.cookies]
    context.add_cookies(cookies)  # type: ignore[arg-type]
    return context


def press(page: Page, key: str, then: str) -> None:
    """Press one key and wait for the page whose title begins so."""
    page.keyboard.press(key)
    arrived(page, then)


def arrived(page: Page, title: str) -> None:
    """Its title is read before its script runs: the next key is for the script."""
    expect(page.get_by_role("heading", level=1)).to_contain_text(title)
    page.wait_for_load_state("load")


# One tree of each kind, by keyboard alone


def test_every_type_of_question_is_answered_by_keyboard(small: Page) -> None:
    small.goto(small_tree.ADDRESS)
    press(small, "2", "Quel jour")
    small.keyboard.type("01022026")
    press(small, "Enter", "Quel âge")
    small.keyboard.type("42")
    press(small, "Enter", "Combien")
    small.keyboard.type("12,50")
    press(small, "Enter", "code postal")
    small.keyboard.type("63000")
    press(small, "Enter", "Autre chose")
    press(small, "Enter", "Appelons")
    press(small, "1", "Commander ensemble")
    expect(small.get_by_role("heading", level=1)).to_be_focused()


def test_boxes_are_ticked_by_digits_and_enter_goes_on(small: Page) -> None:
    small.goto(small_tree.ADDRESS)
    press(small, "1", "Des soins")
    small.keyboard.press("2")
    expect(small.get_by_label("Une visite chez le docteur")).to_be_checked()
    # What goes alone unticks the rest, and waits to be confirmed since it replaces something.
    small.keyboard.press("3")
    expect(small.get_by_label("Une visite chez le docteur")).not_to_be_checked()
    small.keyboard.press("2")
    expect(small.get_by_label("Rien de prévu")).not_to_be_checked()
    press(small, "Enter", "Avez-vous un compte")
    press(small, "0", "Commander ensemble")


def test_a_digit_then_enter_by_habit_answers_one_question_only(small: Page) -> None:
    small.goto(small_tree.ADDRESS)
    small.keyboard.press("1")
    small.keyboard.press("Enter")
    arrived(small, "Des soins")
    expect(small.get_by_role("alert")).to_have_count(0)
    small.keyboard.press("3")
    small.keyboard.press("Enter")
    arrived(small, "Avez-vous un compte")
    expect(small.get_by_role("alert")).to_have_count(0)


def test_the_digits_of_a_french_keyboard_need_no_shift(small: Page) -> None:
    small.goto(small_tree.ADDRESS)
    small.evaluate(
        """document.activeElement.dispatchEvent(
            new KeyboardEvent("keydown", { key: "&", code: "Digit1", bubbles: true }))"""
    )
    expect(small.get_by_role("heading", level=1)).to_contain_text("Des soins")


def test_digits_do_nothing_outside_the_form_or_while_writing(small: Page) -> None:
    small.goto(small_tree.ADDRESS)
    small.get_by_role("link", name="Aide", exact=True).focus()
    small.keyboard.press("1")
    small.get_by_label("Ce que dit la personne").focus()
    small.keyboard.type("12")
    expect(small.get_by_label("Ce que dit la personne")).to_have_value("12")
    assert small.url.endswith(small_tree.ADDRESS)
    expect(small.locator("[name=reponse]:checked")).to_have_count(0)


def test_alt_left_is_the_question_before_and_its_answer(small: Page) -> None:
    small.goto(small_tree.ADDRESS)
    press(small, "1", "Des soins")
    press(small, "3", "Avez-vous un compte")
    press(small, "Alt+ArrowLeft", "Des soins")
    expect(small.get_by_label("Rien de prévu")).to_be_checked()
    small.keyboard.press("2")
    press(small, "Enter", "Avez-vous un compte")
    press(small, "1", "Commander dans le compte")


def test_nothing_answered_puts_the_focus_on_what_is_wrong(small: Page) -> None:
    small.goto(small_tree.ADDRESS)
    press(small, "2", "Quel jour")
    small.get_by_role("button", name="Continuer").press("Enter")
    expect(small.get_by_role("alert")).to_be_focused()
    expect(small).to_have_title("Erreur\u00a0: Quel jour a-t-elle été demandée ? – Relais")
    small.get_by_role("alert").get_by_role("link").click()
    expect(small.locator("#reponse")).to_be_focused()


def test_ticking_what_is_missing_rebuilds_the_lists_and_keeps_the_focus(small: Page) -> None:
    small.goto(f"{small_tree.ADDRESS}?r.situation=perdue&r.soins=rien&r.compte=oui")
    press(small, "Enter", "Commander dans le compte")
    box = small.get_by_label("il manque\u00a0: Photo récente")
    box.focus()
    small.keyboard.press("Space")
    expect(small.get_by_text("Revenir avec ce qui manque")).to_be_visible()
    expect(box).to_be_focused()
    expect(box).to_be_checked()
    small.reload()
    expect(box).to_be_checked()


def test_the_message_is_masked_before_it_is_copied(browser: Browser, small_server: Client) -> None:
    context = opened(browser, small_server)
    context.grant_permissions(["clipboard-read", "clipboard-write"], origin=small_server.base)
    page = context.new_page()
    page.goto(f"{small_tree.ADDRESS}?r.situation=perdue&r.soins=hopital")
    press(page, "Enter", "Prévenir la caisse")
    page.get_by_label("Message prêt à copier").fill("Rappeler au 06 12 34 56 78")
    page.get_by_role("button", name="Copier le message", exact=True).click()
    expect(page.get_by_text("Copié, masqué").first).to_be_visible()
    assert "06 12" not in str(page.evaluate("navigator.clipboard.readText()"))
    context.close()


# Few keys, on the shipped trees


@pytest.mark.parametrize(
    ("words", "keys", "outcome"),
    [
        ("je n’ai pas été payé", ["Enter", "Enter", "4", "1", "0"], "Ouvrir le compte CAF"),
        ("la caf m’a pas payé", ["Enter", "Enter", "4", "0"], "Ouvrir le compte CAF"),
        ("carte vitale perdue", ["Enter", "Enter", "4", "0"], "caisse"),
        ("je n’arrive pas à me connecter à la caf", ["Enter", "Enter", "3", "1", "0"], ""),
    ],
)
def test_an_outcome_is_a_few_keys_from_the_words(
    page: Page, words: str, keys: list[str], outcome: str
) -> None:
    assert 1 + len(keys) <= MOST_KEYS
    page.goto("/")
    page.keyboard.type(words)
    for key in keys:
        with page.expect_navigation():
            page.keyboard.press(key)
        page.wait_for_load_state("domcontentloaded")
        # The one who reads the answers aloud is never faster than the page.
        page.wait_for_function("document.activeElement !== document.body")
    assert page.url.endswith("/issue")
    expect(page.get_by_role("heading", level=1)).to_contain_text(outcome)


# Everyone, everywhere


@LOOKS
def test_no_page_of_a_walk_has_a_grave_finding_or_scrolls_sideways(
    browser: Browser, small_server: Client, theme: Literal["light", "dark"], width: int
) -> None:
    context = opened(browser, small_server)
    page = context.new_page()
    page.emulate_media(color_scheme=theme)
    page.set_viewport_size({"width": width, "height": 844})
    for address in ("/", "/orientation", "/recherche?q=carte+perdue", small_tree.ADDRESS):
        look(page, address)
    look(page, f"{small_tree.ADDRESS}?mots=carte+perdue+entree+a+l+hopital+mardi")
    look(page, f"{small_tree.ADDRESS}?r.situation=perdue")
    page.keyboard.press("2")
    page.keyboard.press("Enter")
    arrived(page, "Avez-vous un compte")
    look(page, page.url)
    page.get_by_role("button", name="Continuer").click()
    expect(page.get_by_role("alert")).to_be_visible()
    look(page)
    press(page, "Shift+Tab", "Avez-vous un compte")
    page.locator("[data-key='1']").check()
    page.get_by_role("button", name="Continuer").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Commander dans le compte")
    look(page)
    look(page, page.url.replace("issue", "imprimer"))
    page.go_back()
    page.get_by_role("button", name="Passer au référent").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Question à la caisse")
    for folded in page.locator("main details").all():
        folded.locator("summary").click()
    look(page)
    page.get_by_role("button", name="C’est fait").click()
    expect(page.get_by_text("Visite close le")).to_be_visible()
    look(page)
    context.close()


def look(page: Page, address: str | None = None) -> None:
    if address:
        page.goto(address)
    sound(page)


def test_every_answer_is_large_enough_for_a_thumb(small: Page) -> None:
    small.set_viewport_size({"width": 390, "height": 844})
    small.goto(small_tree.ADDRESS)
    for target in small.locator(".choice, .go-on .btn").all():
        box = target.bounding_box()
        assert box
        assert box["height"] >= 44


def test_a_tree_is_walked_without_javascript(browser: Browser, small_server: Client) -> None:
    context = browser.new_context(base_url=small_server.base, java_script_enabled=False)
    cookies = [
        {"name": c.name, "value": c.value or "", "url": small_server.base}
        for c in small_server.cookies
    ]
    context.add_cookies(cookies)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(small_tree.ADDRESS)
    for answer in ("Elle est perdue", "Rien de prévu", "Oui"):
        page.get_by_label(answer).check()
        page.get_by_role("button", name="Continuer").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Commander dans le compte")
    page.get_by_text("il manque").first.click()
    page.get_by_role("button", name="Garder les coches").click()
    expect(page.get_by_text("Revenir avec ce qui manque")).to_be_visible()
    context.close()
