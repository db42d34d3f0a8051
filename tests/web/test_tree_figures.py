"""The figures of trees as their pages show them: right denominators, nothing small."""

from __future__ import annotations

from datetime import date
from xml.etree.ElementTree import Element

import html5lib
import pytest
from flask import Flask
from flask.testing import FlaskClient

from kb_app.library.model import NewVersion
from kb_app.people.accounts.model import Role
from kb_app.people.visits.hiding import RULE
from kb_app.web.house import House
from tests.web import hidden, visited
from tests.web.conftest import SignIn, enter

CARD = "/suivi/arbres/cpam/carte"
CAF = "/suivi/arbres/caf/essai"
LOST = {"situation": "perdue"}
ALONE = {**LOST, "soins": ["rien"], "compte": "oui"}


@pytest.fixture(scope="module")
def counted(filled: House) -> House:
    """Twenty-five visits of one tree, those left after one answer by `hidden` among them."""
    found = filled.accounts.credentials(hidden.LOGINS[Role.AGENT])
    assert found
    agent = found[0].id
    together = {**LOST, "soins": "ne_sait_pas", "compte": "non"}
    urgent = {**LOST, "soins": ["hopital"]}
    visited.closed(filled, agent, visited.CARD, ALONE, 7, "Carte VERTE")
    visited.closed(filled, agent, visited.CARD, together, 5)
    visited.closed(filled, agent, visited.CARD, urgent, 3)
    visited.blocked(filled, agent, visited.CARD, ALONE, 5)
    return filled


@pytest.fixture
def trainer(counted: House, sign_in: SignIn) -> FlaskClient:
    assert counted
    return sign_in(Role.TRAINER)


def page_of(client: FlaskClient, address: str) -> Element:
    answer = client.get(address)
    assert answer.status_code == 200
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    root: Element = parser.parse(answer.get_data(as_text=True))
    return root


def text(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())


def main(page: Element) -> Element:
    return next(page.iter("main"))


def rows(page: Element) -> list[list[str]]:
    """Return the cells of every row of every table, heads included."""
    return [[text(cell) for cell in row if cell.tag in ("th", "td")] for row in page.iter("tr")]


def row(page: Element, head: str, width: int) -> list[str]:
    """Return the cells of the first row of that width whose head starts so."""
    return next(r[1:] for r in rows(page) if len(r) == width and r[0].startswith(head))


def pairs(page: Element) -> dict[str, str]:
    found = [each for dl in page.iter("dl") for each in dl.iter("div")]
    return {text(next(d.iter("dt"))): text(next(d.iter("dd"))) for d in found}


def test_each_tree_says_how_its_visits_ended_out_of_the_right_ones(trainer: FlaskClient) -> None:
    found = row(page_of(trainer, "/suivi/arbres"), "Carte perdue", 9)
    assert found == [
        "25",
        "20 sur 25 visites commencées",
        "7 sur 20 menées à une issue",
        "5 sur 20 menées à une issue",
        "8 sur 20 menées à une issue",
        "5 sur 25 visites commencées",
        "5 sur 5 incomplètes",
        "Sans date",
    ]


def test_the_summary_of_a_tree_says_the_same_as_its_row(trainer: FlaskClient) -> None:
    found = pairs(page_of(trainer, CARD))
    assert found["Menées à une issue"] == "20 sur 25 visites commencées"
    assert found["dont quittées en deux questions"] == "5 sur 5 visites incomplètes"
    assert found["Référent"] == "8 sur 20 visites menées à une issue"
    assert (found["C’est fait"], found["Le référent est saisi"], found["Abandon"]) == (
        "15",
        "5",
        "5",
    )


def test_what_happened_at_a_question_is_out_of_the_visits_that_came_to_it(
    trainer: FlaskClient,
) -> None:
    page = page_of(trainer, CARD)
    here = "visites arrivées à cette question"
    care = row(page, "2. Des soins", 7)
    assert care[:3] == ["25", f"20 sur 25 {here}", f"5 sur 25 {here}"]
    account = row(page, "3. Avez-vous un compte", 7)
    assert account[:3] == ["17", f"17 sur 17 {here}", f"0 sur 17 {here}"]
    assert row(page, "5. Quel âge", 3) == ["0", "Aucune visite n’y est arrivée"]


def test_a_small_arrow_is_hidden_with_the_one_that_would_give_it_away(
    trainer: FlaskClient,
) -> None:
    page = page_of(trainer, CARD)
    arrows = [r for r in rows(page) if len(r) == 3]
    assert ["signal d’urgence", "Référent Prévenir la caisse", "masqué"] in arrows
    assert [r[2] for r in arrows if r[1] == "3. Avez-vous un compte ameli ?"] == ["masqué"]
    own = "visites qui ont répondu à cette question"
    assert ["Oui", "Autonomie Commander dans le compte", f"12 sur 17 {own}"] in arrows
    assert RULE in text(main(page))


