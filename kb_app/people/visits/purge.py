"""What retention does: close the visits that were left, delete the closed ones in time."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, Engine, delete, select

from kb_app.database import audit
from kb_app.database.engine import writing
from kb_app.people.visits import counts, store, tables
from kb_app.people.visits.model import Closing

_AT_ONCE = 200
"""Visits in one transaction: agents at work wait for it."""

_visits = tables.visits
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Retention:
    """How long an open visit may be left, and a closed one is kept."""

    open_for: timedelta
    kept_for: timedelta


@dataclass(frozen=True, slots=True)
class Purged:
    closed: int
    """Open visits left too long."""
    deleted: int
    """Closed visits past their retention."""


def purge(engine: Engine, retention: Retention, now: datetime) -> Purged:
    """Close what was left open too long, delete what is past its retention, and record both.

    An open visit that had reached an outcome closes as « sans clôture », another as abandoned,
    its answers erased. Only the figures outlive a deleted visit, without the words searched.
    """
    closed = _in_parts(
        engine, now, "laissées ouvertes", lambda c: _close_left(c, now - retention.open_for, now)
    )
    deleted = _in_parts(
        engine, now, "au bout de leur durée", lambda c: _delete_old(c, now - retention.kept_for)
    )
    with writing(engine) as connection:
        words = counts.forget_words(connection, (now - retention.kept_for).date())
        _record(connection, now, words, "mots cherchés")
    if closed or deleted or words:
        _log.info(
            "visits purged: %d left open and closed, %d past retention deleted, %d searched words",
            *(closed, deleted, words),
        )
    return Purged(closed, deleted)


def _in_parts(engine: Engine, now: datetime, what: str, work: Callable[[Connection], int]) -> int:
    total = 0
    while True:
        with writing(engine) as connection:
            done = work(connection)
            _record(connection, now, done, what)
        total += done
        if done < _AT_ONCE:
            return total


def _record(connection: Connection, now: datetime, done: int, what: str) -> None:
    if done:
        audit.record(connection, now, None, audit.PURGE, "visites", detail=f"{done} {what}")


def _close_left(connection: Connection, left_since: datetime, now: datetime) -> int:
    left = (_visits.c.closed_at.is_(None), _visits.c.last_seen <= left_since)
    found = list(store.where(connection, *left, limit=_AT_ONCE))
    for visit in found:
        reached = visit.state.conclusion is not None
        closing = Closing.UNSAID if reached else Closing.ABANDONED
        store.close(connection, visit, closing, None, now)
    return len(found)


def _delete_old(connection: Connection, closed_until: datetime) -> int:
    old = select(_visits.c.id).where(_visits.c.closed_at <= closed_until).limit(_AT_ONCE)
    return connection.execute(delete(_visits).where(_visits.c.id.in_(old))).rowcount
