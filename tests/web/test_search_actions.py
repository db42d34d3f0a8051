"""One action about each group of failed searches: proposed, taken back, come back."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from kb_app.people.accounts.model import Role
from kb_app.people.activity.model import (
    AddSynonym,
    AskForSheet,
    LinkSheet,
    ProposalState,
    SetAside,
    Way,
    key_of,
)
from kb_app.people.activity.words import folded
from kb_app.web.house import House
from tests.web import hidden
from tests.web.conftest import SignIn
from tests.web.inbox_pages import (
    BOAT,
    INBOX,
    activity,
    asked,
    forget_searches,
    main,
    page_of,
    parsed,
    send,
    text,
    titles,
)

CARD = "operators/cpam/carte-vitale.md"
FIELDS = ("input", "textarea")


@pytest.fixture
def trainer(filled: House, sign_in: SignIn) -> FlaskClient:
    """A trainer's browser, in a house where nothing was searched yet."""
    forget_searches(filled)
    return sign_in(Role.TRAINER)


def test_linking_a_sheet_takes_one_found_by_its_own_words(
    trainer: FlaskClient, filled: House
) -> None:
    asked(filled, "permis bateau", "permis bateau", "bateau permis", "permis de bateau")
    page = page_of(trainer, f"{BOAT}?cherche=carte+vitale")
    offered = [e.get("value") for e in page.iter("input") if e.get("name") == "fiche"]
    assert offered[0] == CARD
    answer = send(
        trainer, f"{BOAT}/fiche", fiche=CARD, formulation=["permis bateau", "permis de bateau"]
    )
    assert (answer.status_code, answer.location) == (303, BOAT)
    [proposal] = filled.activity.proposals()
    assert proposal.action == LinkSheet(CARD)
    assert set(proposal.wordings) == {"permis bateau", "permis de bateau"}
    assert proposal.day == filled.today()
    assert "Relier à la fiche « Carte Vitale perdue »" in main(page_of(trainer, BOAT))
    assert titles(page_of(trainer, INBOX)) == []
    assert titles(page_of(trainer, f"{INBOX}?etat=proposees")) == ["permis bateau"]


@pytest.mark.parametrize(
    ("sent", "action"),
    [
        (
            ("synonyme", {"mots": " Permis  bateau", "vers": "permis plaisance, nautique,, "}),
            AddSynonym("Permis bateau", ("permis plaisance", "nautique"), Way.BOTH),
        ),
        (
            ("synonyme", {"mots": "assedic", "vers": "France Travail", "sens": "ancien_nom"}),
            AddSynonym("assedic", ("France Travail",), Way.FORMER_NAME),
        ),
        (
            ("demande", {"operateur": "caf", "titre": "Permis bateau", "note": "le 0612345678"}),
            AskForSheet("caf", "Permis bateau", "le [téléphone masqué]"),
        ),
        (("de-cote", {"motif": "Hors maison"}), SetAside("Hors maison")),
        (("de-cote", {}), SetAside("")),
    ],
    ids=["two ways", "former name", "new sheet", "aside", "aside without a reason"],
)
def test_each_action_is_kept_as_a_proposal(
    trainer: FlaskClient,
    filled: House,
    sent: tuple[str, dict[str, str]],
    action: AddSynonym | AskForSheet | SetAside,
) -> None:
    asked(filled, "permis bateau", times=2)
    name, form = sent
    answer = send(trainer, f"{BOAT}/{name}", **{"sens": "deux_sens", **form})
    assert answer.status_code == 303
    [proposal] = filled.activity.proposals()
    assert (proposal.action, proposal.wordings) == (action, ("permis bateau",))
    trainer_account = filled.accounts.find(hidden.LOGINS[Role.TRAINER])
    assert trainer_account
    assert proposal.account_id == trainer_account.id
    assert "C’est noté." in main(page_of(trainer, BOAT))
    assert titles(page_of(trainer, INBOX)) == []


