"""The tables of searches, counted by day, and of what is proposed when they fail."""

from __future__ import annotations

from sqlalchemy import Column, Date, ForeignKey, Index, Integer, String, Table, Text

from kb_app.database.metadata import metadata

LONGEST_QUESTION = 200
LONGEST_PATH = 200

# One row a day and a question, whoever asked it: no account, no session, no address, no hour.
search_questions = Table(
    "search_questions",
    metadata,
    Column("day", Date, primary_key=True),
    # Folded: see `words.py`.
    Column("question", String(LONGEST_QUESTION), primary_key=True),
    # The first spelling seen that day.
    Column("wording", String(LONGEST_QUESTION), nullable=False),
    Column("asked", Integer, nullable=False),
    Column("without_result", Integer, nullable=False),
    Column("not_found", Integer, nullable=False),
    # The page that last said « pas trouvé », a number of its own: it counts once.
    Column("pressed", String(32)),
    Index(None, "question", "day"),
)

search_openings = Table(
    "search_openings",
    metadata,
    Column("day", Date, primary_key=True),
    Column("question", String(LONGEST_QUESTION), primary_key=True),
    Column("path", String(LONGEST_PATH), primary_key=True),
    Column("n", Integer, nullable=False),
    Index(None, "question", "day"),
)

search_proposals = Table(
    "search_proposals",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", String(20), nullable=False),
    # JSON, always read and written whole: see `records.py`.
    Column("payload", Text, nullable=False),
    Column("account_id", Integer, ForeignKey("accounts.id"), nullable=False),
    Column("day", Date, nullable=False),
    Column("state", String(20), nullable=False, index=True),
    Column("settled_on", Date),
    # One of the drafts it wrote, which live in a room below: where they stand, it stands.
    Column("draft_id", String(16)),
    sqlite_autoincrement=True,
)
