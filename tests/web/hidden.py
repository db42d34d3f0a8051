"""A library that holds one of each thing some readers may not know, each with its own word."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

from kb_app.database import audit
from kb_app.database.engine import writing
from kb_app.knowledge.content.kinds import tree_path
from kb_app.knowledge.content.versioning import with_version
from kb_app.library.exchange import import_texts, incoming
from kb_app.people.accounts.model import Account, Role
from kb_app.people.authoring.authoring import Authoring
from kb_app.people.feedback.model import Kind, Passage, State
from kb_app.web.house import House
from tests import amounts
from tests.amounts import figure_text
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
CPAM_COMMENT = "zorgcommentairecpam"
"""Said of a passage of a draft of the CPAM."""
CPAM_WITHDRAWAL = "zorgretraitcpam"
"""Why a sheet of the CPAM is to be withdrawn: in a draft that nobody published."""
CPAM_PROPOSED = "zorgprevucpam"
"""Title of a draft of the CPAM in review, to hold from a day to come."""
CAF_READER = "Zorgrelectrice Caf"
CPAM_READER = "Zorgrelectrice Cpam"
"""The names of those who last confirmed a sheet of each section."""
CPAM_WRITTEN = "zorgencourscpam"
"""In the text and reason of a draft of the CPAM that is still being written."""
CPAM_TREE = "zorgarbrecpam"
"""The title and reason of a draft of a tree of the CPAM that is still being written."""
CAF_AMOUNT = "zorgmontantcaf"
CPAM_AMOUNT = "zorgmontantcpam"
"""The name of an amount that a sheet of each cites in a passage reserved to agents."""
AMOUNT_DRAFT = "zorgmontantpropose"
"""The name and the reason of an amount that waits for its review."""
JOURNAL = "zorgjournal"
"""In an entry of the audit log."""
NOT_FOUND = "zorgpastrouve"
"""Searched without a result."""

CAF_REPORT = "zorgsignalementcaf"
CPAM_REPORT = "zorgsignalementcpam"
"""What an agent said of a page of each."""
CAF_ANSWER = "zorgreponsecaf"
CPAM_ANSWER = "zorgreponsecpam"
"""What its owner answered them."""

RSA = "operators/caf/demander-le-rsa.md"
WITHDRAWN = "operators/cpam/ancienne-carte.md"
PRIME = "operators/caf/prime-d-activite.md"
VITALE = "operators/cpam/carte-vitale.md"
SYNONYMS = "vocabulary/synonyms.yaml"
DRAFTS = {CAF_DRAFT: "brouilloncaf", CPAM_DRAFT: "brouilloncpa", WORDS_DRAFT: "brouillonmot"}
"""The ids of the drafts, by their word."""
AMOUNT_PROPOSED = "brouillonmnt"
WITHDRAWING = "brouillonret"
PROPOSED = "brouillonplu"
WRITTEN = "brouilloncou"
TREE_WRITTEN = "brouillonarb"
AMOUNTS = {CAF_AMOUNT: "montant-caf", CPAM_AMOUNT: "montant-cpam"}
"""The ids of the amounts, by their word."""
DROPPED = "brouillonfin"
"""Another draft of the CPAM, which was dropped."""
REPORTS: dict[str, str] = {}
"""The ids of the reports, by their word, once the house is filled."""
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
        body=f"## En bref\n\nEn ligne.\n\n:::agent\nAppeler {AGENT_NOTE}, dire "
        f"{{{{ montant: {AMOUNTS[CAF_AMOUNT]} }}}}.\n:::\n",
    )
    texts[amounts.PATH] = "".join(figure_text(id_=id, label=word) for word, id in AMOUNTS.items())
    texts["operators/cpam/montant.md"] = sheet_text(
        "CPAM-93",
        body=f"Texte.\n\n:::agent\nDire {{{{ montant: {AMOUNTS[CPAM_AMOUNT]} }}}}.\n:::\n",
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
    _propose_amount(house)
    _reread(house)
    house.activity.searched(f"la {NOT_FOUND}", 0)
    with writing(house.engine) as connection:
        audit.record(connection, house.now(), None, audit.PURGE, JOURNAL, detail=JOURNAL)
    _report(house)


def _draft(house: House) -> None:
    """Submit a draft in each section, one of which is sent back and submitted again."""
    author, other = (_account(house, role) for role in (Role.TRAINER, Role.ADMINISTRATOR))
    texts = {
        CAF_DRAFT: (PRIME, sheet_text("CAF-04", f"La prime {CAF_DRAFT}"), 1),
        CPAM_DRAFT: (VITALE, sheet_text("CPAM-02", f"La carte {CPAM_DRAFT}"), 1),
        WORDS_DRAFT: (SYNONYMS, f"groupes:\n  - [{WORDS_DRAFT}, rsa]\n", 0),
    }
    ids = iter((*DRAFTS.values(), DROPPED, WITHDRAWING, PROPOSED, WRITTEN, TREE_WRITTEN))
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
    authoring.withdraw(author, VITALE, CPAM_WITHDRAWAL)
    later = (date.today() + timedelta(days=40)).isoformat()
    text = sheet_text("CPAM-91", CPAM_PROPOSED, valide_du=later, a_revoir_avant="2099-01-01")
    authoring.start(author, "operators/cpam/plus-tard.md", text, 0, "prévue")
    authoring.submit(author, PROPOSED)
    authoring.comment(other, PROPOSED, CPAM_COMMENT, line=3, seen=1)
    text = sheet_text("CPAM-92", f"La carte {CPAM_WRITTEN}")
    authoring.start(author, "operators/cpam/en-cours.md", text, 0, CPAM_WRITTEN)
    path = tree_path(visited.CARD)
    newest = house.library.newest(path)
    assert newest
    titled = re.sub("^titre: .*$", f"titre: {CPAM_TREE}", newest[1], count=1, flags=re.MULTILINE)
    authoring.start(author, path, titled, newest[0].number, CPAM_TREE)


def _report(house: House) -> None:
    """Report a page of each section, as an agent nobody may name, and have it answered."""
    said = {CAF_REPORT: (PRIME, CAF_ANSWER), CPAM_REPORT: (VITALE, CPAM_ANSWER)}
    agent = house.accounts.find(OTHER_LOGIN)
    assert agent
    for word, (path, answer) in said.items():
        report = house.feedback.report(agent, Passage(path, 1), Kind.WRONG, word)
        trainer = _account(house, Role.TRAINER)
        house.feedback.answer(trainer, [report.id], State.UNDER_WAY, answer)
        REPORTS[word] = report.id


def _propose_amount(house: House) -> None:
    authoring = Authoring(
        house.engine, house.library, lambda: datetime.now(UTC), new_id=lambda: AMOUNT_PROPOSED
    )
    newest = house.library.newest(amounts.PATH)
    assert newest
    text = newest[1] + figure_text(id_="propose", label=AMOUNT_DRAFT)
    author = _account(house, Role.TRAINER)
    authoring.submit(
        author, authoring.start(author, amounts.PATH, text, 1, f"motif {AMOUNT_DRAFT}").id
    )


def _account(house: House, role: Role) -> Account:
    found = house.accounts.find(LOGINS[role])
    assert found
    return found


def _reread(house: House) -> None:
    """Have a sheet of each section confirmed by someone who does nothing else."""
    for number, name in enumerate((CAF_READER, CPAM_READER), start=95):
        operator = name.split()[1].lower()
        path = f"operators/{operator}/relue.md"
        _bring(house, {path: sheet_text(f"RELUE-{number}", f"Fiche relue {number}")})
        login = f"zorgrelectrice{number}@example.fr"
        reader = house.accounts.create(login, name, Role.TRAINER, PASSWORD)
        subject = house.upkeep.subject(reader, path)
        house.upkeep.confirm(reader, path, 1, subject.proposed, [0])
    house.library.refresh()


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
