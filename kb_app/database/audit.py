"""The audit log: who did what, when, to what. Append only, each entry sealed to the last."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import Column, Connection, Integer, Row, String, Table, insert, select

from kb_app.database.metadata import metadata
from kb_app.database.types import UTCDateTime

LONGEST_SUBJECT = 200
LONGEST_DETAIL = 1000
GENESIS = ""
"""What the first entry is chained to."""

audit = Table(
    "audit",
    metadata,
    Column("sequence", Integer, primary_key=True, autoincrement=False),
    Column("at", UTCDateTime, nullable=False),
    Column("account_id", Integer),
    Column("action", String(40), nullable=False),
    Column("subject", String(LONGEST_SUBJECT), nullable=False, index=True),
    Column("number", Integer),
    Column("detail", String(LONGEST_DETAIL), nullable=False),
    Column("sha256", String(64), nullable=False),
)


@dataclass(frozen=True, slots=True)
class Entry:
    sequence: int
    """From 1, without holes."""
    at: datetime
    account_id: int | None
    """Who; None for a command typed on the server."""
    action: str
    """What, such as `publication`; stable words."""
    subject: str
    """To what: the path of a document, or `compte:12`; never a name."""
    number: int | None
    """The version concerned, if one is."""
    detail: str
    sha256: str


def record(
    connection: Connection,
    at: datetime,
    account_id: int | None,
    action: str,
    subject: str,
    number: int | None = None,
    detail: str = "",
) -> Entry:
    """Append an entry, on a connection from `writing`: it is kept with what it tells, or neither.

    `detail` holds no personal data, secret or text of a document; what is too long is cut.
    """
    last = connection.execute(select(audit).order_by(audit.c.sequence.desc()).limit(1)).first()
    entry = Entry(
        sequence=last.sequence + 1 if last else 1,
        at=at,
        account_id=account_id,
        action=action,
        subject=subject[:LONGEST_SUBJECT],
        number=number,
        detail=detail[:LONGEST_DETAIL],
        sha256="",
    )
    entry = replace(entry, sha256=seal(entry, last.sha256 if last else GENESIS))
    connection.execute(insert(audit).values({c.name: getattr(entry, c.name) for c in audit.c}))
    return entry


def entries(connection: Connection) -> Iterator[Entry]:
    """Yield every entry, oldest first."""
    for row in connection.execute(select(audit).order_by(audit.c.sequence)):
        yield _entry(row)


def seal(entry: Entry, before: str) -> str:
    """Return the hex SHA-256 of the entry's canonical JSON, chained to the seal `before`."""
    fields: list[object] = [before, entry.sequence, entry.at.astimezone(UTC).isoformat()]
    fields += [entry.account_id, entry.action, entry.subject, entry.number, entry.detail]
    return sha256(json.dumps(fields, ensure_ascii=False).encode()).hexdigest()


def first_break(log: Iterable[Entry]) -> Entry | None:
    """Return the first entry whose seal or number is wrong, oldest first; None when all hold."""
    before = GENESIS
    for sequence, entry in enumerate(log, start=1):
        if entry.sequence != sequence or entry.sha256 != seal(entry, before):
            return entry
        before = entry.sha256
    return None


def _entry(row: Row[Any]) -> Entry:
    return Entry(**row._mapping)
