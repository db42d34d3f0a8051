"""A library that holds one of each thing some readers may not know, each with its own word."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from kb_app.knowledge.content.versioning import with_version
from kb_app.library.exchange import import_texts, incoming
from kb_app.people.accounts.model import Account, Role
from kb_app.people.authoring.authoring import Authoring
from kb_app.web.house import House
from tests.factories import sheet_text, small_library
from tests.web import small_tree, visited

AGENT_NOTE = "zorgnoteagent"
INBOX = "zorgfilecaf"
WITHDRAWN_TEXT = "zorgtexteretire"
WITHDRAWN_VISITOR_WORD = "zorgmotretire"
PLANNED = "zorgtextefutur"
OTHER_LOGIN = "zorgvoisine@example.fr"
OTHER_NAME = "Zorgvoisine Martin"
DAMAGED = "zorgillisible"
SEARCHED = "zorgmotscherches"
"""Words searched before entering a tree of the CPAM; figures alone know them."""
CAF_SEARCHED = "zorgmotsallocs"
CAF_DRAFT = "zorgbrouilloncaf"
CPAM_DRAFT = "zorgbrouilloncpam"
WORDS_DRAFT = "zorgbrouillonmots"
"""In the text, reason and comment of a draft for each of these."""
NOT_FOUND = "zorgpastrouve"
"""Searched without a result."""

RSA = "operators/caf/demander-le-rsa.md"
WITHDRAWN = "operators/cpam/ancienne-carte.md"
PRIME = "operators/caf/prime-d-activite.md"
VITALE = "operators/cpam/carte-vitale.md"
SYNONYMS = "vocabulary/synonyms.yaml"
DRAFTS = {CAF_DRAFT: "brouilloncaf", CPAM_DRAFT: "brouilloncpa", WORDS_DRAFT: "brouillonmot"}
"""The ids of the drafts, by their word."""
DROPPED = "brouillonfin"
"""Another draft of the CPAM, which was dropped."""
PASSWORD = "soleil rivage cuisine tambour"

LOGINS = {role: f"{role.value}@example.fr" for role in Role}


def fill(house: House) -> None:
    """Import the library and create one account a role, the operator's being of the CAF."""
    texts = small_library() | small_tree.texts() | visited.texts()
    texts["operators/caf/operator.yaml"] = texts["operators/caf/operator.yaml"].replace(
        '"nom": "Droits"', f'"nom": "{INBOX}"'
    )
    texts["operators/cpam/operator.yaml"] = texts["operators/cpam/operator.yaml"].replace(
        '"droits": {"nom": "Droits"', f'"cartes": {{"nom": "{small_tree.CPAM_INBOX}"'
    )
    texts[RSA] = sheet_text(
        body=f"## En bref\n\nEn ligne.\n\n:::agent\nAppeler {AGENT_NOTE}.\n:::\n",
    )
    texts[WITHDRAWN] = sheet_text(
        "CPAM-90",
        f"Ancienne carte {WITHDRAWN_TEXT}",
        mots_du_public=[WITHDRAWN_VISITOR_WORD],
    )
    _bring(house, texts)
    gone = sheet_text(
        "CPAM-90",
        f"Ancienne carte {WITHDRAWN_TEXT}",
        mots_du_public=[WITHDRAWN_VISITOR_WORD],
        retrait={
            "motif": "La carte a changé de nom",
            "remplacee_par": "operators/cpam/carte-vitale.md",
        },
    )
    _bring(house, {WITHDRAWN: with_version(WITHDRAWN, gone, 1)})
    ahead = date.today() + timedelta(days=40)
    later = sheet_text(
        title=f"Le RSA {PLANNED}", valide_du=ahead.isoformat(), a_revoir_avant="2099-01-01"
    )
    _bring(house, {RSA: with_version(RSA, later, 1)})
    for role, login in LOGINS.items():
        operators = {"caf"} if role is Role.OPERATOR else set()
        house.accounts.create(login, f"Personne {role.value}", role, PASSWORD, operators=operators)
    house.accounts.create(OTHER_LOGIN, OTHER_NAME, Role.AGENT, PASSWORD)
    house.library.refresh()
    house.finder.keep_up()
    _visit(house)
    _draft(house)
    house.activity.searched(f"la {NOT_FOUND}", 0)


def _draft(house: House) -> None:
    """Submit a draft in each section, one of which is sent back and submitted again."""
    author, other = (_account(house, role) for role in (Role.TRAINER, Role.ADMINISTRATOR))
    texts = {
        CAF_DRAFT: (PRIME, sheet_text("CAF-04", f"La prime {CAF_DRAFT}"), 1),
        CPAM_DRAFT: (VITALE, sheet_text("CPAM-02", f"La carte {CPAM_DRAFT}"), 1),
        WORDS_DRAFT: (SYNONYMS, f"groupes:\n  - [{WORDS_DRAFT}, rsa]\n", 0),
    }
    ids = iter((*DRAFTS.values(), DROPPED))
    authoring = Authoring(
        house.engine, house.library, lambda: datetime.now(UTC), new_id=ids.__next__
    )
    for word, (path, text, base) in texts.items():
        draft = authoring.start(author, path, text, base, f"motif {word}")
        authoring.submit(author, draft.id)
        authoring.send_back(other, draft.id, f"commentaire {word}")
        authoring.submit(author, draft.id)
    path, text, base = texts[CPAM_DRAFT]
    dropped = authoring.start(author, path, text, base, CPAM_DRAFT)
    authoring.drop(other, dropped.id, CPAM_DRAFT)


def _account(house: House, role: Role) -> Account:
    found = house.accounts.find(LOGINS[role])
    assert found
    return found


def _visit(house: House) -> None:
    """Close enough visits of both operators' trees for their figures to show words."""
    found = house.accounts.credentials(LOGINS[Role.AGENT])
    assert found
    agent = found[0].id
    visited.closed(house, agent, visited.CARD, {"situation": "perdue"}, words=SEARCHED)
    visited.closed(house, agent, visited.CAF, {"q": "a"}, words=CAF_SEARCHED)


def _bring(house: House, texts: dict[str, str]) -> None:
    report = import_texts(house.library, incoming(texts), "essai")
    assert len(report.added) == len(texts), report
