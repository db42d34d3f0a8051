"""The table of reports: what an agent says of a passage, and the answer."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, String, Table

from kb_app.database.metadata import metadata
from kb_app.database.types import UTCDateTime

LONGEST_TEXT = 1000
LONGEST_QUOTE = 300

passage_reports = Table(
    "passage_reports",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("path", String(200), nullable=False, index=True),
    # The version that was on the screen.
    Column("number", Integer, nullable=False),
    # Where in the page: the id of a heading, a question or an outcome; empty for the whole.
    Column("anchor", String(120), nullable=False),
    Column("quote", String(LONGEST_QUOTE), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("text", String(LONGEST_TEXT), nullable=False),
    Column("account_id", Integer, ForeignKey("accounts.id"), nullable=False, index=True),
    Column("at", UTCDateTime, nullable=False),
    Column("state", String(20), nullable=False),
    Column("answer", String(LONGEST_TEXT), nullable=False),
    Column("answered_by", Integer, ForeignKey("accounts.id")),
    Column("answered_at", UTCDateTime),
    # Whoever reported it has seen the answer.
    Column("told", Boolean, nullable=False),
    Index(None, "state", "at"),
)
