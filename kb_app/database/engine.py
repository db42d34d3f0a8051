"""The engine, and the one way to write."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from sqlite3 import Connection as SQLiteConnection

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError, DatabaseError, OperationalError
from sqlalchemy.pool import ConnectionPoolEntry

from kb_app.errors import InvalidInput, Unavailable

# One number for every process of every server that shares the PostgreSQL database.
_WRITER_LOCK = 4_227_001

# WAL lets readers go on while one writes; FULL makes an acknowledged commit survive power loss.
_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA busy_timeout=10000",
)


def create(url: str) -> Engine:
    """Return an engine for a `sqlite:///…` or `postgresql+psycopg://…` address.

    Raises InvalidInput, without quoting the address and its password, for any other.
    """
    try:
        engine = create_engine(url, pool_pre_ping=not url.startswith("sqlite"))
    except (ArgumentError, ImportError):
        raise InvalidInput(
            "KB_DATABASE_URL ne se lit pas : écrivez sqlite:///dossier/fichier ou "
            "postgresql+psycopg://compte:mot-de-passe@serveur/base."
        ) from None
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    assert isinstance(connection, SQLiteConnection)
    # The driver would open transactions by itself, and too late for BEGIN IMMEDIATE.
    connection.isolation_level = None
    for pragma in _PRAGMAS:
        connection.execute(pragma)


def _begin_sqlite(connection: Connection) -> None:
    immediate = connection.get_execution_options().get("writing", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """Open the only transaction that may write: one writer at a time, commit or nothing.

    On PostgreSQL an advisory lock gives the same order as SQLite's write lock, so that sequence
    numbers become visible in the order in which they were given.
    Raises Unavailable when the disk is full, read-only or the database stays locked.
    """
    try:
        with engine.connect().execution_options(writing=True) as connection, connection.begin():
            if engine.dialect.name == "postgresql":
                connection.execute(text("SELECT pg_advisory_xact_lock(:k)"), {"k": _WRITER_LOCK})
            yield connection
    except DatabaseError as error:
        if not _out_of_order(error):
            raise
        raise Unavailable(
            "L’enregistrement est impossible pour l’instant (disque plein ou base occupée). "
            "La lecture continue ; réessayez dans quelques minutes."
        ) from error


def _out_of_order(error: DatabaseError) -> bool:
    """Tell trouble with the disk or the server from a mistake of ours."""
    if error.connection_invalidated:
        return True
    name = getattr(error.orig, "sqlite_errorname", "") or ""
    state = getattr(error.orig, "sqlstate", "") or ""
    if isinstance(error, OperationalError) and not (name or state):
        # PostgreSQL could not even be reached.
        return True
    # 53: insufficient resources, 57: operator intervention, 25006: read-only transaction.
    return name.startswith(
        ("SQLITE_FULL", "SQLITE_IOERR", "SQLITE_BUSY", "SQLITE_READONLY", "SQLITE_CANTOPEN")
    ) or (state.startswith(("53", "57", "25006")))
