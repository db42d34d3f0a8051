"""How many drafts wait for an account: on every page, so never slow and never in the way."""

from __future__ import annotations

import logging
from collections.abc import Callable

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from kb_app.people.accounts.model import Account
from kb_app.people.authoring import store

MOST_KEPT = 1000
"""Accounts whose count a process remembers."""

_log = logging.getLogger(__name__)


class Waiting:
    """Counts again only after a move: nothing else changes what waits for whom."""

    def __init__(self, engine: Engine, count: Callable[[Account], int]) -> None:
        self._engine = engine
        self._count = count
        self._kept: dict[Account, tuple[int, int]] = {}

    def of(self, account: Account) -> int:
        """Return the count, 0 while the database does not answer: the page says that itself."""
        try:
            with self._engine.connect() as connection:
                newest = store.newest_move(connection)
            counted, count = self._kept.get(account, (-1, 0))
            if counted != newest:
                count = self._count(account)
                self._keep(account, newest, count)
            return count
        except DBAPIError as error:
            _log.error("drafts could not be counted: %s", type(error.orig).__name__)
            return 0

    def _keep(self, account: Account, newest: int, count: int) -> None:
        if len(self._kept) >= MOST_KEPT:
            # A new dictionary, not a cleared one: another thread may be reading the old one.
            self._kept = {}
        self._kept[account] = (newest, count)
