"""kill -9 of writers: no version acknowledged is lost, none is half there, drafts stay legal.

`python -m bench kills` does the same with 500 publications and a hundred kills, on each database.
"""

from __future__ import annotations

import pytest

from bench import kills
from tests import postgres

pytestmark = pytest.mark.slow


def test_writers_killed_on_sqlite_lose_nothing() -> None:
    figures = kills.killed("SQLite", 40)
    assert all(figure.holds for figure in figures), figures


def test_writers_killed_and_a_server_that_crashes_lose_nothing_on_postgresql() -> None:
    folder = postgres.binaries()
    if folder is None:
        pytest.skip("PostgreSQL is not installed (apt-get install postgresql)")
    # A server of its own: the one that other tests share must not crash under them.
    with postgres.running(folder) as server, postgres.Database(server, "template1") as url:
        figures = kills.killed(
            "PostgreSQL", 24, lambda: postgres.crash(folder, url), KB_DATABASE_URL=url
        )
    assert all(figure.holds for figure in figures), figures
