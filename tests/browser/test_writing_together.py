"""Two people, two tabs, one shared computer: no word is overwritten or signed by another."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from kb_app.people.accounts.model import Role
from tests.browser.test_accessibility import grave
from tests.browser.writers import (
    Enter,
    body_of,
    cut,
    draft,
    expect_saved,
    kept,
    sign_in,
    sign_out,
    state,
    write,
)

pytestmark = pytest.mark.browser

SHEET = "operators/commun/organiser-une-permanence.md"
"""One that no tree leads to."""


def test_someone_else_signed_in_on_the_same_computer_does_not_sign_ones_words(
    enter: Enter,
) -> None:
    context = enter(Role.TRAINER)
    page = draft(context)
    sign_out(context)
    write(page, " À moi.")
    state(page, "Session terminée")
    other = context.new_page()
    other.goto("/connexion")
    sign_in(other, Role.ADMINISTRATOR)
    page.bring_to_front()
    state(page, "Une autre personne est connectée dans ce navigateur")
    assert "À moi." not in body_of(context, page)


def test_two_editors_collide_and_both_texts_survive(enter: Enter) -> None:
    mine, theirs = enter(Role.TRAINER), enter(Role.ADMINISTRATOR)
    page = draft(mine)
    other = theirs.new_page()
    other.goto(page.url)
    expect(other.locator("[data-presence]")).to_contain_text("a aussi ce document ouvert")
    write(other, " Écrit par l’autre.")
    expect_saved(other)
    write(page, " Écrit par moi.")
    state(page, "Quelqu’un a enregistré ce brouillon :")
    page.get_by_role("button", name="comparer").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Réunir les textes")
    expect(page.locator("main")).to_contain_text("Écrit par l’autre.")
    expect(page.locator("main")).to_contain_text("Écrit par moi.")
    page.get_by_label("Écrire", exact=True).check()
    page.get_by_label("Si vous l’écrivez").fill("Écrit par l’autre. Écrit par moi.")
    page.get_by_text("Lire le texte entier").click()
    expect(page.locator("[data-result]")).to_contain_text("Écrit par l’autre. Écrit par moi.")
    expect(page.locator("[data-left]")).to_have_text("Tout est choisi.")
    assert grave(page) == []
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0
    page.get_by_role("button", name="Enregistrer dans le brouillon").click()
    expect(page.locator("#corps")).to_have_value(re.compile("Écrit par l’autre. Écrit par moi."))
    page.wait_for_timeout(800)
    expect(page.get_by_role("region", name="Texte non enregistré")).to_be_hidden()
    assert "reuni" not in page.url


def test_a_second_tab_of_the_same_draft_is_announced_in_both(enter: Enter) -> None:
    context = enter(Role.TRAINER)
    page = draft(context)
    other = context.new_page()
    other.goto(page.url)
    for tab in (page, other):
        expect(tab.locator(".tabs-note")).to_contain_text("ouvert dans un autre onglet")
    expect(other.get_by_role("region", name="Texte non enregistré")).to_be_hidden()


def test_signing_out_leaves_no_words_behind_and_drops_none_unasked(enter: Enter) -> None:
    context = enter(Role.TRAINER)
    page = draft(context)
    cut(page)
    write(page, " Pas encore enregistré.")
    state(page, "Hors connexion")
    page.close()
    account = context.new_page()
    account.goto("/compte")
    account.get_by_role("button", name="Se déconnecter").click()
    expect(account.get_by_role("alert")).to_contain_text("un texte qui n’est pas enregistré")
    expect(account.get_by_role("link", name="Le rouvrir")).to_be_focused()
    account.get_by_role("button", name="L’effacer et se déconnecter").click()
    account.wait_for_url("**/connexion")
    assert "relais:" not in kept(account)


def test_a_version_published_meanwhile_is_said_in_the_page_that_is_open(enter: Enter) -> None:
    mine, theirs = enter(Role.TRAINER), enter(Role.ADMINISTRATOR)
    page, other = change(mine, SHEET, "à moi"), change(theirs, SHEET, "plus vite")
    notice = page.locator("[data-newer] .notice")
    expect(notice).to_have_count(0)
    write(other, "\n\nPublié plus vite.\n")
    expect_saved(other)
    publish_at_once(other)
    ask_again(page)
    expect(notice).to_have_count(1)
    expect(notice).to_contain_text("Une version plus récente a été publiée")
    assert notice.evaluate("(one) => one.closest('[aria-live]') !== null")
    short = page.locator("[data-newer-short]")
    expect(short).to_be_visible()
    assert short.get_by_role("link").get_attribute("href") == notice.get_by_role(
        "link"
    ).get_attribute("href")
    # Said once: asking again neither repeats it nor takes it away.
    notice.evaluate("(one) => (one.dataset.seen = 'oui')")
    ask_again(page)
    expect(notice).to_have_attribute("data-seen", "oui")
    assert grave(page) == []
    # What is not saved yet comes along.
    page.locator("#delai, #f-delai").first.fill("trois semaines et demie")
    notice.get_by_role("link", name="Réunir les deux textes").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Réunir les textes")
    expect(page.locator("main")).to_contain_text("trois semaines et demie")
    expect(page.locator("main")).to_contain_text("Publié plus vite.")
    page.get_by_role("button", name="Enregistrer dans le brouillon").click()
    expect(page.locator("#corps")).to_have_value(re.compile("Publié plus vite."))
    expect(notice).to_have_count(0)
    expect(short).to_be_hidden()


def test_saving_what_has_not_changed_is_answered(enter: Enter) -> None:
    page = draft(enter(Role.TRAINER))
    said = "Rien n’a changé depuis le dernier enregistrement."
    page.get_by_role("button", name="Enregistrer").click()
    state(page, said)
    write(page, " Encore.")
    expect_saved(page)
    page.keyboard.press("Control+s")
    state(page, said)
    # Leaving a field asks for nothing.
    write(page, " Enfin.")
    expect_saved(page)
    page.locator("#f-titre").focus()
    page.locator("#f-delai").focus()
    expect_saved(page)


def change(context: BrowserContext, path: str, reason: str) -> Page:
    """Begin a draft of a sheet that is there, and open it."""
    page = context.new_page()
    page.goto(f"/redaction/modifier?path={path}")
    page.get_by_label("Pourquoi ce changement").fill(reason)
    page.get_by_role("button", name=re.compile("^Commencer")).click()
    page.wait_for_url(re.compile(r"/redaction/[\w-]{12}$"))
    return page


def publish_at_once(page: Page) -> None:
    """Publish in urgency the draft that a page has open."""
    page.goto(page.url.replace("/redaction/", "/relecture/"))
    page.get_by_text("Publier en urgence, sans relecture").click()
    form = page.locator("form[action$='/urgence']")
    for box in form.locator("input[type=checkbox]").all():
        box.check()
    form.get_by_label("Pourquoi cela ne peut pas attendre").fill("panne")
    form.get_by_role("button").click()
    expect(page.locator("main")).to_contain_text("publié en urgence, à approuver")


def ask_again(page: Page) -> None:
    """Let the page ask the server at once, as when one comes back to its tab."""
    with page.expect_response("**/presence"):
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
