"""A version published while a draft is written: said at once, and united before any review."""

from __future__ import annotations

import html
import re

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from kb_app.people.accounts.model import Role
from kb_app.people.authoring.model import Action, Draft, NewText, State
from kb_app.web.house import House
from tests.factories import sheet_text
from tests.web.conftest import SignIn, csrf
from tests.web.draft_forms import JSON, form_of, save, text_of
from tests.web.draft_pages import someone, words
from tests.web.test_merging import BODY, HIDDEN_FIELD, Desk
from tests.web.tree_drafts import CASES_TEXT, both, publish_cases, text_of_tree

TOLD = "Une version plus récente a été publiée depuis que ce brouillon est commencé : la version 2"


@pytest.fixture
def trainer(sign_in: SignIn) -> FlaskClient:
    return sign_in(Role.TRAINER)


@pytest.fixture
def desk(filled: House, trainer: FlaskClient) -> Desk:
    """A draft whose last passage someone else has published otherwise."""
    desk = Desk(filled, trainer)
    desk.publish(BODY.replace("Trois.", "Trois, publié."), 1)
    return desk


def state(desk: Desk) -> State:
    return desk.now()[0].state


def presence(client: FlaskClient, draft: Draft) -> list[dict[str, str]]:
    form = {"csrf_token": csrf(client, "/compte/sessions")}
    told = client.post(f"/redaction/{draft.id}/presence", data=form).get_json()
    newer: list[dict[str, str]] = told["newer"]
    return newer


def unite(client: FlaskClient, address: str, page: str, action: str, **more: str) -> TestResponse:
    """Send the form of a page as it is proposed."""
    fields = {n: html.unescape(v) for n, v in HIDDEN_FIELD.findall(page)}
    form = fields | dict(re.findall(r'name="(choix-\d+)" value="(\w+)" checked', page)) | more
    form["csrf_token"] = csrf(client, "/compte/sessions")
    return client.post(address, data=form | {"action": action})


def test_the_editor_says_it_at_opening_and_while_it_is_open(
    filled: House, trainer: FlaskClient
) -> None:
    desk = Desk(filled, trainer)
    page = f"/redaction/{desk.draft.id}"
    assert "plus récente" not in words(trainer.get(page).get_data(as_text=True).split("<form")[0])
    assert presence(trainer, desk.draft) == []
    desk.publish(BODY.replace("Trois.", "Trois, publié."), 1)
    [told] = presence(trainer, desk.draft)
    assert told["words"].replace("\xa0", " ").startswith(TOLD)
    assert told["address"] == desk.address
    opened = trainer.get(page).get_data(as_text=True)
    assert TOLD in words(opened)
    assert f'<a href="{desk.address}">Réunir les deux textes</a>' in opened


def test_only_who_may_write_it_is_told(sign_in: SignIn, filled: House, desk: Desk) -> None:
    assert len(presence(sign_in(Role.OPERATOR), desk.draft)) == 1
    form = {"csrf_token": csrf(sign_in(Role.AGENT), "/compte/sessions")}
    answer = sign_in(Role.AGENT).post(f"/redaction/{desk.draft.id}/presence", data=form)
    assert answer.status_code == 403


def test_a_draft_overtaken_is_not_submitted_and_nothing_typed_is_lost(
    filled: House, trainer: FlaskClient, desk: Desk
) -> None:
    typed = form_of(filled, desk.draft, trainer, cout="gratuit")
    typed["geste"], typed["commentaire"] = "relecture", "Regardez le coût"
    answer = save(trainer, desk.draft, typed)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert state(desk) is State.DRAFT
    assert "cout: gratuit" in text_of(filled, desk.draft)
    read = words(page)
    assert "La relecture n’est pas encore demandée" in read
    for kept in ("Réunir les textes", "Trois, publié.", "Un, à moi.", "Regardez le coût"):
        assert kept in read
    sent = unite(trainer, desk.address, page, "relecture", commentaire="Regardez le coût")
    assert (sent.status_code, sent.location) == (303, f"/relecture/{desk.draft.id}")
    draft, text = desk.now()
    submitted = draft.last(Action.SUBMIT)
    assert submitted
    assert (draft.state, draft.base, submitted.comment) == (
        State.IN_REVIEW,
        2,
        "Regardez le coût",
    )
    for kept in ("cout: gratuit", "Trois, publié.", "Un, à moi."):
        assert kept in text


