"""Writing in the browser: beginning, saving, what is refused and never lost, what is shown."""

from __future__ import annotations

import html
import re
from datetime import date

import pytest
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict

from kb_app.knowledge.content.header import fields_of
from kb_app.knowledge.content.model import Sheet
from kb_app.library.exchange import import_texts, incoming
from kb_app.people.accounts.model import Role
from kb_app.people.authoring.model import State
from kb_app.web.house import House
from tests.factories import sheet_text
from tests.web import hidden
from tests.web.conftest import SignIn, csrf
from tests.web.draft_forms import JSON, areas, begun, form_of, page_of, save, text_of
from tests.web.draft_pages import someone, words


@pytest.fixture
def trainer(sign_in: SignIn) -> FlaskClient:
    return sign_in(Role.TRAINER)


# Beginning


def test_a_new_sheet_begins_with_a_code_an_address_dates_and_the_headings(
    trainer: FlaskClient, filled: House
) -> None:
    page = trainer.get("/redaction/nouveau").get_data(as_text=True)
    assert "Assurance maladie" in page
    form = {
        "csrf_token": csrf(trainer, "/redaction/nouveau"),
        "operateur": "cpam",
        "titre": "Être remboursé d’une feuille de soins",
    }
    answer = trainer.post("/redaction/nouveau", data=form)
    assert answer.status_code == 303
    draft_id = answer.location.rsplit("/", 1)[1]
    draft, text = filled.authoring.draft(someone(filled, Role.TRAINER), draft_id)
    assert draft.path == "operators/cpam/etre-rembourse-d-une-feuille-de-soins.md"
    values = fields_of(text).values
    today = filled.today()
    assert values["titre"] == form["titre"]
    standing = filled.library.as_of(date.max).published.values()
    taken = {each.document.code for each in standing if isinstance(each.document, Sheet)}
    # That of a sheet that was withdrawn is not given again.
    assert "CPAM-90" in taken
    assert re.fullmatch(r"CPAM-9\d", str(values["code"]))
    assert values["code"] not in taken
    assert values["valide_du"] == today.isoformat()
    assert str(values["a_revoir_avant"]).startswith(str(today.year + 1))
    assert "## En bref" in fields_of(text).body
    assert trainer.get(answer.location).status_code == 200
    again = trainer.post("/redaction/nouveau", data=form | {"adresse": "carte-vitale"})
    second = filled.authoring.draft(
        someone(filled, Role.TRAINER), again.location.rsplit("/", 1)[1]
    )[0]
    assert second.path == "operators/cpam/carte-vitale-2.md"


def test_an_operator_begins_only_in_its_own_section(sign_in: SignIn) -> None:
    client = sign_in(Role.OPERATOR)
    page = client.get("/redaction/nouveau").get_data(as_text=True)
    assert 'value="caf"' in page
    assert 'value="cpam"' not in page
    form = {"csrf_token": csrf(client, "/redaction/nouveau"), "operateur": "cpam", "titre": "Autre"}
    answer = client.post("/redaction/nouveau", data=form)
    assert answer.status_code == 400
    assert "Choisissez un opérateur" in words(answer.get_data(as_text=True))
    assert 'value="Autre"' in answer.get_data(as_text=True)
    path = {"path": hidden.VITALE, "motif": "x", "csrf_token": form["csrf_token"]}
    assert client.post("/redaction/modifier", data=path).status_code == 404


def test_changing_a_sheet_asks_why_and_comes_back_to_ones_own_draft(
    sign_in: SignIn, filled: House
) -> None:
    admin, operator = sign_in(Role.ADMINISTRATOR), sign_in(Role.OPERATOR)
    address = f"/redaction/modifier?path={hidden.RSA}"
    token = csrf(admin, address)
    form = {"path": hidden.RSA, "motif": "  ", "csrf_token": token}
    assert admin.post("/redaction/modifier", data=form).status_code == 400
    answer = admin.post("/redaction/modifier", data=form | {"motif": "Le délai change"})
    assert answer.status_code == 303
    assert admin.get(address).location == answer.location
    newest = filled.library.newest(hidden.RSA)
    assert newest
    draft, text = filled.authoring.draft(
        someone(filled, Role.ADMINISTRATOR), answer.location.rsplit("/", 1)[1]
    )
    assert (draft.base, text) == (newest[0].number, newest[1])
    warned = words(operator.get(address).get_data(as_text=True))
    assert "Quelqu’un y travaille déjà" in warned
    assert "Le brouillon de Personne administrateur" in warned
    filled.authoring.drop(someone(filled, Role.ADMINISTRATOR), draft.id)


