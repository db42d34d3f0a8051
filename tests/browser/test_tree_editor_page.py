"""The editor of a tree in a real browser: completion, the margin, what changes, by keyboard."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from kb_app.people.accounts.model import Role
from tests.browser.test_accessibility import grave
from tests.browser.writers import Enter

pytestmark = pytest.mark.browser

TREE = "operators/cpam/trees/carte-vitale.yaml"


def begin(page: Page) -> None:
    page.goto(f"/redaction/modifier?path={TREE}")
    if page.locator("[name=motif]").count():
        page.fill("[name=motif]", "Une issue à revoir")
        page.locator("main form .btn-primary").click()
    page.wait_for_url(re.compile(r"/redaction/[\w-]{12}$"))
    expect(page.locator(".gutter .line-number").first).to_be_visible()


def put(page: Page, after: str, text: str, over: int = 0) -> None:
    """Type in the tree, after some words, over as many letters."""
    page.evaluate(
        """([after, over]) => {
            const field = document.querySelector("#texte");
            const start = field.value.indexOf(after) + after.length;
            field.focus();
            field.setSelectionRange(start, start + over);
        }""",
        [after, over],
    )
    page.keyboard.insert_text(text)


def test_a_trainer_changes_a_tree_and_sees_what_visitors_would_be_told(enter: Enter) -> None:
    page = enter(Role.TRAINER).new_page()
    troubles: list[str] = []
    page.on("pageerror", lambda error: troubles.append(str(error)))
    begin(page)
    before = page.input_value("#texte")
    put(page, "perdue: { texte: Elle est perdue, va: ", "autres_papiers", len("soins_proches"))
    page.get_by_role("tab", name="Ce qui change").click()
    changes = page.locator(".changes-told > li")
    expect(changes.first).to_be_visible()
    expect(changes.first).to_contain_text("Avant")
    expect(page.locator("[data-autosave-state]")).to_contain_text("Enregistré")
    put(page, "operateur: cpam\n", "surprise: x\n")
    expect(page.locator("#texte-problemes")).to_contain_text("surprise")
    expect(page.locator(".mark-at")).not_to_have_count(0)
    page.locator("#texte").focus()
    page.keyboard.press("Control+z")
    expect(page.locator("#texte-problemes")).not_to_contain_text("surprise")
    page.get_by_role("tab", name="Ses cas").click()
    expect(page.locator("#texte_cas")).to_be_visible()
    put_back(page, before)
    assert troubles == []


def put_back(page: Page, text: str) -> None:
    page.get_by_role("tab", name="L’arbre").click()
    page.evaluate(
        """(text) => {
            const field = document.querySelector("#texte");
            field.value = text;
            field.dispatchEvent(new InputEvent("input", { bubbles: true }));
        }""",
        text,
    )
    expect(page.locator("[data-autosave-state]")).to_contain_text("Enregistré")


def test_completion_offers_ids_and_keys_and_is_written_by_keyboard(enter: Enter) -> None:
    page = enter(Role.TRAINER).new_page()
    begin(page)
    put(page, "perdue: { texte: Elle est perdue, va: ", "mise_a", len("soins_proches"))
    page.keyboard.press("Control+Space")
    option = page.get_by_role("option").first
    expect(option).to_contain_text("mise_a_jour")
    expect(option).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    assert "va: mise_a_jour }" in page.input_value("#texte")
    expect(page.get_by_role("option")).to_have_count(0)
    put(page, "  situation:\n", "    ai")
    page.keyboard.press("Control+Space")
    expect(page.get_by_role("option").first).to_contain_text("aide")
    page.keyboard.press("Escape")
    expect(page.get_by_role("option")).to_have_count(0)
    put(page, "    ai", "\n")
    put(page, "fiche: ", "cpam/carte-v", len("cpam/carte-vitale-perdue-ou-volee"))
    page.keyboard.press("Control+Space")
    expect(page.get_by_role("option").first).to_contain_text("cpam/carte-vitale")


def offered(page: Page, text: str) -> list[str]:
    """Return what is offered once some text is typed at the end of the cases."""
    page.locator("#texte_cas").focus()
    page.keyboard.press("Control+End")
    page.keyboard.insert_text(text)
    page.keyboard.press("Control+Space")
    words = page.locator("#texte_cas-propositions [role=option] .word").all_text_contents()
    page.keyboard.press("Escape")
    return words


def test_completion_in_the_cases_offers_what_the_tree_now_asks(enter: Enter) -> None:
    page = enter(Role.TRAINER).new_page()
    begin(page)
    put(page, "\nquestions:\n", "  neuve_question: { demander: Une ?, type: oui_non }\n")
    page.get_by_role("tab", name="Ses cas").click()
    assert "puis_change" in offered(page, "\n  - nom: Essai\n    ")
    assert offered(page, "reponses: { sit") == ["situation"]
    assert "volee" in offered(page, "uation: ")
    assert offered(page, "volee, neuve_q") == ["neuve_question"]
    # A question of a sub-tree, by the id of its call; then an answer, written by keyboard.
    assert "compte.a_un_compte" in offered(page, "uestion: oui, compte.")
    assert offered(page, "a_un_compte: ") == ["oui", "non", "ne_sait_pas"]
    assert offered(page, "oui }\n    att") == ["attendu"]
    assert "commander_seul" in offered(page, "endu: { issue: comm")
    page.keyboard.press("Control+Space")
    option = page.locator("#texte_cas-propositions [role=option]").first
    expect(option).to_have_attribute("aria-selected", "true")
    expect(page.locator("#texte_cas")).to_have_attribute(
        "aria-activedescendant", option.get_attribute("id") or ""
    )
    chosen = option.locator(".word").text_content()
    page.keyboard.press("Enter")
    assert page.input_value("#texte_cas").endswith(f"issue: {chosen}")
    assert "piece_identite" in offered(page, ", pieces: [piece_")


@pytest.mark.parametrize("width", [1280, 390])
def test_the_page_has_no_grave_finding_and_does_not_scroll_sideways(
    enter: Enter, width: int
) -> None:
    page = enter(Role.TRAINER).new_page()
    page.set_viewport_size({"width": width, "height": 844})
    begin(page)
    assert grave(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    if width < 1000:
        page.get_by_role("button", name="Aperçu").click()
    for name in ("Dessin", "Cas", "Ce qui change"):
        page.get_by_role("tab", name=name, exact=True).click()
        assert grave(page) == [], name
    page.locator("#texte").evaluate("field => field.blur()")
