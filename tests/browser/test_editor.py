"""The editor in a real browser: from nothing to a published sheet, by hand and by keyboard."""

from __future__ import annotations

import re
from itertools import count
from time import sleep
from typing import Literal

import pytest
from playwright.sync_api import Page, Route, expect

from kb_app.people.accounts.model import Role
from tests.browser.test_accessibility import LOOKS, sound
from tests.browser.writers import Enter

pytestmark = pytest.mark.browser

MINUTES = 3
_numbers = count(1)

BODY = """## En bref

La demande se fait sur caf.fr, en dix minutes.

## Étapes

1. Ouvrez le compte de la personne avec elle.
2. Vérifiez son adresse, puis validez.
"""


def begin(page: Page, title: str = "") -> None:
    """Begin a sheet of the CAF and open it in the editor."""
    page.goto("/redaction/nouveau")
    page.select_option("#operateur", "caf")
    page.fill("#titre", title or f"Une fiche écrite ici {next(_numbers)}")
    page.get_by_role("button", name="Commencer").click()
    page.wait_for_url(re.compile(r"/redaction/[\w-]{12}$"))


def body_of(page: Page) -> str:
    return page.input_value("#corps")


def paste(page: Page, html: str, text: str = "x") -> None:
    page.locator("#corps").focus()
    page.evaluate(
        """([html, text]) => {
            const both = { bubbles: true, cancelable: true };
            const clipboardData = new DataTransfer();
            clipboardData.setData("text/html", html);
            clipboardData.setData("text/plain", text);
            const event = new ClipboardEvent("paste", { clipboardData, ...both });
            document.querySelector("#corps").dispatchEvent(event);
        }""",
        [html, text],
    )


def give(page: Page, name: str, kind: str, text: str) -> None:
    """Let a file go over the page, beside the field."""
    page.evaluate(
        """([name, type, text]) => {
            const both = { bubbles: true, cancelable: true };
            const dataTransfer = new DataTransfer();
            dataTransfer.items.add(new File([text], name, { type }));
            document.body.dispatchEvent(new DragEvent("drop", { dataTransfer, ...both }));
        }""",
        [name, kind, text],
    )


def test_a_trainer_writes_a_sheet_from_nothing_and_an_operator_publishes_it(enter: Enter) -> None:
    page = enter(Role.TRAINER).new_page()
    began = page.evaluate("Date.now()")
    title = f"Demander une aide d’essai {next(_numbers)}"
    page.goto("/redaction")
    page.get_by_role("link", name="Écrire une nouvelle fiche").click()
    page.select_option("#operateur", "caf")
    page.fill("#titre", title)
    page.get_by_role("button", name="Commencer").click()
    page.fill("#f-resume", "La demande se fait sur caf.fr. Elle est gratuite.")
    page.get_by_text("Vous faites avec lui").click()
    page.fill("#f-critere", "La personne a-t-elle un compte ?")
    page.fill("#corps", BODY)
    page.fill("#f-pieces-filtre", "identite")
    page.get_by_label("Pièce d’identité (carte").check()
    page.fill("#f-mots_du_public", "l’aide d’essai\nl’essai de la caf")
    page.get_by_role("checkbox", name="Logement", exact=True).check()
    page.fill("#f-voir_aussi-chercher", "prime d’activité")
    page.get_by_role("option").first.click()
    page.fill("#source-1-titre", "La CAF")
    page.fill("#source-1-adresse", "https://www.caf.fr")
    expect(page.locator("[data-count]")).to_have_text("Rien à corriger")
    expect(page.locator("[data-face=agent] .preview")).to_contain_text("Vérifiez son adresse")
    expect(page.locator("[data-autosave-state]")).to_contain_text(re.compile(r"Enregistré à"))
    page.get_by_role("button", name="Demander une relecture").click()
    page.wait_for_url(re.compile("/relecture/"))

    reviewer = enter(Role.OPERATOR).new_page()
    reviewer.goto("/relecture")
    reviewer.get_by_role("link", name=title).click()
    for box in reviewer.locator("input[name=confirme]").all():
        if box.is_visible():
            box.check()
    reviewer.get_by_role("button", name="Publier", exact=True).click()
    expect(reviewer.locator("main")).to_contain_text("Publié")
    reviewer.wait_for_timeout(1_100)  # readers are a second behind at most
    reviewer.goto("/operateurs/caf")
    expect(reviewer.locator("main")).to_contain_text(title)
    reviewer.get_by_role("link", name=title).click()
    expect(reviewer.locator("h1")).to_have_text(title)
    assert reviewer.evaluate("Date.now()") - began < MINUTES * 60_000


