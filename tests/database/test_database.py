"""The database: migrations, one writer at a time, trouble said in French."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Column, Engine, Integer, MetaData, Table, insert, inspect, select, text

import kb_app.people.accounts.tables
import kb_app.people.activity.tables
import kb_app.people.authoring.tables
import kb_app.people.feedback.tables
import kb_app.people.news.tables
import kb_app.people.upkeep.tables
import kb_app.people.visits.tables
from kb_app.database import audit, migrate
from kb_app.database import engine as database
from kb_app.database.engine import writing
from kb_app.database.metadata import metadata
from kb_app.database.types import UTCDateTime
from kb_app.errors import InvalidInput, Unavailable
from kb_app.library import tables

DECLARED = (
    tables.versions,
    kb_app.people.accounts.tables.accounts,
    kb_app.people.visits.tables.visits,
    kb_app.people.activity.tables.search_questions,
    kb_app.people.authoring.tables.drafts,
    kb_app.people.feedback.tables.passage_reports,
    kb_app.people.news.tables.last_readings,
    kb_app.people.upkeep.tables.reminders,
    audit.audit,
)


def test_migrations_give_exactly_the_tables_the_rooms_declare(engine: Engine) -> None:
    assert all(table.metadata is metadata for table in DECLARED)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []


def test_drafts_are_found_by_their_path_without_reading_them_all(engine: Engine) -> None:
    """Practice changes are looked up so whenever someone opens a sheet that changed."""
    drafts = kb_app.people.authoring.tables.drafts
    with engine.connect() as connection:
        indexed = [each["column_names"] for each in inspect(connection).get_indexes(drafts.name)]
        assert ["path"] in indexed
        if engine.dialect.name == "sqlite":
            plan = "EXPLAIN QUERY PLAN SELECT number FROM drafts WHERE path = 'a' AND practice"
            assert "ix_drafts_path" in str(connection.execute(text(plan)).all())


def test_head_is_the_newest_migration() -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(migrate.__file__).parent / "migrations"))
    assert ScriptDirectory.from_config(config).get_heads() == [migrate.HEAD]


def test_processes_that_start_together_migrate_once(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'neuve.sqlite3'}"
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: migrate.upgrade(database.create(url)), range(4)))
    engine = database.create(url)
    with engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM alembic_version")).scalar() == 1
    engine.dispose()


@pytest.mark.parametrize(
    "url", ["", "relais.sqlite3", "mysql://a:secret@b/c", "nowhere://a:secret@b"]
)
def test_an_address_of_no_database_of_ours_is_refused_without_its_password(url: str) -> None:
    with pytest.raises(InvalidInput, match="KB_DATABASE_URL") as refused:
        database.create(url)
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize(
    "url", ["sqlite:////nulle/part/x.sqlite3", "postgresql+psycopg://a:secret@127.0.0.1:1/b"]
)
def test_a_database_that_cannot_be_reached_is_said_in_french(url: str) -> None:
    engine = database.create(url)
    with pytest.raises(Unavailable, match="vérifiez KB_DATABASE_URL"):
        migrate.upgrade(engine)
    with pytest.raises(Unavailable), writing(engine):
        pass


def test_a_database_of_a_newer_version_is_left_alone(sqlite_engine: Engine) -> None:
    with writing(sqlite_engine) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(InvalidInput, match="à jour"):
        migrate.upgrade(sqlite_engine)


def test_sqlite_survives_power_loss_and_lets_readers_go_on(sqlite_engine: Engine) -> None:
    with sqlite_engine.connect() as connection:
        assert connection.execute(text("PRAGMA journal_mode")).scalar() == "wal"
        assert connection.execute(text("PRAGMA synchronous")).scalar() == 2
        assert connection.execute(text("PRAGMA foreign_keys")).scalar() == 1


def test_a_full_disk_refuses_writes_in_french_and_reading_goes_on(sqlite_engine: Engine) -> None:
    counter = Table("counter", MetaData(), Column("n", Integer), Column("blob", Integer))
    counter.create(sqlite_engine)
    with sqlite_engine.connect() as connection:
        pages = connection.execute(text("PRAGMA page_count")).scalar_one()

    def fill() -> None:
        with writing(sqlite_engine) as connection:
            connection.execute(text(f"PRAGMA max_page_count = {pages}"))
            connection.execute(text("INSERT INTO counter VALUES (1, zeroblob(1000000))"))

    with pytest.raises(Unavailable, match="réessayez"):
        fill()
    with sqlite_engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM counter")).scalar() == 0


def test_writers_take_turns(engine: Engine) -> None:
    counter = Table("counter", MetaData(), Column("n", Integer))
    counter.create(engine)

    def step(_: int) -> None:
        with writing(engine) as connection:
            held = len(connection.execute(select(counter.c.n)).all())
            connection.execute(insert(counter).values(n=held))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(step, range(40)))
    with engine.connect() as connection:
        numbers = list(connection.execute(select(counter.c.n)).scalars())
    assert sorted(numbers) == list(range(40))


def test_a_failed_write_leaves_nothing(engine: Engine) -> None:
    counter = Table("counter", MetaData(), Column("n", Integer))
    counter.create(engine)

    def fail() -> None:
        with writing(engine) as connection:
            connection.execute(insert(counter).values(n=1))
            raise RuntimeError("boum")

    with pytest.raises(RuntimeError, match="boum"):
        fail()
    with engine.connect() as connection:
        assert connection.execute(select(counter.c.n)).all() == []


def test_times_come_back_in_utc_and_naive_ones_are_refused(engine: Engine) -> None:
    table = Table("times", MetaData(), Column("at", UTCDateTime))
    table.create(engine)
    at = datetime(2026, 11, 22, 14, 30, tzinfo=timezone(timedelta(hours=1)))
    with writing(engine) as connection:
        connection.execute(insert(table).values(at=at))
    with engine.connect() as connection:
        found = connection.execute(select(table.c.at)).scalar_one()
    assert (found, found.tzinfo) == (at, UTC)
    with pytest.raises(Exception, match="without a time zone"), writing(engine) as connection:
        connection.execute(insert(table).values(at=datetime(2026, 11, 22)))
