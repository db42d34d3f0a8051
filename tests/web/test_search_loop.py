"""A failed search teaches: from the words of a visitor to the version that answers them."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from kb_app.knowledge.content.edits import SEARCH_CASES, SYNONYMS
from kb_app.knowledge.content.model import SearchCase
from kb_app.people.accounts.model import Role
from kb_app.people.activity.model import Proposal, ProposalState, key_of
from kb_app.people.activity.words import folded
from kb_app.people.authoring.model import State
from kb_app.web.house import House
from tests.web import hidden
from tests.web.conftest import SignIn
from tests.web.draft_pages import send as decide
from tests.web.draft_pages import someone, words
from tests.web.inbox_pages import INBOX, asked, forget_searches, main, page_of, send, titles

CARD = hidden.VITALE
BLUE = "papier bleu du docteur"
FOLDER = "chemise rose"


@pytest.fixture
def trainer(filled: House, sign_in: SignIn) -> FlaskClient:
    """A trainer's browser, in a house where nothing was searched yet."""
    forget_searches(filled)
    return sign_in(Role.TRAINER)


def group(question: str) -> str:
    return f"{INBOX}/{key_of(folded(question))}"


def ask(client: FlaskClient, question: str) -> str:
    return client.get("/recherche", query_string={"q": question}).get_data(as_text=True)


def link(trainer: FlaskClient, question: str, sheet: str = CARD) -> None:
    form = {"fiche": sheet, "formulation": question}
    answer = send(trainer, f"{group(question)}/fiche", **form)
    assert answer.status_code == 303, answer.get_data(as_text=True)


def publish(house: House, reviewer: FlaskClient, proposal: Proposal) -> None:
    draft = house.authoring.draft(someone(house, Role.ADMINISTRATOR), proposal.draft_id or "")[0]
    answer = decide(reviewer, draft, "publication", confirme="oui")
    assert answer.status_code == 303, words(answer.get_data(as_text=True))
    house.library.refresh()
    house.finder.keep_up()


def newest(house: House, path: str) -> str:
    found = house.library.newest(path)
    return found[1] if found else ""


def cases(house: House) -> dict[str, tuple[str, ...]]:
    found: tuple[SearchCase, ...] = house.library.refresh().search_cases
    return {case.question: case.codes for case in found}


def test_a_question_that_fails_is_linked_reviewed_published_and_then_found(
    trainer: FlaskClient, filled: House, sign_in: SignIn
) -> None:
    agent, chief = sign_in(Role.AGENT), sign_in(Role.ADMINISTRATOR)
    for _ in range(3):
        assert "carte-vitale" not in ask(agent, BLUE).split("<main")[1]
    assert titles(page_of(trainer, INBOX)) == [BLUE]
    before = newest(filled, CARD)

    link(trainer, BLUE)
    [proposal] = filled.activity.proposals()
    assert newest(filled, CARD) == before
    shown = main(page_of(trainer, group(BLUE)))
    assert "Proposé le" in shown
    assert "en relecture" in shown
    review = f"/relecture/{proposal.draft_id}"
    assert review in trainer.get(group(BLUE)).get_data(as_text=True)
    assert titles(page_of(trainer, f"{INBOX}?etat=proposees")) == [BLUE]

    waiting = chief.get("/relecture").get_data(as_text=True)
    piles = waiting.split("<section")[1:]
    [mine] = [pile for pile in piles if "À relire" in pile.split("</h2>")[0]]
    assert review in mine
    read = words(chief.get(review).get_data(as_text=True))
    assert f"Recherche sans réponse : « {BLUE} »" in read
    assert "Recherches à garder justes" in read

    publish(filled, chief, proposal)
    assert newest(filled, CARD) == before.replace(
        '"carte de la sécu perdue"]', f'"carte de la sécu perdue", {BLUE}]'
    )
    assert cases(filled)[BLUE] == ("CPAM-02",)
    assert f"- question: {BLUE}\n    codes: [CPAM-02]\n" in newest(filled, SEARCH_CASES)
    assert "carte-vitale" in ask(agent, BLUE).split("<main")[1]
    assert titles(page_of(trainer, INBOX)) == []
    assert titles(page_of(trainer, f"{INBOX}?etat=traitees")) == [BLUE]
    assert [p.state for p in filled.activity.proposals()] == [ProposalState.DONE]


def test_a_synonym_makes_its_question_find_the_sheet_and_keeps_it_as_a_case(
    trainer: FlaskClient, filled: House, sign_in: SignIn
) -> None:
    asked(filled, FOLDER, times=3)
    form = {"mots": FOLDER, "vers": "carte verte", "sens": "un_sens", "code": "cpam-02"}
    assert send(trainer, f"{group(FOLDER)}/synonyme", **form).status_code == 303
    [proposal] = filled.activity.proposals()
    shown = main(page_of(trainer, group(FOLDER)))
    assert "fiche attendue : « Carte Vitale perdue »" in shown
    publish(filled, sign_in(Role.ADMINISTRATOR), proposal)
    assert filled.library.refresh().synonyms.expansions[FOLDER] == ("carte verte",)
    assert f"{FOLDER}: [carte verte]" in newest(filled, SYNONYMS)
    assert cases(filled)[FOLDER] == ("CPAM-02",)
    assert "carte-vitale" in ask(sign_in(Role.AGENT), FOLDER).split("<main")[1]
    assert titles(page_of(trainer, INBOX)) == []