def test_problems_are_told_at_their_line_and_at_their_field_as_one_types(enter: Enter) -> None:
    page = enter(Role.TRAINER).new_page()
    begin(page)
    long = "Une phrase assez longue pour passer à la ligne dans le champ. " * 6
    page.fill("#corps", f"## En bref\n\n{long}\n\n# Trop haut\n\nSuite.\n")
    page.fill("#f-valide_du", "")
    page.fill("#f-code", "caf")
    expect(page.locator("#f-code-erreurs")).to_contain_text("mal formé")
    assert page.locator("#f-code").get_attribute("aria-invalid") == "true"
    expect(page.locator("#f-valide_du-erreurs")).to_contain_text("Valable à partir du")
    mark = page.locator(".mark-at.mark-grave")
    expect(mark).to_have_count(1)
    # Beside its line, which wrapped lines have pushed down.
    line = page.locator(".mirror > div").nth(4)
    there, wanted = mark.bounding_box(), line.bounding_box()
    assert there
    assert wanted
    assert line.text_content() == "# Trop haut"
    assert abs(there["y"] - wanted["y"]) < 12
    page.get_by_role("button", name="ligne 5").click()
    chosen = page.evaluate(
        "(() => { const f = document.querySelector('#corps');"
        " return f.value.slice(f.selectionStart, f.selectionEnd) })()"
    )
    assert chosen == "# Trop haut"
    page.keyboard.insert_text("## Mieux")
    expect(page.locator(".mark-grave")).to_have_count(0)
    expect(page.locator("[data-meter]")).to_contain_text("mots")


def test_each_button_marks_the_text_and_can_be_undone(enter: Enter) -> None:
    page = enter(Role.TRAINER).new_page()
    begin(page)
    cases = {
        "Gras": "**mot**",
        "Italique": "*mot*",
        "Titre": "## mot",
        "Liste": "- mot",
        "Liste numérotée": "1. mot",
        "Lien": "[mot](https://)",
        "Attention": ":::attention\nmot\n:::",
        "À savoir": ":::a-savoir\nmot\n:::",
        "Réservé aux agents": ":::agent\nmot\n:::",
    }
    for label, expected in cases.items():
        page.locator("#corps").focus()
        page.keyboard.press("Control+a")
        page.keyboard.insert_text("mot")
        page.keyboard.press("Control+a")
        page.get_by_role("button", name=label, exact=True).click()
        assert body_of(page) == expected
        page.keyboard.press("Control+z")
        assert body_of(page) == "mot", label
    page.keyboard.press("Control+a")
    page.get_by_role("button", name="Gras", exact=True).click()
    page.get_by_role("button", name="Gras", exact=True).click()
    assert body_of(page) == "mot"
    page.get_by_role("button", name="Tableau", exact=True).click()
    assert "| Situation | Que faire |\n| --- | --- |" in body_of(page)


def test_pasting_from_word_and_giving_a_file(enter: Enter) -> None:
    page = enter(Role.TRAINER).new_page()
    begin(page)
    page.locator("#corps").focus()
    page.keyboard.press("Control+a")
    paste(page, "<h1>Un</h1><p class=MsoNormal>Du <b>gras</b></p><img src=x>")
    assert body_of(page) == "## Un\n\nDu **gras**"
    expect(page.locator(".intake")).to_contain_text("Les images ne se mettent pas")
    page.keyboard.press("Control+z")
    assert "## En bref" in body_of(page)
    page.keyboard.press("Control+a")
    give(page, "notes.txt", "text/plain", "\ufeffPremière ligne\r\nSeconde ligne\r\n")
    expect(page.locator(".intake")).to_contain_text("notes.txt")
    assert "Première ligne\nSeconde ligne" in body_of(page)
    before = body_of(page)
    give(page, "photo.png", "image/png", "x")
    expect(page.locator(".intake")).to_contain_text("Les images ne se mettent pas")
    give(page, "lettre.docx", "application/msword", "x")
    expect(page.locator(".intake")).to_contain_text("copiez son texte")
    assert body_of(page) == before


