"""Who has a document open to write it, now: nothing is kept of who worked when."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import Engine, delete, insert, select, update

from kb_app.database.engine import writing
from kb_app.people.accounts.model import Account
from kb_app.people.authoring import tables

ASKED_EVERY = timedelta(seconds=20)
"""How often an open page says so."""
HERE = timedelta(seconds=60)
"""For how long one is taken to be there without a word."""
FORGOTTEN = timedelta(days=1)

_open = tables.open_documents


class Presence:
    """By path: two drafts of one document are one document."""

    def __init__(self, engine: Engine, now: Callable[[], datetime]) -> None:
        self._engine = engine
        self._now = now

    def seen(self, account: Account, path: str) -> None:
        """Note that the account has the document open; what is older than a day is erased.

        Raises Unavailable when the database refuses to write.
        """
        now = self._now()
        mine = (_open.c.path == path, _open.c.account_id == account.id)
        with writing(self._engine) as connection:
            connection.execute(delete(_open).where(_open.c.seen_at < now - FORGOTTEN))
            # One writer at a time: nobody adds the row in between.
            known = connection.execute(update(_open).where(*mine).values(seen_at=now))
            if not known.rowcount:
                connection.execute(
                    insert(_open).values(path=path, account_id=account.id, seen_at=now)
                )

    def others(self, account: Account, path: str) -> tuple[int, ...]:
        """Return the ids of the other accounts that have the document open, in order."""
        query = (
            select(_open.c.account_id)
            .where(
                _open.c.path == path,
                _open.c.account_id != account.id,
                _open.c.seen_at > self._now() - HERE,
            )
            .order_by(_open.c.account_id)
        )
        with self._engine.connect() as connection:
            return tuple(connection.execute(query).scalars())
