"""One short function for each value that tests make."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime

from sqlalchemy import Engine

from kb_app.library.library import Library
from kb_app.library.model import NewVersion

TODAY = date(2026, 11, 22)
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def sheet_text(
    code: str = "CAF-03",
    title: str = "Demander le RSA",
    body: str = "## En bref\n\nLe visiteur remplit la demande sur caf.fr.\n",
    **keys: object,
) -> str:
    """Return a sound sheet; a key given as None is left out."""
    header: dict[str, object] = {
        "code": code,
        "titre": title,
        "resume": f"{title} : la demande se fait en ligne.",
        "mots_du_public": ["le rsa"],
        "issue_habituelle": "accompagnement",
        "sources": [
            {"titre": "Site", "adresse": "https://www.caf.fr", "consulte_le": "2026-11-20"}
        ],
        "valide_du": "2026-01-01",
        "a_revoir_avant": "2027-03-31",
    } | keys
    lines = [
        f"{k}: {json.dumps(v, ensure_ascii=False)}\n" for k, v in header.items() if v is not None
    ]
    return f"---\n{''.join(lines)}---\n{body}"


def operator_text(name: str = "Caisse d’allocations familiales", acronym: str = "CAF") -> str:
    keys = {
        "nom": name,
        "sigle": acronym,
        "noms_du_public": ["la caf", "les allocs"],
        "genre": "national",
        "domaines": ["services-aux-personnes"],
        "files": {
            "droits": {"nom": "Droits", "reponse_sous": "72 h", "canaux": ["référent local"]}
        },
        "presentation": "Aides aux familles et au logement.",
    }
    return "".join(f"{k}: {json.dumps(v, ensure_ascii=False)}\n" for k, v in keys.items())


def small_library() -> dict[str, str]:
    """Return texts by path: two operators and three sheets that refer to each other."""
    return {
        "operators/caf/operator.yaml": operator_text(),
        "operators/cpam/operator.yaml": operator_text("Assurance maladie", "CPAM"),
        "operators/caf/demander-le-rsa.md": sheet_text(),
        "operators/caf/prime-d-activite.md": sheet_text("CAF-04", "Demander la prime d’activité"),
        "operators/cpam/carte-vitale.md": sheet_text(
            "CPAM-02",
            "Carte Vitale perdue",
            mots_du_public=["carte verte", "carte de la sécu perdue"],
            issue_habituelle="autonomie",
            voir_aussi=["operators/caf/demander-le-rsa.md"],
        ),
    }


def new_version(
    path: str = "operators/caf/demander-le-rsa.md",
    text: str | None = None,
    valid_from: date = date(2026, 1, 1),
    withdrawn: bool = False,
) -> NewVersion:
    return NewVersion(path, text or sheet_text(), valid_from, withdrawn, None, "essai")


def library(engine: Engine, today: Callable[[], date] = lambda: TODAY) -> Library:
    return Library(engine, today, lambda: NOON)
