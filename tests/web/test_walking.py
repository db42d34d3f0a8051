"""One question a page: every type, back and change, two tabs, closed visits, newer trees."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient

from kb_app.knowledge.content.versioning import with_version
from kb_app.library.exchange import import_texts, incoming
from kb_app.people.accounts.model import Role
from kb_app.web.house import House
from tests.web import small_tree
from tests.web.conftest import SignIn
from tests.web.test_orienting import HOSTILE, said
from tests.web.walked import Answer, answer, begin, post, revision, text_of, visit_of, walk

LONG_AGO = (date.today() - timedelta(days=60)).isoformat()


def test_one_question_of_each_type_leads_to_the_end(agent: FlaskClient) -> None:
    page = begin(agent, "commandee")
    day = f"{LONG_AGO[8:]}/{LONG_AGO[5:7]}/{LONG_AGO[:4]}"
    for question, reply in (
        ("depuis", day),
        ("age", "42"),
        ("frais", "12,50 €"),
        ("code", "63 000"),
        ("mot", "le voisin l’a vue"),
        ("geste", "fait"),
    ):
        assert page.endswith(f"/questions/{question}")
        page = answer(agent, page, reply)
    assert page.endswith("/issue")
    shown = said(text_of(agent, page))
    for words in ("Commander ensemble", "42 ans", "12,50 €", "63000", "Renseigné"):
        assert words in shown.replace("\u00a0", " "), words
    assert "voisin" not in shown


@pytest.mark.parametrize(
    ("path", "refused", "message"),
    [
        (["commandee"], "31/02/2026", "date qui existe"),
        (["commandee"], "2999-01-01", "jusqu’au"),
        (["commandee", LONG_AGO], "cent", "en chiffres"),
        (["commandee", LONG_AGO], "121", "au plus 120"),
        (["commandee", LONG_AGO], "ne_sait_pas", "pas une réponse possible"),
        (["commandee", LONG_AGO, "42", "12", "63000"], "x" * 201, "au plus 200"),
        (["commandee", LONG_AGO, "42", "12"], "6300", "cinq chiffres"),
        (["perdue"], ["rien", "docteur"], "aucune autre réponse"),
        (["perdue"], [], "Répondez"),
        (["perdue", "rien"], "peut-être", "pas une réponse possible"),
    ],
)
def test_a_refused_answer_is_said_beside_its_field_and_kept(
    agent: FlaskClient, path: list[str], refused: Answer, message: str
) -> None:
    page = begin(agent, path[0])
    for each in path[1:]:
        page = answer(agent, page, each)
    sent = post(agent, page, reponse=refused, revision=revision(agent, page))
    html = sent.get_data(as_text=True)
    assert sent.status_code == 400
    assert "<title>Erreur" in html
    assert html.count(message) == 2
    assert 'id="reponse-erreur"' in html
    assert 'href="#reponse' in html
    if isinstance(refused, str) and "x" not in refused and "pas" not in refused:
        assert f'value="{refused}"' in html or "choice" in html
    elif "docteur" in refused:
        assert html.count(" checked") == 2


def test_what_is_left_is_told_and_never_more_than_what_comes(agent: FlaskClient) -> None:
    page = begin(agent, "perdue")
    assert "Encore 1 à 2 questions" in text_of(agent, page)
    assert "Dernière question" in text_of(agent, answer(agent, page, "rien"))


def test_back_gives_the_same_page_with_the_same_answer(agent: FlaskClient) -> None:
    page = answer(agent, begin(agent, "perdue"), ["docteur"])
    visit = visit_of(page)
    back = post(agent, f"{visit}/retour", question="compte")
    assert back.location == f"{visit}/questions/soins"
    html = text_of(agent, back.location)
    assert 'value="docteur" checked' in html
    first = post(agent, f"{visit}/retour", question="soins")
    assert 'value="perdue" checked' in text_of(agent, first.location)
    assert (
        post(agent, f"{visit}/retour", question="situation").location == "/orientation/cpam/carte"
    )


def test_changing_an_answer_keeps_those_still_on_the_path(agent: FlaskClient) -> None:
    visit = walk(agent, "perdue", ["docteur"], "oui")
    page = answer(agent, f"{visit}/questions/soins", ["rien"])
    assert page.endswith("/issue")
    assert "Commander dans le compte" in text_of(agent, page)


def test_an_answer_that_leaves_the_path_is_aside_then_offered_again(agent: FlaskClient) -> None:
    visit = walk(agent, "perdue", ["docteur"], "oui")
    page = answer(agent, f"{visit}/questions/situation", "commandee")
    assert "Une visite chez le docteur" in text_of(agent, page).split("mises de côté")[1]
    page = answer(agent, page, date.today().isoformat())
    assert "Une visite chez le docteur" in text_of(agent, page).split("mises de côté")[1]
    gone = agent.get(f"{visit}/questions/soins")
    assert gone.status_code == 409
    assert page in gone.get_data(as_text=True)
    again = answer(agent, f"{visit}/questions/situation", "perdue")
    html = text_of(agent, again)
    assert again.endswith("/questions/soins")
    assert "Réponse mise de côté tout à l’heure" in html
    assert 'value="docteur" checked' in html


def test_an_answer_displaced_before_any_outcome_is_offered_not_used(agent: FlaskClient) -> None:
    visit = walk(agent, "perdue", ["docteur"])
    answer(agent, f"{visit}/questions/situation", "commandee")
    again = answer(agent, f"{visit}/questions/situation", "perdue")
    assert again.endswith("/questions/soins")
    html = text_of(agent, again)
    assert "Réponse mise de côté tout à l’heure" in html
    assert 'value="docteur" checked' in html


def test_a_fact_told_at_the_door_can_be_taken_back_on_the_way(agent: FlaskClient) -> None:
    page = begin(agent, "perdue", mots="compte ameli oui", **{"r.compte": "oui"}, lus="")
    assert "Déjà dit" in text_of(agent, page)
    visit = visit_of(page)
    assert post(agent, f"{visit}/oubli", question="compte").location == page
    assert "Déjà dit" not in text_of(agent, page)


def test_tabs_that_answer_different_questions_do_not_disturb_each_other(
    agent: FlaskClient,
) -> None:
    visit = walk(agent, "perdue", "rien", "oui")
    seen = revision(agent, f"{visit}/questions/soins")
    answer(agent, f"{visit}/questions/compte", "non")
    late = post(agent, f"{visit}/questions/soins", reponse="docteur", revision=seen)
    assert late.status_code == 303
    assert "Commander ensemble" in text_of(agent, late.location)


def test_two_answers_to_one_question_are_both_shown(agent: FlaskClient) -> None:
    visit = walk(agent, "perdue", "rien", "oui")
    seen = revision(agent, f"{visit}/questions/compte")
    answer(agent, f"{visit}/questions/compte", "non")
    answer(agent, f"{visit}/questions/compte", "ne_sait_pas")
    late = post(agent, f"{visit}/questions/compte", reponse="oui", revision=seen)
    shown = said(late.get_data(as_text=True))
    assert late.status_code == 409
    assert "Ne sait pas" in shown
    assert "Oui" in shown


def test_a_form_sent_twice_changes_nothing_more(agent: FlaskClient) -> None:
    page = begin(agent, "perdue")
    seen = revision(agent, page)
    first = post(agent, page, reponse="rien", revision=seen)
    second = post(agent, page, reponse="rien", revision=seen)
    assert first.location == second.location
    assert second.status_code == 303


def test_an_answer_to_a_question_that_left_the_path_is_put_aside(agent: FlaskClient) -> None:
    visit = walk(agent, "perdue")
    seen = revision(agent, f"{visit}/questions/soins")
    answer(agent, f"{visit}/questions/situation", "commandee")
    late = post(agent, f"{visit}/questions/soins", reponse="docteur", revision=seen)
    shown = said(late.get_data(as_text=True))
    assert late.status_code == 409
    assert "Votre réponse est mise de côté" in shown
    assert "Une visite chez le docteur" in text_of(agent, f"{visit}/questions/depuis")


def test_a_closed_visit_takes_nothing_more(agent: FlaskClient) -> None:
    visit = walk(agent, "perdue", "rien", "oui")
    assert post(agent, f"{visit}/cloture", fin="fait").location == f"{visit}/issue"
    assert agent.get(f"{visit}/questions/soins").location == f"{visit}/issue"
    late = {
        "questions/soins": {"reponse": "docteur", "revision": "3"},
        "retour": {"question": "compte"},
        "oubli": {"question": "compte"},
        "bloque": {"issue": "seul"},
        "coches": {"issue": "seul", "fait": "0"},
        "reprise": {},
        "version": {},
        "cloture": {"fin": "abandon"},
    }
    for action, fields in late.items():
        assert post(agent, f"{visit}/{action}", **fields).status_code == 409, action
    shown = text_of(agent, f"{visit}/issue")
    assert "Commander dans le compte" in shown
    assert "Modifier" not in shown


def test_an_abandoned_visit_has_no_answers_left(agent: FlaskClient) -> None:
    page = begin(agent, "perdue")
    visit = visit_of(page)
    left = post(agent, f"{visit}/cloture", fin="abandon", motif="mauvais_arbre")
    assert left.location == "/orientation"
    assert "Cette visite est close" in agent.get(f"{visit}/issue").get_data(as_text=True)
    assert "perdue" not in text_of(agent, f"{visit}/issue")
    assert agent.get(page).location == f"{visit}/issue"


def test_another_agent_does_not_know_the_visit(agent: FlaskClient, sign_in: SignIn) -> None:
    visit = walk(agent, "perdue", "rien", "oui")
    for role in (Role.TRAINER, Role.ADMINISTRATOR):
        other = sign_in(role)
        for page in ("", "/issue", "/imprimer", "/questions/soins"):
            assert other.get(f"{visit}{page}").status_code == 404
        assert post(other, f"{visit}/questions/soins", reponse="rien").status_code == 404
        assert post(other, f"{visit}/cloture", fin="fait").status_code == 404


@pytest.mark.parametrize("typed", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_answers_are_refused_calmly(agent: FlaskClient, typed: str) -> None:
    page = answer(agent, begin(agent, "commandee"), LONG_AGO)
    for revision_sent in ("1", "-1", "9" * 40, typed):
        sent = post(agent, page, reponse=typed, revision=revision_sent)
        assert sent.status_code == 400
        assert "<script>alert" not in sent.get_data(as_text=True)
    for address in (f"{visit_of(page)}/questions/{'x' * 500}", f"/visites/{'y' * 500}"):
        assert agent.get(address).status_code == 404


def test_a_form_without_its_token_changes_nothing(agent: FlaskClient) -> None:
    page = begin(agent, "perdue")
    assert agent.post(page, data={"reponse": "rien", "revision": "2"}).status_code == 400
    assert agent.get(visit_of(page)).location == page


def test_a_newer_tree_says_what_it_changes_before_going_on(
    agent: FlaskClient, filled: House
) -> None:
    page = answer(agent, begin(agent, "perdue"), "rien")
    visit = visit_of(page)
    other = begin(agent, "commandee")
    outcome = visit_of(answer(agent, other, date.today().isoformat()))
    number = filled.library.history(small_tree.PATH)[-1].number
    changed = small_tree.TEXT.replace("soins: { contient", "besoins: { contient").replace(
        "  soins:\n", "  besoins:\n"
    )
    changed = changed.replace("va: soins", "va: besoins").replace(
        "ne_sait_pas: soins", "ne_sait_pas: besoins"
    )
    changed = changed.replace("transmettre: [situation, soins", "transmettre: [situation, besoins")
    changed += 'renommages: { questions: { soins: "" } }\n'
    text = with_version(small_tree.PATH, f"{changed}# {number}\n", number)
    report = import_texts(filled.library, incoming({small_tree.PATH: text}), "essai")
    assert report.added, report
    filled.library.refresh()
    shown = said(text_of(agent, page))
    assert "L’arbre a changé" in shown
    assert "Des soins sont-ils prévus" in shown
    assert "Rien ne change pour cette visite" in said(text_of(agent, f"{outcome}/issue"))
    # What was being typed is kept on the version it was asked on, then the verdict is shown.
    late = post(agent, page, reponse="oui", revision="9")
    assert late.status_code == 303
    moved = post(agent, f"{visit}/version")
    assert moved.location == f"{visit}/questions/besoins"
    assert "Des soins sont-ils prévus" in text_of(agent, moved.location)
    assert post(agent, f"{visit}/version").location == f"{visit}/questions/besoins"
