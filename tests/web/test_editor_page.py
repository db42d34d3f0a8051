"""What the editor shows of what is typed: problems at their place, and the two pages."""

from __future__ import annotations

import html
import re

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from kb_app.people.accounts.model import Role
from kb_app.people.authoring.model import Draft
from kb_app.web.house import House
from kb_app.web.views.editor_form import Form
from tests.factories import sheet_text
from tests.timing import seconds
from tests.web import hidden
from tests.web.conftest import SignIn
from tests.web.draft_forms import JSON, areas, begun, form_of, page_of, save, text_of
from tests.web.draft_pages import someone, words

HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'{{7*7}}</textarea>"


@pytest.fixture
def trainer(sign_in: SignIn) -> FlaskClient:
    return sign_in(Role.TRAINER)


def preview(client: FlaskClient, draft: Draft, form: Form) -> TestResponse:
    return client.post(f"/redaction/{draft.id}/apercu", data=form, headers=JSON)


def test_the_preview_judges_and_draws_what_is_typed_without_saving(
    trainer: FlaskClient, filled: House
) -> None:
    draft = begun(filled)
    body = "## En bref\n\nLigne trois.\n\n# Interdit\n\nSuite.\n\n:::agent\nEntre nous.\n:::\n"
    form = form_of(filled, draft, trainer, titre="Titre essayé", corps=body, valide_du="hier")
    report = preview(trainer, draft, form).json
    assert report
    told = {(p["code"], p["field"], p["body_line"]) for p in report["problems"]}
    assert ("F05", None, 5) in told
    assert ("D02", "valide_du", None) in told
    assert report["count"].startswith("2 erreurs")
    assert "Titre essayé" in report["agent"]
    assert "Entre nous." in report["agent"]
    assert "Titre essayé" in report["handout"]
    assert "Entre nous." not in report["handout"]
    assert "Titre essayé" not in text_of(filled, draft)


def test_the_preview_tells_what_stands_wrong_beside_the_library(
    trainer: FlaskClient, filled: House
) -> None:
    draft = begun(filled)
    form = form_of(
        filled, draft, trainer, code="CAF-03", voir_aussi="operators/caf/absente.md", themes="x"
    )
    report = preview(trainer, draft, form).json
    assert report
    told = {(p["code"], p["field"]) for p in report["problems"]}
    assert {("D09", "code"), ("D08", "voir_aussi"), ("D11", "themes")} <= told


def test_what_is_seen_is_what_will_be_published(
    sign_in: SignIn, trainer: FlaskClient, filled: House
) -> None:
    draft = begun(filled)
    form = form_of(filled, draft, trainer, delai="un mois", corps="## En bref\n\nVite **fait**.\n")
    report = preview(trainer, draft, form).json
    assert report
    assert save(trainer, draft, form | {"geste": "relecture"}).status_code == 303
    admin = someone(filled, Role.ADMINISTRATOR)
    mark = filled.authoring.review(admin, draft.id).mark
    filled.authoring.publish(admin, draft.id, mark)
    filled.library.refresh()
    address = f"/fiches/caf/{draft.path.split('/')[-1].removesuffix('.md')}"
    for seen, path in ((report["agent"], address), (report["handout"], f"{address}/imprimer")):
        page = trainer.get(path).get_data(as_text=True)
        text = re.search(r'<div class="text">.*?</div>', seen, re.DOTALL)
        assert text
        assert text[0].replace('id="v-', 'id="s-') in page
        assert "un mois" in seen
        assert "un mois" in page


def test_the_page_without_a_script_shows_problems_beside_their_field(
    trainer: FlaskClient, filled: House
) -> None:
    draft = begun(filled, sheet_text("ecrit 80", "Sans code", body="# Un\n\nDeux.\n"))
    page = page_of(trainer, draft)
    [at_code] = re.findall(r'<ul [^>]*data-field="code">(.*?)</ul>', page, re.DOTALL)
    assert "mal formé" in html.unescape(at_code)
    [in_body] = re.findall(r"<ol [^>]*data-body-problems.*?</ol>", page, re.DOTALL)
    assert "ligne 1" in in_body
    assert "Comme" not in page
    assert 'class="sheet"' in page
    assert "Mes notes" in page


def test_hostile_text_stays_text_everywhere(trainer: FlaskClient, filled: House) -> None:
    draft = begun(filled)
    keys = ("titre", "resume", "critere", "delai", "cout", "code", "valide_du", "mots_du_public")
    form = form_of(filled, draft, trainer, **dict.fromkeys(keys, HOSTILE), corps=HOSTILE)
    for name in ("en_ligne.libelle", "en_ligne.adresse", "telephone.numero", "sources.titre"):
        form[name] = HOSTILE
    form.add("themes", HOSTILE)
    form.add("pieces", HOSTILE)
    form["voir_aussi"] = HOSTILE
    report = preview(trainer, draft, form).json
    assert report
    assert save(trainer, draft, form).status_code == 303
    for page in (report["agent"], report["handout"], page_of(trainer, draft)):
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        assert "49" not in page.split("{{")[0][-5:]
    assert areas(page_of(trainer, draft))["corps"] == HOSTILE


def test_a_hostile_header_takes_no_time(trainer: FlaskClient, filled: House) -> None:
    draft = begun(filled)
    form = form_of(filled, draft, trainer)
    form["corps"] = "[" * 30_000 + "*" * 30_000
    form["mots_du_public"] = "mot\n" * 5_000
    assert seconds(lambda: preview(trainer, draft, form), 2.0) < 2.0


def test_a_sheet_that_someone_published_since_says_so(trainer: FlaskClient, filled: House) -> None:
    draft = filled.authoring.start(
        someone(filled, Role.TRAINER), hidden.RSA, sheet_text(title="Autre"), 1, "ancien"
    )
    page = page_of(trainer, draft)
    assert "la version 2, le" in words(page)
    assert f"/redaction/{draft.id}/fusion" in page
    filled.authoring.drop(someone(filled, Role.TRAINER), draft.id)


def test_who_may_write_finds_the_way_to_it_on_each_page(sign_in: SignIn) -> None:
    pages = {
        "/fiches/caf/demander-le-rsa": "Modifier cette fiche",
        "/operateurs/caf": "Modifier cette carte",
        "/orientation/caf/essai": "Modifier cet arbre",
    }
    for role, told in ((Role.OPERATOR, True), (Role.TRAINER, True), (Role.AGENT, False)):
        for address, link in pages.items():
            assert (link in sign_in(role).get(address).get_data(as_text=True)) is told
    assert "Modifier" not in sign_in(Role.OPERATOR).get("/operateurs/cpam").get_data(as_text=True)
