"""What a reader meets on a page that only a request can show."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from flask import Flask, render_template_string

from kb_app.people.accounts.model import Permission, Role
from kb_app.people.accounts.sessions import IDLE, SEEN_EVERY
from tests.web.conftest import SignIn

RSA = "/fiches/caf/demander-le-rsa"
TEMPLATES = Path(__file__).parents[2] / "kb_app" / "web" / "templates"


def test_a_question_refused_comes_back_in_its_box_with_the_reason(sign_in: SignIn) -> None:
    answer = sign_in(Role.AGENT).get("/recherche?q=" + "vitale " * 40)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 400
    assert 'role="alert"' in page
    assert re.search('id="q"[^>]*value="vitale vitale', page)


def test_a_day_to_come_is_not_told_as_the_past(sign_in: SignIn) -> None:
    client = sign_in(Role.AGENT)
    soon, past = date.today() + timedelta(days=1), date.today() - timedelta(days=1)
    assert "telle qu’elle sera" in client.get(f"{RSA}?le={soon}").get_data(as_text=True)
    assert "telle qu’elle était" in client.get(f"{RSA}?le={past}").get_data(as_text=True)


def test_a_sheet_that_is_not_there_says_which_day_was_asked(sign_in: SignIn) -> None:
    client = sign_in(Role.AGENT)
    day = client.get(f"{RSA}?le=1999-12-31")
    assert day.status_code == 404
    assert "31 décembre 1999" in day.get_data(as_text=True)
    assert "date" not in client.get("/fiches/caf/absente").get_data(as_text=True).split("<main")[1]


def test_pages_know_how_long_a_session_is_sure_to_last(sign_in: SignIn) -> None:
    minutes = int((IDLE - SEEN_EVERY).total_seconds() // 60)
    assert f'data-minutes="{minutes}"' in sign_in(Role.AGENT).get("/").get_data(as_text=True)
    assert "data-minutes" not in sign_in(None).get("/connexion").get_data(as_text=True)


def test_the_bare_error_page_leads_back_to_signing_in(sign_in: SignIn) -> None:
    assert ">Se connecter</a>" in main(sign_in(None).get("/introuvable").get_data(as_text=True))
    assert "connexion" not in main(sign_in(Role.AGENT).get("/introuvable").get_data(as_text=True))


# Permission words, which are text in templates


def test_a_word_that_is_no_permission_stops_the_page(app: Flask) -> None:
    with app.test_request_context(), pytest.raises(ValueError, match="serach"):
        render_template_string("{{ may('serach') }}")


def test_every_word_that_templates_ask_for_is_a_permission() -> None:
    asked = {
        word
        for file in TEMPLATES.rglob("*.html")
        for word in re.findall(r"\bmay(?:_somewhere)?\(['\"](.*?)['\"]", file.read_text())
    }
    assert asked
    assert asked <= {permission.value for permission in Permission}


def main(page: str) -> str:
    return page.split("<main")[1].split("</main")[0]
