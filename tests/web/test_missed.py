"""« Modifié depuis votre dernière lecture »: told to each reader, of what they may read."""

from __future__ import annotations

import re
from datetime import date, timedelta
from unittest.mock import patch

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from kb_app.people.accounts.model import Role
from kb_app.people.news.readings import Readings
from kb_app.web.house import House
from tests.web.conftest import SignIn, csrf
from tests.web.renewed import BODY, NEWS, Sheet, read

SINCE = "Modifié depuis votre dernière lecture"
PRACTICE = "Cette fiche change votre façon de faire"


def test_the_first_reading_says_nothing_the_next_says_what_changed(
    sign_in: SignIn, filled: House
) -> None:
    client, sheet = sign_in(Role.AGENT), Sheet(filled, delai="2 mois")
    assert SINCE not in read(client, sheet.address)
    assert SINCE not in read(client, sheet.address)
    sheet.becomes(body=BODY.replace("25", "26"), delai="1 mois")
    page = read(client, sheet.address)
    assert SINCE in page
    missed = page[page.index(SINCE) : page.index("<article")]
    lines = re.findall(r"<li><strong>([^<]+)</strong>(.*?)</li>", missed, re.S)
    assert [name for name, _ in lines] == ["Délai.", "Passage modifié."]
    assert "2 mois" in re.sub("<[^>]+>", "", lines[0][1])
    assert "<ins>26" in lines[1][1]
    assert f'href="{sheet.address}/comparer?de=1&amp;a=2"' in page
    assert SINCE not in read(client, sheet.address)


def test_at_most_three_lines_and_how_many_more(sign_in: SignIn, filled: House) -> None:
    client, sheet = sign_in(Role.AGENT), Sheet(filled, delai="2 mois", cout="gratuit")
    read(client, sheet.address)
    body = "## Un\n\nTout autre chose ici.\n\n## Deux\n\nEncore un paragraphe neuf.\n"
    sheet.becomes(body=body, delai="1 mois", cout="10 €")
    page = read(client, sheet.address)
    missed = page[page.index(SINCE) : page.index("<article")]
    assert missed.count("<li>") == 3
    assert "passages ont changé" in missed


@pytest.mark.parametrize(
    "keys",
    [
        {"a_revoir_avant": "2027-06-30"},
        {"valide_du": "2026-02-01"},
        {
            "sources": [
                {"titre": "Site", "adresse": "https://www.caf.fr", "consulte_le": "2026-11-21"}
            ]
        },
        {"mots_du_public": ["le rsa", "les sous du mois"]},
    ],
)
def test_a_version_that_changes_nothing_one_acts_on_is_no_news(
    sign_in: SignIn, filled: House, keys: dict[str, object]
) -> None:
    client, sheet = sign_in(Role.AGENT), Sheet(filled)
    read(client, sheet.address)
    sheet.becomes(**keys)
    assert SINCE not in read(client, sheet.address)
    week = read(client, NEWS)
    assert f"{sheet.title}</a>" in week  # new this week, and only that
    assert f"motif {sheet.code}" not in week


def test_only_a_reading_counts(sign_in: SignIn, filled: House) -> None:
    client, sheet = sign_in(Role.AGENT), Sheet(filled)
    read(client, sheet.address)
    sheet.becomes(body=BODY.replace("25", "26"))
    client.get(sheet.address, headers={"Sec-Purpose": "prefetch"})
    FlaskClient.open(client, sheet.address, method="HEAD")
    for other in ("/imprimer", "/versions", "/versions/2", f"?le={date.today() - timedelta(1)}"):
        client.get(sheet.address + other)
    assert SINCE in read(client, sheet.address)


def test_each_reader_has_their_own(sign_in: SignIn, filled: House) -> None:
    sheet = Sheet(filled)
    read(sign_in(Role.AGENT), sheet.address)
    sheet.becomes(body=BODY.replace("25", "26"))
    assert SINCE not in read(sign_in(Role.MANAGER), sheet.address)
    assert SINCE in read(sign_in(Role.AGENT), sheet.address)


