"""The door of the library: the current snapshot, past versions, and publication."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime

from sqlalchemy import Connection, Engine

from kb_app.database.engine import writing
from kb_app.errors import NotFound
from kb_app.knowledge.content.model import Document
from kb_app.library import store
from kb_app.library.model import NewVersion, Published, Version
from kb_app.library.snapshot import Snapshot, refreshed

CHECK_EVERY = 1.0
"""Seconds between two looks at the newest sequence."""

_EMPTY = Snapshot(0, date.min, {})


class Library:
    """Shared by the threads of a process; processes agree through the database alone."""

    def __init__(
        self,
        engine: Engine,
        today: Callable[[], date],
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.engine = engine
        self.today = today
        self._now = now
        self._held = _EMPTY
        self._looked = float("-inf")
        self._refreshing = threading.Lock()

    def snapshot(self) -> Snapshot:
        """Return what is in force today, at most CHECK_EVERY seconds behind the database.

        While one thread refreshes, the others go on with the snapshot they had.
        """
        fresh = time.monotonic() - self._looked < CHECK_EVERY
        if not fresh and self._refreshing.acquire(blocking=self._held is _EMPTY):
            try:
                self._refresh()
            finally:
                self._refreshing.release()
        return self._held

    def refresh(self) -> Snapshot:
        """Return what is in force now, whatever was looked at before."""
        with self._refreshing:
            self._refresh()
        return self._held

    def _refresh(self) -> None:
        day, held = self.today(), self._held
        with self.engine.connect() as connection:
            sequence = store.newest_sequence(connection)
            if (sequence, day) != (held.sequence, held.day):
                # A clock set back, or another database put in place: start again from nothing.
                if day < held.day or sequence < held.sequence:
                    held = _EMPTY
                self._held = self._newer(connection, held, sequence, day)
        self._looked = time.monotonic()

    def _newer(self, connection: Connection, held: Snapshot, sequence: int, day: date) -> Snapshot:
        if held is _EMPTY:
            return refreshed(held, sequence, day, store.in_force(connection, day))
        paths = store.changed_paths(connection, held.sequence, held.day, day)
        return refreshed(held, sequence, day, store.in_force(connection, day, paths))

    def as_of(self, day: date) -> Snapshot:
        """Return the whole library as it stood, or will stand, on a day."""
        with self.engine.connect() as connection:
            sequence = store.newest_sequence(connection)
            return refreshed(_EMPTY, sequence, day, store.in_force(connection, day))

    def read(self, path: str, on: date | None = None) -> Published[Document]:
        """Return a document as it stood on a day (today by default), withdrawn or not.

        Raises NotFound when there was nothing then, or when its text is damaged.
        """
        snapshot = self.snapshot()
        if on is not None and on != snapshot.day:
            with self.engine.connect() as connection:
                snapshot = refreshed(_EMPTY, 0, on, store.in_force(connection, on, [path]))
        if path in snapshot.damaged:
            raise NotFound("Ce document est momentanément illisible ; un responsable est prévenu.")
        if path not in snapshot.published:
            raise NotFound("Ce document n’existe pas, ou n’existait pas encore à cette date.")
        return snapshot.published[path]

    def history(self, path: str) -> list[Version]:
        """Return every version of a path, oldest first. Raises NotFound when there is none."""
        with self.engine.connect() as connection:
            found = store.history(connection, path)
        if not found:
            raise NotFound("Ce document n’existe pas.")
        return found

    def version(self, path: str, number: int) -> tuple[Version, str]:
        """Return one version and its whole text."""
        with self.engine.connect() as connection:
            found = store.one(connection, path, number)
        if found is None:
            raise NotFound("Cette version n’existe pas.")
        return found

    def latest_changes(self, limit: int) -> list[Version]:
        """Return the last publications in force, newest first, at most one a path."""
        with self.engine.connect() as connection:
            return store.latest_changes(connection, self.today(), limit)

    def publish(self, new: NewVersion, base: int) -> Version:
        """Append a version. Raises EditConflict when `base` is no longer the newest."""
        return self.publish_all([(new, base)])[0]

    def publish_all(self, batch: Iterable[tuple[NewVersion, int]]) -> list[Version]:
        """Append several versions in one transaction: all of them, or none."""
        with writing(self.engine) as connection:
            return [store.append(connection, new, base, self._now()) for new, base in batch]
