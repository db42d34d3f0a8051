"""What was typed and could not be taken is on the page that says so, whatever the form."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_wtf import FlaskForm
from wtforms import PasswordField

from kb_app.errors import Unavailable
from kb_app.people.accounts.model import Role
from kb_app.web.app import MAX_REQUEST
from kb_app.web.given_back import LARGEST, SECRETS
from kb_app.web.house import House
from kb_app.web.views import forms
from tests.web import hidden
from tests.web.conftest import SignIn, csrf, enter

WORDS = "Le délai est de <b>deux mois</b> :\n\nà vérifier « ici »."
SHOWN = "Le délai est de &lt;b&gt;deux mois&lt;/b&gt; :\n\nà vérifier « ici »."
CAF_DRAFT = hidden.DRAFTS[hidden.CAF_DRAFT]
FORMS = {
    f"/relecture/{CAF_DRAFT}/renvoi": "commentaire",
    f"/relecture/{CAF_DRAFT}/urgence": "commentaire",
    "/suivi/recherches/0123456789abcdef/demande": "note",
    "/visites/AAAAAAAAAAAAAAAAAAAAAAAA/message": "message",
    f"/redaction/{CAF_DRAFT}": "texte",
    f"/redaction/{CAF_DRAFT}/fusion": "mien",
}
JSON = {"Accept": "application/json"}


@pytest.fixture
def signed_out(app: Flask) -> FlaskClient:
    """A browser whose session the server has ended, its cookies still there."""
    client = app.test_client()
    assert enter(client, hidden.LOGINS[Role.TRAINER], hidden.PASSWORD) == 303
    client.post("/deconnexion", data={"csrf_token": csrf(client, "/compte/sessions")})
    return client


def area(page: str) -> str:
    found = re.search(r"<textarea[^>]*readonly>\n(.*?)</textarea>", page, re.DOTALL)
    assert found, page
    return found[1]


@pytest.mark.parametrize("address", FORMS)
def test_a_form_sent_once_the_session_is_over_is_given_back(
    signed_out: FlaskClient, address: str
) -> None:
    form = {"csrf_token": csrf(signed_out, "/connexion"), FORMS[address]: WORDS}
    answer = signed_out.post(address, data=form)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 401
    assert area(page) == SHOWN
    assert '<a href="/connexion" target="_blank" rel="noopener">' in page
    assert "data-copy-from" in page
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("address", FORMS)
def test_a_form_with_the_token_of_another_session_is_given_back(
    sign_in: SignIn, address: str
) -> None:
    answer = sign_in(Role.TRAINER).post(
        address, data={"csrf_token": "vieux", FORMS[address]: WORDS}
    )
    page = answer.get_data(as_text=True)
    assert answer.status_code == 400
    assert "rechargez" in page
    assert area(page) == SHOWN
    assert "nouvel onglet" not in page.split("Ce que vous avez écrit")[1]


def test_a_form_of_choices_only_is_sent_to_sign_in(signed_out: FlaskClient) -> None:
    form = {"csrf_token": csrf(signed_out, "/connexion"), "vu": "a" * 64, "confirme": "oui"}
    answer = signed_out.post(f"/relecture/{CAF_DRAFT}/publication", data=form)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/connexion")


def test_a_script_is_told_in_json(signed_out: FlaskClient, sign_in: SignIn) -> None:
    form = {"csrf_token": csrf(signed_out, "/connexion"), "texte": WORDS}
    over = signed_out.post(f"/redaction/{CAF_DRAFT}", data=form, headers=JSON)
    assert (over.status_code, set(over.get_json())) == (401, {"message"})
    stale = sign_in(Role.TRAINER).post(f"/redaction/{CAF_DRAFT}", data=form, headers=JSON)
    assert (stale.status_code, set(stale.get_json())) == (400, {"message"})
    assert signed_out.get("/compte/jeton", headers=JSON).status_code == 401


@pytest.mark.parametrize("size", [MAX_REQUEST + 1, LARGEST - 1000])
def test_a_form_too_big_to_be_taken_is_given_back(sign_in: SignIn, size: int) -> None:
    client = sign_in(Role.TRAINER)
    text = ("mot " * (size // 4 + 1))[:size]
    form = {"csrf_token": csrf(client, "/compte/sessions"), "commentaire": text}
    answer = client.post(f"/relecture/{CAF_DRAFT}/renvoi", data=form)
    assert answer.status_code == 413
    assert area(answer.get_data(as_text=True)) == text


def test_there_is_an_end_to_what_is_given_back(sign_in: SignIn) -> None:
    client = sign_in(Role.TRAINER)
    form = {"commentaire": "mot " * (LARGEST // 4 + 1)}
    answer = client.post(f"/relecture/{CAF_DRAFT}/renvoi", data=form)
    assert answer.status_code == 413
    assert "<textarea" not in answer.get_data(as_text=True)


def test_when_the_disk_is_full_what_was_typed_is_on_the_page(
    sign_in: SignIn, filled: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise Unavailable("L’enregistrement est impossible pour l’instant.")

    # Looked at by a plain client: the checked one refuses any answer of 500 or more.
    client = sign_in(Role.TRAINER)
    token = csrf(client, "/compte/sessions")
    monkeypatch.setattr(type(filled.authoring), "draft", full)
    form = {"csrf_token": token, "texte": WORDS}
    answer = FlaskClient.open(client, f"/redaction/{CAF_DRAFT}", method="POST", data=form)
    assert answer.status_code == 503
    assert area(answer.get_data(as_text=True)) == SHOWN


def test_passwords_are_never_given_back(signed_out: FlaskClient, sign_in: SignIn) -> None:
    secret = "soleil rivage cuisine tambour"
    form = {"current": secret, "new": secret, "again": secret, "commentaire": WORDS}
    tokens = {signed_out: csrf(signed_out, "/connexion"), sign_in(Role.TRAINER): "vieux"}
    for client, token in tokens.items():
        answer = client.post("/compte/mot-de-passe", data=form | {"csrf_token": token})
        assert answer.status_code in {302, 400}
        assert secret not in answer.get_data(as_text=True)
    login = {"login": "a@b.fr", "password": secret, "csrf_token": "faux"}
    assert secret not in signed_out.post("/connexion", data=login).get_data(as_text=True)


def test_every_field_of_a_password_is_a_known_secret() -> None:
    found = {
        name
        for form in vars(forms).values()
        if isinstance(form, type) and issubclass(form, FlaskForm)
        for name, unbound in vars(form).items()
        if issubclass(getattr(unbound, "field_class", object), PasswordField)
    }
    assert found == SECRETS
    templates = Path(forms.__file__).parents[1] / "templates"
    typed = [f for f in templates.rglob("*.html") if 'type="password"' in f.read_text("utf-8")]
    assert typed == []


def test_what_another_site_sends_is_not_shown(sign_in: SignIn) -> None:
    answer = sign_in(Role.TRAINER).post(
        f"/relecture/{CAF_DRAFT}/renvoi",
        data={"commentaire": WORDS},
        headers={"Sec-Fetch-Site": "cross-site"},
    )
    assert answer.status_code == 400
    assert "deux mois" not in answer.get_data(as_text=True)