def test_everything_is_done_by_keyboard(enter: Enter) -> None:
    page = enter(Role.TRAINER).new_page()
    begin(page)
    page.locator("#f-titre").focus()
    reached = []
    for _ in range(60):
        page.keyboard.press("Tab")
        reached.append(
            page.evaluate("document.activeElement.id || document.activeElement.textContent.trim()")
        )
        if reached[-1] == "commentaire":
            break
    assert len(reached) < 60
    for wanted in ("f-resume", "Gras", "corps", "f-voir_aussi-chercher", "f-code", "commentaire"):
        assert wanted in reached, wanted
    # One stop for the whole bar, then arrows.
    assert "Italique" not in reached
    page.locator("#corps").focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement.textContent") == "Italique"
    page.keyboard.press("Tab")
    page.keyboard.press("Control+End")
    page.keyboard.press("Control+Alt+k")
    page.keyboard.type("rsa", delay=20)
    expect(page.get_by_role("option").first).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.locator("dialog")).to_have_count(0)
    assert re.search(r"\[[^\]]+\]\(operators/[\w/-]+\.md\)", body_of(page))
    assert page.evaluate("document.activeElement.id") == "corps"
    page.keyboard.press("Control+s")
    expect(page.locator("[data-autosave-state]")).to_contain_text("Enregistré à")
    page.locator("#onglet-agent").focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator("[data-face=handout]")).to_be_visible()
    expect(page.locator("[data-face=agent]")).to_be_hidden()


@LOOKS
def test_the_pages_of_writing_have_no_grave_finding(
    enter: Enter, theme: Literal["light", "dark"], width: int
) -> None:
    page = enter(Role.TRAINER).new_page()
    page.emulate_media(color_scheme=theme)
    page.set_viewport_size({"width": width, "height": 844})
    begin(page)
    expect(page.locator(".mark-at").first).to_be_visible()
    draft = page.url
    others = (
        "/redaction",
        "/redaction?q=rsa",
        "/redaction/nouveau",
        "/redaction/modifier?path=operators/caf/operator.yaml",
    )
    for address in (draft, *others):
        page.goto(address)
        sound(page)


def test_what_is_typed_before_the_scripts_arrive_is_kept(enter: Enter) -> None:
    page = enter(Role.TRAINER).new_page()
    begin(page)
    address = page.url

    def late(route: Route) -> None:
        sleep(0.5)
        route.continue_()

    page.route("**/static/*.js*", late)
    page.goto(address, wait_until="commit")
    page.fill("#f-resume", "Un résumé écrit très vite.")
    expect(page.locator("[data-autosave-state]")).to_contain_text("Enregistré à")
    page.unroute("**/static/*.js*")
    page.goto(address)
    expect(page.locator("#f-resume")).to_have_value("Un résumé écrit très vite.")


def test_without_a_script_one_writes_saves_and_submits(enter: Enter) -> None:
    context = enter(Role.TRAINER)
    page = context.new_page()
    begin(page)
    state = context.storage_state()
    browser = context.browser
    assert browser
    plain = browser.new_context(
        base_url=page.url.split("/redaction")[0], storage_state=state, java_script_enabled=False
    )
    still = plain.new_page()
    still.goto(page.url)
    still.fill("#corps", "## En bref\n\nSans script.\n")
    still.fill("#f-voir_aussi", "operators/caf/demander-le-rsa.md")
    still.get_by_role("button", name="Enregistrer").click()
    expect(still.locator("#corps")).to_have_value("## En bref\n\nSans script.\n")
    expect(still.locator("[data-face=agent]")).to_contain_text("Sans script.")
    expect(still.locator("[data-face=handout]")).to_contain_text("Sans script.")
    expect(still.locator("#f-resume-erreurs")).to_contain_text("obligatoire")
    still.get_by_role("button", name="Demander une relecture").click()
    still.wait_for_url(re.compile("/relecture/"))
    plain.close()
