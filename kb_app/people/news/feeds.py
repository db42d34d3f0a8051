"""The secret address at which a reader's own program asks for news."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime
from hashlib import sha256

from sqlalchemy import Engine

from kb_app.database.audit import record
from kb_app.database.engine import writing
from kb_app.people.accounts.model import Account
from kb_app.people.news import store


class Feeds:
    """At most one address an account; `demo` says whether demonstration accounts may have one.

    An address holds 256 random bits: trying some is no way in, so that trying is not slowed.
    """

    def __init__(self, engine: Engine, now: Callable[[], datetime], *, demo: bool = False) -> None:
        self._engine = engine
        self._now = now
        self._demo = demo

    def make(self, account_id: int) -> str:
        """Return the account's new token, which is kept nowhere; the one before opens no more."""
        token = secrets.token_urlsafe(32)
        with writing(self._engine) as connection:
            store.put_feed(connection, account_id, _digest(token), self._now())
            record(connection, self._now(), account_id, "flux_ouvert", f"compte:{account_id}")
        return token

    def revoke(self, account_id: int) -> None:
        """Close the account's feed, if it has one."""
        with writing(self._engine) as connection:
            if store.drop_feed(connection, account_id):
                record(connection, self._now(), account_id, "flux_ferme", f"compte:{account_id}")

    def made(self, account_id: int) -> datetime | None:
        """Return when the account's address was made, None when it has none."""
        with self._engine.connect() as connection:
            return store.feed_made(connection, account_id)

    def reader(self, token: str) -> Account | None:
        """Return the account this token is of; None when it is nobody's, or is disabled."""
        with self._engine.connect() as connection:
            account = store.reader_of(connection, _digest(token))
        if account is None or not account.active or (account.demo and not self._demo):
            return None
        return account


def _digest(token: str) -> str:
    return sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