@pytest.mark.parametrize(
    ("name", "form", "trouble"),
    [
        ("fiche", {"formulation": "permis bateau"}, "Choisissez la fiche"),
        ("fiche", {"fiche": CARD}, "Cochez au moins une"),
        ("fiche", {"fiche": CARD, "formulation": "autre chose"}, "Cochez au moins une"),
        ("fiche", {"fiche": "operators/cpam/ancienne-carte.md"}, "Choisissez la fiche"),
        ("fiche", {"fiche": "../../secret", "formulation": "permis bateau"}, "Choisissez"),
        ("synonyme", {"mots": "", "vers": "a"}, "à remplir"),
        ("synonyme", {"mots": "permis", "vers": " , "}, "Écrivez les mots"),
        ("synonyme", {"mots": "permis", "vers": "de la"}, "que des petits mots"),
        ("synonyme", {"mots": "Permis", "vers": "les permis"}, "pour les mêmes"),
        ("synonyme", {"mots": "permis", "vers": "bateau", "sens": "x"}, "dans quel sens"),
        ("synonyme", {"mots": "p" * 101, "vers": "bateau"}, "trop long"),
        ("synonyme", {"mots": "permis", "vers": "a1,b1,c1,d1,e1,f1"}, "au plus 5"),
        ("demande", {"operateur": "inconnu", "titre": "x"}, "Choisissez l’opérateur"),
        ("demande", {"operateur": "caf", "titre": " "}, "à remplir"),
        ("demande", {"operateur": "caf", "titre": "x", "note": "n" * 1001}, "trop long"),
        ("de-cote", {"motif": "m" * 201}, "trop long"),
    ],
)
def test_a_mistake_is_said_in_its_form_which_keeps_what_was_typed(
    trainer: FlaskClient, filled: House, name: str, form: dict[str, str], trouble: str
) -> None:
    asked(filled, "permis bateau", times=2)
    page = parsed(send(trainer, f"{BOAT}/{name}", **{"sens": "deux_sens", **form}), 400)
    [opened] = [e for e in page.iter("details") if e.get("open") is not None]
    assert opened.get("id") == name
    assert trouble in text(opened)
    fields = [e for e in opened.iter() if e.tag in FIELDS]
    kept = {e.get("name") or "": e.get("value") or e.text for e in fields}
    for field in kept.keys() & {"mots", "vers", "titre", "note", "motif"}:
        assert (kept[field] or "") == form.get(field, "")
    assert filled.activity.proposals() == ()


def test_what_is_typed_is_only_ever_text(trainer: FlaskClient, filled: House) -> None:
    hostile = "<script>alert(1)</script> {{7*7}} \"'><b onclick=x>"
    asked(filled, hostile, times=2)
    address = f"{INBOX}/{key_of(folded(hostile))}"
    for sent in (
        send(trainer, f"{address}/synonyme", mots=hostile, vers=hostile, sens="un_sens"),
        send(trainer, f"{address}/de-cote", motif=hostile),
    ):
        assert sent.status_code in (303, 400)
    for page in (INBOX, f"{INBOX}?etat=de-cote", address):
        found = trainer.get(page).get_data(as_text=True)
        assert "<script>alert" not in found
        assert "<b onclick" not in found
    assert "{{7*7}}" in trainer.get(address).get_data(as_text=True)


def test_a_second_trainer_is_told_that_a_proposal_waits(
    trainer: FlaskClient, filled: House
) -> None:
    asked(filled, "permis bateau", times=2)
    form = {"operateur": "caf", "titre": "Permis bateau"}
    assert send(trainer, f"{BOAT}/demande", **form).status_code == 303
    page = page_of(trainer, BOAT)
    assert "Que faire" not in main(page)
    again = send(trainer, f"{BOAT}/demande", **form)
    assert again.status_code == 409
    assert "attend déjà" in again.get_data(as_text=True)
    assert len(filled.activity.proposals()) == 1


def test_a_proposal_may_be_taken_back_once(trainer: FlaskClient, filled: House) -> None:
    asked(filled, "permis bateau", times=2)
    send(trainer, f"{BOAT}/de-cote", motif="Hors maison")
    assert titles(page_of(trainer, f"{INBOX}?etat=de-cote")) == ["permis bateau"]
    assert "Laissée de côté : Hors maison" in main(page_of(trainer, f"{INBOX}?etat=de-cote"))
    [proposal] = filled.activity.proposals()
    assert send(trainer, f"{BOAT}/reprise", proposition="0").status_code == 404
    taken = send(trainer, f"{BOAT}/reprise", proposition=str(proposal.id))
    assert (taken.status_code, taken.location) == (303, BOAT)
    assert titles(page_of(trainer, INBOX)) == ["permis bateau"]
    assert send(trainer, f"{BOAT}/reprise", proposition=str(proposal.id)).status_code == 404


def test_what_was_settled_and_fails_again_is_back_and_says_why(
    trainer: FlaskClient, filled: House
) -> None:
    asked(filled, "permis bateau", times=2, days_ago=5)
    agent = filled.accounts.find(hidden.LOGINS[Role.AGENT])
    assert agent
    then = activity(filled, days_ago=3)
    proposal = then.propose(LinkSheet(CARD), ["permis bateau"], agent.id)
    then.settle(proposal.id, ProposalState.DONE)
    assert titles(page_of(trainer, f"{INBOX}?etat=traitees")) == ["permis bateau"]
    asked(filled, "permis bateau")
    page = page_of(trainer, INBOX)
    assert titles(page) == ["permis bateau"]
    assert "Revenue" in main(page)
    shown = main(page_of(trainer, BOAT))
    assert "Depuis : demandée 1 fois" in shown
    assert "Que faire" in shown


def test_the_period_is_kept_from_the_list_to_the_action(
    trainer: FlaskClient, filled: House
) -> None:
    asked(filled, "permis bateau", days_ago=200)
    page = page_of(trainer, f"{INBOX}?periode=tout")
    [link] = [a.get("href") or "" for a in page.iter("a") if text(a) == "permis bateau"]
    assert trainer.get(BOAT).status_code == 404
    actions = [e.get("action") or "" for e in page_of(trainer, link).iter("form")]
    [aside] = [each for each in actions if "de-cote" in each]
    answer = send(trainer, aside.split("#")[0])
    assert (answer.status_code, answer.location) == (303, link)
