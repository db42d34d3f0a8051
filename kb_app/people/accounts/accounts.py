"""The SQL of accounts: create, find, change, erase."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, Update, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from kb_app.database import audit
from kb_app.database.engine import writing
from kb_app.errors import InvalidInput, NotFound
from kb_app.knowledge.content.kinds import is_operator
from kb_app.people.accounts import passwords, tables
from kb_app.people.accounts.model import Account, Change, Role, subject_of

COLUMNS = tuple(c for c in tables.accounts.c if c.name != "password_hash")
"""What `account_of` reads, in its order."""

_LOGIN = re.compile(r"[a-z0-9][a-z0-9._@+-]{0,99}")
_accounts = tables.accounts


def account_of(row: Sequence[Any]) -> Account:
    """Return the account whose `COLUMNS` open the row."""
    id_, login, name, role, operators, house, active, demo, created_at = row[: len(COLUMNS)]
    return Account(
        id=id_,
        login=login,
        name=name,
        role=Role(role),
        operators=frozenset(operators.split()),
        house=house,
        active=active,
        demo=demo,
        created_at=created_at,
    )


def fold_login(typed: str) -> str:
    """Return a login as it is kept: people type capitals and stray spaces."""
    return typed.strip().lower()


class Accounts:
    """Every account. What changes someone's rights or password also ends their sessions.

    Methods that take an id raise NotFound when it is nobody's. What they change is recorded in the
    audit log as done `by` that account, or by a command on the server: never a name or a login.
    """

    def __init__(
        self,
        engine: Engine,
        now: Callable[[], datetime],
        site_name: str,
        forget_also: Sequence[Callable[[Connection, int], None]] = (),
    ) -> None:
        """`forget_also` deletes what other rooms keep of an account that is erased."""
        self._engine = engine
        self._now = now
        self._site_name = site_name
        self._forget_also = forget_also

    def create(
        self,
        login: str,
        name: str,
        role: Role,
        password: str,
        *,
        operators: Iterable[str] = (),
        house: str | None = None,
        demo: bool = False,
        by: int | None = None,
    ) -> Account:
        """Add an account, active at once.

        Raises InvalidInput on a login that is taken or unreadable, a weak password, or
        operators that do not go with the role.
        """
        login = _valid_login(login)
        name = _valid_name(name)
        passwords.check(password, (login, name, self._site_name))
        values = {
            "login": login,
            "name": name,
            "role": role.value,
            "operators": _valid_operators(role, operators),
            "house": _valid_name(house) if house else None,
            "active": True,
            "demo": demo,
            "password_hash": passwords.hash_password(password),
            "created_at": self._now(),
        }
        try:
            with writing(self._engine) as connection:
                row = connection.execute(insert(_accounts).values(values).returning(*COLUMNS)).one()
                account = account_of(row)
                self._record(connection, by, Change.CREATED, account.id, _rights(account))
        except IntegrityError as error:
            raise InvalidInput(
                f"L’identifiant « {login} » est déjà pris : choisissez-en un autre."
            ) from error
        return account

    def everyone(self) -> tuple[Account, ...]:
        """Return all accounts, disabled and erased ones included, by login."""
        with self._engine.connect() as connection:
            rows = connection.execute(select(*COLUMNS).order_by(_accounts.c.login))
            return tuple(account_of(row) for row in rows)

    def find(self, login: str) -> Account | None:
        """Return the account that signs in with this login, however it is capitalised."""
        found = self.credentials(login)
        return found and found[0]

    def with_id(self, account_id: int) -> Account:
        with self._engine.connect() as connection:
            return _held(connection, account_id)

    def names(self) -> dict[int, str]:
        """Return everyone's present name by account id, for histories that keep only ids."""
        with self._engine.connect() as connection:
            rows = connection.execute(select(_accounts.c.id, _accounts.c.name))
            return {row.id: row.name for row in rows}

    def credentials(self, login: str) -> tuple[Account, str | None] | None:
        """Return the account and its password hash, absent when it was erased."""
        login = fold_login(login)
        if not _LOGIN.fullmatch(login):
            return None
        query = select(*COLUMNS, _accounts.c.password_hash).where(_accounts.c.login == login)
        with self._engine.connect() as connection:
            row = connection.execute(query).first()
        return row and (account_of(row), row.password_hash)

    def rename(self, account_id: int, name: str, by: int | None = None) -> None:
        """Correct someone's name, everywhere it is shown: only ids are kept elsewhere."""
        with writing(self._engine) as connection:
            _change(connection, account_id, name=_valid_name(name))
            self._record(connection, by, Change.RENAMED, account_id)

    def set_role(
        self, account_id: int, role: Role, operators: Iterable[str] = (), by: int | None = None
    ) -> None:
        """Change what someone may do, and end their sessions."""
        slugs = _valid_operators(role, operators)
        with writing(self._engine) as connection:
            before = _held(connection, account_id)
            _change(connection, account_id, role=role.value, operators=slugs)
            _end_sessions(connection, account_id)
            said = f"{_rights(before)} → {_rights(_held(connection, account_id))}"
            self._record(connection, by, Change.ROLE, account_id, said)

    def set_active(self, account_id: int, active: bool, by: int | None = None) -> None:
        """Disable an account, ending its sessions, or enable it again."""
        with writing(self._engine) as connection:
            _change(connection, account_id, active=active)
            _end_sessions(connection, account_id)
            change = Change.ENABLED if active else Change.DISABLED
            self._record(connection, by, change, account_id)

    def set_password(self, account_id: int, password: str, by: int | None = None) -> str:
        """Give a new password, end every session and return the hash kept.

        Raises InvalidInput when the password is weak.
        """
        account = self.with_id(account_id)
        passwords.check(password, (account.login, account.name, self._site_name))
        kept = passwords.hash_password(password)
        with writing(self._engine) as connection:
            _change(connection, account_id, password_hash=kept)
            _end_sessions(connection, account_id)
            self._record(connection, by, Change.PASSWORD, account_id)
        return kept

    def replace_hash(self, account_id: int, old: str, new: str) -> None:
        """Keep the same password at today's cost, unless it changed meanwhile."""
        with writing(self._engine) as connection:
            connection.execute(
                _one(account_id, _accounts.c.password_hash == old, password_hash=new)
            )

    def erase(self, account_id: int, by: int | None = None) -> None:
        """Forget who it was: the row stays, so that the history keeps its author's number.

        The login left behind cannot be typed, nor taken by someone else.
        """
        with writing(self._engine) as connection:
            _change(
                connection,
                account_id,
                login=f"(effacé {account_id})",
                name="Compte effacé",
                house=None,
                active=False,
                password_hash=None,
            )
            _end_sessions(connection, account_id)
            for forget in self._forget_also:
                forget(connection, account_id)
            self._record(connection, by, Change.ERASED, account_id)

    def _record(
        self,
        connection: Connection,
        by: int | None,
        change: Change,
        account_id: int,
        detail: str = "",
    ) -> None:
        subject = subject_of(account_id)
        audit.record(connection, self._now(), by, change.value, subject, detail=detail)


