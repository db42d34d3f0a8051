"""The door of the audit log, for those who read it and those who check it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import Engine

from kb_app.database import audit
from kb_app.database.audit import Entry
from kb_app.library import verify
from kb_app.library.verify import Verdict


class AuditLog:
    """Reads only: entries are written by what they tell, in its own transaction."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def newest(
        self,
        limit: int,
        action: str = "",
        subject: str = "",
        before: int | None = None,
        since: datetime | None = None,
    ) -> tuple[Entry, ...]:
        """Return entries as `database.audit.newest` does."""
        with self._engine.connect() as connection:
            return audit.newest(connection, limit, action, subject, before, since)

    def actions(self) -> tuple[str, ...]:
        """Return the actions there are entries of, the most frequent first."""
        with self._engine.connect() as connection:
            return audit.actions(connection)

    def count(self) -> int:
        """Return how many entries and versions `verify` goes through."""
        with self._engine.connect() as connection:
            return verify.count(connection)

    def verify(self, noted: str = "", progress: Callable[[int], None] = lambda _: None) -> Verdict:
        """Check the log and every version, as `library.verify.verify` says."""
        with self._engine.connect() as connection:
            return verify.verify(connection, noted, progress)
