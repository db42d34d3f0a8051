"""The tables of visits, and of what is counted from them."""

from __future__ import annotations

from sqlalchemy import Column, Date, ForeignKey, Index, Integer, String, Table, Text

from kb_app.database.metadata import metadata
from kb_app.database.types import UTCDateTime

LONGEST_ID = 200
LONGEST_TITLE = 300
LONGEST_REASON = 200

visits = Table(
    "visits",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("tree", String(LONGEST_ID), nullable=False),
    Column("title", String(LONGEST_TITLE), nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("day", Date, nullable=False),
    Column("digest", String(64), nullable=False),
    # Who opened it: forgotten at closing, so that nothing says who treated what.
    Column("account_id", Integer, ForeignKey("accounts.id"), index=True),
    Column("revision", Integer, nullable=False),
    Column("opened_at", UTCDateTime, nullable=False),
    Column("last_seen", UTCDateTime, nullable=False),
    Column("closed_at", UTCDateTime),
    Column("closing", String(30)),
    Column("reason", String(LONGEST_REASON)),
    # JSON, always read and written whole: see `records.py`.
    Column("state", Text, nullable=False),
    Index(None, "closed_at", "last_seen"),
)

# One closed visit adds one to each of its cells, then nothing of its path is kept: the figures
# cost the same for a thousand visits and for ten million, and no row is one visit's.
visit_counts = Table(
    "visit_counts",
    metadata,
    Column("tree", String(LONGEST_ID), primary_key=True),
    Column("digest", String(64), primary_key=True),
    Column("month", Date, primary_key=True),
    Column("kind", String(20), primary_key=True),
    Column("question", String(LONGEST_ID), primary_key=True),
    Column("target", String(LONGEST_ID), primary_key=True),
    Column("n", Integer, nullable=False),
)
