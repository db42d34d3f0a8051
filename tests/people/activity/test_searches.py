"""Searches are counted by day, never for whom, and never at the price of a search."""

from __future__ import annotations

import logging
import multiprocessing
from datetime import date, timedelta

import pytest
from sqlalchemy import Engine, text

from kb_app.database import audit
from kb_app.database import engine as database
from kb_app.database.engine import writing
from kb_app.people.activity import tables, waiting
from kb_app.people.activity.activity import Activity, new_page
from tests.people.activity.at_the_desk import CARD, KEPT_FOR, RSA, TODAY, Desk
from tests.timing import seconds


def counted(desk: Desk) -> list[tuple[object, ...]]:
    """Return the question, its spelling, asked, without result and not found of each row."""
    desk.activity.flush()
    return [row[1:6] for row in desk.rows()]


def test_a_question_asked_again_adds_to_its_row_of_the_day(engine: Engine) -> None:
    desk = Desk(engine)
    desk.asks("Carte verte", found=2)
    desk.asks("carte VERTE !", found=0)
    desk.activity.flush()
    desk.asks("carte verte", found=1)
    assert counted(desk) == [("carte verte", "Carte verte", 3, 1, 0)]
    desk.waits(days=1)
    desk.asks("carte-verte", "carte verte")
    assert [row[1:] for row in counted(desk)] == [
        ("Carte verte", 3, 1, 0),
        ("carte verte", 1, 0, 0),
        ("carte-verte", 1, 0, 0),
    ]


def test_an_opening_is_counted_for_its_question_and_its_document(engine: Engine) -> None:
    desk = Desk(engine)
    desk.opens("carte verte", CARD, times=2)
    desk.opens("Carte Verte", CARD)
    desk.opens("carte verte", RSA)
    assert desk.openings() == {CARD: 3, RSA: 1}
    assert [row[1:] for row in sorted(desk.rows("search_openings"), key=str)] == [
        ("carte verte", RSA, 1),
        ("carte verte", CARD, 3),
    ]


def test_one_page_says_not_found_once(engine: Engine) -> None:
    desk = Desk(engine)
    page = new_page()
    for _ in range(3):
        desk.activity.not_found("carte verte", page)
    assert counted(desk) == [("carte verte", "carte verte", 0, 0, 1)]
    desk.presses("carte verte", times=2)
    assert counted(desk)[0][-1] == 3


@pytest.mark.parametrize("page", ["", "x" * 500, "'; DROP TABLE", "é" * 20])
def test_a_page_of_unknown_number_still_says_not_found(sqlite_engine: Engine, page: str) -> None:
    desk = Desk(sqlite_engine)
    desk.activity.not_found("carte verte", page)
    assert counted(desk)[0][-1] == 1


def test_a_question_with_nothing_left_once_masked_is_not_counted(sqlite_engine: Engine) -> None:
    desk = Desk(sqlite_engine)
    desk.asks("06 12 34 56 78")
    desk.presses("06 12 34 56 78")
    desk.opens("06 12 34 56 78", CARD)
    assert counted(desk) == []


def test_no_row_says_who_asked_nor_at_what_time() -> None:
    columns = {
        table.name: {c.name: str(c.type) for c in table.c}
        for table in (tables.search_questions, tables.search_openings)
    }
    assert columns == {
        "search_questions": {
            "day": "DATE",
            "question": "VARCHAR(200)",
            "wording": "VARCHAR(200)",
            "asked": "INTEGER",
            "without_result": "INTEGER",
            "not_found": "INTEGER",
            "pressed": "VARCHAR(32)",
        },
        "search_openings": {
            "day": "DATE",
            "question": "VARCHAR(200)",
            "path": "VARCHAR(200)",
            "n": "INTEGER",
        },
    }


def test_while_the_database_refuses_counts_wait_and_nothing_typed_is_logged(
    sqlite_engine: Engine, caplog: pytest.LogCaptureFixture
) -> None:
    desk = Desk(sqlite_engine)
    with writing(sqlite_engine) as connection:
        connection.execute(text("ALTER TABLE search_questions RENAME TO away"))
    desk.asks("secret de polichinelle")
    desk.opens("secret de polichinelle", CARD)
    with caplog.at_level(logging.WARNING):
        desk.activity.flush()
    assert "not written for now" in caplog.text
    assert "polichinelle" not in caplog.text
    desk.asks("Secret de polichinelle", found=0)
    with writing(sqlite_engine) as connection:
        connection.execute(text("ALTER TABLE away RENAME TO search_questions"))
    assert counted(desk) == [("secret de polichinelle", "secret de polichinelle", 2, 1, 0)]
    assert desk.openings() == {CARD: 1}


def test_what_waits_is_bounded(sqlite_engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waiting, "MOST_WAITING", 3)
    desk = Desk(sqlite_engine)
    desk.asks(*(f"question {letter}" for letter in "abcde"))
    desk.asks("question a")
    desk.opens("a", CARD)
    for letter in "abcde":
        desk.opens(letter, CARD)
    assert [row[2] for row in counted(desk)] == [2, 1, 1]
    assert desk.openings() == {CARD: 4}