def _rights(account: Account) -> str:
    """Return a role and its operators in the words of the audit log."""
    return " ".join((account.role.value, *sorted(account.operators)))


def _held(connection: Connection, account_id: int) -> Account:
    row = connection.execute(select(*COLUMNS).where(_accounts.c.id == account_id)).first()
    if row is None:
        raise _nobody(account_id)
    return account_of(row)


def _one(account_id: int, *conditions: Any, **values: Any) -> Update:
    return update(_accounts).where(_accounts.c.id == account_id, *conditions).values(values)


def _change(connection: Connection, account_id: int, **values: Any) -> None:
    if connection.execute(_one(account_id, **values)).rowcount == 0:
        raise _nobody(account_id)


def _end_sessions(connection: Connection, account_id: int) -> None:
    connection.execute(delete(tables.sessions).where(tables.sessions.c.account_id == account_id))


def _nobody(account_id: int) -> NotFound:
    return NotFound(f"Le compte n° {account_id} n’existe pas.")


def _valid_login(typed: str) -> str:
    login = fold_login(typed)
    if not _LOGIN.fullmatch(login):
        raise InvalidInput(
            "L’identifiant s’écrit avec des lettres sans accent, des chiffres et . _ @ + - "
            "(100 caractères au plus), par exemple jeanne.martin@ville.fr."
        )
    return login


def _valid_name(typed: str) -> str:
    name = " ".join(typed.split())
    if not (0 < len(name) <= 200 and name.isprintable()):
        raise InvalidInput("Le nom doit avoir de 1 à 200 caractères lisibles.")
    return name


def _valid_operators(role: Role, operators: Iterable[str]) -> str:
    slugs = sorted(set(operators))
    if bool(slugs) != (role is Role.OPERATOR):
        raise InvalidInput(
            "Un compte d’opérateur nomme au moins un opérateur ; les autres rôles n’en ont pas."
        )
    if not all(map(is_operator, slugs)):
        raise InvalidInput("Un opérateur se nomme comme son dossier, par exemple france-travail.")
    text = " ".join(slugs)
    if len(text) > tables.OPERATORS_LENGTH:
        raise InvalidInput("Un compte ne peut pas répondre d’autant d’opérateurs.")
    return text
