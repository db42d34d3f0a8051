"""The table of versions."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "versions",
        sa.Column("sequence", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("path", sa.String(200), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("text_sha256", sa.String(64), nullable=False),
        sa.Column("valid_from", sa.Date, nullable=False),
        sa.Column("withdrawn", sa.Boolean, nullable=False),
        sa.Column("author_id", sa.Integer),
        sa.Column("reason", sa.String(500), nullable=False),
        sa.Column("at", sa.DateTime, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.UniqueConstraint("path", "number", name="uq_versions_path_number"),
    )
    op.create_index("ix_versions_valid_from", "versions", ["valid_from"])


def downgrade() -> None:
    op.drop_table("versions")
