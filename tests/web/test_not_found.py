"""« Pas trouvé »: one press a page, a calm thanks, and what to do in the meantime."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from kb_app.people.accounts.model import Role
from kb_app.people.activity.tables import search_questions
from kb_app.web.house import House
from tests.web.conftest import SignIn, csrf

FORM = "/recherche/pas-trouve"
NOTHING = "zzzz introuvable"


@pytest.fixture
def client(sign_in: SignIn) -> FlaskClient:
    return sign_in(Role.AGENT)


def presses(house: House, question: str) -> int:
    q = search_questions.c
    with house.engine.connect() as connection:
        found = connection.execute(select(q.not_found).where(q.question == question)).scalars()
        return sum(found)


def page_number(client: FlaskClient, words: str) -> str:
    page = client.get(FORM, query_string={"q": words}).get_data(as_text=True)
    return str(re.findall(r'name="page" value="([^"]+)"', page)[0])


def press(client: FlaskClient, words: str, page: str = "") -> str:
    """Send the form; return where that leads."""
    token = csrf(client, "/compte/mot-de-passe")
    form = {"csrf_token": token, "q": words, "page": page}
    answer = client.post(FORM, data=form)
    assert answer.status_code == 303
    return str(answer.location)


@pytest.mark.parametrize("words", ["le rsa", NOTHING])
def test_results_offer_to_say_not_found_whatever_they_are(client: FlaskClient, words: str) -> None:
    page = client.get("/recherche", query_string={"q": words}).get_data(as_text=True)
    [link] = re.findall(r'<a [^>]*href="([^"]*)" data-not-found', page)
    assert client.get(link).status_code == 200
    # No form in the results: they stay small on the line.
    assert "csrf_token" not in page


def test_saying_not_found_is_counted_and_leads_back_to_the_results(
    client: FlaskClient, filled: House
) -> None:
    before = presses(filled, "le rsa pour l'ete")
    back = press(client, "Le RSA pour l’été")
    assert back == "/recherche?q=Le+RSA+pour+l%E2%80%99%C3%A9t%C3%A9&note=oui"
    assert presses(filled, "le rsa pour l'ete") == before + 1
    page = client.get(back).get_data(as_text=True)
    assert "Noté\u00a0: les formateurs le verront." in page.replace("&nbsp;", "\u00a0")
    assert "data-not-found" not in page


def test_one_page_sent_twice_counts_once(client: FlaskClient, filled: House) -> None:
    number = page_number(client, NOTHING)
    before = presses(filled, NOTHING)
    for _ in range(3):
        press(client, NOTHING, number)
    assert presses(filled, NOTHING) == before + 1
    assert page_number(client, NOTHING) != number


def test_the_thanks_lead_on(client: FlaskClient) -> None:
    page = client.get("/recherche?q=le+rsa&note=oui").get_data(as_text=True)
    thanks = page.split('class="notice noted"')[1].split("</ul>")[0]
    for address in ("/orientation", "/operateurs"):
        assert f'href="{address}"' in thanks
        assert client.get(address).status_code == 200


def test_saying_not_found_needs_the_forms_token(client: FlaskClient, filled: House) -> None:
    before = presses(filled, NOTHING)
    assert client.post(FORM, data={"q": NOTHING}).status_code == 400
    assert presses(filled, NOTHING) == before
    assert client.get(FORM, query_string={"q": NOTHING}).status_code == 200
    assert presses(filled, NOTHING) == before


@pytest.mark.parametrize("words", ["", " ", "***", "a" * 201])
def test_a_question_that_is_none_is_refused(client: FlaskClient, words: str) -> None:
    token = csrf(client, "/compte/mot-de-passe")
    answer = client.post(FORM, data={"csrf_token": token, "q": words})
    assert answer.status_code == 400
    assert "<h1" in answer.get_data(as_text=True)


def test_hostile_words_are_said_back_as_text(client: FlaskClient) -> None:
    words = '<script>alert(1)</script>" onclick=x {{7*7}}'
    for address in (FORM, "/recherche"):
        page = client.get(address, query_string={"q": words}).get_data(as_text=True)
        assert "<script>alert" not in page
        assert "{{7*7}}" in page


def test_who_reads_without_an_account_may_say_it_too(public_app: Flask, filled: House) -> None:
    reader = public_app.test_client()
    page = reader.get(FORM, query_string={"q": NOTHING}).get_data(as_text=True)
    [token] = re.findall(r'name="csrf_token" value="([^"]+)"', page)
    before = presses(filled, NOTHING)
    assert reader.post(FORM, data={"csrf_token": token, "q": NOTHING}).status_code == 303
    assert presses(filled, NOTHING) == before + 1
