"""The tables of drafts, and of every move they made."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, Text

from kb_app.database.metadata import metadata
from kb_app.database.types import UTCDateTime

LONGEST_PATH = 200
LONGEST_TITLE = 300
LONGEST_REASON = 500
"""That of a version's reason, which it becomes."""
LONGEST_COMMENT = 1000

drafts = Table(
    "drafts",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("bundle", String(16), index=True),
    Column("path", String(LONGEST_PATH), nullable=False),
    Column("title", String(LONGEST_TITLE), nullable=False),
    Column("text", Text, nullable=False),
    Column("base", Integer, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("state", String(20), nullable=False),
    Column("author_id", Integer, ForeignKey("accounts.id"), nullable=False, index=True),
    Column("reason", String(LONGEST_REASON), nullable=False),
    Column("number", Integer),
    Column("created_at", UTCDateTime, nullable=False),
    Column("updated_at", UTCDateTime, nullable=False),
    Index(None, "state", "updated_at"),
)

# Append only: who did what to a draft is never changed.
draft_moves = Table(
    "draft_moves",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("draft_id", String(16), ForeignKey("drafts.id"), nullable=False, index=True),
    Column("account_id", Integer, ForeignKey("accounts.id"), nullable=False),
    Column("at", UTCDateTime, nullable=False),
    Column("action", String(20), nullable=False),
    Column("comment", String(LONGEST_COMMENT), nullable=False),
    sqlite_autoincrement=True,
)
