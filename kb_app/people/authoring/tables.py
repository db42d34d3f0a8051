"""The tables of drafts, of every move they made, of comments, and of who is writing."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, String, Table, Text

from kb_app.database.metadata import metadata
from kb_app.database.types import UTCDateTime

LONGEST_PATH = 200
LONGEST_TITLE = 300
LONGEST_REASON = 500
"""That of a version's reason, which it becomes."""
LONGEST_COMMENT = 1000
LONGEST_QUOTE = 300
"""Characters kept of the passage a comment is about."""

drafts = Table(
    "drafts",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("bundle", String(16), index=True),
    Column("path", String(LONGEST_PATH), nullable=False, index=True),
    Column("title", String(LONGEST_TITLE), nullable=False),
    Column("text", Text, nullable=False),
    Column("base", Integer, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("state", String(20), nullable=False),
    Column("author_id", Integer, ForeignKey("accounts.id"), nullable=False, index=True),
    Column("reason", String(LONGEST_REASON), nullable=False),
    Column("number", Integer),
    # The author says that agents must work otherwise from now on, and confirm they have read it.
    Column("practice", Boolean, nullable=False),
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

draft_comments = Table(
    "draft_comments",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("draft_id", String(16), ForeignKey("drafts.id"), nullable=False, index=True),
    # The text of the draft it is about: a later one may have lost the passage.
    Column("revision", Integer, nullable=False),
    # 1-based; 0 for the whole text.
    Column("line", Integer, nullable=False),
    Column("quote", String(LONGEST_QUOTE), nullable=False),
    Column("text", String(LONGEST_COMMENT), nullable=False),
    Column("account_id", Integer, ForeignKey("accounts.id"), nullable=False),
    Column("at", UTCDateTime, nullable=False),
    Column("settled_by", Integer, ForeignKey("accounts.id")),
    Column("settled_at", UTCDateTime),
    sqlite_autoincrement=True,
)

# One row a person and a document, erased when it is old: nothing is kept of who worked when.
open_documents = Table(
    "open_documents",
    metadata,
    Column("path", String(LONGEST_PATH), primary_key=True),
    Column("account_id", Integer, ForeignKey("accounts.id"), primary_key=True),
    Column("seen_at", UTCDateTime, nullable=False),
)
