"""Entries of the audit log as lines of a page: words and names put to what only ids say."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from urllib.parse import urlencode

from kb_app.database.audit import Entry
from kb_app.errors import InvalidInput
from kb_app.knowledge.content.kinds import kind_of
from kb_app.knowledge.content.model import Kind
from kb_app.people.accounts.model import Role
from kb_app.web.links import address_of

ADDRESS = "/administration/journal"
PAGE = 50
"""Entries of one page."""
LONGEST_SUBJECT = 200

LABELS: Mapping[str, str] = MappingProxyType(
    {
        "import": "Version venue d’un fichier",
        "debut": "Brouillon commencé",
        "soumission": "Relecture demandée",
        "renvoi": "Renvoyé à l’auteur",
        "publication": "Publication",
        "urgence": "Publication en urgence",
        "approbation": "Urgence approuvée",
        "retrait": "Brouillon retiré",
        "confirmation": "Confirmé toujours juste",
        "depublication": "Retrait d’un document proposé",
        "retablissement": "Retour d’un ancien texte proposé",
        "pratique": "Dit changer la pratique",
        "sans_pratique": "Dit ne pas changer la pratique",
        "commentaire": "Commentaire de relecture",
        "commentaire_regle": "Commentaire réglé",
        "reponse": "Réponse à un signalement",
        "transmission": "Signalement transmis",
        "flux_ouvert": "Flux ouvert",
        "flux_ferme": "Flux fermé",
        "compte_cree": "Compte créé",
        "compte_role": "Rôle changé",
        "compte_reactive": "Compte réactivé",
        "compte_desactive": "Compte désactivé",
        "compte_mot_de_passe": "Mot de passe changé",
        "compte_renomme": "Nom corrigé",
        "compte_efface": "Compte effacé",
        "purge": "Effacé au bout de sa durée",
    }
)
"""What was done, by the word of the log; a word that is not here is shown as it is."""

_ROLES: Mapping[str, str] = {role.value: role.label for role in Role}
_ACCOUNT = re.compile(r"compte:(\d{1,12})")
_SEQUENCE = re.compile(r"\d{1,12}")
_SAID = frozenset({"import", "compte_cree", "compte_role", "purge"})
"""The actions whose detail is words for a reader, and not an id."""


@dataclass(frozen=True, slots=True)
class Filters:
    action: str
    subject: str
    before: int | None
    """The page is of the entries before this one."""

    def address(self, before: int | None = None) -> str:
        """Return the address of the page with the same filters, from an entry on."""
        asked = {"action": self.action, "sujet": self.subject, "avant": before}
        kept = {name: value for name, value in asked.items() if value}
        return f"{ADDRESS}?{urlencode(kept)}" if kept else ADDRESS


@dataclass(frozen=True, slots=True)
class AuditLine:
    sequence: int
    at: datetime
    action: str
    subject: str
    address: str | None
    """Of the version or of the document, when a page shows it."""
    number: int | None
    detail: str
    who: str


def read_filters(action: str, subject: str, before: str) -> Filters:
    """Read what is asked of the log. Raises InvalidInput when it cannot be read."""
    if before and not _SEQUENCE.fullmatch(before):
        raise InvalidInput("Cette page du journal n’existe pas : revenez à la première.")
    # In an address, only letters: whatever else is no action, and finds nothing.
    asked = action if re.fullmatch(r"[a-z_]{0,40}", action) else "aucune"
    return Filters(asked, subject.strip()[:LONGEST_SUBJECT], int(before) if before else None)


def audit_lines(entries: Iterable[Entry], names: Mapping[int, str]) -> list[AuditLine]:
    """Return the lines of entries, in their order; `names` are of today."""
    return [
        AuditLine(
            sequence=entry.sequence,
            at=entry.at,
            action=action_label(entry.action),
            subject=_subject(entry.subject, names),
            address=_address(entry),
            number=entry.number,
            detail=_detail(entry),
            who=_name(entry.account_id, names),
        )
        for entry in entries
    ]


def action_label(action: str) -> str:
    return LABELS.get(action, action.replace("_", " "))


def _subject(subject: str, names: Mapping[int, str]) -> str:
    account = _ACCOUNT.fullmatch(subject)
    return _name(int(account[1]), names) if account else subject


def _name(account_id: int | None, names: Mapping[int, str]) -> str:
    if account_id is None:
        return "le serveur"
    return names.get(account_id, f"compte n° {account_id}")


def _detail(entry: Entry) -> str:
    """Return what else the entry says in words, with roles as the screen calls them."""
    if entry.action not in _SAID:
        return ""
    return " ".join(_ROLES.get(word, word) for word in entry.detail.split(" "))


def _address(entry: Entry) -> str | None:
    kind = kind_of(entry.subject)
    if kind is Kind.SHEET and entry.number is not None:
        return f"{address_of(entry.subject)}/versions/{entry.number}"
    return address_of(entry.subject) if kind in (Kind.SHEET, Kind.TREE, Kind.OPERATOR) else None
