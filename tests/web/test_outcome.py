"""The thirteen things of an outcome's page, what is kept of it, and what never leaves the house."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from kb_app.knowledge.content.kinds import cases_path
from kb_app.people.accounts.model import Role
from kb_app.people.authoring.model import Draft, State
from kb_app.web.house import House
from tests.web.conftest import SignIn
from tests.web.draft_pages import someone
from tests.web.small_tree import CPAM_INBOX
from tests.web.test_orienting import HOSTILE, said
from tests.web.walked import answer, begin, post, text_of, visit_of, walk


@pytest.fixture
def alone(agent: FlaskClient) -> str:
    """The address of a visit that ended with something the person does alone."""
    return walk(agent, "perdue", "rien", "oui")


@pytest.fixture
def asked(agent: FlaskClient) -> str:
    """The address of a visit that ended at the operator's referent, at once."""
    return walk(agent, "perdue", ["hopital"])


def test_one_screen_says_everything_in_order(agent: FlaskClient, alone: str) -> None:
    page = said(text_of(agent, f"{alone}/issue")).split("Aide Mon compte")[1]
    told = (
        "Autonomie",
        "Commander dans le compte",
        "À dire « Vous commandez la carte dans votre compte. »",
        "À faire maintenant",
        "Ouvrir le compte",
        "Pièces",
        "Pièce d’identité (original)",
        "Photo récente (fichier ou photo)",
        "Délai habituel : trois semaines",
        "En attendant",
        "Si ça bloque",
        "Question à la caisse",
        "Pourquoi cette issue",
        "Fiches",
        "version 1 · à relire avant le 31 mars 2027",
        "Pour la personne",
        "Clore la visite",
        "Carte perdue ou jamais reçue, révision 1",
        "relue par referent-essai",
    )
    page = page.replace("\u00a0", " ").replace("&nbsp;", " ").replace("  ", " ")
    places = [page.find(words) for words in told]
    assert -1 not in places, told[places.index(-1)]
    assert places == sorted(places)


def test_the_answers_that_decided_say_where_others_would_have_led(
    agent: FlaskClient, alone: str
) -> None:
    page = text_of(agent, f"{alone}/issue")
    why = said(page.split('id="pourquoi"')[1].split("</section>")[0])
    assert why.count("Réponse décisive") == 3
    assert "Commander ensemble" in why
    assert why.count("Modifier") == 3


def test_ticks_are_kept_with_the_visit_and_rebuild_the_lists(
    agent: FlaskClient, alone: str
) -> None:
    sent = post(agent, f"{alone}/coches", issue="seul", fait=["0", "77"], manque=["photo", "x"])
    assert sent.status_code == 303
    page = text_of(agent, sent.location)
    assert page.count(" checked") == 2
    assert "Revenir avec ce qui manque" in page
    handout = said(text_of(agent, f"{alone}/imprimer"))
    assert "Ce qu’il manque" in handout
    assert "Pièce d’identité" not in handout
    late = post(agent, f"{alone}/coches", issue="contact", fait=["1"])
    assert late.status_code == 303
    assert text_of(agent, f"{alone}/issue").count(" checked") == 2


def test_when_blocked_the_referent_gets_the_answers(agent: FlaskClient, alone: str) -> None:
    assert post(agent, f"{alone}/bloque", issue="seul").location == f"{alone}/issue"
    page = text_of(agent, f"{alone}/issue")
    assert "Question à la caisse" in page
    assert CPAM_INBOX in page
    assert "- Que s’est-il passé avec la carte ? Elle est perdue" in page
    # The button pressed twice does not go further.
    assert post(agent, f"{alone}/bloque", issue="seul").status_code == 303
    back = post(agent, f"{alone}/reprise")
    assert "Commander dans le compte" in text_of(agent, back.location)


def test_the_promise_is_one_moment_in_working_hours(agent: FlaskClient, asked: str) -> None:
    page = said(text_of(agent, f"{asked}/issue"))
    assert "Référent – aujourd’hui" in page
    moment = r"Réponse au plus tard (lundi|mardi|mercredi|jeudi|vendredi) \d+"
    assert re.search(moment, page)
    assert "jours ouvrés" in page
    assert "Appelez aussi" in page
    assert "Délai habituel" not in page


FORBIDDEN = "son numéro 1 85 05 78 006 084 36, tel 06 12 34 56 78, a@b.fr"


def test_what_may_never_be_sent_is_masked_in_the_message(agent: FlaskClient, asked: str) -> None:
    sent = post(agent, f"{asked}/message", message=f"Bonjour, {FORBIDDEN}")
    page = said(sent.get_data(as_text=True))
    assert sent.status_code == 200
    for hidden in ("006 084", "06 12 34", "a@b.fr"):
        assert hidden not in page
    assert "Masqué" in page
    as_json = agent.post(
        f"{asked}/message",
        data={"message": FORBIDDEN, "csrf_token": token(agent)},
        headers={"Accept": "application/json"},
    )
    assert len(as_json.get_json()["hidden"]) == 3
    assert "006 084" not in as_json.get_json()["text"]
    # Nothing of it was kept.
    assert "Masqué" not in text_of(agent, f"{asked}/issue")


