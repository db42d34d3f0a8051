"""The audit log: who did what, when, to what. Append only, each entry sealed to the last.

The seals show that an entry was changed, added between others or taken from between them. They do
not show that the last ones were taken away, nor that someone who writes into the database sealed
it all again: only a seal noted elsewhere shows that.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import Column, Connection, Integer, Row, String, Table, func, insert, select, true

from kb_app.database.metadata import metadata
from kb_app.database.stored import as_stored, time_of, undecoded
from kb_app.database.types import UTCDateTime

LONGEST_SUBJECT = 200
LONGEST_DETAIL = 1000
IMPORT = "import"
"""A version that came from files, without a draft."""
PURGE = "purge"
"""What retention erased."""
PUBLISHING = frozenset({IMPORT, "publication", "urgence", "confirmation"})
"""The actions whose subject and number are those of a version they made; see `library.verify`."""
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


_LAST = select(audit.c.sequence, audit.c.sha256).order_by(audit.c.sequence.desc()).limit(1)


@dataclass(frozen=True, slots=True)
class Fact:
    """What is about to be recorded; its words are those of `Entry`."""

    account_id: int | None
    action: str
    subject: str
    number: int | None = None
    detail: str = ""


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
    fact = Fact(account_id, action, subject, number, detail)
    return record_all(connection, at, [fact])[0]


def record_all(connection: Connection, at: datetime, facts: Sequence[Fact]) -> list[Entry]:
    """Do what `record` does for several facts of the same moment, in their order."""
    last = connection.execute(_LAST).first()
    sequence, before = (last.sequence, last.sha256) if last else (0, GENESIS)
    found = []
    for fact in facts:
        sequence += 1
        entry = Entry(
            sequence=sequence,
            at=at,
            account_id=fact.account_id,
            action=fact.action,
            subject=fact.subject[:LONGEST_SUBJECT],
            number=fact.number,
            detail=fact.detail[:LONGEST_DETAIL],
            sha256="",
        )
        entry = replace(entry, sha256=seal(entry, before))
        before = entry.sha256
        found.append(entry)
    if found:
        rows = [{c.name: getattr(entry, c.name) for c in audit.c} for entry in found]
        connection.execute(insert(audit), rows)
    return found


def entries(connection: Connection) -> Iterator[Entry]:
    """Yield every entry, oldest first, those that were damaged included."""
    query = select(*(as_stored(c) if c.name == "at" else c for c in audit.c))
    with undecoded(connection):
        for row in connection.execute(query.order_by(audit.c.sequence)):
            yield Entry(**{**row._mapping, "at": time_of(row.at)})


def newest(
    connection: Connection,
    limit: int,
    action: str = "",
    subject: str = "",
    before: int | None = None,
    since: datetime | None = None,
) -> tuple[Entry, ...]:
    """Return the newest entries, newest first: of that action, of subjects that begin so.

    `before` is a sequence, left out; `since` a time, included.
    """
    query = select(audit).where(
        audit.c.action == action if action else true(),
        audit.c.subject.startswith(subject, autoescape=True) if subject else true(),
        audit.c.sequence < before if before is not None else true(),
        audit.c.at >= since if since is not None else true(),
    )
    rows = connection.execute(query.order_by(audit.c.sequence.desc()).limit(limit))
    return tuple(_entry(row) for row in rows)


def actions(connection: Connection) -> tuple[str, ...]:
    """Return the actions there are entries of, the most frequent first."""
    often = func.count().desc()
    query = select(audit.c.action).group_by(audit.c.action).order_by(often, audit.c.action)
    return tuple(connection.execute(query).scalars())


def seal(entry: Entry, before: str) -> str:
    """Return the hex SHA-256 of the entry's canonical JSON, chained to the seal `before`."""
    fields: list[object] = [before, entry.sequence, entry.at.astimezone(UTC).isoformat()]
    fields += [entry.account_id, entry.action, entry.subject, entry.number, entry.detail]
    # What a damaged row may hold, a seal can still be computed of.
    text = json.dumps(fields, ensure_ascii=False, default=repr)
    return sha256(text.encode("utf-8", "surrogateescape")).hexdigest()


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
