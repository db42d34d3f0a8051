"""The tables of accounts, sessions and sign-in tries."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Integer, String, Table

from kb_app.database.metadata import metadata
from kb_app.database.types import UTCDateTime

OPERATORS_LENGTH = 2000

accounts = Table(
    "accounts",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("login", String(100), nullable=False, unique=True),
    Column("name", String(200), nullable=False),
    Column("role", String(20), nullable=False),
    # Slugs between spaces: they are always read whole, with the account, on every page.
    Column("operators", String(OPERATORS_LENGTH), nullable=False),
    Column("house", String(200)),
    Column("active", Boolean, nullable=False),
    Column("demo", Boolean, nullable=False),
    # Absent once the account is erased: nobody signs in with it.
    Column("password_hash", String(200)),
    Column("created_at", UTCDateTime, nullable=False),
    # An id names its account in the library's history for ever: it is never given twice.
    sqlite_autoincrement=True,
)

sessions = Table(
    "sessions",
    metadata,
    Column("id", Integer, primary_key=True),
    # The browser holds the token; a stolen copy of this table opens no session.
    Column("token_sha256", String(64), nullable=False, unique=True),
    Column("account_id", Integer, ForeignKey("accounts.id"), nullable=False, index=True),
    Column("created_at", UTCDateTime, nullable=False),
    Column("last_seen_at", UTCDateTime, nullable=False, index=True),
    Column("label", String(60), nullable=False),
    sqlite_autoincrement=True,
)

sign_in_tries = Table(
    "sign_in_tries",
    metadata,
    Column("id", Integer, primary_key=True),
    # HMAC of the login or of the address: neither can be read back.
    Column("key", String(64), nullable=False, index=True),
    Column("at", UTCDateTime, nullable=False, index=True),
)
