"""The rows of visits: read, write, close."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, insert, select, update

from kb_app.people.visits import closing as closings
from kb_app.people.visits import counts, records, tables
from kb_app.people.visits.model import Closing, Pin, Visit

_visits = tables.visits


def add(connection: Connection, visit: Visit, account_id: int) -> None:
    """Write a new visit, on a connection from `writing`."""
    connection.execute(insert(_visits).values(_values(visit) | {"account_id": account_id}))


def save(connection: Connection, visit: Visit) -> None:
    """Write a visit again, on a connection from `writing`."""
    _update(connection, visit, _values(visit))


def close(
    connection: Connection, visit: Visit, closing: Closing, reason: str | None, now: datetime
) -> Visit:
    """Count the visit and write what is left of it, on a connection from `writing`.

    Its account is forgotten, and of its times only the days are kept.
    """
    state = visit.state
    counts.add(connection, visit, closings.cells(state, visit.pin, closing, reason), now)
    closed = replace(
        visit,
        state=closings.reduced(state) if state.conclusion else closings.emptied(state),
        revision=visit.revision + 1,
        opened_at=closings.day_of(visit.opened_at),
        last_seen=closings.day_of(visit.last_seen),
        closed_at=closings.day_of(now),
        closing=closing,
        reason=reason,
    )
    _update(connection, closed, _values(closed) | {"account_id": None})
    return closed


def with_id(connection: Connection, visit_id: str) -> tuple[Visit, int | None] | None:
    """Return a visit and the account that opened it, forgotten once closed."""
    row = connection.execute(select(_visits).where(_visits.c.id == visit_id)).first()
    return row and (_visit(row), row.account_id)


def where(
    connection: Connection, *conditions: ColumnElement[bool], limit: int | None = None
) -> Iterator[Visit]:
    """Yield the visits that meet the conditions, last used first."""
    last_used_first = (_visits.c.last_seen.desc(), _visits.c.id)
    query = select(_visits).where(*conditions).order_by(*last_used_first).limit(limit)
    return map(_visit, connection.execute(query))


def _update(connection: Connection, visit: Visit, values: dict[str, Any]) -> None:
    connection.execute(update(_visits).where(_visits.c.id == visit.id).values(values))


def _values(visit: Visit) -> dict[str, Any]:
    return {
        "id": visit.id,
        "tree": visit.tree,
        "title": visit.title,
        "sequence": visit.pin.sequence,
        "day": visit.pin.day,
        "digest": visit.pin.digest,
        "revision": visit.revision,
        "opened_at": visit.opened_at,
        "last_seen": visit.last_seen,
        "closed_at": visit.closed_at,
        "closing": visit.closing,
        "reason": visit.reason,
        "state": records.to_json(visit.state),
    }


def _visit(row: Row[Any]) -> Visit:
    return Visit(
        id=row.id,
        tree=row.tree,
        title=row.title,
        pin=Pin(row.sequence, row.day, row.digest),
        revision=row.revision,
        opened_at=row.opened_at,
        last_seen=row.last_seen,
        state=records.from_json(row.state),
        closed_at=row.closed_at,
        closing=Closing(row.closing) if row.closing else None,
        reason=row.reason,
    )