def test_united_it_may_be_saved_without_being_submitted(trainer: FlaskClient, desk: Desk) -> None:
    form = {"csrf_token": csrf(trainer, "/compte/sessions"), "commentaire": "Un mot <b>"}
    answer = trainer.post(f"/relecture/{desk.draft.id}/soumission", data=form)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "Un mot &lt;b&gt;" in page
    # Looking at the result keeps the word too.
    seen = unite(trainer, desk.address, page, "apercu", commentaire="Un autre mot")
    assert "Un autre mot" in seen.get_data(as_text=True)
    saved = unite(trainer, desk.address, page, "enregistrer")
    assert saved.location == f"/redaction/{desk.draft.id}?reuni=1"
    assert (state(desk), desk.now()[0].base) == (State.DRAFT, 2)


def test_a_script_is_told_where_to_go(filled: House, trainer: FlaskClient, desk: Desk) -> None:
    typed = form_of(filled, desk.draft, trainer)
    typed["geste"] = "relecture"
    answer = save(trainer, desk.draft, typed, JSON)
    assert answer.status_code == 409
    assert answer.get_json()["conflict"] == desk.address


def test_the_page_of_the_draft_no_longer_offers_to_submit_it(
    trainer: FlaskClient, desk: Desk
) -> None:
    page = trainer.get(f"/relecture/{desk.draft.id}").get_data(as_text=True)
    assert f"/relecture/{desk.draft.id}/soumission" not in page
    assert f'href="{desk.address}"' in page


def test_a_text_left_as_it_was_takes_in_the_newer_one(filled: House, trainer: FlaskClient) -> None:
    desk = Desk(filled, trainer)
    me = someone(filled, Role.TRAINER)
    filled.authoring.save(me, desk.draft.id, desk.text(), 1)
    desk.publish(BODY.replace("Trois.", "Trois, publié."), 1)
    page = desk.page()
    assert "Trois, publié." in words(page)
    assert desk.send(page).status_code == 303
    draft, text = desk.now()
    assert (draft.base, "Trois, publié." in text) == (2, True)


def test_each_document_of_a_bundle_is_united_in_turn(filled: House, trainer: FlaskClient) -> None:
    one, two = Desk(filled, trainer), Desk(filled, trainer)
    texts = [NewText(desk.path, desk.text("Un.", "Un, à moi."), 1) for desk in (one, two)]
    first, second = filled.authoring.start_together(someone(filled, Role.TRAINER), texts, "lot")
    for desk in (one, two):
        desk.publish(BODY.replace("Trois.", "Trois, publié."), 1)
    told = presence(trainer, first)
    addresses = [f"/redaction/{draft.id}/fusion" for draft in (first, second)]
    assert [each["address"] for each in told] == addresses
    assert "plus récente de «\xa0Une fiche\xa0»" in told[1]["words"]
    typed = form_of(filled, first, trainer)
    typed["geste"], typed["commentaire"] = "relecture", "Les deux"
    page = save(trainer, first, typed)
    assert page.status_code == 409
    text = page.get_data(as_text=True)
    assert f'action="{addresses[0]}"' in text
    after = unite(trainer, addresses[0], text, "relecture", commentaire="Les deux")
    assert after.status_code == 409
    text = after.get_data(as_text=True)
    assert f'action="{addresses[1]}"' in text
    assert "Les deux" in words(text)
    sent = unite(trainer, addresses[1], text, "relecture", commentaire="Les deux")
    assert sent.status_code == 303
    admin = someone(filled, Role.ADMINISTRATOR)
    found = [filled.authoring.draft(admin, draft.id)[0] for draft in (first, second)]
    assert [(draft.state, draft.base) for draft in found] == [(State.IN_REVIEW, 2)] * 2


