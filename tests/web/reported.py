"""Sheets that a test has reported and answered, through their forms."""

from __future__ import annotations

import re
from itertools import count

from flask.testing import FlaskClient
from sqlalchemy import text
from werkzeug.test import TestResponse

from kb_app.library.exchange import import_texts, incoming
from kb_app.people.accounts.model import Role
from kb_app.people.feedback.model import Report
from kb_app.web.house import House
from tests.factories import sheet_text
from tests.web import hidden
from tests.web.conftest import csrf

FORM = "/signalements/nouveau"
OWNER = "/redaction/signalements"
MINE = "/compte/signalements"
BODY = (
    "## En bref\n\nEn ligne, au 05 55 20 11 22.\n\n## Conditions\n\nAvoir 25 ans.\n\n"
    ":::agent\n### Réservé\n\nmotdagent\n:::\n"
)
_numbers = count(1)


def written(house: House, operator: str, body: str) -> str:
    number = next(_numbers)
    path = f"operators/{operator}/signalee-{number}.md"
    bring(house, path, sheet_text(f"SIG-{number}", f"Fiche signalée {number}", body))
    return path


def bring(house: House, path: str, source: str) -> None:
    report = import_texts(house.library, incoming({path: source}), "essai")
    assert report.added, report
    house.library.refresh()


def says(client: FlaskClient, path: str, **fields: str) -> TestResponse:
    token = csrf(client, "/compte/mot-de-passe")
    form = {"csrf_token": token, "document": path, "genre": "faux", "texte": "zorgmot"} | fields
    return client.post(FORM, data=form)


def answers(client: FlaskClient, ids: list[str], state: str, words: str = "") -> TestResponse:
    form = {"csrf_token": csrf(client, "/compte/mot-de-passe"), "signalement": ids}
    return client.post(OWNER, data=form | {"etat": state, "reponse": words})


def read(client: FlaskClient, address: str) -> str:
    return client.get(address).get_data(as_text=True)


def reports(house: House, path: str) -> list[Report]:
    account = house.accounts.find(hidden.LOGINS[Role.TRAINER])
    assert account
    return [r for r in house.feedback.waiting(account) if r.passage.path == path]


def address(path: str) -> str:
    _, operator, name = path.split("/")
    return f"/fiches/{operator}/{name.removesuffix('.md')}"


def number_of(path: str) -> int:
    return int(re.findall(r"-(\d+)\.md", path)[0])


def forget(house: House) -> None:
    """Delete the reports a test made, not those the house was filled with."""
    with house.engine.begin() as connection:
        kept = "', '".join(hidden.REPORTS.values())
        connection.execute(text(f"DELETE FROM passage_reports WHERE id NOT IN ('{kept}')"))
