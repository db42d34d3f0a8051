"""Amounts on the pages: the value of the day, what lapsed, and the next value proposed."""

from __future__ import annotations

import html
import re
from datetime import timedelta

import pytest
from flask import Flask

from kb_app.knowledge.content.figure_edits import figures_in
from kb_app.knowledge.content.versioning import with_version
from kb_app.library.exchange import import_texts, incoming
from kb_app.people.accounts.model import Role
from kb_app.people.authoring.model import State
from kb_app.web.house import House
from kb_app.web.views.amounts_page import amounts_to_renew
from tests.amounts import PATH, figure_text, value_text
from tests.factories import sheet_text
from tests.web.conftest import SignIn, csrf
from tests.web.draft_pages import someone, words

CITING = "/fiches/caf/montants"
OTHER = "/fiches/cpam/montants"
BODY = (
    "## Combien\n\nIl reçoit {{ montant: essai }} au plus.\n\nSous {{ montant: perdu }}.\n\n"
    ":::agent\nDire {{ montant: reserve }}.\n:::\n"
)


@pytest.fixture(scope="module")
def today(filled: House) -> None:
    """Publish three amounts, one in force and two that lapsed yesterday, and two citing sheets."""
    day = filled.today()
    yesterday = day - timedelta(days=1)
    held = value_text("1 234,5", day, day + timedelta(days=20))
    past = value_text("1111", yesterday - timedelta(days=300), yesterday - timedelta(days=1))
    lost = value_text("9876", yesterday, yesterday)
    newest = filled.library.newest(PATH)
    assert newest
    figures = (
        newest[1]
        + figure_text(past, held, id_="essai", label="Aide d’essai")
        + figure_text(lost, id_="perdu", label="Plafond perdu")
        + figure_text(lost, id_="reserve", label="Montant réservé")
    )
    texts = {
        PATH: with_version(PATH, figures, newest[0].number),
        "operators/caf/montants.md": sheet_text(
            "CAF-80",
            "Montants de la CAF",
            BODY,
            cout="{{ montant: essai }}",
            valide_du="2020-01-01",
        ),
        "operators/cpam/montants.md": sheet_text(
            "CPAM-80", "Montants de la CPAM", "Sous {{ montant: perdu }}.", resume="Un plafond."
        ),
    }
    report = import_texts(filled.library, incoming(texts), "essai")
    assert len(report.added) == len(texts), report
    filled.library.refresh()
    filled.finder.keep_up()


def form(**fields: str) -> dict[str, str]:
    return {
        "valeur": "2 000",
        "unite": "€/an",
        "titre": "Barème suivant",
        "adresse": "https://exemple.gouv.fr/suivant",
        "consulte_le": "2026-01-05",
        "valide_du": "2090-01-01",
        "valide_jusqu_au": "2090-12-31",
    } | fields


@pytest.mark.usefixtures("today")
def test_a_sheet_shows_the_value_its_date_and_its_source(sign_in: SignIn) -> None:
    page = words(sign_in(Role.AGENT).get(CITING).get_data(as_text=True))
    assert "Il reçoit 1 234,50 € par mois (au " in page
    assert "Coût 1 234,50 € par mois" in page
    assert "Montants cités Aide d’essai : 1 234,50 € par mois" in page
    assert "Source : Barème d’essai , consultée le 2 janvier 2026" in page
    assert "{{" not in page


@pytest.mark.usefixtures("today")
def test_a_lapsed_amount_is_marked_at_its_passage_and_above(sign_in: SignIn) -> None:
    page = sign_in(Role.AGENT).get(CITING).get_data(as_text=True)
    assert "9876" not in words(page)
    assert "9 876" not in words(page)
    assert re.search(r'<p>Sous <a [^>]*class="montant montant-perdu"', page)
    assert "2 montants de cette fiche ne sont pas en vigueur" in words(page)


@pytest.mark.usefixtures("today")
def test_what_agents_alone_read_is_not_counted_for_others(
    sign_in: SignIn, public_app: Flask
) -> None:
    page = words(public_app.test_client().get(CITING).get_data(as_text=True))
    assert "Un montant de cette fiche n’est pas en vigueur" in page
    assert "réservé" not in page
    found = public_app.test_client().get("/recherche?q=montants+de+la+caf").get_data(as_text=True)
    assert "1 montant à vérifier" in words(found)
    assert "2 montants" not in words(found)
    own = sign_in(Role.AGENT).get("/recherche?q=montants+de+la+caf").get_data(as_text=True)
    assert "2 montants à vérifier" in words(own)


