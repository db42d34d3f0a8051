"""What every test may ask for: an empty, migrated database of each kind, and the corpus."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from sqlalchemy import Engine, make_url

from kb_app.database import engine as database
from kb_app.database.migrate import upgrade
from tests import postgres

# How long an example takes, or its making, says more of the machine's other work than of ours.
settings.register_profile("relais", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("relais")


def pytest_configure(config: pytest.Config) -> None:
    # Sorted by their number of tests, the files of one long test would come last, one worker
    # having nothing left to do.
    config.option.loadscopereorder = False


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("migrated") / "relais.sqlite3"
    engine = database.create(f"sqlite:///{file}")
    upgrade(engine)
    engine.dispose()
    return file


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """The URL of a server where databases may be created: KB_TEST_POSTGRESQL, or one of ours."""
    given = os.environ.get("KB_TEST_POSTGRESQL")
    folder = postgres.binaries()
    if given:
        yield given
    elif folder:
        with postgres.running(folder) as url:
            yield url
    else:
        pytest.skip("PostgreSQL is not installed (apt-get install postgresql)")


@pytest.fixture(scope="session")
def migrated_postgresql(postgresql_server: str) -> Iterator[str]:
    with postgres.Database(postgresql_server, "template1") as url:
        engine = database.create(url)
        upgrade(engine)
        engine.dispose()
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of an empty, migrated database; each test runs once on each kind."""
    if request.param == "sqlite":
        file = tmp_path / "relais.sqlite3"
        shutil.copy(request.getfixturevalue("migrated_sqlite"), file)
        yield f"sqlite:///{file}"
        return
    template = request.getfixturevalue("migrated_postgresql")
    server = request.getfixturevalue("postgresql_server")
    with postgres.Database(server, str(make_url(template).database)) as url:
        yield url


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    engine = database.create(database_url)
    yield engine
    engine.dispose()


@pytest.fixture
def sqlite_engine(migrated_sqlite: Path, tmp_path: Path) -> Iterator[Engine]:
    """For what does not depend on the kind of database."""
    file = tmp_path / "relais.sqlite3"
    shutil.copy(migrated_sqlite, file)
    engine = database.create(f"sqlite:///{file}")
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def corpus() -> Path:
    """Real sheets and questions, for measuring; they live beside the project, not in it."""
    return _beside("corpus")


@pytest.fixture(scope="session")
def notes() -> str:
    """What the shipped sheets were written from."""
    return _beside("domain.md").read_text("utf-8")


def _beside(name: str) -> Path:
    found = Path(__file__).resolve().parents[2] / "shared" / name
    if not found.exists():
        pytest.skip(f"{name} is not beside the project")
    return found
