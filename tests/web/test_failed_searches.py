"""The trainers' inbox: what failed, why, since when, and what search gives today."""

from __future__ import annotations

import re
from datetime import timedelta
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient

from kb_app.people.accounts.model import Role
from kb_app.people.activity.activity import new_page
from kb_app.people.activity.model import key_of
from kb_app.web.house import House
from kb_app.web.views.failed_groups import PER_PAGE
from tests.web.conftest import SignIn
from tests.web.inbox_pages import INBOX, asked, forget_searches, main, page_of, text, titles


@pytest.fixture
def trainer(filled: House, sign_in: SignIn) -> FlaskClient:
    """A trainer's browser, in a house where nothing was searched yet."""
    forget_searches(filled)
    return sign_in(Role.TRAINER)


def test_an_empty_inbox_says_what_comes_there(trainer: FlaskClient) -> None:
    page = main(page_of(trainer, INBOX))
    assert "Rien à traiter sur cette période." in page
    assert "« Pas trouvé »" in page
    assert "Aucune recherche dans cet état." in main(page_of(trainer, f"{INBOX}?etat=traitees"))


def test_a_group_says_what_failed_since_when_and_what_search_gives_today(
    trainer: FlaskClient, filled: House
) -> None:
    asked(filled, "Carte vitale perdue enfant", times=2, days_ago=3)
    asked(filled, "enfant CARTE VITALE perdue", found=1)
    filled.activity.not_found("carte vitale enfant perdue", new_page())
    [box] = page_of(trainer, INBOX).iter("article")
    told = text(box)
    assert "pas trouvé 1 fois · sans résultat 2 fois sur 3" in told
    assert "Carte vitale perdue enfant Aussi écrit carte vitale enfant perdue" in told
    # Asked once and answered: not shown.
    assert "enfant CARTE VITALE perdue" not in told
    assert "La recherche donne aujourd’hui Carte Vitale perdue Assurance maladie" in told
    since = filled.today() - timedelta(days=3)
    assert f"{since.day}" in re.findall(r"depuis le (\S+)", told)[0]


def test_groups_come_most_pressing_first(trainer: FlaskClient, filled: House) -> None:
    asked(filled, "chien perdu", times=3)
    asked(filled, "permis bateau")
    filled.activity.not_found("permis bateau", new_page())
    asked(filled, "vote procuration", found=2, times=2, days_ago=1)
    asked(filled, "vote procuration", found=2, times=2)
    page = page_of(trainer, INBOX)
    assert titles(page) == ["permis bateau", "chien perdu", "vote procuration"]
    assert "demandé 4 fois, rien d’ouvert" in main(page)


def test_the_period_and_the_state_narrow_the_list(trainer: FlaskClient, filled: House) -> None:
    asked(filled, "permis bateau", days_ago=20)
    asked(filled, "chien perdu", days_ago=80)
    asked(filled, "vote procuration", days_ago=200)
    counts = {"7": 0, "30": 1, "90": 2, "tout": 3}
    for period, count in counts.items():
        page = page_of(trainer, f"{INBOX}?periode={period}")
        assert len(titles(page)) == count
        assert f"À traiter ({count})" in main(page)
    assert titles(page_of(trainer, f"{INBOX}?periode=tout&etat=proposees")) == []


@pytest.mark.parametrize(
    "query", ["periode=1", "etat=x", "page=0", "page=x", "page=2", "page=99999", "page=%00"]
)
def test_a_filter_the_page_does_not_offer_is_refused(trainer: FlaskClient, query: str) -> None:
    assert "<h1" in trainer.get(f"{INBOX}?{query}").get_data(as_text=True)
    assert trainer.get(f"{INBOX}?{query}").status_code == 400


def test_a_long_list_is_cut_into_pages(trainer: FlaskClient, filled: House) -> None:
    letters = "abcdefghijklmnopqrs"
    assert len(letters) > PER_PAGE
    asked(filled, *(f"mot{letter * 5} chose{letter * 4}" for letter in letters))
    first, second = (titles(page_of(trainer, f"{INBOX}?page={n}")) for n in (1, 2))
    assert len(first) == PER_PAGE
    assert len({*first, *second}) == len(letters)


def test_every_question_of_a_group_leads_to_its_page(trainer: FlaskClient, filled: House) -> None:
    asked(filled, "permis bateau", times=2)
    asked(filled, "bateau permis")
    for question in ("permis bateau", "bateau permis"):
        page = page_of(trainer, f"{INBOX}/{key_of(question)}")
        assert text(next(page.iter("h1"))) == "« permis bateau »"
    assert trainer.get(f"{INBOX}/{key_of('chien perdu')}").status_code == 404
    assert trainer.get(f"{INBOX}/{quote('é%00')}").status_code == 404


def test_suivi_leads_to_the_inbox_only_for_who_may_open_it(
    trainer: FlaskClient, sign_in: SignIn
) -> None:
    assert f'href="{INBOX}"' in trainer.get("/suivi/arbres").get_data(as_text=True)
    for role in (Role.OPERATOR, Role.MANAGER):
        page = sign_in(role).get("/suivi/arbres").get_data(as_text=True)
        assert INBOX not in page