def test_a_synonym_for_a_sheet_that_does_not_exist_is_refused_in_its_form(
    trainer: FlaskClient, filled: House
) -> None:
    asked(filled, "bidule", times=3)
    form = {"mots": "bidule", "vers": "rsa", "sens": "deux_sens", "code": "XYZ-1"}
    answer = send(trainer, f"{group('bidule')}/synonyme", **form)
    assert answer.status_code == 400
    page = answer.get_data(as_text=True)
    assert "Aucune fiche publiée n’a le code « XYZ-1 »" in words(page)
    assert 'value="XYZ-1"' in page
    assert filled.activity.proposals() == ()


def test_nobody_publishes_their_own_proposal(trainer: FlaskClient, filled: House) -> None:
    asked(filled, "machin violet", times=3)
    link(trainer, "machin violet")
    [proposal] = filled.activity.proposals()
    draft = filled.authoring.draft(someone(filled, Role.TRAINER), proposal.draft_id or "")[0]
    assert decide(trainer, draft, "publication").status_code == 403
    assert draft.state is State.IN_REVIEW
    assert "machin violet" not in newest(filled, CARD)


def test_an_operator_sees_nothing_of_it(
    trainer: FlaskClient, filled: House, sign_in: SignIn
) -> None:
    asked(filled, "truc orange", times=3)
    link(trainer, "truc orange")
    [proposal] = filled.activity.proposals()
    operator = sign_in(Role.OPERATOR)  # of the CAF, and the sheet is of the CPAM
    chief = someone(filled, Role.ADMINISTRATOR)
    [bundle] = [
        each.drafts
        for each in filled.authoring.bundles(chief)
        if any(draft.id == proposal.draft_id for draft in each.drafts)
    ]
    assert {draft.path for draft in bundle} == {CARD, SEARCH_CASES}
    for address in (INBOX, group("truc orange"), *(f"/relecture/{each.id}" for each in bundle)):
        answer = operator.get(address)
        assert answer.status_code in (403, 404)
        assert "truc orange" not in answer.get_data(as_text=True)
    assert "truc orange" not in operator.get("/relecture").get_data(as_text=True)


def test_taking_a_search_up_again_drops_its_drafts(trainer: FlaskClient, filled: House) -> None:
    asked(filled, "carton gris", times=3)
    link(trainer, "carton gris")
    [proposal] = filled.activity.proposals()
    again = {"proposition": str(proposal.id)}
    assert send(trainer, f"{group('carton gris')}/reprise", **again).status_code == 303
    draft = filled.authoring.draft(someone(filled, Role.TRAINER), proposal.draft_id or "")[0]
    assert draft.state is State.DROPPED
    assert titles(page_of(trainer, INBOX)) == ["carton gris"]
    link(trainer, "carton gris")
    assert len(filled.activity.proposals(ProposalState.PROPOSED)) == 1


def test_a_review_says_which_question_a_text_would_lose_and_asks_to_confirm(
    trainer: FlaskClient, filled: House, sign_in: SignIn
) -> None:
    chief = sign_in(Role.ADMINISTRATOR)
    asked(filled, "napperon", times=3)
    link(trainer, "napperon")
    [proposal] = filled.activity.proposals()
    publish(filled, chief, proposal)
    number, text = filled.library.history(CARD)[-1].number, newest(filled, CARD)
    author = someone(filled, Role.TRAINER)
    draft = filled.authoring.start(author, CARD, text.replace(", napperon", ""), number, "x")
    filled.authoring.submit(author, draft.id)
    page = chief.get(f"/relecture/{draft.id}").get_data(as_text=True)
    told = "Cette version fait perdre la question « napperon » (CPAM-02 attendue)."
    assert told in words(page)
    assert re.search(r'name="confirme"', page)
    assert decide(chief, draft, "publication").status_code == 400
    assert filled.library.history(CARD)[-1].number == number
    assert decide(chief, draft, "publication", confirme="oui").status_code == 303


def test_publishing_one_proposal_leaves_the_others_ready_to_publish(
    trainer: FlaskClient, filled: House, sign_in: SignIn
) -> None:
    chief = sign_in(Role.ADMINISTRATOR)
    asked(filled, "fiole jaune", "cachet noir", times=3)
    link(trainer, "fiole jaune")
    link(trainer, "cachet noir")
    second, first = filled.activity.proposals()
    publish(filled, chief, first)
    [left] = filled.activity.proposals(ProposalState.PROPOSED)
    assert (left.id, left.draft_id) != (second.id, second.draft_id)
    assert left.id == second.id
    publish(filled, chief, left)
    assert {"fiole jaune", "cachet noir"} <= cases(filled).keys()
    visitor_words = filled.library.refresh().sheets[CARD].document.visitor_words
    assert visitor_words[-2:] == ("fiole jaune", "cachet noir")
