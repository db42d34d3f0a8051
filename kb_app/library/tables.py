"""The one table of the library: append only."""

from sqlalchemy import Boolean, Column, Date, Index, Integer, String, Table, Text, UniqueConstraint

from kb_app.database.metadata import metadata
from kb_app.database.types import UTCDateTime

LONGEST_REASON = 500
"""Characters of the reason of a version."""

versions = Table(
    "versions",
    metadata,
    Column("sequence", Integer, primary_key=True, autoincrement=False),
    Column("path", String(200), nullable=False),
    Column("number", Integer, nullable=False),
    Column("text", Text, nullable=False),
    Column("text_sha256", String(64), nullable=False),
    Column("valid_from", Date, nullable=False),
    Column("withdrawn", Boolean, nullable=False),
    Column("author_id", Integer),
    Column("reason", String(LONGEST_REASON), nullable=False),
    Column("at", UTCDateTime, nullable=False),
    Column("sha256", String(64), nullable=False),
    UniqueConstraint("path", "number"),
    Index(None, "valid_from"),
)
