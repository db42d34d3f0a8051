"""The tables of drafts and of their moves."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "drafts",
        sa.Column("id", sa.String(16), primary_key=True),
        sa.Column("bundle", sa.String(16)),
        sa.Column("path", sa.String(200), nullable=False),
        sa.Column("title", sa.String(300), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("base", sa.Integer, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("author_id", sa.Integer, nullable=False),
        sa.Column("reason", sa.String(500), nullable=False),
        sa.Column("number", sa.Integer),
        sa.Column("created_at", sa.DateTime, nullable=False),
        sa.Column("updated_at", sa.DateTime, nullable=False),
        sa.ForeignKeyConstraint(
            ["author_id"], ["accounts.id"], name="fk_drafts_author_id_accounts"
        ),
    )
    op.create_index("ix_drafts_bundle", "drafts", ["bundle"])
    op.create_index("ix_drafts_author_id", "drafts", ["author_id"])
    op.create_index("ix_drafts_state_updated_at", "drafts", ["state", "updated_at"])
    op.create_table(
        "draft_moves",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("draft_id", sa.String(16), nullable=False),
        sa.Column("account_id", sa.Integer, nullable=False),
        sa.Column("at", sa.DateTime, nullable=False),
        sa.Column("action", sa.String(20), nullable=False),
        sa.Column("comment", sa.String(1000), nullable=False),
        sa.ForeignKeyConstraint(["draft_id"], ["drafts.id"], name="fk_draft_moves_draft_id_drafts"),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name="fk_draft_moves_account_id_accounts"
        ),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_draft_moves_draft_id", "draft_moves", ["draft_id"])


def downgrade() -> None:
    op.drop_table("draft_moves")
    op.drop_table("drafts")
