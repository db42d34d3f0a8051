"""The news week by week, said to each as they may know it."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from flask import Flask

from kb_app.people.accounts.model import Role
from kb_app.web.house import House
from tests.web import hidden
from tests.web.conftest import SignIn
from tests.web.renewed import BODY, NEWS, Sheet, read


def test_a_week_says_what_came_into_force_by_operator(sign_in: SignIn, filled: House) -> None:
    sheet = Sheet(filled)
    sheet.becomes(delai="3 jours")
    page = read(sign_in(Role.AGENT), NEWS)
    assert '<h2 id="op-caf">' in page
    line = page[page.index(f"motif {sheet.code}") - 600 : page.index(f"motif {sheet.code}") + 200]
    assert "Fiche modifiée" in line
    assert "Ce qui change&nbsp;: délai." in line


def test_what_is_planned_is_not_announced(sign_in: SignIn, filled: House) -> None:
    sheet = Sheet(filled)
    ahead = date.today() + timedelta(days=20)
    sheet.becomes(delai="zorgdemain", valide_du=ahead.isoformat(), a_revoir_avant="2099-01-01")
    for role in Role:
        client = sign_in(role)
        for address in (NEWS, "/nouveautes.atom"):
            page = read(client, address)
            assert hidden.PLANNED not in page
            assert f"motif {sheet.code}" not in page
        year, week, _ = ahead.isocalendar()
        assert client.get(f"{NEWS}?semaine={year}-W{week:02}").status_code == 400


def test_a_withdrawn_sheet_keeps_its_title_for_who_may_read_it(
    sign_in: SignIn, filled: House
) -> None:
    sheet = Sheet(filled, "cpam")
    gone = {"motif": f"Finie {sheet.code}", "remplacee_par": hidden.VITALE}
    sheet.becomes(retrait=gone)
    for role, knows in ((Role.TRAINER, True), (Role.AGENT, False), (Role.OPERATOR, False)):
        page = read(sign_in(role), NEWS)
        assert f"Finie {sheet.code}" in page
        assert "Remplacée par <a" in page
        assert (sheet.title in page) == knows


@pytest.mark.parametrize(
    "week", ["hier", "2026-47", "2026-W54", "2026-W00", "0000-W01", "9999-W01", "2026-W47x", ""]
)
def test_a_week_that_is_none_is_said(sign_in: SignIn, week: str) -> None:
    assert sign_in(Role.AGENT).get(f"{NEWS}?semaine={week}").status_code == 400


def test_weeks_end_with_the_first_publication(sign_in: SignIn, filled: House) -> None:
    client, seen, address = sign_in(Role.AGENT), 0, NEWS
    while address:
        page = read(client, address)
        seen += 1
        found = re.search(r'href="([^"]+)" rel="prev"', page)
        address = found[1] if found else ""
        assert seen < 4
    assert "Rien n’a changé" in read(client, f"{NEWS}?semaine=2024-W10")


def test_a_first_import_is_folded(sign_in: SignIn, filled: House) -> None:
    for _ in range(4):
        Sheet(filled)
    assert "nouvelles pages</summary>" in read(sign_in(Role.AGENT), NEWS)


def test_public_readers_see_the_news_of_what_they_may_read(
    public_app: Flask, filled: House
) -> None:
    sheet = Sheet(filled, body=BODY + "\n:::agent\nAppeler.\n:::\n")
    sheet.becomes(body=sheet.body.replace("Appeler", "zorgcache"))
    client = public_app.test_client()
    for address in (NEWS, "/nouveautes.atom"):
        page = read(client, address)
        assert sheet.title in page
        assert f"motif {sheet.code}" not in page
        assert "Fiche modifiée" not in page[page.index(sheet.title) :][:200]


def test_the_home_page_leads_there(sign_in: SignIn) -> None:
    assert f'href="{NEWS}"' in read(sign_in(Role.AGENT), "/")
