"""The door of the library: the current snapshot, past versions, and publication."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from heapq import nlargest

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from kb_app.database import audit
from kb_app.database.engine import writing
from kb_app.errors import InvalidInput, NotFound
from kb_app.knowledge.content.kinds import tree_path
from kb_app.knowledge.content.model import Document
from kb_app.knowledge.triage.model import TreeFile
from kb_app.library import store
from kb_app.library.model import NewVersion, Published, Version
from kb_app.library.snapshot import Snapshot, refreshed
from kb_app.library.tables import LONGEST_REASON
from kb_app.library.trees import PublishedTree, published_tree

CHECK_EVERY = 1.0
"""Seconds between two looks at the newest sequence."""

_EMPTY = Snapshot(0, date.min, {})

_log = logging.getLogger(__name__)


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

        While one thread refreshes, or while the database does not answer, readers go on with the
        snapshot there was.
        """
        fresh = time.monotonic() - self._looked < CHECK_EVERY
        if not fresh and self._refreshing.acquire(blocking=self._held is _EMPTY):
            try:
                self._refresh()
            except DBAPIError as error:
                if self._held is _EMPTY:
                    raise
                self._looked = time.monotonic()
                _log.error("the library could not be refreshed: %s", type(error.orig).__name__)
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
                self._held = _moved(connection, held, sequence, day)
        self._looked = time.monotonic()

    def as_of(self, day: date) -> Snapshot:
        """Return the whole library as it stood, or will stand, on a day."""
        held = self.snapshot()
        with self.engine.connect() as connection:
            return _moved(connection, held, store.newest_sequence(connection), day)

    def read(self, path: str, on: date | None = None) -> Published[Document]:
        """Return a document as it stood on a day (today by default), withdrawn or not.

        Raises NotFound when there was nothing then, or when its text is damaged.
        """
        snapshot = self.snapshot()
        if on is not None and on != snapshot.day:
            with self.engine.connect() as connection:
                snapshot = refreshed(_EMPTY, 0, on, store.one_in_force(connection, on, path))
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

    def newest(self, path: str) -> tuple[Version, str] | None:
        """Return the last version of a path, in force or planned, and its text, if there is one."""
        with self.engine.connect() as connection:
            return store.newest(connection, path)

    def version(self, path: str, number: int) -> tuple[Version, str]:
        """Return one version and its whole text."""
        with self.engine.connect() as connection:
            found = store.one(connection, path, number)
        if found is None:
            raise NotFound("Cette version n’existe pas.")
        return found

    def tree_at(self, id: str, sequence: int, day: date) -> PublishedTree:
        """Return the tree as it was walked that day, at that publication, sub-trees included.

        Raises NotFound when there was none, or when its text is damaged.
        """
        with self.engine.connect() as connection:

            def find(each: str) -> Published[TreeFile] | None:
                rows = store.one_in_force(connection, day, tree_path(each), sequence)
                found = refreshed(_EMPTY, 0, day, rows).tree_files
                return found.get(each)

            host = find(id)
            if host is None:
                raise NotFound("Cet arbre n’existe pas, ou n’existait pas encore à cette date.")
            return published_tree(host, find)

    def latest_changes(self, limit: int) -> list[Version]:
        """Return the last publications in force, newest first, at most one a path."""
        published = (p.version for p in self.snapshot().published.values())
        return nlargest(limit, published, key=lambda version: version.sequence)

    def publish(self, new: NewVersion, base: int) -> Version:
        """Append a version. Raises EditConflict when `base` is no longer the newest."""
        return self.publish_all([(new, base)])[0]

    def publish_all(self, batch: Iterable[tuple[NewVersion, int]]) -> list[Version]:
        """Append several versions in one transaction, and record them: all of it, or nothing.

        Raises EditConflict as `publish` does, InvalidInput when a reason is too long to keep.
        """
        with writing(self.engine) as connection:
            versions = self.append_all(connection, batch)
            together = f"{len(versions)} versions ensemble" if len(versions) > 1 else ""
            audit.record_all(
                connection,
                self._now(),
                [
                    audit.Fact(v.author_id, audit.IMPORT, v.path, v.number, together)
                    for v in versions
                ],
            )
            return versions

    def append_all(
        self, connection: Connection, batch: Iterable[tuple[NewVersion, int]]
    ) -> list[Version]:
        """Append as `publish_all` does, in a transaction of `writing` that records it itself."""
        batch = tuple(batch)
        for new, _ in batch:
            if len(new.reason) > LONGEST_REASON:
                raise InvalidInput(
                    f"Le motif fait {len(new.reason)} caractères ; "
                    f"gardez-en au plus {LONGEST_REASON}."
                )
        return [store.append(connection, new, base, self._now()) for new, base in batch]


def _moved(connection: Connection, held: Snapshot, sequence: int, day: date) -> Snapshot:
    """Return what is in force on a day, reading again only what differs from `held`."""
    # A day before, or another database put in place: start again from nothing.
    if held is _EMPTY or day < held.day or sequence < held.sequence:
        return refreshed(_EMPTY, sequence, day, store.in_force(connection, day))
    changed = store.newly_in_force(connection, day, held.sequence, held.day)
    return refreshed(held, sequence, day, changed)
