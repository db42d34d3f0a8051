"""The SQL of news: versions of some days, what each reader last read, their feeds."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Any

from sqlalchemy import (
    Connection,
    Date,
    Row,
    bindparam,
    delete,
    func,
    or_,
    select,
    text,
)

from kb_app.library.model import Version
from kb_app.library.tables import versions
from kb_app.people.accounts import accounts
from kb_app.people.accounts import tables as people
from kb_app.people.accounts.model import Account
from kb_app.people.news.model import Reading
from kb_app.people.news.tables import feeds, last_readings

_META = [c for c in versions.c if c.name != "text"]
_DAY = timedelta(days=1)

# Built once: it is asked whenever a sheet is opened.
_READING = select(last_readings.c.number, last_readings.c.confirmed).where(
    last_readings.c.account_id == bindparam("account"), last_readings.c.path == bindparam("path")
)
# The same words on both kinds of database. Neither number goes back: of two processes that note
# the same reader, the one that knew less may write last. An erased account is noted no more.
_READ = text(
    "INSERT INTO last_readings (account_id, path, number, confirmed, day) "
    "SELECT accounts.id, :path, :number, :confirmed, :day FROM accounts "
    "WHERE accounts.id = :account AND accounts.password_hash IS NOT NULL "
    "ON CONFLICT (account_id, path) DO UPDATE SET day = excluded.day, "
    "number = CASE WHEN excluded.number > last_readings.number "
    "THEN excluded.number ELSE last_readings.number END, "
    "confirmed = CASE WHEN excluded.confirmed > last_readings.confirmed "
    "THEN excluded.confirmed ELSE last_readings.confirmed END"
).bindparams(bindparam("day", type_=Date))


def histories(
    connection: Connection, first: date, last: date, timezone: tzinfo
) -> Mapping[str, tuple[Version, ...]]:
    """Return every version, oldest first, of the paths of which one may be of these days."""
    start = datetime.combine(first, time.min, timezone)
    end = datetime.combine(last + _DAY, time.min, timezone)
    near = or_(
        versions.c.valid_from.between(first, last),
        (versions.c.at >= start) & (versions.c.at < end),
    )
    paths = select(versions.c.path).where(near)
    query = select(*_META).where(versions.c.path.in_(paths))
    found: dict[str, list[Version]] = {}
    for row in connection.execute(query.order_by(versions.c.path, versions.c.number)):
        found.setdefault(row.path, []).append(Version(**row._mapping))
    return {path: tuple(history) for path, history in found.items()}


def oldest(connection: Connection) -> datetime | None:
    """Return when the first version was published."""
    at: datetime | None = connection.execute(select(func.min(versions.c.at))).scalar_one()
    return at


def reading(connection: Connection, account_id: int, path: str) -> Reading | None:
    row = connection.execute(_READING, {"account": account_id, "path": path}).first()
    return Reading(*row) if row else None


def note(connection: Connection, day: date, readings: Mapping[tuple[int, str], Reading]) -> None:
    """Write what readers were shown, on a connection from `writing`."""
    rows = [
        {"account": account, "path": path, "day": day}
        | {"number": each.number, "confirmed": each.confirmed}
        for (account, path), each in readings.items()
    ]
    if rows:
        connection.execute(_READ, rows)


def forget_before(connection: Connection, day: date, most: int) -> int:
    """Delete readings noted before a day, so many at once; return how many were."""
    table = last_readings
    keys = select(table.c.account_id, table.c.path).where(table.c.day < day).limit(most)
    old = connection.execute(keys).all()
    for account_id, path in old:
        of_one = (table.c.account_id == account_id, table.c.path == path)
        connection.execute(delete(table).where(*of_one, table.c.day < day))
    return len(old)


def forget(connection: Connection, account_id: int) -> None:
    """Delete all that is kept of a reader."""
    for table in (last_readings, feeds):
        connection.execute(delete(table).where(table.c.account_id == account_id))


def put_feed(connection: Connection, account_id: int, digest: str, at: datetime) -> None:
    """Give an account its one feed, on a connection from `writing`."""
    drop_feed(connection, account_id)
    values = {"account_id": account_id, "digest": digest, "created_at": at}
    connection.execute(feeds.insert().values(values))


def drop_feed(connection: Connection, account_id: int) -> bool:
    """Delete the account's feed; return whether there was one."""
    return connection.execute(delete(feeds).where(feeds.c.account_id == account_id)).rowcount > 0


def feed_made(connection: Connection, account_id: int) -> datetime | None:
    query = select(feeds.c.created_at).where(feeds.c.account_id == account_id)
    return connection.execute(query).scalar_one_or_none()


def reader_of(connection: Connection, digest: str) -> Account | None:
    """Return the account whose feed has this digest, active or not."""
    query = select(*accounts.COLUMNS).join(feeds, feeds.c.account_id == people.accounts.c.id)
    row: Row[Any] | None = connection.execute(query.where(feeds.c.digest == digest)).first()
    return accounts.account_of(row) if row else None
