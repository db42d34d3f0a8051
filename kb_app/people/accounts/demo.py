"""The demonstration accounts: one per role, public passwords, in demonstration mode only."""

from __future__ import annotations

from dataclasses import dataclass

from kb_app.people.accounts import passwords
from kb_app.people.accounts.accounts import Accounts
from kb_app.people.accounts.model import Account, Role


@dataclass(frozen=True, slots=True)
class DemoAccount:
    login: str
    name: str
    role: Role
    password: str
    operators: frozenset[str] = frozenset()


DEMO_ACCOUNTS = (
    DemoAccount("agent@demo", "Agent de démonstration", Role.AGENT, "trois chaises rouges"),
    DemoAccount(
        "formateur@demo", "Formateur de démonstration", Role.TRAINER, "quatre craies blanches"
    ),
    DemoAccount(
        "operateur@demo",
        "Opérateur de démonstration",
        Role.OPERATOR,
        "deux tampons violets",
        frozenset({"caf"}),
    ),
    DemoAccount(
        "responsable@demo", "Responsable de démonstration", Role.MANAGER, "cinq clefs dorees"
    ),
    DemoAccount(
        "administrateur@demo",
        "Administrateur de démonstration",
        Role.ADMINISTRATOR,
        "six tournevis jaunes",
    ),
)


def ensure_demo_accounts(accounts: Accounts) -> None:
    """Create what is missing, and put back what visitors of the demonstration changed.

    An account that took one of these logins without being a demonstration is left alone.
    """
    for wanted in DEMO_ACCOUNTS:
        found = accounts.credentials(wanted.login)
        if found is None:
            _create(accounts, wanted)
        elif found[0].demo:
            _restore(accounts, wanted, *found)


def _create(accounts: Accounts, wanted: DemoAccount) -> None:
    accounts.create(
        wanted.login,
        wanted.name,
        wanted.role,
        wanted.password,
        operators=wanted.operators,
        demo=True,
    )


def _restore(
    accounts: Accounts, wanted: DemoAccount, account: Account, password_hash: str | None
) -> None:
    if not account.active:
        accounts.set_active(account.id, True)
    if account.name != wanted.name:
        accounts.rename(account.id, wanted.name)
    if (account.role, account.operators) != (wanted.role, wanted.operators):
        accounts.set_role(account.id, wanted.role, wanted.operators)
    if not passwords.verify(password_hash, wanted.password):
        accounts.set_password(account.id, wanted.password)
