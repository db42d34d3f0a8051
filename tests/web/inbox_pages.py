"""The pages of the trainers' inbox, as tests read and fill them."""

from __future__ import annotations

from datetime import timedelta
from xml.etree.ElementTree import Element

import html5lib
from flask.testing import FlaskClient
from sqlalchemy import delete
from werkzeug.test import TestResponse

from kb_app.database.engine import writing
from kb_app.people.activity import tables
from kb_app.people.activity.activity import Activity
from kb_app.people.activity.model import key_of
from kb_app.web.house import House
from tests.web.conftest import csrf

INBOX = "/suivi/recherches"
BOAT = f"{INBOX}/{key_of('permis bateau')}"


def forget_searches(house: House) -> None:
    """Leave the house as if nothing had ever been searched."""
    house.activity.flush()
    with writing(house.engine) as connection:
        for table in (tables.search_questions, tables.search_openings, tables.search_proposals):
            connection.execute(delete(table))


def activity(house: House, days_ago: int) -> Activity:
    """Return the activity of a house as it was some days ago."""
    day = house.today() - timedelta(days=days_ago)
    return Activity(house.engine, lambda: day, timedelta(days=400))


def asked(house: House, *typed: str, found: int = 0, times: int = 1, days_ago: int = 0) -> None:
    """Ask questions, each as often, some days ago."""
    then = activity(house, days_ago)
    for question in typed:
        for _ in range(times):
            then.searched(question, found)
    then.flush()


def page_of(client: FlaskClient, address: str, status: int = 200) -> Element:
    return parsed(client.get(address), status)


def parsed(answer: TestResponse, status: int) -> Element:
    assert answer.status_code == status, answer.get_data(as_text=True)
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    root: Element = parser.parse(answer.get_data(as_text=True))
    return root


def text(element: Element) -> str:
    return " ".join(" ".join(element.itertext()).split())


def main(page: Element) -> str:
    return text(next(page.iter("main")))


def titles(page: Element) -> list[str]:
    return [text(next(each.iter("h2"))) for each in page.iter("article")]


def send(client: FlaskClient, address: str, **form: str | list[str]) -> TestResponse:
    token = csrf(client, "/compte/mot-de-passe")
    return client.post(address, data={"csrf_token": token, **form})