@pytest.mark.usefixtures("today")
def test_the_handout_has_the_value_without_a_link(sign_in: SignIn) -> None:
    page = sign_in(Role.AGENT).get(f"{CITING}/imprimer").get_data(as_text=True)
    assert "1 234,50 € par mois" in words(page)
    assert "Montant réservé" not in page
    assert "exemple.gouv.fr" not in page


@pytest.mark.usefixtures("today")
def test_a_sheet_of_another_day_shows_the_value_of_that_day(sign_in: SignIn, filled: House) -> None:
    before = filled.today() - timedelta(days=30)
    page = words(sign_in(Role.AGENT).get(f"{CITING}?le={before}").get_data(as_text=True))
    assert "1 111 € par mois" in page
    assert "1 234,50" not in page
    after = filled.today() + timedelta(days=40)
    page = words(sign_in(Role.AGENT).get(f"{CITING}?le={after}").get_data(as_text=True))
    assert "1 234,50" not in page


@pytest.mark.usefixtures("today")
def test_a_version_and_a_comparison_show_no_brace(sign_in: SignIn) -> None:
    client = sign_in(Role.AGENT)
    for address in (f"{CITING}/versions/1", f"{CITING}/comparer?de=1&a=1"):
        assert "{{" not in client.get(address).get_data(as_text=True)


@pytest.mark.usefixtures("today")
def test_the_editor_and_the_review_show_the_amounts_of_a_draft(
    sign_in: SignIn, filled: House
) -> None:
    me = someone(filled, Role.TRAINER)
    path = "operators/caf/montants.md"
    text = sheet_text("CAF-80", "Montants", f"Neuf.\n\n{BODY}", resume="{{ montant: essai }}.")
    draft = filled.authoring.start(me, path, text, 1, "essai")
    client = sign_in(Role.TRAINER)
    editor = html.unescape(client.get(f"/redaction/{draft.id}").get_data(as_text=True))
    assert editor.count("1\u202f234,50\xa0€ par mois</a>") == 2  # for agents, and the handout
    assert editor.count("(montant à vérifier\xa0:") == 3
    review = words(client.get(f"/relecture/{draft.id}").get_data(as_text=True))
    assert "Il reçoit 1 234,50 € par mois (au " in review
    assert "[Aide d’essai : 1 234,50 € par mois]" in review
    filled.authoring.drop(me, draft.id)


@pytest.mark.usefixtures("today")
def test_a_lapsed_amount_is_one_thing_to_do(sign_in: SignIn) -> None:
    page = words(sign_in(Role.TRAINER).get("/redaction/montants").get_data(as_text=True))
    assert "Plus en vigueur (2)" in page
    assert page.count("Plafond perdu") == 1
    assert "2 fiches le citent" in page
    assert "À renouveler dans les 30 jours (1)" in page
    own = words(sign_in(Role.OPERATOR).get("/redaction/montants").get_data(as_text=True))
    assert "Montants de la CAF" in own
    assert "CPAM" not in own
    assert "Demander la nouvelle valeur" in own


@pytest.mark.usefixtures("today")
def test_the_count_is_of_ones_own_section(filled: House) -> None:
    snapshot = filled.library.snapshot()
    assert snapshot.lapsed == {"perdu", "reserve"}
    for role, expected in ((Role.TRAINER, 2), (Role.OPERATOR, 2), (Role.AGENT, 0)):
        assert amounts_to_renew(someone(filled, role), snapshot) == expected


