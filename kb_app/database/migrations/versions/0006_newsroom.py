"""The tables around drafts: comments, who writes, reports, readings, reminders, the audit log."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.add_column(
        "drafts", sa.Column("practice", sa.Boolean, nullable=False, server_default=sa.false())
    )
    with op.batch_alter_table("drafts") as batch:
        batch.alter_column("practice", server_default=None)
    op.create_table(
        "draft_comments",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("draft_id", sa.String(16), nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("line", sa.Integer, nullable=False),
        sa.Column("quote", sa.String(300), nullable=False),
        sa.Column("text", sa.String(1000), nullable=False),
        sa.Column("account_id", sa.Integer, nullable=False),
        sa.Column("at", sa.DateTime, nullable=False),
        sa.Column("settled_by", sa.Integer),
        sa.Column("settled_at", sa.DateTime),
        _key("draft_comments", "draft_id", "drafts"),
        _key("draft_comments", "account_id", "accounts"),
        _key("draft_comments", "settled_by", "accounts"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_draft_comments_draft_id", "draft_comments", ["draft_id"])
    op.create_table(
        "open_documents",
        sa.Column("path", sa.String(200), primary_key=True),
        sa.Column("account_id", sa.Integer, primary_key=True),
        sa.Column("seen_at", sa.DateTime, nullable=False),
        _key("open_documents", "account_id", "accounts"),
    )
    op.create_table(
        "passage_reports",
        sa.Column("id", sa.String(16), primary_key=True),
        sa.Column("path", sa.String(200), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("anchor", sa.String(120), nullable=False),
        sa.Column("quote", sa.String(300), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("text", sa.String(1000), nullable=False),
        sa.Column("account_id", sa.Integer, nullable=False),
        sa.Column("at", sa.DateTime, nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("answer", sa.String(1000), nullable=False),
        sa.Column("answered_by", sa.Integer),
        sa.Column("answered_at", sa.DateTime),
        sa.Column("told", sa.Boolean, nullable=False),
        _key("passage_reports", "account_id", "accounts"),
        _key("passage_reports", "answered_by", "accounts"),
    )
    op.create_index("ix_passage_reports_path", "passage_reports", ["path"])
    op.create_index("ix_passage_reports_account_id", "passage_reports", ["account_id"])
    op.create_index("ix_passage_reports_state_at", "passage_reports", ["state", "at"])
    op.create_table(
        "last_readings",
        sa.Column("account_id", sa.Integer, primary_key=True),
        sa.Column("path", sa.String(200), primary_key=True),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("confirmed", sa.Integer, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        _key("last_readings", "account_id", "accounts"),
    )
    op.create_table(
        "feeds",
        sa.Column("account_id", sa.Integer, primary_key=True),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("created_at", sa.DateTime, nullable=False),
        _key("feeds", "account_id", "accounts"),
        sa.UniqueConstraint("digest", name="uq_feeds_digest"),
    )
    op.create_table(
        "reminders",
        sa.Column("account_id", sa.Integer, primary_key=True),
        sa.Column("day", sa.Date, primary_key=True),
        _key("reminders", "account_id", "accounts"),
    )
    op.create_table(
        "audit",
        sa.Column("sequence", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("at", sa.DateTime, nullable=False),
        sa.Column("account_id", sa.Integer),
        sa.Column("action", sa.String(40), nullable=False),
        sa.Column("subject", sa.String(200), nullable=False),
        sa.Column("number", sa.Integer),
        sa.Column("detail", sa.String(1000), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
    )
    op.create_index("ix_audit_subject", "audit", ["subject"])


def downgrade() -> None:
    for table in (
        "audit",
        "reminders",
        "feeds",
        "last_readings",
        "passage_reports",
        "open_documents",
        "draft_comments",
    ):
        op.drop_table(table)
    op.drop_column("drafts", "practice")


def _key(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=f"fk_{table}_{column}_{target}")
