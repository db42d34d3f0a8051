"""The permission words as people read them, on the account and help pages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from kb_app.people.accounts.model import GRANTS, Permission, Reach, Role

WORDS: Mapping[Permission, str] = MappingProxyType(
    {
        Permission.SHEET_READ: "Lire les fiches",
        Permission.SEARCH: "Chercher",
        Permission.TREE_READ: "Voir les arbres",
        Permission.VISIT: "Orienter une demande",
        Permission.VERSION_READ: "Lire et comparer les versions",
        Permission.AGENT_NOTES_READ: "Lire les passages réservés à l’agent",
        Permission.REFERRAL_READ: "Voir où joindre les référents",
        Permission.WITHDRAWN_READ: "Lire les fiches retirées",
        Permission.CASE_WRITE: "Enregistrer un parcours comme cas",
        Permission.TREE_FIGURES: "Voir le suivi des arbres",
        Permission.SEARCH_FAILURES: "Voir les recherches qui échouent et y répondre",
        Permission.DRAFT_READ: "Lire les brouillons",
        Permission.DRAFT_WRITE: "Écrire des brouillons",
        Permission.DRAFT_PUBLISH: "Relire et publier ce que d’autres ont écrit",
        Permission.REPORT_WRITE: "Signaler un passage",
        Permission.REPORT_ANSWER: "Lire les signalements et y répondre",
        Permission.HEALTH_READ: "Voir l’état de la bibliothèque",
        Permission.AUDIT_READ: "Lire le journal de ce qui a été fait",
        Permission.ACCOUNT_SELF: "Gérer son compte",
    }
)


@dataclass(frozen=True, slots=True)
class RightsRow:
    words: str
    cells: tuple[str, ...]
    """One a role, in the order of `Role`: « oui », « ses opérateurs » or « non »."""


def rights_table() -> tuple[RightsRow, ...]:
    """Return who may do what, straight from `GRANTS`."""
    said = {Reach.EVERYWHERE: "oui", Reach.OWN: "ses opérateurs", None: "non"}
    return tuple(
        RightsRow(words, tuple(said[GRANTS[role].get(permission)] for role in Role))
        for permission, words in WORDS.items()
    )