def test_what_changed_for_agents_is_not_told_to_who_may_not_read_it(
    sign_in: SignIn, filled: House
) -> None:
    body = BODY + "\n:::agent\nAppeler le premier.\n:::\n"
    sheet = Sheet(filled, "cpam", body)
    for role in (Role.AGENT, Role.OPERATOR):
        read(sign_in(role), sheet.address)
    sheet.becomes(body=body.replace("premier", "zorgsecond"))
    assert "zorgsecond" in read(sign_in(Role.AGENT), sheet.address)
    page = read(sign_in(Role.OPERATOR), sheet.address)
    assert SINCE not in page
    assert "zorgsecond" not in page
    assert f"motif {sheet.code}" in read(sign_in(Role.AGENT), NEWS)
    assert f"motif {sheet.code}" not in read(sign_in(Role.OPERATOR), NEWS)


def test_nobody_without_an_account_is_remembered(public_app: Flask, filled: House) -> None:
    sheet = Sheet(filled)
    client = public_app.test_client()
    read(client, sheet.address)
    sheet.becomes(body=BODY.replace("25", "26"))
    assert SINCE not in read(client, sheet.address)


def test_a_change_of_practice_waits_for_j_ai_lu(sign_in: SignIn, filled: House) -> None:
    client, sheet = sign_in(Role.AGENT), Sheet(filled)
    read(client, sheet.address)
    sheet.changes_practice(body=BODY.replace("25", "26"))
    assert PRACTICE in read(client, sheet.address)
    assert PRACTICE in read(client, sheet.address)
    assert "change de pratique" in read(client, NEWS)
    token = csrf(client, "/compte/mot-de-passe")
    assert client.post(f"{sheet.address}/lu", data={"version": "2"}).status_code == 400
    ahead = client.post(f"{sheet.address}/lu", data={"csrf_token": token, "version": "3"})
    assert ahead.status_code == 400
    done = client.post(f"{sheet.address}/lu", data={"csrf_token": token, "version": "2"})
    assert (done.status_code, done.location) == (303, sheet.address)
    page = read(client, sheet.address)
    assert PRACTICE not in page
    assert "C’est noté" in page
    # Whoever had never opened it has nothing to confirm.
    assert PRACTICE not in read(sign_in(Role.MANAGER), sheet.address)


def test_the_kept_article_never_holds_what_one_reader_missed(
    sign_in: SignIn, filled: House
) -> None:
    sheet = Sheet(filled)
    read(sign_in(Role.AGENT), sheet.address)
    sheet.becomes(body=BODY.replace("25", "26"))
    assert SINCE in read(sign_in(Role.AGENT), sheet.address)
    assert SINCE not in read(sign_in(Role.MANAGER), sheet.address)
    assert SINCE not in read(sign_in(Role.AGENT), sheet.address)


def test_who_read_what_is_shown_to_nobody(sign_in: SignIn, filled: House) -> None:
    """The tables of readings are asked for by their reader's own pages alone."""
    sheet = Sheet(filled)
    read(sign_in(Role.AGENT), sheet.address)
    filled.readings.flush()
    asked: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_: object) -> None:
        if "last_readings" in statement:
            asked.append(statement)

    event.listen(filled.engine, "before_cursor_execute", note)
    try:
        client = sign_in(Role.ADMINISTRATOR)
        elsewhere = (
            *("/", NEWS, "/nouveautes.atom", "/suivi/arbres", "/suivi/recherches", "/relecture"),
            *("/redaction", "/redaction/signalements", "/compte", "/administration/journal"),
            *("/sante", f"{sheet.address}/versions", f"{sheet.address}/imprimer"),
        )
        for address in elsewhere:
            client.get(address)
        assert asked == []
    finally:
        event.remove(filled.engine, "before_cursor_execute", note)


def test_reading_goes_on_when_readings_cannot_be_known(sign_in: SignIn, filled: House) -> None:
    client, sheet = sign_in(Role.AGENT), Sheet(filled)
    trouble = OperationalError("select", {}, Exception("down"))
    with patch.object(Readings, "_last", side_effect=trouble):
        assert client.get(sheet.address).status_code == 200