def test_changing_a_sheet_says_when_its_newest_text_is_still_to_come(
    trainer: FlaskClient, filled: House
) -> None:
    path = "operators/caf/planifiee.md"
    address = f"/redaction/modifier?path={path}"
    first = sheet_text("CAF-71", "Fiche planifiée")
    assert import_texts(filled.library, incoming({path: first}), "essai").added
    filled.library.refresh()
    assert "n’entre en vigueur que" not in words(trainer.get(address).get_data(as_text=True))
    new_year = filled.today().replace(year=filled.today().year + 1, month=1, day=1)
    later = first.replace("2026-01-01", new_year.isoformat())
    later = later.replace("2027-03-31", new_year.replace(month=12).isoformat())
    version = f"---\nversion: 1\n{later[4:]}"
    assert import_texts(filled.library, incoming({path: version}), "essai").added
    filled.library.refresh()
    page = trainer.get(address).get_data(as_text=True)
    assert "La version 2 est déjà publiée et n’entre en vigueur que le 1er janvier" in words(page)
    restart = f"/relecture/retablir?document={path}&version=1"
    assert html.escape(restart) in page
    assert trainer.get(restart).status_code == 200


def test_ones_drafts_are_listed_those_sent_back_first(
    sign_in: SignIn, trainer: FlaskClient, filled: House
) -> None:
    mine, back = begun(filled), begun(filled)
    filled.authoring.submit(someone(filled, Role.TRAINER), back.id)
    filled.authoring.send_back(someone(filled, Role.ADMINISTRATOR), back.id, "Le coût est faux.")
    page = trainer.get("/redaction").get_data(as_text=True)
    assert page.index(f"/redaction/{back.id}") < page.index(f"/redaction/{mine.id}")
    assert "Le coût est faux." in page
    assert f"/redaction/{mine.id}" not in sign_in(Role.OPERATOR).get("/redaction").get_data(
        as_text=True
    )


def test_a_document_to_change_is_found_by_its_words_in_ones_section(
    sign_in: SignIn, trainer: FlaskClient
) -> None:
    found = trainer.get("/redaction?q=carte+vitale").get_data(as_text=True)
    assert "modifier?path=operators/cpam/carte-vitale.md" in found
    none = sign_in(Role.OPERATOR).get("/redaction?q=carte+vitale").get_data(as_text=True)
    assert "operators/cpam" not in none
    assert trainer.get("/redaction?q=" + "a" * 300).status_code == 400
    answer = trainer.get("/redaction/choix/fiches?q=rsa")
    assert answer.json
    assert answer.json[0]["path"] == hidden.RSA
    # Any sheet may be linked to, also those of others.
    linked = sign_in(Role.OPERATOR).get("/redaction/choix/fiches?q=carte+vitale")
    assert "operators/cpam/carte-vitale.md" in linked.get_data(as_text=True)


# Saving


def test_saving_keeps_what_was_typed(trainer: FlaskClient, filled: House) -> None:
    draft = begun(filled)
    form = form_of(filled, draft, trainer, titre="Un meilleur titre")
    answer = save(trainer, draft, form)
    assert (answer.status_code, answer.location) == (303, f"/redaction/{draft.id}")
    assert "Un meilleur titre" in text_of(filled, draft)
    answer = save(trainer, draft, form_of(filled, draft, trainer, cout="gratuit"), JSON)
    assert answer.status_code == 200
    assert answer.json
    assert answer.json["revision"] == 3
    assert re.fullmatch(r"\d\d:\d\d", answer.json["saved_at"])
    assert "cout: gratuit" in text_of(filled, draft)


