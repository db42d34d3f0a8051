"""The tables of searches, counted by day, and of what is proposed when they fail."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "search_questions",
        sa.Column("day", sa.Date, primary_key=True),
        sa.Column("question", sa.String(200), primary_key=True),
        sa.Column("wording", sa.String(200), nullable=False),
        sa.Column("asked", sa.Integer, nullable=False),
        sa.Column("without_result", sa.Integer, nullable=False),
        sa.Column("not_found", sa.Integer, nullable=False),
        sa.Column("pressed", sa.String(32)),
    )
    op.create_index("ix_search_questions_question_day", "search_questions", ["question", "day"])
    op.create_table(
        "search_openings",
        sa.Column("day", sa.Date, primary_key=True),
        sa.Column("question", sa.String(200), primary_key=True),
        sa.Column("path", sa.String(200), primary_key=True),
        sa.Column("n", sa.Integer, nullable=False),
    )
    op.create_index("ix_search_openings_question_day", "search_openings", ["question", "day"])
    op.create_table(
        "search_proposals",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("payload", sa.Text, nullable=False),
        sa.Column("account_id", sa.Integer, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("settled_on", sa.Date),
        sa.Column("draft_id", sa.String(16)),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name="fk_search_proposals_account_id_accounts"
        ),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_search_proposals_state", "search_proposals", ["state"])


def downgrade() -> None:
    op.drop_table("search_proposals")
    op.drop_table("search_openings")
    op.drop_table("search_questions")
