"""Values as the database holds them, read without trusting them: for what checks the database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from sqlite3 import Connection as SQLiteConnection
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, type_coerce
from sqlalchemy.types import NullType

NEVER = datetime.min.replace(tzinfo=UTC)
"""Stands for a time that cannot be read, or is not written as we write it: no seal is of it."""
NO_DAY = date.min

_TIME, _DAY = "%Y-%m-%d %H:%M:%S.%f", "%Y-%m-%d"


def as_stored(column: Column[Any]) -> ColumnElement[Any]:
    """Select a column without converting what it holds, which could raise."""
    return type_coerce(column, NullType()).label(column.name)


@contextmanager
def undecoded(connection: Connection) -> Iterator[None]:
    """Read texts that are no longer UTF-8 too, each wrong byte as a surrogate."""
    raw = connection.connection.driver_connection
    if not isinstance(raw, SQLiteConnection):
        # PostgreSQL holds no such text.
        yield
        return
    usual = raw.text_factory
    raw.text_factory = lambda held: held.decode("utf-8", "surrogateescape")
    try:
        yield
    finally:
        raw.text_factory = usual


def time_of(held: object) -> datetime:
    """Return the UTC time of a stored one, NEVER unless it is exactly as we write it."""
    if isinstance(held, datetime):
        return held.replace(tzinfo=UTC)
    try:
        at = datetime.strptime(str(held), _TIME)
    except ValueError:
        return NEVER
    return at.replace(tzinfo=UTC) if at.strftime(_TIME) == held else NEVER


def day_of(held: object) -> date:
    """Return a stored day, NO_DAY unless it is exactly as we write it."""
    if isinstance(held, date):
        return held
    try:
        day = datetime.strptime(str(held), _DAY).date()
    except ValueError:
        return NO_DAY
    return day if day.strftime(_DAY) == held else NO_DAY
