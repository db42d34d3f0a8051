"""Choosing a tree, what is understood at the door, and beginning a visit."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from kb_app.people.accounts.model import Role
from tests.web.conftest import SignIn
from tests.web.walked import TREE, begin, post, text_of, visit_of, walk


def said(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def test_trees_are_found_by_situation_by_operator_and_from_the_sheet(agent: FlaskClient) -> None:
    assert "Santé, soins" in said(text_of(agent, "/"))
    page = text_of(agent, "/orientation")
    assert page.count(f'href="{TREE}"') == 2
    assert "2 à 7 questions" in said(page)
    for other in ("/operateurs/cpam", "/fiches/cpam/carte-vitale"):
        assert f'href="{TREE}"' in text_of(agent, other)


def test_the_first_page_asks_the_first_question_and_answering_it_begins(
    agent: FlaskClient,
) -> None:
    page = text_of(agent, TREE)
    assert "Que s’est-il passé avec la carte" in page
    assert page.count("autofocus") == 1
    assert begin(agent, "perdue").endswith("/questions/soins")


def test_words_are_answers_one_can_take_back(agent: FlaskClient) -> None:
    page = text_of(agent, f"{TREE}?mots=carte+perdue+docteur+lundi")
    chips = re.findall(r'class="chip" href="([^"]+)"[^>]*>([^<]+)<', page)
    assert [words for _, words in chips] == ["Elle est perdue", "Une visite chez le docteur"]
    assert "Non reconnu" in page
    assert "lundi" in said(page).split("Non reconnu")[1]
    assert "Avez-vous un compte" in page
    without = text_of(agent, chips[0][0].replace("&amp;", "&"))
    assert "Elle est perdue</span>" not in without.split("asking")[0]
    assert 'name="question" value="situation"' in without


def test_words_typed_in_the_form_are_read_before_anything_begins(agent: FlaskClient) -> None:
    sent = post(agent, TREE, mots="carte perdue", lus="", question="situation")
    assert sent.status_code == 303
    assert sent.location == f"{TREE}?mots=carte+perdue"


def test_words_and_an_answer_sent_together_are_both_taken(agent: FlaskClient) -> None:
    page = begin(agent, "perdue", mots="visite chez le docteur", lus="")
    assert page.endswith("/questions/compte")
    assert "Une visite chez le docteur" in text_of(agent, page)


def test_nothing_answered_is_said_and_what_was_typed_is_kept(agent: FlaskClient) -> None:
    sent = post(agent, TREE, mots="bla", lus="bla", question="situation")
    page = sent.get_data(as_text=True)
    assert sent.status_code == 400
    assert "<title>Erreur" in page
    assert 'href="#reponse-1"' in page
    assert 'value="bla"' in page


def test_an_emergency_told_at_the_door_is_offered_before_the_questions(
    agent: FlaskClient,
) -> None:
    address = f"{TREE}?mots=entree+a+l+hopital"
    assert "Signal d’urgence" in text_of(agent, address)
    sent = post(agent, TREE, mots="entree a l hopital", signal="urgent")
    assert sent.status_code == 303
    assert "Prévenir la caisse" in text_of(agent, sent.location)


def test_an_emergency_the_tree_does_not_name_leads_nowhere(agent: FlaskClient) -> None:
    assert post(agent, TREE, mots="", signal="seul").status_code == 404


def test_a_link_carries_choices_and_nothing_else(agent: FlaskClient) -> None:
    page = text_of(agent, f"{TREE}?r.situation=perdue&r.age=30&r.compte=jamais&r.inconnu=x")
    assert 'class="chip"' in page
    assert page.count('class="chip"') == 1
    assert 'value="soins"' in page


def test_everything_said_leads_straight_to_the_outcome(agent: FlaskClient) -> None:
    known = {"r.situation": "perdue", "r.soins": "rien", "r.compte": "oui"}
    query = "&".join(f"{k}={v}" for k, v in known.items())
    assert "Commander dans le compte" in text_of(agent, f"{TREE}?{query}")
    sent = post(agent, TREE, **known)
    assert sent.status_code == 303
    assert sent.location.endswith("/issue")


def test_the_same_form_sent_twice_begins_one_visit(agent: FlaskClient) -> None:
    other = begin(agent, "perdue", mots="autre")
    first, second = begin(agent, "perdue", mots="bla"), begin(agent, "perdue", mots="bla")
    assert visit_of(first) != visit_of(other)
    assert visit_of(first) == visit_of(second)
    after_back = begin(agent, "commandee", mots="bla")
    assert visit_of(after_back) == visit_of(first)
    assert after_back.endswith("/questions/depuis")


def test_open_visits_are_on_the_home_page_for_their_agent_alone(
    sign_in: SignIn, agent: FlaskClient
) -> None:
    visit = walk(agent, "perdue", "rien")
    for page in ("/", "/orientation", TREE):
        assert visit in text_of(agent, page)
        assert visit not in text_of(sign_in(Role.TRAINER), page)


def test_another_request_of_the_same_person_begins_with_what_is_shared(
    agent: FlaskClient,
) -> None:
    visit = walk(agent, "perdue", "rien", "oui")
    page = text_of(agent, f"/orientation?suite={visit.split('/')[2]}")
    assert "Autre demande de la même personne" in page
    assert f"{TREE}?r.compte=oui" in page.replace("&amp;", "&")
    assert agent.get("/orientation?suite=AAAAAAAAAAAAAAAAAAAAAAAA").status_code == 404


def test_search_shows_the_tree_with_what_it_understood(agent: FlaskClient) -> None:
    page = text_of(agent, "/recherche?q=carte+verte+introuvable+perdue")
    card = page.split('class="tree-card')[1].split("</article>")[0]
    assert f"{TREE}?mots=carte+verte+introuvable+perdue" in card
    assert "réponse déjà comprise" in said(card)


def test_without_an_account_a_tree_is_read_as_its_outline(public_app: Flask) -> None:
    client = public_app.test_client()
    page = text_of(client, TREE)
    assert "Que s’est-il passé avec la carte" in page
    assert "<form" not in page.split("<main")[1]
    assert TREE in text_of(client, "/orientation")
    assert client.post(TREE).status_code in {302, 400}


HOSTILE = [
    "x" * 10_000,
    "<script>alert(1)</script>",
    "{{ 7*7 }} ${x} %s",
    "perdue\x00\u202e volée " * 30,
    "' OR 1=1 --",
]


@pytest.mark.parametrize("words", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_words_are_only_words(agent: FlaskClient, words: str) -> None:
    page = agent.get(TREE, query_string={"mots": words, "sans": words, "r.situation": words})
    assert page.status_code == 200
    assert "<script>alert" not in page.get_data(as_text=True)
    sent = post(agent, TREE, mots=words, question=words, reponse=words, sans=words)
    assert sent.status_code == 303
    refused = post(agent, TREE, question="situation", reponse=words)
    assert refused.status_code == 400
    assert "<script>alert" not in refused.get_data(as_text=True)


def test_a_form_without_its_token_does_nothing(agent: FlaskClient) -> None:
    before = text_of(agent, "/orientation").count("/visites/")
    answer = agent.post(TREE, data={"question": "situation", "reponse": "perdue"})
    assert answer.status_code == 400
    assert text_of(agent, "/orientation").count("/visites/") == before
