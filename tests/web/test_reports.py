"""An agent reports a passage from its page, and nothing else is kept."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient

from kb_app.people.accounts.model import Role
from kb_app.people.feedback.feedback import MOST_A_DAY
from kb_app.web.house import House
from tests.web import hidden
from tests.web.conftest import SignIn
from tests.web.reported import BODY, FORM, address, forget, read, reports, says, written
from tests.web.walked import begin

TREE = "operators/cpam/trees/carte.yaml"


@pytest.fixture
def sheet(filled: House) -> str:
    """The path of a sheet of the CAF that no other test knows."""
    return written(filled, "caf", BODY)


@pytest.fixture(autouse=True)
def _no_reports_left(filled: House) -> Iterator[None]:
    yield
    forget(filled)


def test_a_sheet_offers_to_be_reported_by_who_may(sign_in: SignIn, sheet: str) -> None:
    page = read(sign_in(Role.AGENT), address(sheet))
    link = re.findall(r'<a href="(/signalements/nouveau[^"]+)"', page)
    assert len(link) == 1
    form = read(sign_in(Role.AGENT), link[0].replace("&amp;", "&"))
    assert re.findall(r'<option value="([^"]*)"', form) == [
        "",
        "entete",
        "s-en-bref",
        "s-conditions",
        "s-reserve",
        "sources",
    ]


def test_a_passage_for_agents_is_not_offered_to_who_may_not_read_it(
    sign_in: SignIn, filled: House
) -> None:
    path = written(filled, "cpam", BODY)
    assert "s-reserve" in read(sign_in(Role.AGENT), f"{FORM}?document={path}")
    assert "s-reserve" not in read(sign_in(Role.OPERATOR), f"{FORM}?document={path}")


def test_nobody_without_an_account_reports(public_app: Flask, sheet: str) -> None:
    client = public_app.test_client()
    assert FORM not in read(client, address(sheet))
    assert client.get(f"{FORM}?document={sheet}").status_code == 302


def test_a_report_is_kept_with_its_passage_and_version(
    sign_in: SignIn, filled: House, sheet: str
) -> None:
    sent = says(sign_in(Role.AGENT), sheet, passage="s-conditions", extrait="Avoir 25 ans.")
    assert (sent.status_code, sent.location) == (303, address(sheet))
    (report,) = reports(filled, sheet)
    at = report.passage
    assert (at.number, at.anchor, at.quote, report.text) == (
        1,
        "s-conditions",
        "Avoir 25 ans.",
        "zorgmot",
    )


def test_an_anchor_that_is_not_of_the_page_is_the_whole_page(
    sign_in: SignIn, filled: House, sheet: str
) -> None:
    says(sign_in(Role.AGENT), sheet, passage="<script>", version="vingt")
    (report,) = reports(filled, sheet)
    assert (report.passage.anchor, report.passage.number) == ("", 1)


@pytest.mark.parametrize(
    "fields",
    [
        {"document": "../../etc/passwd"},
        {"document": "vocabulary/synonyms.yaml"},
        {"document": "operators/caf/operator.yaml"},
        {"document": hidden.WITHDRAWN},
        {"document": hidden.RSA, "version": "2"},
        {"document": hidden.RSA, "version": "999999"},
    ],
)
def test_what_one_may_not_read_is_not_reported(sign_in: SignIn, fields: dict[str, str]) -> None:
    client = sign_in(Role.AGENT)
    query = "&".join(f"{k}={quote(v)}" for k, v in fields.items())
    assert client.get(f"{FORM}?{query}").status_code == 404
    assert says(client, fields["document"], **fields).status_code == 404


def test_a_mistake_is_said_and_what_was_typed_is_given_back(
    sign_in: SignIn, filled: House, sheet: str
) -> None:
    client = sign_in(Role.AGENT)
    answer = says(client, sheet, genre="", texte="mes mots")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 400
    assert "mes mots" in page
    assert "choisissez l’une" in page
    answer = says(client, sheet, texte="le 06 12 34 56 78")
    assert answer.status_code == 400
    assert "[téléphone masqué]" in answer.get_data(as_text=True)
    assert "06 12 34" not in answer.get_data(as_text=True)
    assert reports(filled, sheet) == []


def test_the_telephone_of_the_page_is_quoted_not_that_of_a_person(
    sign_in: SignIn, filled: House, sheet: str
) -> None:
    says(sign_in(Role.AGENT), sheet, extrait="En ligne, au 05 55 20 11 22.", texte="a")
    says(sign_in(Role.AGENT), sheet, extrait="Mme Martin, 06 12 34 56 78", texte="b")
    found = {report.text: report.passage.quote for report in reports(filled, sheet)}
    assert found == {"a": "En ligne, au 05 55 20 11 22.", "b": "Mme Martin, [téléphone masqué]"}


def test_too_many_in_a_day_is_said(sign_in: SignIn, sheet: str) -> None:
    client = sign_in(Role.MANAGER)
    for number in range(MOST_A_DAY):
        assert says(client, sheet, texte=f"n° {number}").status_code == 303
    refused = says(client, sheet, texte="encore")
    assert refused.status_code == 429
    assert "encore" in refused.get_data(as_text=True)


def test_the_way_back_is_a_page_of_this_site(sign_in: SignIn, sheet: str) -> None:
    client = sign_in(Role.AGENT)
    assert says(client, sheet, retour="/visites/AAAA").location == "/visites/AAAA"
    for elsewhere in ("https://ailleurs.fr/", "//ailleurs.fr", "/\\ailleurs.fr"):
        assert says(client, sheet, retour=elsewhere, texte=elsewhere).location == "/"


def test_a_question_of_a_tree_is_reported_and_the_visit_goes_on(
    agent: FlaskClient, filled: House
) -> None:
    here = begin(agent, "perdue")
    link = re.findall(r'href="(/signalements/nouveau[^"]+)"', read(agent, here))
    assert len(link) == 1
    form = read(agent, link[0].replace("&amp;", "&"))
    (anchor,) = re.findall(r'<option value="([^"]+)" selected', form)
    (back,) = re.findall(r'name="retour" value="([^"]+)"', form)
    assert back == here
    assert says(agent, TREE, passage=anchor, retour=back).location == here
    (report,) = reports(filled, TREE)
    assert report.passage.anchor == anchor
    assert agent.get(here).status_code == 200
