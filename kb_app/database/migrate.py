"""Bring a database to the newest schema."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Engine, inspect, text
from sqlalchemy.exc import OperationalError

from kb_app.database.engine import writing
from kb_app.errors import InvalidInput, Unavailable

HEAD = "0007"
"""The newest migration; a test compares it with the migrations' own order."""


def upgrade(engine: Engine) -> None:
    """Run the migrations that are missing, all or none; do nothing when the schema is current.

    Processes that start together wait for the first one. Raises Unavailable when there is no
    database to talk to, InvalidInput when it was written by a newer version of the application.
    """
    try:
        revision = _revision(engine)
    except OperationalError as error:
        raise Unavailable(
            "La base de données ne répond pas : vérifiez KB_DATABASE_URL, que le serveur tourne "
            "et que le dossier existe."
        ) from error
    if revision == HEAD:
        return
    if revision is not None and revision > HEAD:
        raise InvalidInput(
            f"La base vient d’une version plus récente de l’application (schéma {revision}) : "
            "mettez l’application à jour."
        )
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
