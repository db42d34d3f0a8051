"""Signed-in browsers: a random token on their side, its SHA-256 on ours, and nothing else."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, NewType

from sqlalchemy import ColumnElement, Engine, bindparam, delete, insert, or_, select, update

from kb_app.database.engine import writing
from kb_app.errors import Unavailable
from kb_app.people.accounts import accounts, tables
from kb_app.people.accounts.browsers import browser_label
from kb_app.people.accounts.model import Account, Session

IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=8)
SEEN_EVERY = timedelta(minutes=1)
"""How often at most a session's last use is written."""

Token = NewType("Token", str)
"""What the browser keeps. Never stored, never logged."""

_sessions = tables.sessions
_COLUMNS = tuple(c for c in _sessions.c if c.name != "token_sha256")
# Built once: this one runs on every page.
_FIND = (
    select(*accounts.COLUMNS, *_COLUMNS)
    .join(_sessions, _sessions.c.account_id == tables.accounts.c.id)
    .where(_sessions.c.token_sha256 == bindparam("token"))
)


class Sessions:
    """Sessions end after 30 minutes without a page, and 8 hours after sign-in at the latest.

    `demo` says whether demonstration accounts may have any.
    """

    def __init__(self, engine: Engine, now: Callable[[], datetime], *, demo: bool = False) -> None:
        self._engine = engine
        self._now = now
        self._demo = demo

    def open(self, account_id: int, password_hash: str, user_agent: str) -> Token | None:
        """Open a session for a password just verified against `password_hash`.

        None when the account may not sign in, or its password changed since then: a change
        ends every session, and a late sign-in must not slip in behind it.
        """
        token = Token(secrets.token_urlsafe(32))
        now = self._now()
        verified = select(*accounts.COLUMNS).where(
            tables.accounts.c.id == account_id,
            tables.accounts.c.password_hash == password_hash,
        )
        with writing(self._engine) as connection:
            connection.execute(delete(_sessions).where(_ended(now)))
            row = connection.execute(verified).first()
            if row is None or not self._admits(accounts.account_of(row)):
                return None
            connection.execute(
                insert(_sessions).values(
                    token_sha256=_digest(token),
                    account_id=account_id,
                    created_at=now,
                    last_seen_at=now,
                    label=browser_label(user_agent),
                )
            )
        return token

    def find(self, token: str) -> tuple[Account, Session] | None:
        """Return who is signed in with this token, in one query; None when nobody is."""
        with self._engine.connect() as connection:
            row = connection.execute(_FIND, {"token": _digest(token)}).first()
        if row is None:
            return None
        account = accounts.account_of(row)
        session = _session_of(row[len(accounts.COLUMNS) :])
        if session.expires_at <= self._now() or not self._admits(account):
            return None
        return account, session

    def touch(self, session: Session) -> None:
        """Note that the session is used, at most once a minute.

        When the database refuses to write, the page is served all the same.
        """
        now = self._now()
        if now - session.last_seen_at < SEEN_EVERY:
            return
        with suppress(Unavailable), writing(self._engine) as connection:
            # Of the requests of one page that come together, one writes.
            unseen = _sessions.c.last_seen_at == session.last_seen_at
            connection.execute(
                update(_sessions)
                .where(_sessions.c.id == session.id, unseen)
                .values(last_seen_at=now)
            )

    def of(self, account_id: int) -> tuple[Session, ...]:
        """Return the account's sessions that are still open, last used first."""
        query = (
            select(*_COLUMNS)
            .where(_sessions.c.account_id == account_id)
            .order_by(_sessions.c.last_seen_at.desc(), _sessions.c.id.desc())
        )
        now = self._now()
        with self._engine.connect() as connection:
            every = [_session_of(row) for row in connection.execute(query)]
        return tuple(session for session in every if session.expires_at > now)

    def close(self, account_id: int, session_id: int) -> None:
        """End one session of this account; someone else's, or none, is left alone."""
        self._delete(_sessions.c.account_id == account_id, _sessions.c.id == session_id)

    def close_all(self, account_id: int) -> None:
        self._delete(_sessions.c.account_id == account_id)

    def _admits(self, account: Account) -> bool:
        return account.active and (self._demo or not account.demo)

    def _delete(self, *conditions: ColumnElement[bool]) -> None:
        with writing(self._engine) as connection:
            connection.execute(delete(_sessions).where(*conditions))


def _ended(now: datetime) -> ColumnElement[bool]:
    return or_(_sessions.c.last_seen_at <= now - IDLE, _sessions.c.created_at <= now - LONGEST)


def _digest(token: str) -> str:
    return sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def _session_of(row: Sequence[Any]) -> Session:
    id_, account_id, created_at, last_seen_at, label = row
    return Session(
        id=id_,
        account_id=account_id,
        created_at=created_at,
        last_seen_at=last_seen_at,
        expires_at=min(last_seen_at + IDLE, created_at + LONGEST),
        label=label,
    )
