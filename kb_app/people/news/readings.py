"""What changed since one last read: known of each reader, and told to that reader alone.

Nothing here lists readings, of a person or of a document: there is no way to ask who read what.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Collection
from datetime import date, timedelta

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from kb_app.database.engine import writing
from kb_app.errors import Unavailable
from kb_app.people.activity.following import Following
from kb_app.people.news import store
from kb_app.people.news.model import Reading, Since

WRITE_EVERY = 1.0
"""Seconds between two writings: a process killed forgets that much, and tells a change again."""
MOST_WAITING = 5_000
"""Readings held while the database does not answer; those beyond are not noted."""
MOST_KEPT = 20_000
"""Readings a process remembers as up to date, without asking the database."""

_AT_ONCE = 500
"""Rows deleted in one transaction: agents at work wait for it."""

_log = logging.getLogger(__name__)

_Key = tuple[int, str]


class Readings:
    """Shared by the threads of a process. Reading a page never waits for the disk, nor fails.

    `practice` gives the numbers of the versions of a path that change how agents work.
    """

    def __init__(
        self,
        engine: Engine,
        today: Callable[[], date],
        kept_for: timedelta,
        practice: Callable[[str], Collection[int]] = lambda path: (),
    ) -> None:
        self._engine = engine
        self._today = today
        self._kept_for = kept_for
        self._practice = practice
        self._lock = threading.Lock()
        self._waiting: dict[_Key, Reading] = {}
        self._up_to_date: dict[_Key, int] = {}

    def opened(self, account_id: int, path: str, number: int) -> Since | None:
        """Note that the account is shown this version; return what it missed before, if anything.

        The first time ever, nothing was missed. What asks for no confirmation is told once.
        """
        key = (account_id, path)
        if self._up_to_date.get(key) == number:
            return None
        try:
            last = self._waiting.get(key) or self._last(key)
            since, now = _moved(last, number, self._practice(path) if last else ())
        except SQLAlchemyError as error:
            # By its name alone: its message says who reads what.
            _log.warning("readings are not known for now: %s", type(error).__name__)
            return None
        if now != last:
            self._note(key, now)
        if now.confirmed >= number:
            self._remember(key, number)
        return since

    def confirm(self, account_id: int, path: str, number: int) -> None:
        """Note that the account says it has read this version. Raises Unavailable."""
        key, read = (account_id, path), Reading(number, number)
        with writing(self._engine) as connection:
            store.note(connection, self._today(), {key: read})
        with self._lock:
            self._waiting.pop(key, None)
        self._remember(key, number)

    def flush(self) -> None:
        """Write what was noted. What the database refuses for now waits, and is logged."""
        with self._lock:
            taken, self._waiting = self._waiting, {}
        if not taken:
            return
        try:
            with writing(self._engine) as connection:
                store.note(connection, self._today(), taken)
        except (Unavailable, SQLAlchemyError) as error:
            _log.warning("readings are not written for now: %s", type(error).__name__)
            with self._lock:
                self._waiting = taken | self._waiting

    def follow(self) -> None:
        """Write what is noted from now on, in a thread that ends with the process."""
        Following("readings", WRITE_EVERY, self.flush, self.purge, self._today).start()

    def purge(self) -> int:
        """Delete what is past its retention, and log it; return how many rows."""
        before = self._today() - self._kept_for
        deleted = 0
        while True:
            with writing(self._engine) as connection:
                now = store.forget_before(connection, before, _AT_ONCE)
            deleted += now
            if not now:
                break
        if deleted:
            _log.info("readings purged: %d rows past retention deleted", deleted)
        return deleted

    def _last(self, key: _Key) -> Reading | None:
        with self._engine.connect() as connection:
            return store.reading(connection, *key)

    def _note(self, key: _Key, reading: Reading) -> None:
        with self._lock:
            if key in self._waiting or len(self._waiting) < MOST_WAITING:
                self._waiting[key] = reading

    def _remember(self, key: _Key, number: int) -> None:
        if len(self._up_to_date) >= MOST_KEPT:
            # A new dictionary, not a cleared one: another thread may be reading the old one.
            self._up_to_date = {}
        self._up_to_date[key] = number


def _moved(
    last: Reading | None, number: int, practice: Collection[int]
) -> tuple[Since | None, Reading]:
    """Return what was missed, and what is known of the reader once this version is shown."""
    if last is None:
        return None, Reading(number, number)
    if last.number > number:
        # Another process shows a newer one already, or the database was put back.
        return None, last
    if any(last.confirmed < each <= number for each in practice):
        return Since(last.confirmed, True), Reading(number, last.confirmed)
    since = Since(last.number, False) if last.number < number else None
    return since, Reading(number, number)