def test_the_cases_of_a_tree_are_judged_beside_it(filled: House, trainer: FlaskClient) -> None:
    publish_cases(filled)
    tree, cases = both(filled)
    publish_cases(filled, CASES_TEXT.replace("Mme P.", "Mme Publiée"))
    page = trainer.get(f"/redaction/{tree.id}").get_data(as_text=True)
    assert "Une version plus récente de « Cas de l’arbre « carte » »" in words(page)
    assert f'href="/redaction/{cases.id}/fusion"' in page
    typed = {
        "texte": text_of_tree(filled),
        "texte_cas": CASES_TEXT.replace("hopital", "medecin"),
        "revision": "100001",
        "geste": "relecture",
        "csrf_token": csrf(trainer, "/compte/sessions"),
    }
    answer = trainer.post(f"/redaction/{tree.id}", data=typed)
    assert answer.status_code == 409
    text = answer.get_data(as_text=True)
    assert f'action="/redaction/{cases.id}/fusion"' in text
    assert "Mme Publiée" in words(text)


def test_saving_what_has_not_changed_says_so(filled: House, trainer: FlaskClient) -> None:
    desk = Desk(filled, trainer)
    for typed, said in (({}, "Rien n’a changé"), ({"cout": "gratuit"}, "Enregistré.")):
        form = form_of(filled, desk.draft, trainer, **typed)
        saved = save(trainer, desk.draft, form)
        assert saved.status_code == 303
        assert said in words_after(trainer, saved)
    assert desk.now()[0].revision == 2


def test_nor_does_a_tree_left_as_it_was(filled: House, trainer: FlaskClient) -> None:
    publish_cases(filled)
    tree, _ = both(filled)
    newest = filled.library.newest(tree.path.replace(".yaml", ".cases.yaml"))
    assert newest
    typed = {
        "texte": text_of_tree(filled),
        "texte_cas": newest[1],
        "revision": "100001",
        "csrf_token": csrf(trainer, "/compte/sessions"),
    }
    assert "Rien n’a changé" in words_after(
        trainer, trainer.post(f"/redaction/{tree.id}", data=typed)
    )
    typed["texte"] += "# noté\n"
    assert "Enregistré." in words_after(trainer, trainer.post(f"/redaction/{tree.id}", data=typed))


def words_after(client: FlaskClient, answer: TestResponse) -> str:
    return client.get(str(answer.location)).get_data(as_text=True)


def test_an_author_takes_a_text_back_without_a_word(
    sign_in: SignIn, filled: House, trainer: FlaskClient
) -> None:
    desk = Desk(filled, trainer)
    draft = filled.authoring.submit(someone(filled, Role.TRAINER), desk.draft.id)
    assert "required" in _form(sign_in(Role.ADMINISTRATOR), draft)
    form = _form(trainer, draft)
    assert "Pourquoi (facultatif)" in form
    assert "required" not in form
    token = csrf(trainer, "/compte/sessions")
    address = f"/relecture/{draft.id}/renvoi"
    assert trainer.post(address, data={"csrf_token": token}).status_code == 303
    page = words(trainer.get(f"/relecture/{draft.id}").get_data(as_text=True))
    assert "Repris pour être corrigé" in page
    assert "Renvoyé" not in page
    assert "Renvoyé" not in words(trainer.get(f"/redaction/{draft.id}").get_data(as_text=True))


def _form(client: FlaskClient, draft: Draft) -> str:
    """Return the form that gives a draft back."""
    page = client.get(f"/relecture/{draft.id}").get_data(as_text=True)
    return page.split(f'action="/relecture/{draft.id}/renvoi"')[1].split("</form>")[0]


def test_a_new_sheet_written_twice_is_united(filled: House, trainer: FlaskClient) -> None:
    """Nothing was there at the start: two texts stand side by side."""
    path, me = "operators/caf/deux-fois.md", someone(filled, Role.TRAINER)
    first, second = (
        filled.authoring.start(me, path, sheet_text(f"DEUX-{n}", f"Fiche {n}"), 0, "neuve")
        for n in (1, 2)
    )
    admin = someone(filled, Role.ADMINISTRATOR)
    filled.authoring.submit(me, first.id)
    filled.authoring.publish(admin, first.id, filled.authoring.review(admin, first.id).mark)
    filled.library.refresh()
    form = {"csrf_token": csrf(trainer, "/compte/sessions")}
    answer = trainer.post(f"/relecture/{second.id}/soumission", data=form)
    assert answer.status_code == 409
    assert "les deux textes sont ci-dessous" in words(answer.get_data(as_text=True))
