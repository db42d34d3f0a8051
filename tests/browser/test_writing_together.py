"""Two people, two tabs, one shared computer: no word is overwritten or signed by another."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

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
