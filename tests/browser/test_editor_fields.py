"""What is wrong with a field of the form, told beside it as one types."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from kb_app.people.accounts.model import Role
from tests.browser.test_editor import begin
from tests.browser.writers import Enter

pytestmark = pytest.mark.browser


def test_what_is_wrong_with_a_source_is_told_in_its_row(enter: Enter) -> None:
    page = enter(Role.TRAINER).new_page()
    begin(page)
    page.locator("[data-add]").click()
    # The first row is left empty: the text has one source, and it is in the second.
    page.fill("#source-2-titre", "La CAF")
    page.fill("#source-2-adresse", "caf.fr")
    expect(page.locator("#source-2-erreurs")).to_contain_text("https://")
    expect(page.locator("#source-2-adresse")).to_have_attribute("aria-invalid", "true")
    expect(page.locator("#source-2-titre")).to_have_attribute("aria-invalid", "false")
    expect(page.locator("#source-1-erreurs")).to_be_empty()
    page.fill("#source-2-adresse", "https://www.caf.fr")
    expect(page.locator("#source-2-adresse")).to_have_attribute("aria-invalid", "false")
    expect(page.locator("#source-2-erreurs")).to_be_empty()


def test_each_field_names_what_is_wrong_and_says_so_to_a_screen_reader(enter: Enter) -> None:
    page = enter(Role.TRAINER).new_page()
    begin(page)
    page.fill("#f-en_ligne-libelle", "caf.fr")
    expect(page.locator("#f-en_ligne-adresse-erreurs")).to_contain_text("Adresse du service")
    expect(page.locator("#f-en_ligne-adresse")).to_have_attribute("aria-invalid", "true")
    expect(page.locator("#f-en_ligne-libelle")).to_have_attribute("aria-invalid", "false")
    expect(page.locator("#f-issue_habituelle")).to_have_attribute("aria-invalid", "true")
    page.get_by_text("Vous faites avec lui").click()
    expect(page.locator("#f-issue_habituelle")).to_have_attribute("aria-invalid", "false")