@pytest.mark.parametrize("typed", HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_message_or_name_harms_nothing(
    agent: FlaskClient, sign_in: SignIn, asked: str, typed: str
) -> None:
    sent = post(agent, f"{asked}/message", message=typed)
    assert sent.status_code == 200
    assert "<script>alert" not in sent.get_data(as_text=True)
    ticked = post(agent, f"{asked}/coches", issue="urgent", fait=typed, manque=typed)
    assert ticked.status_code == 303
    refused = post(agent, f"{asked}/cloture", fin=typed, precision=typed, motif=typed)
    assert refused.status_code == 400
    trainer = sign_in(Role.TRAINER)
    visit = walk(trainer, "perdue", ["hopital"])
    assert post(trainer, f"{visit}/cas", nom=typed).status_code in {303, 400}
    post(trainer, f"{visit}/cloture", fin="abandon")


def test_the_handout_has_nothing_for_agents(agent: FlaskClient, asked: str) -> None:
    page = text_of(agent, f"{asked}/imprimer")
    assert "On prévient la caisse" in page
    assert "Réponse au plus tard" in page
    assert "révision 1" in page
    for word in (CPAM_INBOX, "hôpital", "agent@"):
        assert word not in page, word


def test_the_steps_of_a_referents_outcome_are_the_agents_alone(
    agent: FlaskClient, alone: str
) -> None:
    assert "Ouvrir le compte" in text_of(agent, f"{alone}/imprimer")
    post(agent, f"{alone}/bloque", issue="seul")
    assert "Faire signer l’accord" in text_of(agent, f"{alone}/issue")
    assert "Faire signer" not in text_of(agent, f"{alone}/imprimer")


def test_inboxes_are_only_for_who_may_know_them(sign_in: SignIn) -> None:
    """The operator's account is of the CAF: the CPAM's inboxes are not its own."""
    client = sign_in(Role.OPERATOR)
    visit = walk(client, "perdue", ["hopital"])
    page = text_of(client, f"{visit}/issue")
    assert "Prévenir la caisse" in page
    assert CPAM_INBOX not in page
    assert "Enregistrer ce parcours" not in page
    assert post(client, f"{visit}/cas", nom="Essai").status_code == 403


def test_closing_says_how_it_ended_and_freezes_the_page(agent: FlaskClient, alone: str) -> None:
    sent = post(
        agent, f"{alone}/cloture", fin="reparti_avec_liste", precision=f"absent, {FORBIDDEN}"
    )
    assert sent.location == f"{alone}/issue"
    page = said(text_of(agent, sent.location))
    assert "Visite close" in page
    assert "repart avec sa liste" in page
    assert "06 12 34" not in page
    assert "Si ça bloque" in page
    assert "Passer au référent" not in page
    assert alone not in text_of(agent, "/orientation")
    assert "Commander dans le compte" in text_of(agent, f"{alone}/imprimer")


def test_a_way_to_close_must_be_chosen(agent: FlaskClient, alone: str) -> None:
    for wrong in ("", "sans_cloture", "autre"):
        assert post(agent, f"{alone}/cloture", fin=wrong).status_code == 400
    page = begin(agent, "commandee")
    assert post(agent, f"{visit_of(page)}/cloture", fin="fait").status_code == 400


def test_starting_again_leaves_the_visit_and_begins_at_the_first_page(
    agent: FlaskClient, alone: str
) -> None:
    assert post(agent, f"{alone}/recommencer").location == "/orientation/cpam/carte"
    assert alone not in text_of(agent, "/orientation")


def test_a_path_becomes_a_case_of_its_tree(sign_in: SignIn, filled: House) -> None:
    trainer = sign_in(Role.TRAINER)
    page = answer(trainer, begin(trainer, "commandee"), "ne_sait_pas")
    visit = visit_of(answer(trainer, answer(trainer, page, "42"), "ne_sait_pas"))
    assert post(trainer, f"{visit}/cas", nom="Trop tôt").status_code == 400
    visit = walk(trainer, "perdue", "rien", "non")
    assert "Enregistrer ce parcours" in text_of(trainer, f"{visit}/issue")
    sent = post(trainer, f"{visit}/cas", nom="M. B. n’a pas de compte")
    assert sent.status_code == 303
    assert "Cas proposé" in text_of(trainer, sent.location)
    path = cases_path("cpam/carte")
    assert filled.library.newest(path) is None
    (draft,) = in_review(filled, path)
    text = filled.authoring.draft(someone(filled, Role.TRAINER), draft.id)[1]
    assert "M. B. n’a pas de compte" in text
    assert "situation: perdue, soins: [rien], compte: non" in text
    again = post(trainer, f"{visit}/cas", nom="M. B. n’a pas de compte")
    assert again.status_code == 400
    assert post(trainer, f"{visit}/cas", nom="Une autre").status_code == 303
    (draft,) = in_review(filled, path)
    text = filled.authoring.draft(someone(filled, Role.TRAINER), draft.id)[1]
    assert "M. B. n’a pas de compte" in text
    assert "Une autre" in text


def in_review(house: House, path: str) -> list[Draft]:
    found = house.authoring.drafts(someone(house, Role.TRAINER), [State.IN_REVIEW])
    return [draft for draft in found if draft.path == path]


def token(client: FlaskClient) -> str:
    page = text_of(client, "/compte/mot-de-passe")
    return str(re.findall(r'name="csrf_token"[^>]*value="([^"]+)"', page)[0])