def test_openings_add_up_by_document_since_a_day(sqlite_engine: Engine) -> None:
    desk = Desk(sqlite_engine)
    for words in ("carte verte", "carte perdue"):
        desk.opens(words, CARD)
    assert desk.activity.openings(desk.today) == {CARD: 2}
    assert desk.activity.openings(desk.today + timedelta(days=1)) == {}


def test_counting_a_search_takes_less_than_a_millisecond(sqlite_engine: Engine) -> None:
    desk = Desk(sqlite_engine)
    desk.asks("carte verte perdue docteur demain", times=10)
    taken = seconds(lambda: desk.asks("carte verte perdue docteur demain", times=100), 0.1)
    assert taken < 0.1


def _count(url: str, times: int) -> None:
    engine = database.create(url)
    activity = Activity(engine, lambda: TODAY, KEPT_FOR)
    for n in range(times):
        activity.searched("carte verte", n % 2)
        activity.opened("carte verte", CARD)
        activity.not_found("carte verte", new_page())
        activity.flush()
    engine.dispose()


def test_two_processes_that_count_the_same_question_lose_nothing(
    engine: Engine, database_url: str
) -> None:
    spawning = multiprocessing.get_context("spawn")
    workers = [spawning.Process(target=_count, args=(database_url, 40)) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(120)
    assert [worker.exitcode for worker in workers] == [0, 0]
    desk = Desk(engine)
    assert counted(desk) == [("carte verte", "carte verte", 80, 40, 80)]
    assert desk.openings() == {CARD: 80}


def test_searches_past_their_retention_are_deleted_and_that_is_logged(
    engine: Engine, caplog: pytest.LogCaptureFixture
) -> None:
    desk = Desk(engine)
    desk.asks("carte verte", "carte grise")
    desk.opens("carte verte", CARD)
    desk.waits(days=KEPT_FOR.days)
    desk.asks("carte verte")
    desk.activity.flush()
    assert desk.activity.purge() == 0
    desk.waits(days=1)
    with caplog.at_level(logging.INFO):
        assert desk.activity.purge() == 3
    assert "3 rows past retention deleted" in caplog.text
    with engine.connect() as connection:
        [entry] = audit.newest(connection, 5, action=audit.PURGE)
    assert (entry.subject, entry.detail) == ("recherches", "3 lignes au bout de leur durée")
    assert [row[1] for row in desk.rows()] == ["carte verte"]
    assert desk.rows("search_openings") == []


# Successes


def succeed(desk: Desk, typed: str, path: str, asked: int = 3, opened: int = 2) -> None:
    """Ask a question over two days, and open a document from its results."""
    desk.asks(typed, times=asked - 1)
    desk.waits(days=1)
    desk.asks(typed)
    desk.opens(typed, path, opened)


def test_a_question_that_leads_mostly_to_one_document_is_a_success(engine: Engine) -> None:
    desk = Desk(engine)
    succeed(desk, "carte verte", CARD, asked=6, opened=3)
    desk.opens("carte verte", RSA, times=2)
    desk.asks("Carte Verte", times=2)
    [found] = desk.activity.successes()
    assert (found.question, found.path, found.opened) == ("carte verte", CARD, 3)
    desk.opens("carte verte", RSA)
    assert desk.activity.successes() == []


@pytest.mark.parametrize(
    ("typed", "asked", "opened"),
    [
        ("carte verte", 2, 2),
        ("carte verte", 3, 1),
        ("formulaire 2042", 9, 9),
        ("carte 1 85 05 78 006 084 36", 9, 9),
    ],
)
def test_what_is_rare_or_holds_a_number_is_never_offered(
    sqlite_engine: Engine, typed: str, asked: int, opened: int
) -> None:
    desk = Desk(sqlite_engine)
    succeed(desk, typed, CARD, asked, opened)
    assert desk.activity.successes() == []


def test_what_was_asked_on_one_day_is_not_offered_yet(sqlite_engine: Engine) -> None:
    desk = Desk(sqlite_engine)
    desk.asks("carte verte", times=9)
    desk.opens("carte verte", CARD, times=9)
    assert desk.activity.successes() == []
    assert len(desk.activity.successes(minimum_days=1)) == 1


def test_successes_come_most_opened_first(sqlite_engine: Engine) -> None:
    desk = Desk(sqlite_engine)
    succeed(desk, "carte verte", CARD)
    succeed(desk, "le rsa", RSA, opened=5)
    assert [each.question for each in desk.activity.successes()] == ["le rsa", "carte verte"]


def test_a_day_is_the_one_of_the_house(sqlite_engine: Engine) -> None:
    desk = Desk(sqlite_engine)
    desk.asks("carte verte")
    desk.today += timedelta(days=1)
    desk.activity.flush()
    assert [date.fromisoformat(str(row[0])) for row in desk.rows()] == [TODAY]
