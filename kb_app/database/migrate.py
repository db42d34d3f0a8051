"""Bring a database to the newest schema."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Engine, inspect, text

from kb_app.database.engine import writing

HEAD = "0002"
"""The newest migration; a test compares it with the migrations' own order."""


def upgrade(engine: Engine) -> None:
    """Run the migrations that are missing, all or none; do nothing when the schema is current.

    Processes that start together wait for the first one.
    """
    if _revision(engine) == HEAD:
        return
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).with_name("migrations")))
    with writing(engine) as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _revision(engine: Engine) -> str | None:
    with engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