def test_blocked_visits_are_out_of_those_that_came_to_the_outcome(trainer: FlaskClient) -> None:
    page = page_of(trainer, CARD)
    alone = row(page, "Commander dans le compte", 4)
    assert alone == [
        "Autonomie",
        "12 sur 25 visites commencées",
        "5 sur 12 visites arrivées à cette issue",
    ]
    assert row(page, "Question à la caisse", 4)[-1] == "sans objet"
    assert row(page, "Prévenir la caisse", 4)[1] == "masqué"


def test_the_drawing_and_its_text_have_the_same_counts_and_numbers(trainer: FlaskClient) -> None:
    page = page_of(trainer, CARD)
    drawn = next(each for each in page.iter() if each.get("role") == "img")
    said = [text(each) for each in drawn.iter() if str(each.tag).endswith("title")]
    written = next(text(ul) for ul in page.iter("ul") if ul.get("class") == "outline")
    assert said[0] == "Carte perdue ou jamais reçue"
    assert "2. Des soins sont-ils prévus ?, 25 visites" in said
    assert "2. Des soins sont-ils prévus ? — 25 visites" in written
    assert "Autonomie, Commander dans le compte, 12 visites" in said
    assert "Autonomie : Commander dans le compte — 12 visites" in written
    assert "Question 3, Oui : Commander dans le compte, 12 visites" in said
    for place in (" ".join(said), written):
        assert "Prévenir la caisse" in place
        assert "visites masquées" in place
        # What is hidden may be more than four.
        assert "moins de" not in place
    assert "3 visites" not in written.replace("13 visites", "")


def test_words_searched_are_told_once_five_visits_typed_them(trainer: FlaskClient) -> None:
    for address in ("/suivi/arbres", CARD):
        page = page_of(trainer, address)
        assert row(page, "« carte verte »", 3) == ["7", "0 sur 7 visites entrées par ces mots"]
        left = row(page, f"« {hidden.SEARCHED} »", 3)
        assert left == ["5", "5 sur 5 visites entrées par ces mots"]


def test_an_operator_sees_its_own_trees_alone(counted: House, sign_in: SignIn) -> None:
    assert counted
    client = sign_in(Role.OPERATOR)
    links = {a.get("href") for a in page_of(client, "/suivi/arbres").iter("a")}
    assert CAF in links
    assert CARD not in links
    assert client.get(CARD).status_code == 404
    assert "/suivi/arbres" in links


def test_an_operator_without_trees_is_told_so_kindly(counted: House, app: Flask) -> None:
    login = "msa@example.fr"
    counted.accounts.create(
        login, "Personne MSA", Role.OPERATOR, hidden.PASSWORD, operators={"msa"}
    )
    client = app.test_client()
    assert enter(client, login, hidden.PASSWORD) == 303
    page = page_of(client, "/suivi/arbres")
    assert "Aucun arbre n’est en vigueur ici pour l’instant" in text(main(page))
    assert rows(page) == []


def test_only_those_who_may_see_figures_have_the_link(counted: House, sign_in: SignIn) -> None:
    assert counted
    seen = {
        role: 'href="/suivi/arbres"' in sign_in(role).get("/").get_data(as_text=True)
        for role in Role
    }
    assert [role for role, is_there in seen.items() if not is_there] == [Role.AGENT]


def test_a_new_revision_starts_from_nothing_and_the_one_before_stays(
    counted: House, trainer: FlaskClient
) -> None:
    before = pairs(page_of(trainer, CAF))
    assert before["Visites commencées"] == "5"
    new = visited.texts()[visited.CAF_PATH].replace("demander: Quoi ?", "demander: Laquelle ?")
    version = NewVersion(visited.CAF_PATH, new, date(2026, 1, 1), False, None, "mieux dit")
    counted.library.publish(version, 1)
    counted.library.refresh()
    index = page_of(trainer, "/suivi/arbres")
    assert row(index, "Essai", 4)[:2] == ["0", "Pas encore de visite close"]
    assert "les visites d’avant sont dans son détail" in text(main(index))
    page = page_of(trainer, CAF)
    assert "Pas encore de visite close sur cette révision" in text(main(page))
    assert "Laquelle ?" in text(main(page))
    options = list(page.iter("option"))
    assert [o.get("selected") is not None for o in options] == [True, False]
    past = page_of(trainer, f"{CAF}?revision={options[1].get('value')}")
    assert "Quoi ?" in text(main(past))
    assert "Laquelle ?" not in text(main(past))
    assert pairs(past) == before