@pytest.mark.usefixtures("today")
def test_the_next_value_is_reviewed_by_someone_else(sign_in: SignIn, filled: House) -> None:
    trainer = sign_in(Role.TRAINER)
    before = filled.library.newest(PATH)
    assert before
    token = csrf(trainer, "/compte/sessions")
    answer = trainer.post(
        "/redaction/montants/perdu/valeur", data=form(csrf_token=token, valide_du="2089-01-01")
    )
    assert answer.status_code == 303
    draft, text = filled.authoring.draft(
        someone(filled, Role.TRAINER), answer.location.rsplit("/", 1)[1]
    )
    assert draft.state is State.IN_REVIEW
    assert "Plafond perdu" in draft.reason
    assert [str(v.value) for v in figures_in(text)["perdu"].values] == ["9876", "2000"]
    added = set(text.split("\n")) - set(before[1].split("\n"))
    assert len(added) == 5
    # Nothing is published yet, and its author may not publish it.
    assert filled.library.newest(PATH) == before
    page = words(trainer.get("/redaction/montants").get_data(as_text=True))
    assert "Un changement attend sa relecture" in page
    refused = trainer.post(f"{answer.location}/publication", data={"csrf_token": token, "vu": ""})
    assert refused.status_code == 403
    filled.authoring.drop(someone(filled, Role.TRAINER), draft.id)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"valeur": "beaucoup"}, "La valeur"),
        ({"valeur": ""}, "La valeur"),
        ({"unite": "francs"}, "l’unité"),
        ({"titre": " "}, "Le titre de la source"),
        ({"adresse": "http://exemple.fr"}, "https://"),
        ({"adresse": "data:text/html,x"}, "https://"),
        ({"consulte_le": "2999-01-01"}, "un jour à venir"),
        ({"consulte_le": ""}, "consultée"),
        ({"valide_du": "demain"}, "Le premier jour"),
        ({"valide_jusqu_au": "2089-01-01"}, "Le dernier jour"),
        ({"valide_du": "2001-01-01", "valide_jusqu_au": "2001-02-01"}, "après la dernière"),
        ({"titre": "x" * 201}, "200 caractères"),
        ({"titre": "<script>alert(1)</script>", "valeur": "x"}, "La valeur"),
        ({"valeur": "٣"}, "La valeur"),
    ],
)
@pytest.mark.usefixtures("today")
def test_a_mistake_is_told_and_what_was_typed_given_back(
    sign_in: SignIn, fields: dict[str, str], said: str
) -> None:
    trainer = sign_in(Role.TRAINER)
    sent = form(csrf_token=csrf(trainer, "/compte/sessions"), **fields)
    answer = trainer.post("/redaction/montants/perdu/valeur", data=sent)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 400
    assert said in words(page)
    assert "<script>alert" not in page
    if "adresse" not in fields:
        assert 'value="https://exemple.gouv.fr/suivant"' in page


@pytest.mark.usefixtures("today")
def test_a_new_amount_is_proposed_under_the_name_one_gives(sign_in: SignIn, filled: House) -> None:
    trainer = sign_in(Role.TRAINER)
    sent = form(csrf_token=csrf(trainer, "/compte/sessions"), libelle="Timbre d’un passeport")
    answer = trainer.post("/redaction/montants", data=sent)
    assert answer.status_code == 303
    me = someone(filled, Role.TRAINER)
    draft, text = filled.authoring.draft(me, answer.location.rsplit("/", 1)[1])
    assert figures_in(text)["timbre-d-un-passeport"].label == "Timbre d’un passeport"
    filled.authoring.drop(me, draft.id)
    for wrong in ("", "…", "Aide d’essai"):
        again = trainer.post("/redaction/montants", data=sent | {"libelle": wrong})
        expected = 303 if wrong == "Aide d’essai" else 400
        assert again.status_code == expected
        if expected == 303:
            filled.authoring.drop(me, again.location.rsplit("/", 1)[1])


@pytest.mark.usefixtures("today")
def test_an_operator_asks_and_those_who_keep_amounts_read_it(
    sign_in: SignIn, filled: House
) -> None:
    operator = sign_in(Role.OPERATOR)
    page = html.unescape(operator.get("/redaction/montants/perdu").get_data(as_text=True))
    assert "Proposer cette valeur" not in page
    assert "Montants de la CPAM" not in page
    sent = {
        "csrf_token": csrf(operator, "/compte/sessions"),
        "demande": "650,30 € au 01/04/2027, lu sur caf.fr",
    }
    assert operator.post("/redaction/montants/perdu/demande", data=sent).status_code == 303
    reports = filled.feedback.waiting(someone(filled, Role.TRAINER))
    assert any("Plafond perdu" in r.text and "650,30 €" in r.text for r in reports)
    inbox = sign_in(Role.TRAINER).get("/redaction/signalements").get_data(as_text=True)
    assert "Plafond perdu" in inbox
    sent["demande"] = "Appeler Mme Dupont au 06 12 34 56 78"
    assert operator.post("/redaction/montants/perdu/demande", data=sent).status_code == 400
