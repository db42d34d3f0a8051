"""A draft left open: who else is there, a fresh token, and no session kept open by it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from kb_app.database.engine import writing
from kb_app.errors import Unavailable
from kb_app.people.accounts import tables
from kb_app.people.accounts.model import Role
from kb_app.people.authoring.presence import Presence
from kb_app.web.house import House
from kb_app.web.views.open_pages import said
from tests.factories import sheet_text
from tests.web import hidden
from tests.web.conftest import SignIn, csrf, enter
from tests.web.draft_pages import someone

JSON = {"Accept": "application/json"}
PRESENCE = "/redaction/brouilloncaf/presence"


@pytest.fixture
def edited(filled: House) -> str:
    """The address of a draft that is being written, of a document that others may read."""
    author = someone(filled, Role.TRAINER)
    draft = filled.authoring.start(author, hidden.RSA, sheet_text(), 1, "essai")
    return f"/redaction/{draft.id}"


def test_one_sees_who_else_has_the_document_open(sign_in: SignIn, filled: House) -> None:
    trainer, operator = sign_in(Role.TRAINER), sign_in(Role.OPERATOR)
    alone = trainer.post(PRESENCE, data={"csrf_token": csrf(trainer, "/compte/sessions")})
    assert alone.get_json() == {"others": [], "words": "", "newer": []}
    form = {"csrf_token": csrf(operator, "/compte/sessions")}
    assert operator.post(PRESENCE, data=form).get_json() == {
        "others": ["Personne formateur"],
        "words": "Personne formateur a aussi ce document ouvert.",
        "newer": [],
    }


def test_the_page_says_it_without_a_script(sign_in: SignIn, edited: str) -> None:
    assert "ce document ouvert" not in sign_in(Role.TRAINER).get(edited).get_data(as_text=True)
    page = sign_in(Role.ADMINISTRATOR).get(edited).get_data(as_text=True)
    assert "Personne formateur a aussi ce document ouvert." in page


def test_a_full_disk_stops_nobody_from_opening_a_draft(
    sign_in: SignIn, edited: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise Unavailable("disque plein")

    monkeypatch.setattr(Presence, "seen", full)
    assert sign_in(Role.TRAINER).get(edited).status_code == 200


@pytest.mark.parametrize(
    ("names", "words"),
    [
        ([], ""),
        (["Rose"], "Rose a aussi ce document ouvert."),
        (["Noé", "Rose"], "Noé et Rose ont aussi ce document ouvert."),
        (["Léa", "Noé", "Rose"], "Léa, Noé et Rose ont aussi ce document ouvert."),
    ],
)
def test_others_are_told_in_one_sentence(names: list[str], words: str) -> None:
    assert said(names) == words


def test_an_open_page_does_not_keep_a_session_open(app: Flask, filled: House) -> None:
    client = app.test_client()
    assert enter(client, hidden.LOGINS[Role.TRAINER], hidden.PASSWORD) == 303
    form = {"csrf_token": csrf(client, "/compte/sessions")}
    then = datetime.now(UTC) - timedelta(minutes=10)
    newest = select(func.max(tables.sessions.c.id)).scalar_subquery()
    with writing(filled.engine) as connection:
        connection.execute(
            update(tables.sessions).where(tables.sessions.c.id == newest).values(last_seen_at=then)
        )

    def idle() -> timedelta:
        with filled.engine.connect() as connection:
            query = select(tables.sessions.c.last_seen_at).where(tables.sessions.c.id == newest)
            seen: datetime = connection.execute(query).scalar_one()
            return datetime.now(UTC) - seen

    assert client.post(PRESENCE, data=form).status_code == 200
    assert client.get("/compte/jeton", headers=JSON).status_code == 200
    assert idle() > timedelta(minutes=9)
    assert client.get("/compte").status_code == 200
    assert idle() < timedelta(minutes=1)


def test_a_fresh_token_works_where_the_one_of_the_session_before_does_not(app: Flask) -> None:
    client = app.test_client()
    login = hidden.LOGINS[Role.TRAINER]
    assert enter(client, login, hidden.PASSWORD) == 303
    before = client.get("/compte/jeton", headers=JSON).get_json()
    client.post("/deconnexion", data={"csrf_token": before["token"]})
    assert enter(client, login, hidden.PASSWORD) == 303
    after = client.get("/compte/jeton", headers=JSON)
    assert after.headers["Cache-Control"] == "no-store"
    assert "Access-Control-Allow-Origin" not in after.headers
    assert after.get_json()["who"] == before["who"]
    assert client.post(PRESENCE, data={"csrf_token": before["token"]}).status_code == 400
    header = {"X-CSRFToken": after.get_json()["token"]} | JSON
    assert client.post(PRESENCE, headers=header).status_code == 200


def test_each_account_has_a_mark_that_does_not_say_whose_it_is(sign_in: SignIn) -> None:
    marks = {
        sign_in(role).get("/compte/jeton", headers=JSON).get_json()["who"] for role in list(Role)
    }
    assert len(marks) == len(Role)
    assert all(len(mark) == 16 and mark.isalnum() for mark in marks)