def test_a_stale_revision_is_refused_with_both_texts(trainer: FlaskClient, filled: House) -> None:
    draft = begun(filled)
    stale = form_of(filled, draft, trainer, corps="## En bref\n\nMon texte à moi.\n")
    admin = someone(filled, Role.ADMINISTRATOR)
    theirs = text_of(filled, draft).replace("remplit la demande", "signe le formulaire")
    filled.authoring.save(admin, draft.id, theirs, 1)
    told = save(trainer, draft, stale, JSON)
    assert told.status_code == 409
    assert told.json
    assert told.json["conflict"] == f"/redaction/{draft.id}/fusion"
    assert "Rien n’est perdu" in told.json["message"]
    answer = save(trainer, draft, stale)
    assert answer.status_code == 409
    page = answer.get_data(as_text=True)
    assert "Mon texte à moi." in page
    assert "signe le formulaire" in html.unescape(re.sub(r"<[^>]+>", "", page))
    assert text_of(filled, draft) == theirs


def test_asking_for_a_review_saves_first(trainer: FlaskClient, filled: House) -> None:
    draft = begun(filled)
    form = form_of(filled, draft, trainer, delai="un mois", geste="relecture", commentaire="Merci")
    answer = save(trainer, draft, form)
    assert (answer.status_code, answer.location) == (303, f"/relecture/{draft.id}")
    now, text = filled.authoring.draft(someone(filled, Role.TRAINER), draft.id)
    assert now.state is State.IN_REVIEW
    assert "delai: un mois" in text
    # What is reviewed is read, not written.
    assert trainer.get(f"/redaction/{draft.id}").location == f"/relecture/{draft.id}"
    form["delai"] = "deux mois"
    assert save(trainer, draft, form, JSON).status_code == 409
    assert "delai: un mois" in text_of(filled, draft)


def test_what_is_refused_comes_back_as_it_was_typed(trainer: FlaskClient, filled: House) -> None:
    draft = begun(filled)
    typed = "## En bref\n\nUn texte que personne ne veut perdre.\n"
    form = form_of(
        filled, draft, trainer, corps=typed, geste="relecture", commentaire="Long. " * 300
    )
    answer = save(trainer, draft, form)
    assert answer.status_code == 400
    page = answer.get_data(as_text=True)
    assert areas(page)["corps"] == typed
    assert areas(page)["commentaire"] == "Long. " * 300
    form = form_of(filled, draft, trainer, corps=typed + "Encore.\n", revision="x")
    answer = save(trainer, draft, form)
    assert answer.status_code == 400
    assert areas(answer.get_data(as_text=True))["corps"] == typed + "Encore.\n"
    assert "Encore" not in text_of(filled, draft)


def test_a_form_over_the_limit_is_refused_and_changes_nothing(
    trainer: FlaskClient, filled: House
) -> None:
    draft = begun(filled)
    before = text_of(filled, draft)
    form = form_of(filled, draft, trainer, corps="mot " * 70_000)
    assert save(trainer, draft, form).status_code == 413
    assert text_of(filled, draft) == before
    # Under it, any length is kept, and told.
    form["corps"] = "mot " * 20_000
    assert save(trainer, draft, form).status_code == 303
    assert "dépasse 64" in words(page_of(trainer, draft))


def test_a_header_that_cannot_be_read_is_shown_whole_then_comes_back_as_a_form(
    trainer: FlaskClient, filled: House
) -> None:
    broken = sheet_text("ECRIT-90", "Cassée").replace('titre: "Cassée"', "titre: [Cassée")
    draft = begun(filled, broken)
    page = page_of(trainer, draft)
    assert areas(page)["texte"] == broken
    assert "Ligne 3" in words(page)
    form = MultiDict(
        {
            "csrf_token": csrf(trainer, f"/redaction/{draft.id}"),
            "revision": "1",
            "texte": broken.replace("[Cassée", "Réparée").replace("\n", "\r\n"),
        }
    )
    assert save(trainer, draft, form).status_code == 303
    assert 'value="Réparée"' in page_of(trainer, draft)


def test_the_vocabulary_is_one_text_with_its_problems(trainer: FlaskClient, filled: House) -> None:
    path = "vocabulary/themes.yaml"
    draft = filled.authoring.start(
        someone(filled, Role.TRAINER), path, "Logement: { titre: Le logement }\n", 0, "thèmes"
    )
    page = page_of(trainer, draft)
    assert areas(page)["texte"] == "Logement: { titre: Le logement }\n"
    assert "À remettre au visiteur" not in page
    assert "ligne 1" in words(page)
    filled.authoring.drop(someone(filled, Role.TRAINER), draft.id)
