"""Who may do what: accounts, sessions, and the one table that turns a role into permissions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType


class Role(StrEnum):
    """What someone is here for; views never see it, they ask for a `Permission`."""

    AGENT = "agent"
    TRAINER = "formateur"
    OPERATOR = "operateur"
    MANAGER = "responsable"
    ADMINISTRATOR = "administrateur"

    @property
    def label(self) -> str:
        """The role as written on the screen."""
        return ROLE_LABELS[self]


ROLE_LABELS: Mapping[Role, str] = MappingProxyType(
    {
        Role.AGENT: "Agent",
        Role.TRAINER: "Formateur",
        Role.OPERATOR: "Opérateur",
        Role.MANAGER: "Responsable de maison",
        Role.ADMINISTRATOR: "Administrateur",
    }
)


class Permission(StrEnum):
    """The words views ask for."""

    SHEET_READ = "sheet_read"
    SEARCH = "search"
    VERSION_READ = "version_read"
    """History and comparisons of published sheets."""
    AGENT_NOTES_READ = "agent_notes_read"
    """The passages reserved to agents (`:::agent`)."""
    REFERRAL_READ = "referral_read"
    """The inboxes where an operator's referents answer."""
    WITHDRAWN_READ = "withdrawn_read"
    """Content and history of withdrawn sheets."""
    TREE_READ = "tree_read"
    """Trees: choosing one, reading its questions."""
    VISIT = "visit"
    """Walking a visitor's request through a tree; one's own visits only."""
    CASE_WRITE = "case_write"
    """Adding a case to those a tree is held to."""
    TREE_FIGURES = "tree_figures"
    """How trees are used, counted."""
    SEARCH_FAILURES = "search_failures"
    """What was searched and not found, and what to do about it."""
    DRAFT_READ = "draft_read"
    """Drafts: texts proposed and not yet published."""
    DRAFT_WRITE = "draft_write"
    """Starting, writing and submitting drafts."""
    DRAFT_PUBLISH = "draft_publish"
    """Publishing or sending back what someone else wrote."""
    REPORT_WRITE = "report_write"
    """Saying that a passage is wrong, out of date, unclear or missing."""
    REPORT_ANSWER = "report_answer"
    """Reading what was said of passages, and answering."""
    AUDIT_READ = "audit_read"
    """The audit log: who did what to which document or account."""
    ACCOUNT_SELF = "account_self"
    """One's own password and sessions."""
    HEALTH_READ = "health_read"
    """What is damaged in the library."""


class Change(StrEnum):
    """What is done to an account, in the words of the audit log."""

    CREATED = "compte_cree"
    ROLE = "compte_role"
    ENABLED = "compte_reactive"
    DISABLED = "compte_desactive"
    PASSWORD = "compte_mot_de_passe"
    RENAMED = "compte_renomme"
    ERASED = "compte_efface"


class Reach(StrEnum):
    """Where a granted permission holds."""

    EVERYWHERE = "everywhere"
    OWN = "own"
    """Only for the operators of the account."""


_READER = {
    Permission.SHEET_READ: Reach.EVERYWHERE,
    Permission.SEARCH: Reach.EVERYWHERE,
    Permission.VERSION_READ: Reach.EVERYWHERE,
    Permission.TREE_READ: Reach.EVERYWHERE,
    Permission.VISIT: Reach.EVERYWHERE,
    Permission.ACCOUNT_SELF: Reach.EVERYWHERE,
}
_DESK = {
    **_READER,
    Permission.AGENT_NOTES_READ: Reach.EVERYWHERE,
    Permission.REFERRAL_READ: Reach.EVERYWHERE,
    Permission.REPORT_WRITE: Reach.EVERYWHERE,
}
_KEEPER = {
    **_DESK,
    Permission.WITHDRAWN_READ: Reach.EVERYWHERE,
    Permission.CASE_WRITE: Reach.EVERYWHERE,
    Permission.TREE_FIGURES: Reach.EVERYWHERE,
    Permission.SEARCH_FAILURES: Reach.EVERYWHERE,
    Permission.DRAFT_READ: Reach.EVERYWHERE,
    Permission.DRAFT_WRITE: Reach.EVERYWHERE,
    Permission.DRAFT_PUBLISH: Reach.EVERYWHERE,
    Permission.REPORT_ANSWER: Reach.EVERYWHERE,
}

GRANTS: Mapping[Role, Mapping[Permission, Reach]] = MappingProxyType(
    {
        Role.AGENT: _DESK,
        Role.MANAGER: {**_DESK, Permission.TREE_FIGURES: Reach.EVERYWHERE},
        Role.TRAINER: _KEEPER,
        Role.OPERATOR: {
            **_READER,
            Permission.AGENT_NOTES_READ: Reach.OWN,
            Permission.REFERRAL_READ: Reach.OWN,
            Permission.WITHDRAWN_READ: Reach.OWN,
            Permission.CASE_WRITE: Reach.OWN,
            Permission.TREE_FIGURES: Reach.OWN,
            Permission.DRAFT_READ: Reach.OWN,
            Permission.DRAFT_WRITE: Reach.OWN,
            Permission.DRAFT_PUBLISH: Reach.OWN,
            Permission.REPORT_WRITE: Reach.EVERYWHERE,
            Permission.REPORT_ANSWER: Reach.OWN,
        },
        Role.ADMINISTRATOR: {
            **_KEEPER,
            Permission.HEALTH_READ: Reach.EVERYWHERE,
            Permission.AUDIT_READ: Reach.EVERYWHERE,
        },
    }
)

ANONYMOUS = frozenset({Permission.SHEET_READ, Permission.SEARCH, Permission.TREE_READ})
"""What a reader without an account may do when reading is public."""


@dataclass(frozen=True, slots=True)
class Account:
    id: int
    login: str
    """Lower-case, unique; what is typed to sign in."""
    name: str
    """Personal data: can be corrected and erased."""
    role: Role
    operators: frozenset[str]
    """Slugs of the operators an `operateur` answers for; empty for the other roles."""
    house: str | None
    active: bool
    demo: bool
    """Signs in only in demonstration mode."""
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Session:
    """One signed-in browser. Times are UTC."""

    id: int
    account_id: int
    created_at: datetime
    last_seen_at: datetime
    """To the minute: it is not written on every page."""
    expires_at: datetime
    """When it ends if nothing is done until then."""
    label: str
    """The browser in French words, such as « Firefox sur Windows »."""


def subject_of(account_id: int) -> str:
    """Return how the audit log names an account."""
    return f"compte:{account_id}"


def may(
    account: Account | None,
    permission: Permission,
    operator: str | None = None,
    public_reading: bool = False,
) -> bool:
    """Say whether the reader has the permission, for the operator or, without one, for all.

    A permission held only for one's own operators is therefore refused when no operator is
    named. No account, or a disabled one, has nothing but `ANONYMOUS`, when reading is public.
    """
    if account is None or not account.active:
        return public_reading and permission in ANONYMOUS
    reach = GRANTS[account.role].get(permission)
    return reach is Reach.EVERYWHERE or (reach is Reach.OWN and operator in account.operators)
