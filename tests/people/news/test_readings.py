"""What changed since one last read: told to that reader, once, and to nobody else."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

import pytest
from sqlalchemy import Engine, insert, select, text

from kb_app.database import engine as database
from kb_app.database.engine import writing
from kb_app.people.accounts.model import Account, Role
from kb_app.people.news import store
from kb_app.people.news.model import Since
from kb_app.people.news.readings import Readings
from kb_app.people.news.tables import feeds, last_readings
from tests.factories import NOON
from tests.people.accounts.people_at_work import People

RSA = "operators/caf/demander-le-rsa.md"
VITALE = "operators/cpam/carte-vitale.md"


@dataclass
class Desk:
    engine: Engine
    today: date = date(2026, 11, 22)
    practice: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.readings = self.process()
        people = People(self.engine)
        people.accounts = type(people.accounts)(
            self.engine, people.clock, "Relais", forget_also=(store.forget,)
        )
        self.people = people
        self.agent = people.someone()

    def process(self) -> Readings:
        """Return what another process of the same instance would hold."""
        return Readings(
            self.engine, lambda: self.today, timedelta(days=400), lambda _path: self.practice
        )

    def opens(self, number: int, path: str = RSA, by: Account | None = None) -> Since | None:
        return self.readings.opened((by or self.agent).id, path, number)

    def rows(self) -> Iterable[tuple[object, ...]]:
        self.readings.flush()
        with self.engine.connect() as connection:
            return [tuple(row) for row in connection.execute(select(last_readings))]


@pytest.fixture
def desk(engine: Engine) -> Desk:
    return Desk(engine)


def test_the_first_time_nothing_was_missed(desk: Desk) -> None:
    assert desk.opens(3) is None
    assert desk.opens(3) is None
    assert list(desk.rows()) == [(desk.agent.id, RSA, 3, 3, desk.today)]


def test_a_newer_version_is_told_once(desk: Desk) -> None:
    desk.opens(3)
    assert desk.opens(5) == Since(3, False)
    assert desk.opens(5) is None
    assert list(desk.rows()) == [(desk.agent.id, RSA, 5, 5, desk.today)]


def test_another_process_knows_once_it_is_written(desk: Desk) -> None:
    desk.opens(3)
    desk.readings.flush()
    other = desk.process()
    assert other.opened(desk.agent.id, RSA, 4) == Since(3, False)
    other.flush()
    assert desk.opens(4) is None


def test_documents_and_readers_are_apart(desk: Desk) -> None:
    other = desk.people.someone("autre@ville.fr", Role.AGENT)
    desk.opens(1)
    assert desk.opens(2, VITALE) is None
    assert desk.opens(2, by=other) is None
    assert desk.opens(2) == Since(1, False)


def test_a_change_of_practice_is_told_until_it_is_confirmed(desk: Desk) -> None:
    desk.opens(1)
    desk.practice = {3}
    assert desk.opens(2) == Since(1, False)
    assert desk.opens(3) == desk.opens(3) == Since(2, True)
    # A later version does not hide it.
    assert desk.opens(4) == Since(2, True)
    desk.readings.confirm(desk.agent.id, RSA, 4)
    assert desk.opens(4) is None
    assert list(desk.rows()) == [(desk.agent.id, RSA, 4, 4, desk.today)]


def test_what_was_confirmed_says_nothing_of_a_later_change_of_practice(desk: Desk) -> None:
    desk.practice = {2, 5}
    desk.opens(1)
    assert desk.opens(3) == Since(1, True)
    desk.readings.confirm(desk.agent.id, RSA, 3)
    assert desk.opens(4) == Since(3, False)
    assert desk.opens(5) == Since(4, True)


def test_a_confirmation_is_not_undone_by_a_process_that_knew_less(desk: Desk) -> None:
    desk.practice = {2}
    desk.opens(1)
    desk.readings.flush()
    late = desk.process()
    assert late.opened(desk.agent.id, RSA, 2) == Since(1, True)
    desk.readings.confirm(desk.agent.id, RSA, 2)
    late.flush()
    assert list(desk.rows()) == [(desk.agent.id, RSA, 2, 2, desk.today)]


def test_an_older_version_shown_by_a_late_process_says_nothing(desk: Desk) -> None:
    desk.opens(5)
    assert desk.opens(4) is None
    assert list(desk.rows()) == [(desk.agent.id, RSA, 5, 5, desk.today)]


def test_many_readers_at_once_lose_nothing(desk: Desk) -> None:
    paths = [f"operators/caf/fiche-{n}.md" for n in range(40)]

    def reads(process: Readings) -> None:
        for path in paths:
            process.opened(desk.agent.id, path, 2)
        process.flush()

    threads = [threading.Thread(target=reads, args=(desk.process(),)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {row[1] for row in desk.rows()} == set(paths)


def test_what_is_past_its_retention_is_erased(desk: Desk) -> None:
    desk.opens(1)
    desk.readings.flush()
    desk.today += timedelta(days=400)
    desk.opens(1, VITALE)
    desk.readings.flush()
    assert desk.readings.purge() == 0
    desk.today += timedelta(days=1)
    assert desk.readings.purge() == 1
    assert [row[1] for row in desk.rows()] == [VITALE]


def test_an_erased_account_leaves_no_reading_and_no_feed(desk: Desk) -> None:
    other = desk.people.someone("autre@ville.fr", Role.AGENT)
    desk.opens(1)
    desk.opens(1, by=other)
    desk.readings.flush()
    with writing(desk.engine) as connection:
        values = {"account_id": desk.agent.id, "digest": "x" * 64, "created_at": NOON}
        connection.execute(insert(feeds).values(values))
    desk.people.accounts.erase(desk.agent.id)
    # Noted by a page that was being read meanwhile.
    desk.opens(2)
    assert [row[0] for row in desk.rows()] == [other.id]
    with desk.engine.connect() as connection:
        assert connection.execute(select(feeds)).all() == []


def test_reading_goes_on_while_the_database_does_not_answer(sqlite_engine: Engine) -> None:
    desk = Desk(sqlite_engine)
    broken = database.create("sqlite:////nowhere/relais.sqlite3")
    readings = Readings(broken, lambda: desk.today, timedelta(days=400))
    assert readings.opened(1, RSA, 1) is None
    readings.flush()


def test_what_could_not_be_written_waits(sqlite_engine: Engine) -> None:
    desk = Desk(sqlite_engine)
    desk.opens(1)
    with sqlite_engine.connect() as connection:
        connection.execute(text("PRAGMA query_only=ON"))
        connection.rollback()
    desk.readings.flush()
    assert desk.opens(1) is None
    with sqlite_engine.connect() as connection:
        connection.execute(text("PRAGMA query_only=OFF"))
        connection.rollback()
    assert len(list(desk.rows())) == 1
