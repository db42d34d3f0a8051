"""The tables of what each reader last read, and of their feeds. Shown to nobody else, ever."""

from __future__ import annotations

from sqlalchemy import Column, Date, ForeignKey, Integer, String, Table

from kb_app.database.metadata import metadata
from kb_app.database.types import UTCDateTime

# One row a reader and a document: only its reader is ever told what it says.
last_readings = Table(
    "last_readings",
    metadata,
    Column("account_id", Integer, ForeignKey("accounts.id"), primary_key=True),
    Column("path", String(200), primary_key=True),
    # The newest version shown to them, and the newest one they said they had read.
    Column("number", Integer, nullable=False),
    Column("confirmed", Integer, nullable=False),
    Column("day", Date, nullable=False),
)

feeds = Table(
    "feeds",
    metadata,
    Column("account_id", Integer, ForeignKey("accounts.id"), primary_key=True),
    # SHA-256 of the secret in the address: the address itself is shown once.
    Column("digest", String(64), nullable=False, unique=True),
    Column("created_at", UTCDateTime, nullable=False),
)
