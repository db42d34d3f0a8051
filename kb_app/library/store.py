"""The SQL of versions: append, and read back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, func, select, true

from kb_app.errors import EditConflict
from kb_app.library import chain
from kb_app.library.model import NewVersion, Version
from kb_app.library.tables import versions

_META = [c for c in versions.c if c.name != "text"]


def append(connection: Connection, new: NewVersion, base: int, at: datetime) -> Version:
    """Write the next version of a path, on a connection from `writing`.

    `base` is the number the writer started from, 0 when the path is new. Raises EditConflict,
    holding both texts, when another version came in between.
    """
    latest = newest(connection, new.path)
    number, before = (latest[0].number, latest[0].sha256) if latest else (0, chain.GENESIS)
    if number != base:
        theirs = latest[1] if latest else ""
        raise EditConflict(new.path, base, number, theirs, new.text)
    version = Version(
        sequence=newest_sequence(connection) + 1,
        path=new.path,
        number=number + 1,
        valid_from=new.valid_from,
        withdrawn=new.withdrawn,
        author_id=new.author_id,
        reason=new.reason,
        at=at,
        text_sha256=chain.text_digest(new.text),
        sha256="",
    )
    version = replace(version, sha256=chain.seal(version, before))
    values = {c.name: getattr(version, c.name) for c in _META}
    connection.execute(versions.insert(), values | {"text": new.text})
    return version


def newest_sequence(connection: Connection) -> int:
    """Return the sequence of the last publication, 0 for an empty library."""
    return int(connection.execute(_NEWEST).scalar_one())


_NEWEST = select(func.coalesce(func.max(versions.c.sequence), 0))


def in_force(connection: Connection, day: date) -> list[tuple[Version, str]]:
    """Return, for each path, the newest version in force that day and its text."""
    return _in_force(connection, day, true())


def one_in_force(
    connection: Connection, day: date, path: str, sequence: int | None = None
) -> list[tuple[Version, str]]:
    """Return the newest version of a path in force that day and its text, if there is any.

    With a `sequence`, as the library stood at that publication.
    """
    known = versions.c.sequence <= sequence if sequence is not None else true()
    return _in_force(connection, day, (versions.c.path == path) & known)


def newly_in_force(
    connection: Connection, day: date, sequence: int, held: date
) -> list[tuple[Version, str]]:
    """Return what `in_force` does for the paths in which something may have changed.

    They were published after `sequence`, or have a version that comes into force in ]held, day].
    `held` must not be after `day`.
    """
    changed = select(versions.c.path).where(
        (versions.c.sequence > sequence)
        | ((versions.c.valid_from > held) & (versions.c.valid_from <= day))
    )
    return _in_force(connection, day, versions.c.path.in_(changed))


def _in_force(
    connection: Connection, day: date, among: ColumnElement[bool]
) -> list[tuple[Version, str]]:
    newest = (
        select(versions.c.path, func.max(versions.c.number).label("number"))
        .where(versions.c.valid_from <= day, among)
        .group_by(versions.c.path)
        .subquery()
    )
    rows = connection.execute(
        select(versions.c.text, *_META).join(
            newest,
            (versions.c.path == newest.c.path) & (versions.c.number == newest.c.number),
        )
    )
    return [(_version(row), row.text) for row in rows]


def history(connection: Connection, path: str) -> list[Version]:
    """Return every version of a path, oldest first; none for an unknown path."""
    return _all(connection, select(*_META).where(versions.c.path == path).order_by("number"))


def histories_starting(connection: Connection, since: date) -> dict[str, list[Version]]:
    """Return every version, oldest first, of the paths that have one valid from that day or after.

    By path.
    """
    paths = select(versions.c.path).where(versions.c.valid_from >= since)
    query = select(*_META).where(versions.c.path.in_(paths)).order_by("path", "number")
    found: dict[str, list[Version]] = {}
    for version in _all(connection, query):
        found.setdefault(version.path, []).append(version)
    return found


def one(connection: Connection, path: str, number: int) -> tuple[Version, str] | None:
    row = connection.execute(
        select(versions.c.text, *_META).where(versions.c.path == path, versions.c.number == number)
    ).one_or_none()
    return (_version(row), row.text) if row else None


def newest(connection: Connection, path: str) -> tuple[Version, str] | None:
    """Return the last version of a path, in force or planned, and its text, if there is one."""
    row = connection.execute(
        select(versions.c.text, *_META)
        .where(versions.c.path == path)
        .order_by(versions.c.number.desc())
        .limit(1)
    ).one_or_none()
    return (_version(row), row.text) if row else None


def seen_texts(connection: Connection, path: str) -> dict[str, int]:
    """Return every text digest the path ever had, with the last number that had it."""
    rows = connection.execute(
        select(versions.c.text_sha256, func.max(versions.c.number))
        .where(versions.c.path == path)
        .group_by(versions.c.text_sha256)
    )
    return {row[0]: row[1] for row in rows}


def newest_texts(connection: Connection) -> list[tuple[Version, str]]:
    """Return the last version of every path, in force or planned, ordered by path."""
    newest = select(func.max(versions.c.sequence)).group_by(versions.c.path)
    rows = connection.execute(
        select(versions.c.text, *_META)
        .where(versions.c.sequence.in_(newest))
        .order_by(versions.c.path)
    )
    return [(_version(row), row.text) for row in rows]


def _all(connection: Connection, query: Select[Any]) -> list[Version]:
    return [_version(row) for row in connection.execute(query)]


def _version(row: Row[Any]) -> Version:
    values: Sequence[Any] = row[-len(_META) :]
    return Version(**dict(zip((c.name for c in _META), values, strict=True)))
