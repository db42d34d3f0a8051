"""Drafts are looked up by their path, on every reading of a sheet."""

from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.create_index("ix_drafts_path", "drafts", ["path"])


def downgrade() -> None:
    op.drop_index("ix_drafts_path", "drafts")
