"""The page of the audit log: newest first, by action or subject, names put at display."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from kb_app.database import audit
from kb_app.database.engine import writing
from kb_app.people.accounts.model import Role
from kb_app.people.authoring.comments import COMMENTED, SETTLED
from kb_app.people.authoring.model import Action
from kb_app.people.authoring.moving import NO_PRACTICE, PRACTICE
from kb_app.people.upkeep.upkeep import CONFIRMED
from kb_app.web.house import House
from kb_app.web.views.audit_lines import LABELS, PAGE
from tests.factories import NOON
from tests.web import hidden
from tests.web.conftest import SignIn

JOURNAL = "/administration/journal"


def numbers(html: str) -> list[int]:
    return [int(n) for n in re.findall(r"n°\u00a0(\d+), le", html)]


def test_the_newest_entries_come_first_each_once_over_the_pages(sign_in: SignIn) -> None:
    client, address = sign_in(Role.ADMINISTRATOR), JOURNAL
    found: list[int] = []
    while address:
        html = client.get(address).get_data(as_text=True)
        assert len(numbers(html)) <= PAGE
        found += numbers(html)
        older = re.search(r'href="([^"]+)" rel="next"', html)
        address = older[1].replace("&amp;", "&") if older else ""
    assert found == list(range(found[0], 0, -1))


def test_an_entry_says_what_was_done_to_what_by_whom(filled: House, sign_in: SignIn) -> None:
    html = sign_in(Role.ADMINISTRATOR).get(f"{JOURNAL}?action=debut").get_data(as_text=True)
    assert "Brouillon commencé" in html
    assert "Personne formateur" in html
    assert html.count("<li><strong>Brouillon commencé") > len(hidden.DRAFTS)
    assert hidden.CAF_DRAFT not in html


def test_a_publication_leads_to_its_version(sign_in: SignIn) -> None:
    client = sign_in(Role.ADMINISTRATOR)
    html = client.get(f"{JOURNAL}?sujet=operators/caf/demander").get_data(as_text=True)
    assert "/fiches/caf/demander-le-rsa/versions/2" in html
    assert "/fiches/cpam" not in html
    assert client.get("/fiches/caf/demander-le-rsa/versions/2").status_code == 200


def test_accounts_are_named_as_they_are_called_today(filled: House, sign_in: SignIn) -> None:
    someone = filled.accounts.find(hidden.OTHER_LOGIN)
    assert someone
    client = sign_in(Role.ADMINISTRATOR)
    address = f"{JOURNAL}?sujet=compte:{someone.id}"
    assert hidden.OTHER_NAME in client.get(address).get_data(as_text=True)
    with filled.engine.connect() as connection:
        kept = str(list(audit.entries(connection)))
    assert hidden.OTHER_NAME not in kept
    assert hidden.OTHER_LOGIN not in kept


@pytest.mark.parametrize("before", ["x", "-1", "9" * 13, "1e3"])
def test_a_page_that_is_none_is_refused(sign_in: SignIn, before: str) -> None:
    assert sign_in(Role.ADMINISTRATOR).get(f"{JOURNAL}?avant={before}").status_code == 400


@pytest.mark.parametrize("asked", ["action=<b>&sujet=%25_", "sujet=" + "é" * 500, "action=rien"])
def test_what_finds_nothing_says_so(sign_in: SignIn, asked: str) -> None:
    answer = sign_in(Role.ADMINISTRATOR).get(f"{JOURNAL}?{asked}")
    assert answer.status_code == 200
    assert "Aucune entrée" in answer.get_data(as_text=True)


def test_what_an_entry_holds_is_text(filled: House, sign_in: SignIn, app: Flask) -> None:
    with writing(filled.engine) as connection:
        audit.record(connection, NOON, None, "purge", "<b>sujet</b>", None, "<script>x</script>")
    html = sign_in(Role.ADMINISTRATOR).get(JOURNAL).get_data(as_text=True)
    assert "&lt;b&gt;sujet&lt;/b&gt;" in html
    assert "<script>x" not in html


def test_every_word_of_the_log_has_its_label_and_every_publication_its_word() -> None:
    moves = set(Action) - {Action.SAVE}
    assert moves | {PRACTICE, NO_PRACTICE, COMMENTED, SETTLED, CONFIRMED} <= LABELS.keys()
    assert {Action.PUBLISH, Action.PUBLISH_URGENT, CONFIRMED, audit.IMPORT} == audit.PUBLISHING


def test_the_whole_house_holds(filled: House) -> None:
    verdict = filled.audit_log.verify()
    assert verdict.breaks == []
    assert verdict.versions > 5
