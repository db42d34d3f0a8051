"""A house in whose every field someone wrote a script, each in its own way."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import cycle
from typing import Any

import yaml

from kb_app.database import audit
from kb_app.database.engine import writing
from kb_app.library.model import NewVersion
from kb_app.people.accounts.demo import ensure_demo_accounts
from kb_app.people.accounts.model import Account, Role
from kb_app.people.feedback.model import Kind, Passage, State
from kb_app.web.house import House
from tests import amounts
from tests.factories import operator_text, sheet_text
from tests.web import small_tree, visited

PAYLOADS = (
    "<script>xss()</script>",
    "<img src=x onerror=xss()>",
    "<svg onload=xss()>",
    '"><script>xss()</script>',
    "' autofocus onfocus='xss()",
    '" autofocus onfocus="xss()" x="',
    "</title><script>xss()</script>",
    "</textarea><img src=x onerror=xss()>",
    "</script><script>xss()</script>",
    "--><script>xss()</script>",
    "]]><script>xss()</script>",
    '<a href="javascript:xss()" autofocus>ici</a>',
    "[ici](javascript:xss())",
    "![ici](javascript:xss())",
    '<https://a.fr/"onmouseover=xss()>',
    "{{ xss() }} {% raw %} ${xss()}",
    '<iframe srcdoc="<script>parent.xss()</script>"></iframe>',
    "<details open ontoggle=xss()>x",
    "<math><mtext><table><mglyph><style><img src onerror=xss()>",
    "<base href=//exemple.invalid/>",
    "<form action=javascript:xss()><button>ici",
    "<object data=javascript:xss()>",
    "&lt;script&gt;xss()&lt;/script&gt;",
    "javascript:xss()",
    "<b onmouseover=xss()>\u05d0\u05d1 gras",
)
MARK = "zzhostile"
"""A word beside every payload, so that they are found again."""
PASSWORD = "soleil rivage cuisine tambour"
PATHS = [f"operators/caf/hostile-{n}.md" for n in range(len(PAYLOADS))]
TREE = "cpam/carte"

# Keys of our documents whose values are ids, dates or numbers, not words.
_IDS = frozenset({"arbre", "operateur", "fiche", "fiches", "situations", "type", "pieces", "file"})
_MOVES = frozenset({"va", "si", "sinon", "puis", "debut", "reprendre_a", "si_ca_bloque"})
_NUMBERS = frozenset({"min", "max", "apres", "avant", "il_y_a", "dans", "depuis", "reponse_sous"})
_CHOICES = frozenset({"ne_sait_pas", "transmettre", "niveau", "vide", "exclusif", "et_appeler"})
_NOT_WORDS = _IDS | _MOVES | _NUMBERS | _CHOICES | {"referent", "echeance", "urgence", "contient"}


def fill(house: House) -> None:
    """Plant them, through the doors that the pages use wherever there is one."""
    ensure_demo_accounts(house.accounts)
    trainer = _account(house, Role.TRAINER)
    chief = _account(house, Role.ADMINISTRATOR)
    agent = _account(house, Role.AGENT)
    for number, payload in enumerate(PAYLOADS[:3]):
        house.accounts.create(
            f"auteur{number}@exemple.fr", f"{payload} {MARK}", Role.TRAINER, PASSWORD
        )
    author = house.accounts.find("auteur1@exemple.fr")
    assert author
    texts = _documents()
    for path, text in texts.items():
        _publish(house, path, text, 0, author.id)
    for path in PATHS:
        _publish(house, path, texts[path].replace("Suite", "Autre suite"), 1, author.id)
    house.library.refresh()
    assert not house.library.snapshot().damaged
    house.finder.keep_up()
    _search_and_visit(house, agent)
    _draft(house, author, trainer, chief)
    _report(house, agent, trainer)
    with writing(house.engine) as connection:
        for payload in PAYLOADS:
            audit.record(connection, house.now(), author.id, "import", payload, 1, payload)


def _account(house: House, role: Role) -> Account:
    return next(a for a in house.accounts.everyone() if a.demo and a.role is role)


def _publish(house: House, path: str, text: str, base: int, author: int) -> None:
    reason = f"{next(_TURN)} {MARK}"
    house.library.publish(NewVersion(path, text, date(2026, 1, 1), False, author, reason), base)


_TURN: Iterator[str] = cycle(PAYLOADS)


def _documents() -> dict[str, str]:
    """Return the text of every kind of document, with payloads wherever words may stand."""
    found = {
        path: _hostile_sheet(number, payload)
        for number, (path, payload) in enumerate(zip(PATHS, PAYLOADS, strict=True))
    }
    found["operators/caf/operator.yaml"] = _hostile_yaml(operator_text(), "nom presentation")
    found["operators/cpam/operator.yaml"] = _hostile_yaml(
        operator_text("Maladie", "CPAM").replace('"droits"', '"cartes"'), "nom presentation"
    )
    found["operators/cpam/carte-vitale.md"] = sheet_text("CPAM-02", f"Carte {next(_TURN)}")
    found[small_tree.PATH] = _hostile_yaml(small_tree.TEXT)
    found["vocabulary/documents.yaml"] = _hostile_yaml(small_tree.DOCUMENTS, "texte")
    found["vocabulary/themes.yaml"] = _hostile_yaml(
        "sante: { titre: Santé, description: Soins }\n", "titre description"
    )
    found[amounts.PATH] = _hostile_yaml(amounts.figure_text(), "libelle titre")
    return found


def _hostile_sheet(number: int, payload: str) -> str:
    ahead = (date.today() + timedelta(days=20)).isoformat()
    body = (
        f"## {payload} {MARK}\n\n{payload}\n\nTexte {payload} suite.\n\n- {payload}\n\n"
        f"> {payload}\n\n| a | b |\n|---|---|\n| {payload.replace('|', '')} | x |\n\n"
        f":::agent\n{payload}\n:::\n\n```\n{payload}\n```\n\nDire {{{{ montant: rsa }}}}.\n\n"
        "## Suite\n\nSuite.\n"
    )
    return sheet_text(
        f"HOS-{number}",
        f"{payload} {MARK}",
        body,
        resume=f"{payload} {MARK} résumé",
        mots_du_public=[f"{payload} {MARK}"],
        themes=["sante"],
        sources=[
            {"titre": f"{payload} {MARK}", "adresse": "https://a.fr", "consulte_le": "2026-11-20"}
        ],
        a_revoir_avant=ahead,
    )


def _hostile_yaml(text: str, only: str = "") -> str:
    """Return the document with a payload after each of its words, or of those under these keys."""
    keys = frozenset(only.split())

    def changed(value: Any, key: str) -> Any:
        match value:
            case dict() if key != "si":
                return {k: changed(v, str(k)) for k, v in value.items()}
            case list():
                return [changed(each, key) for each in value]
            case str() if key in keys if keys else key not in _NOT_WORDS:
                return f"{value} {next(_TURN)} {MARK}"
        return value

    return yaml.safe_dump(changed(yaml.safe_load(text), ""), allow_unicode=True, sort_keys=False)


def _search_and_visit(house: House, agent: Account) -> None:
    for payload in PAYLOADS:
        house.activity.searched(f"{payload} {MARK}", 0)
    house.activity.flush()
    words = f"{PAYLOADS[0]} {MARK}"
    visited.closed(house, agent.id, TREE, {"situation": "perdue"}, words=words)
    visited.walked(house, agent.id, TREE, {"situation": "commandee"}, words=words)
    arrived = {"situation": "perdue", "soins": ["rien"], "compte": "oui"}
    visited.walked(house, agent.id, TREE, arrived, words=words)


def _draft(house: House, author: Account, trainer: Account, chief: Account) -> None:
    """Leave a draft in each state, with hostile reasons, comments and texts."""
    door = house.authoring
    for number, payload in enumerate(PAYLOADS[:12]):
        text = _hostile_sheet(number, payload).replace("Suite.", f"Proposé {payload}.")
        draft = door.start(author, PATHS[number], text, 2, f"{payload} {MARK}")
        if number % 4 == 0:
            continue
        door.submit(author, draft.id, f"{payload} {MARK}")
        if number % 4 == 1:
            door.comment(chief, draft.id, f"{payload} {MARK}", 0, 1)
            door.send_back(chief, draft.id, f"{payload} {MARK}")
        if number % 4 == 2:
            mark = door.review(chief, draft.id).mark
            door.publish_urgent(chief, draft.id, f"{payload} {MARK}", mark)
    door.start(trainer, PATHS[13], _hostile_sheet(13, PAYLOADS[0]), 2, f"{PAYLOADS[1]} {MARK}")
    # Overtaken: its three texts are compared.
    door.start(trainer, PATHS[14], _hostile_sheet(14, PAYLOADS[2]), 1, f"{PAYLOADS[3]} {MARK}")
    # Trees: one being written, one in review with what it changes of each situation.
    tree = house.library.version(small_tree.PATH, 1)[1]
    changed = tree.replace("va: soins", "va: compte").replace(MARK, f"{MARK} bis")
    door.start(chief, small_tree.PATH, changed, 1, f"{PAYLOADS[4]} {MARK}")
    door.submit(author, door.start(author, small_tree.PATH, changed, 1, f"{PAYLOADS[5]} {MARK}").id)


def _report(house: House, agent: Account, trainer: Account) -> None:
    for number, payload in enumerate(PAYLOADS[:12]):
        passage = Passage(PATHS[number], 2, "", f"{payload} {MARK}")
        made = house.feedback.report(agent, passage, Kind.WRONG, f"{payload} {MARK}")
        if number % 2:
            house.feedback.answer(trainer, [made.id], State.UNDER_WAY, f"{payload} {MARK}")
