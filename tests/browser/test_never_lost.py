"""Whatever happens while one writes, every word is still there: in the draft, or offered again."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Route, expect

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


def test_what_is_typed_is_saved_by_itself(enter: Enter) -> None:
    context = enter(Role.TRAINER)
    page = draft(context)
    write(page, " Seconde phrase.")
    expect_saved(page)
    assert "Première phrase. Seconde phrase." in body_of(context, page)


def test_a_session_that_ends_in_mid_sentence_loses_nothing(enter: Enter) -> None:
    context = enter(Role.TRAINER)
    page = draft(context)
    sign_out(context)
    write(page, " Au milieu d’une")
    state(page, "Session terminée : reconnectez-vous, rien n’est perdu.")
    write(page, " phrase.")
    with context.expect_page() as opened:
        page.locator("[data-autosave-state] a").click()
    sign_in(opened.value, Role.TRAINER)
    opened.value.close()
    page.bring_to_front()
    expect_saved(page)
    assert "Au milieu d’une phrase." in body_of(context, page)


def test_signing_out_in_another_tab_in_mid_sentence_loses_nothing(enter: Enter) -> None:
    context = enter(Role.TRAINER)
    page = draft(context)
    other = context.new_page()
    other.goto("/compte")
    other.get_by_role("button", name="Se déconnecter").click()
    other.wait_for_url(re.compile("/connexion"))
    page.bring_to_front()
    write(page, " Sans le savoir.")
    state(page, "Session terminée : reconnectez-vous, rien n’est perdu.")
    sign_in(other, Role.TRAINER)
    page.bring_to_front()
    expect_saved(page)
    assert "Sans le savoir." in body_of(context, page)


def test_without_a_line_words_wait_in_the_browser_then_go(enter: Enter) -> None:
    context = enter(Role.TRAINER)
    page = draft(context)
    context.set_offline(True)
    write(page, " Sans réseau.")
    state(page, "Hors connexion : gardé dans ce navigateur.")
    write(page, " Encore.")
    context.set_offline(False)
    expect_saved(page)
    assert "Sans réseau. Encore." in body_of(context, page)


def test_a_tab_closed_without_a_line_offers_its_words_when_the_draft_is_opened(
    enter: Enter,
) -> None:
    context = enter(Role.TRAINER)
    page = draft(context)
    address = page.url
    cut(page)
    write(page, " Presque perdu.")
    state(page, "Hors connexion")
    page.close()
    again = context.new_page()
    again.goto(address)
    offered = again.get_by_role("region", name="Texte non enregistré")
    expect(offered).to_contain_text("n’a pas été enregistré")
    offered.get_by_text("Voir ce qui diffère").click()
    assert grave(again) == []
    expect(offered).to_contain_text("Presque perdu.")
    assert "Presque perdu." not in again.locator("#corps").input_value()
    offered.get_by_role("button", name="Reprendre").click()
    expect(again.locator("#corps")).to_have_value(re.compile(r"Presque perdu\."))
    expect(offered).to_be_hidden()
    again.reload()
    again.wait_for_timeout(800)
    expect(offered).to_be_hidden()


def test_words_one_does_not_want_back_are_forgotten(enter: Enter) -> None:
    context = enter(Role.TRAINER)
    page = draft(context)
    cut(page)
    write(page, " À oublier.")
    state(page, "Hors connexion")
    address = page.url
    page.close()
    again = context.new_page()
    again.goto(address)
    again.get_by_role("button", name="L’oublier").click()
    again.reload()
    again.wait_for_timeout(800)
    expect(again.get_by_role("region", name="Texte non enregistré")).to_be_hidden()
    assert "À oublier." not in again.locator("#corps").input_value()


def test_a_tab_closed_at_once_has_saved_its_last_word(enter: Enter) -> None:
    context = enter(Role.TRAINER)
    page = draft(context)
    address = page.url
    write(page, " Dernier mot.")
    page.goto("/aide")
    page.goto(address)
    expect(page.locator("#corps")).to_have_value(re.compile(r"Dernier mot\."))


def test_a_full_disk_is_said_and_what_is_typed_waits(enter: Enter) -> None:
    context = enter(Role.TRAINER)
    page = draft(context)
    full = {"message": "L’enregistrement est impossible pour l’instant."}

    def refuse(route: Route) -> None:
        if route.request.method == "POST":
            route.fulfill(status=503, json=full)
        else:
            route.continue_()

    page.route(page.url, refuse)
    write(page, " Disque plein.")
    state(page, full["message"])
    assert "Disque plein." in kept(page)
    page.unroute(page.url)
    expect_saved(page)
    assert "Disque plein." in body_of(context, page)


def test_an_answer_that_never_comes_is_no_conflict(enter: Enter) -> None:
    context = enter(Role.TRAINER)
    page = draft(context)

    def lose(route: Route) -> None:
        route.fetch()
        route.abort()

    page.route(page.url, lose, times=1)
    write(page, " Enregistré sans le savoir.")
    state(page, "Hors connexion")
    write(page, " Et la suite.")
    expect_saved(page)
    assert "Enregistré sans le savoir. Et la suite." in body_of(context, page)


def test_a_browser_that_refuses_to_keep_anything_says_so(enter: Enter) -> None:
    context = enter(Role.TRAINER)
    context.add_init_script(
        "Storage.prototype.setItem = () => { throw new DOMException('', 'QuotaExceededError') }"
    )
    page = context.new_page()
    address = draft(enter(Role.TRAINER)).url
    page.goto(address)
    page.context.set_offline(True)
    write(page, " Rien ne le garde.")
    state(page, "ce navigateur refuse de garder le texte : laissez cette page ouverte")


def test_a_form_sent_after_the_session_is_copied_from_the_page_that_says_so(enter: Enter) -> None:
    context = enter(Role.TRAINER)
    page = draft(context)
    page.get_by_role("button", name="Demander une relecture").click()
    page.wait_for_url("**/relecture/*")
    sign_out(context)
    page.get_by_label("Pourquoi (facultatif)").first.fill("Le délai est de deux mois.")
    page.get_by_role("button", name="Reprendre").click()
    text = page.get_by_label("Commentaire")
    expect(text).to_have_value("Le délai est de deux mois.")
    expect(page.get_by_role("button", name="Copier")).to_be_visible()
    assert grave(page) == []
    with context.expect_page() as opened:
        page.get_by_role("link", name="connectez-vous dans un nouvel onglet").click()
    expect(opened.value.get_by_label("Identifiant")).to_be_visible()
    expect(text).to_have_value("Le délai est de deux mois.")
