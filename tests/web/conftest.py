"""An application over a filled house, and a signed-in client of each role."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import make_url

from kb_app.config import Settings, read_settings
from kb_app.people.accounts.model import Role
from kb_app.web.app import create_app
from kb_app.web.house import House, open_house
from tests.postgres import Database
from tests.web import hidden
from tests.web.valid import CheckedClient

SignIn = Callable[[Role | None], FlaskClient]


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def web_settings(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Settings]:
    """Settings of an empty instance, on each kind of database."""
    folder = tmp_path_factory.mktemp("web")
    environ = {"KB_INSTANCE": str(folder), "KB_INDEX": str(folder / "index")}
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("migrated_sqlite"), folder / "relais.sqlite3")
        yield read_settings(environ)
        return
    template = str(make_url(request.getfixturevalue("migrated_postgresql")).database)
    with Database(request.getfixturevalue("postgresql_server"), template) as url:
        yield read_settings(environ | {"KB_DATABASE_URL": url})


@pytest.fixture(scope="module")
def filled(web_settings: Settings) -> Iterator[House]:
    house = open_house(web_settings)
    hidden.fill(house)
    yield house
    house.engine.dispose()


@pytest.fixture(scope="module")
def app(filled: House) -> Flask:
    return checked(create_app(filled))


@pytest.fixture(scope="module")
def public_app(filled: House) -> Flask:
    """The same house, where reading needs no account."""
    settings = replace(filled.settings, public_reading=True)
    return checked(create_app(replace(filled, settings=settings)))


@pytest.fixture(scope="module")
def sign_in(app: Flask) -> SignIn:
    """Return a client of a role, signed in once for the whole module; None is nobody."""
    kept: dict[Role | None, FlaskClient] = {None: app.test_client()}

    def client(role: Role | None) -> FlaskClient:
        if role not in kept and role is not None:
            kept[role] = app.test_client()
            answer = enter(kept[role], hidden.LOGINS[role], hidden.PASSWORD)
            assert answer == 303
        return kept[role]

    return client


@pytest.fixture
def agent(sign_in: SignIn) -> Iterator[FlaskClient]:
    """The agent's browser; the visits a test left open are left when it ends."""
    client = sign_in(Role.AGENT)
    yield client
    page = client.get("/orientation").get_data(as_text=True)
    token = csrf(client, "/compte/mot-de-passe")
    for visit in set(re.findall(r'href="(/visites/[\w-]+)"', page)):
        client.post(f"{visit}/cloture", data={"csrf_token": token, "fin": "abandon"})


def checked(app: Flask) -> Flask:
    """Hold every page that a test fetches to the rules of `valid`."""
    app.test_client_class = CheckedClient
    return app


def enter(client: FlaskClient, login: str, password: str) -> int:
    """Sign in through the form; return the status."""
    token = csrf(client, "/connexion")
    form = {"login": login, "password": password, "csrf_token": token}
    return client.post("/connexion", data=form).status_code


def csrf(client: FlaskClient, page: str) -> str:
    """Return the token of the first form of a page."""
    html = client.get(page).get_data(as_text=True)
    return str(re.findall(r'name="csrf_token"[^>]*value="([^"]+)"', html)[0])
