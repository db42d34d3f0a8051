"""Acronyms on the pages: spelled out once in a sheet, on the handout, and listed."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from kb_app.knowledge.content.glossary import PATH
from kb_app.knowledge.content.versioning import with_version
from kb_app.library.exchange import import_texts, incoming
from kb_app.people.accounts.model import Role
from kb_app.web.house import House
from tests.factories import sheet_text
from tests.web import small_tree
from tests.web.conftest import SignIn
from tests.web.draft_pages import someone, words
from tests.web.walked import walk

SHEET = "/fiches/caf/sigles"
FILE = "operators/caf/sigles.md"
NAME = "allocation d’essai des sigles"
SPELLED = f"AES ( {NAME} )"
BODY = (
    "## L’AES en bref\n\nL’AES se demande.\n\n:::agent\nLa PES d’abord.\n:::\n\n"
    "Voir [la PES](operators/caf/demander-le-rsa.md). Puis la PES.\n"
)

TREE = small_tree.TEXT.replace("Vous commandez la carte dans", "L’AES se demande dans").replace(
    "[ Ouvrir le compte, Commander la carte ]", "[ Demander l’AES et la PES ]"
)


def text(**keys: object) -> str:
    return sheet_text("CAF-81", "Sigles de la CAF", BODY, **{"resume": "L’AES aide."} | keys)


@pytest.fixture(scope="module")
def held(filled: House) -> None:
    """Publish two acronyms of nobody's, a sheet that says both, and one with the name alone."""
    newest = filled.library.newest(PATH)
    base = newest[1] if newest else ""
    tree = filled.library.newest(small_tree.PATH)
    assert tree
    glossary = f"{base}\nAES: {{ nom: {NAME}, aide: Elle est à l’essai. }}\nPES: {{ nom: prime }}\n"
    texts = {
        PATH: with_version(PATH, glossary, newest[0].number) if newest else glossary,
        FILE: text(),
        small_tree.PATH: with_version(small_tree.PATH, TREE, tree[0].number),
        "operators/caf/nom-entier.md": sheet_text("CAF-82", "Nom entier", f"C’est l’{NAME}.\n"),
    }
    report = import_texts(filled.library, incoming(texts), "essai")
    assert len(report.added) == len(texts), report
    filled.library.refresh()
    filled.finder.keep_up()


def spelled(page: str) -> str:
    """Return the words of a page, the parentheses apart from them."""
    return re.sub(r"\s+", " ", re.sub(r"([()])", r" \1 ", words(page)))


@pytest.mark.usefixtures("held")
def test_a_sheet_spells_out_an_acronym_once_and_first_in_its_summary(sign_in: SignIn) -> None:
    page = sign_in(Role.AGENT).get(SHEET).get_data(as_text=True)
    assert spelled(page).count(SPELLED) == 1
    lead = re.search(r'<p class="lead">(.*?)</p>', page)
    assert lead
    assert f'<abbr title="{NAME}">AES</abbr>' in lead[1]
    assert '<h2 id="s-l-aes-en-bref">L’AES en bref</h2>' in page


@pytest.mark.usefixtures("held")
def test_the_handout_spells_out_what_the_agent_alone_read_first(sign_in: SignIn) -> None:
    client = sign_in(Role.AGENT)
    sheet, handout = (client.get(a).get_data(as_text=True) for a in (SHEET, f"{SHEET}/imprimer"))
    assert "La PES ( prime ) d’abord" in spelled(sheet)
    assert "Puis la PES." in spelled(sheet)
    assert "Puis la PES ( prime )" in spelled(handout)
    assert spelled(handout).count(SPELLED) == 1


@pytest.mark.usefixtures("held")
def test_a_sheet_of_a_past_day_and_a_draft_spell_them_out_too(
    sign_in: SignIn, filled: House
) -> None:
    past = sign_in(Role.AGENT).get(f"{SHEET}?le=2026-02-01").get_data(as_text=True)
    assert spelled(past).count(SPELLED) == 1
    newest = filled.library.newest(FILE)
    assert newest
    draft = filled.authoring.start(
        someone(filled, Role.TRAINER), FILE, text(delai="une heure"), newest[0].number, "délai"
    )
    preview = sign_in(Role.TRAINER).get(f"/redaction/{draft.id}").get_data(as_text=True)
    assert spelled(preview).count(SPELLED) == 2
    assert f'<p class="lead">L’<abbr title="{NAME}">' in preview


@pytest.mark.usefixtures("held")
def test_an_outcome_spells_them_out_in_the_order_it_is_read(sign_in: SignIn) -> None:
    client = sign_in(Role.AGENT)
    visit = walk(client, "perdue", "rien", "oui")
    for address in (f"{visit}/issue", f"{visit}/imprimer"):
        page = spelled(client.get(address).get_data(as_text=True))
        assert page.count(SPELLED) == 1
        assert page.index(SPELLED) < page.index("Demander l’AES et la PES ( prime )")


@pytest.mark.usefixtures("held")
def test_the_list_has_every_acronym_under_its_letter(sign_in: SignIn) -> None:
    page = sign_in(Role.AGENT).get("/aide/sigles").get_data(as_text=True)
    assert f"AES {NAME} Elle est à l’essai." in words(page)
    assert page.index('id="lettre-A"') < page.index("<dt>AES</dt>") < page.index('id="lettre-P"')
    assert 'href="/aide/sigles"' in sign_in(Role.AGENT).get("/aide").get_data(as_text=True)


@pytest.mark.usefixtures("held")
def test_the_list_is_read_by_who_reads_sheets(sign_in: SignIn, public_app: Flask) -> None:
    anyone = sign_in(None)
    assert anyone.get("/aide/sigles").status_code == 302
    assert 'href="/aide/sigles"' not in anyone.get("/aide").get_data(as_text=True)
    page = public_app.test_client().get("/aide/sigles")
    assert page.status_code == 200
    assert "Modifier cette liste" not in page.get_data(as_text=True)


@pytest.mark.usefixtures("held")
def test_an_acronym_finds_the_sheet_that_only_has_its_name_and_the_reverse(
    sign_in: SignIn,
) -> None:
    client = sign_in(Role.AGENT)
    for question in ("aes", NAME.replace(" ", "+")):
        page = client.get(f"/recherche?q={question}").get_data(as_text=True)
        assert {SHEET, "/fiches/caf/nom-entier"} <= set(re.findall(r'href="(/fiches/[^"]*)"', page))
