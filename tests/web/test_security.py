"""What every response, session and form must hold, whatever page it is."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from kb_app.database.engine import writing
from kb_app.people.accounts import tables
from kb_app.people.accounts.model import Role
from kb_app.web.app import MAX_REQUEST, create_app
from kb_app.web.house import House
from tests.web import hidden
from tests.web.conftest import SignIn, csrf, enter

AGENT = hidden.LOGINS[Role.AGENT]
RSA = "/fiches/caf/demander-le-rsa"
ANOTHER_PLACE = {"REMOTE_ADDR": "192.0.2.77"}
ELSEWHERE = [
    "https://mechant.example/",
    "//mechant.example",
    "/\\mechant.example",
    "javascript:alert(1)",
    "/\t/mechant.example",
    "http:mechant.example",
    " https://mechant.example",
]


@pytest.mark.parametrize("address", ["/", "/connexion", "/static/mark.svg", "/rien", "/sante", RSA])
def test_every_response_carries_the_same_guards(sign_in: SignIn, address: str) -> None:
    headers = sign_in(Role.AGENT).get(address).headers
    policy = headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    for part in ("default-src 'none'", "object-src 'none'", "base-uri 'none'"):
        assert part in policy
    for part in ("frame-ancestors 'none'", "form-action 'self'", "script-src 'self'"):
        assert part in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "Strict-Transport-Security" not in headers


def test_pages_are_never_kept_and_files_are(sign_in: SignIn) -> None:
    client = sign_in(Role.AGENT)
    for address in ("/", RSA, "/compte", "/recherche?q=rsa", "/recherche/suggestions?q=r"):
        assert client.get(address).headers["Cache-Control"] == "no-store"
    assert "immutable" in client.get("/static/mark.svg?v=1").headers["Cache-Control"]
    assert client.get("/static/mark.svg").headers["Cache-Control"] == "no-cache"


def test_over_https_the_cookie_is_locked_to_the_host(filled: House) -> None:
    app = create_app(replace(filled, settings=replace(filled.settings, https=True)))
    answer = app.test_client().get("/connexion", base_url="https://maison.example")
    [cookie] = [c for c in answer.headers.getlist("Set-Cookie") if "session" not in c]
    assert cookie.startswith("__Host-relais=")
    for part in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/"):
        assert part in cookie
    assert "Domain" not in cookie
    assert "max-age=" in answer.headers["Strict-Transport-Security"]


def test_the_cookie_says_nothing_of_who_it_is(app: Flask) -> None:
    client = app.test_client()
    assert enter(client, AGENT, hidden.PASSWORD) == 303
    with client.session_transaction() as kept:
        assert AGENT not in json.dumps(dict(kept))


def test_signing_in_changes_the_session_and_signing_out_ends_it_on_the_server(app: Flask) -> None:
    client = app.test_client()
    before = csrf(client, "/connexion")
    assert enter(client, AGENT, hidden.PASSWORD) == 303
    with client.session_transaction() as kept:
        stolen = dict(kept)
    client.post("/deconnexion", data={"csrf_token": csrf(client, "/compte/sessions")})
    thief = app.test_client()
    with thief.session_transaction() as kept:
        kept.update(stolen)
    assert thief.get("/compte").status_code == 302
    assert before


def test_a_disabled_account_is_out_at_the_next_request(app: Flask, filled: House) -> None:
    account = filled.accounts.create("partant@example.fr", "Partant", Role.AGENT, hidden.PASSWORD)
    client = app.test_client()
    assert enter(client, account.login, hidden.PASSWORD) == 303
    assert client.get("/compte").status_code == 200
    filled.accounts.set_active(account.id, False)
    assert client.get("/compte").status_code == 302


@pytest.mark.parametrize(
    "times",
    [{"last_seen_at": timedelta(minutes=31)}, {"created_at": timedelta(hours=8, minutes=1)}],
    ids=["30 minutes idle", "8 hours"],
)
def test_sessions_end(app: Flask, filled: House, times: dict[str, timedelta]) -> None:
    client = app.test_client()
    assert enter(client, AGENT, hidden.PASSWORD) == 303
    with writing(filled.engine) as connection:
        newest = connection.execute(select(func.max(tables.sessions.c.id))).scalar_one()
        past = {name: datetime.now(UTC) - age for name, age in times.items()}
        connection.execute(
            update(tables.sessions).where(tables.sessions.c.id == newest).values(**past)
        )
    assert client.get("/compte").status_code == 302


def test_changing_a_password_signs_out_the_other_browsers_and_keeps_this_one(
    app: Flask, filled: House
) -> None:
    filled.accounts.create("presse@example.fr", "Presse", Role.AGENT, hidden.PASSWORD)
    here, elsewhere = app.test_client(), app.test_client()
    for client in (here, elsewhere):
        assert enter(client, "presse@example.fr", hidden.PASSWORD) == 303
    new = "fenetre ouverte sur le jardin"
    form = {
        "csrf_token": csrf(here, "/compte/mot-de-passe"),
        "current": hidden.PASSWORD,
        "new": new,
        "again": new,
    }
    assert here.post("/compte/mot-de-passe", data=form).status_code == 303
    assert here.get("/compte").status_code == 200
    assert elsewhere.get("/compte").status_code == 302


def test_one_cannot_close_someone_elses_session(app: Flask, filled: House) -> None:
    victim, attacker = app.test_client(), app.test_client()
    assert enter(victim, hidden.OTHER_LOGIN, hidden.PASSWORD) == 303
    assert enter(attacker, AGENT, hidden.PASSWORD) == 303
    other = filled.accounts.find(hidden.OTHER_LOGIN)
    assert other
    [session] = filled.sessions.of(other.id)
    token = csrf(attacker, "/compte/sessions")
    form = {"csrf_token": token}
    answer = attacker.post(f"/compte/sessions/{session.id}/fermer", data=form)
    assert answer.status_code == 404
    assert victim.get("/compte").status_code == 200


def test_no_change_without_the_forms_token(app: Flask) -> None:
    client = app.test_client()
    form = {"login": AGENT, "password": hidden.PASSWORD}
    answer = client.post("/connexion", data=form)
    assert answer.status_code == 400
    assert "rechargez" in answer.get_data(as_text=True)
    assert client.get("/compte").status_code == 302


def test_wrong_login_and_wrong_password_get_the_same_answer(app: Flask) -> None:
    def answer(login: str) -> tuple[int, str]:
        client = app.test_client()
        form = {
            "login": login,
            "password": "faux mot de passe",
            "csrf_token": csrf(client, "/connexion"),
        }
        sent = client.post("/connexion", data=form)
        html = sent.get_data(as_text=True).replace(login, "")
        return sent.status_code, html.split("<main", 1)[1].split("csrf_token")[0]

    assert answer("personne@example.fr") == answer(AGENT)


def test_the_eleventh_try_waits(app: Flask, filled: House) -> None:
    client = app.test_client()
    token = csrf(client, "/connexion")
    form = {"login": "essais@example.fr", "password": "faux", "csrf_token": token}
    statuses = [
        client.post("/connexion", data=form, environ_overrides=ANOTHER_PLACE).status_code
        for _ in range(11)
    ]
    assert statuses == [403] * 10 + [429]
    last = client.post("/connexion", data=form, environ_overrides=ANOTHER_PLACE)
    assert int(last.headers["Retry-After"]) > 0


def test_signing_in_never_leads_elsewhere(app: Flask, filled: House) -> None:
    login = "voyage@example.fr"
    filled.accounts.create(login, "Voyage", Role.AGENT, hidden.PASSWORD)
    for target in ELSEWHERE:
        client = app.test_client()
        token = csrf(client, "/connexion")
        form = {"login": login, "password": hidden.PASSWORD, "csrf_token": token, "next": target}
        answer = client.post(
            "/connexion", data=form, environ_overrides={"REMOTE_ADDR": "192.0.2.88"}
        )
        assert (answer.status_code, answer.headers["Location"]) == (303, "/"), target


def test_signing_in_goes_on_to_the_page_that_was_asked_for(app: Flask) -> None:
    client = app.test_client()
    answer = client.get(f"{RSA}?le=2026-03-01")
    assert answer.status_code == 302
    login = client.get(answer.headers["Location"]).get_data(as_text=True)
    assert f'value="{RSA}?le=2026-03-01"' in login


def test_an_oversized_form_is_refused_in_french(app: Flask) -> None:
    client = app.test_client()
    form = {"login": "x" * (MAX_REQUEST + 1), "csrf_token": csrf(client, "/connexion")}
    answer = client.post("/connexion", data=form)
    assert answer.status_code == 413
    assert "dépasse" in answer.get_data(as_text=True)


def test_only_demonstrations_say_they_are(app: Flask, filled: House) -> None:
    demo = create_app(replace(filled, settings=replace(filled.settings, demo=True)))
    for address in ("/connexion", "/aide", "/rien"):
        assert "Démonstration" in demo.test_client().get(address).get_data(as_text=True)
    assert "comptes d’essai" not in app.test_client().get("/connexion").get_data(as_text=True)


def test_forms_keep_pages_uncompressed_and_others_are_small_on_the_line(sign_in: SignIn) -> None:
    client = sign_in(Role.AGENT)
    headers = {"Accept-Encoding": "gzip"}
    assert client.get(RSA, headers=headers).headers["Content-Encoding"] == "gzip"
    for page in ("/compte/mot-de-passe", "/compte/sessions"):
        assert "Content-Encoding" not in client.get(page, headers=headers).headers
