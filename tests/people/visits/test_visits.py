"""Visits in the database: whose they are, what is kept, and what closing leaves."""

from __future__ import annotations

import logging
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from sqlalchemy import Engine, insert, select

from kb_app.database import audit
from kb_app.database.engine import writing
from kb_app.errors import InvalidInput, NotFound
from kb_app.knowledge.triage.answers import RefusedAnswer
from kb_app.people.visits import tables
from kb_app.people.visits.model import AnswerConflict, Closing, How
from kb_app.people.visits.visits import VisitClosed
from tests.people.visits.desk import PIN, Desk

EVERYTHING = {
    "q": "enfant",
    "age": "14",
    "situation": "volee",
    "papiers": ["identite"],
    "depuis": "2026-11-03",
    "precision": "Mme Durand attend dehors",
}


def test_a_visit_is_read_back_as_it_was_written(engine: Engine) -> None:
    desk = Desk(engine)
    visit = desk.walked({"q": "enfant", "age": "14"})
    assert desk.visits.find(visit.id, desk.agent) == visit
    assert (visit.tree, visit.title, visit.pin) == ("cpam/essai", "Essai", PIN)
    assert visit.state.stopped_at == "situation"


def test_numbers_of_visits_cannot_be_guessed(engine: Engine) -> None:
    desk = Desk(engine)
    numbers = {desk.open().id for _ in range(20)}
    assert len(numbers) == 20
    # Six bits a character: 144 of them.
    assert all(len(n) == 24 and n.replace("-", "").replace("_", "").isalnum() for n in numbers)


def test_an_open_visit_is_known_to_the_account_that_opened_it_alone(engine: Engine) -> None:
    desk = Desk(engine)
    visit = desk.open()
    for stranger in (desk.colleague, 0):
        with pytest.raises(NotFound):
            desk.visits.find(visit.id, stranger)
        with pytest.raises(NotFound):
            desk.visits.answer(visit.id, stranger, desk.tree, "q", "soi", desk.today, 1)
    assert desk.visits.of(desk.colleague) == ()


def test_a_number_that_is_none_is_not_found(engine: Engine) -> None:
    desk = Desk(engine)
    for number in ("", "x", "x" * 24, "é" * 24, "a\0" * 12, "' OR 1=1 --", "x" * 999):
        with pytest.raises(NotFound):
            desk.visits.find(number, desk.agent)


def test_my_visits_in_progress_are_the_open_ones_last_used_first(engine: Engine) -> None:
    desk = Desk(engine)
    first, second, third = (desk.open() for _ in range(3))
    desk.clock.wait(minutes=5)
    first = desk.answer(first, "q", "soi")
    desk.visits.close(third.id, desk.agent, Closing.ABANDONED)
    assert desk.visits.of(desk.agent) == (first, second)
    desk.clock.wait(hours=11, minutes=56)
    assert desk.visits.of(desk.agent) == (first,)


def test_a_refused_answer_leaves_the_visit_as_it_was(engine: Engine) -> None:
    desk = Desk(engine)
    visit = desk.walked({"q": "enfant"})
    with pytest.raises(RefusedAnswer):
        desk.answer(visit, "age", "cent")
    assert desk.visits.find(visit.id, desk.agent) == visit


def test_two_tabs_on_two_questions_both_count(engine: Engine) -> None:
    desk = Desk(engine)
    visit = desk.walked({"q": "soi", "situation": "volee"})
    desk.answer(visit, "papiers", ["banque"])
    both = desk.answer(visit, "q", "enfant", base=visit.revision)
    assert both.state.answers == {"q": "enfant"}
    assert both.state.aside == {"situation": "volee", "papiers": ("banque",)}


def test_two_tabs_on_one_question_are_told_unless_they_agree(engine: Engine) -> None:
    desk = Desk(engine)
    visit = desk.open()
    first = desk.answer(visit, "q", "enfant")
    assert desk.answer(visit, "q", "enfant").state == first.state
    with pytest.raises(AnswerConflict):
        desk.answer(visit, "q", "soi", base=visit.revision)
    assert desk.visits.find(visit.id, desk.agent).state.answers == {"q": "enfant"}


def test_answers_sent_at_the_same_moment_are_all_kept(engine: Engine) -> None:
    desk = Desk(engine)
    visit = desk.walked({"q": "soi", "situation": "volee", "papiers": ["banque"]})
    sent = {"q": "enfant", "situation": "perdue", "papiers": ["identite"], "depuis": "2026-11-03"}
    with ThreadPoolExecutor(4) as pool:
        list(
            pool.map(
                lambda each: desk.answer(visit, each[0], each[1], visit.revision), sent.items()
            )
        )
    state = desk.visits.find(visit.id, desk.agent).state
    kept = {**state.aside, **state.told}
    assert kept == {
        "q": "enfant",
        "situation": "perdue",
        "papiers": ("identite",),
        "depuis": "2026-11-03",
    }


def test_a_visit_keeps_no_free_text_and_masks_what_was_searched(engine: Engine) -> None:
    desk = Desk(engine)
    desk.walked(EVERYTHING, "carte vitale 1 85 05 78 006 084 91")
    kept = desk.rows("visits")
    assert "Durand" not in kept
    assert "006 084" not in kept
    assert "numéro de sécurité sociale masqué" in kept


def test_closing_leaves_options_and_the_conclusion_and_nothing_else(engine: Engine) -> None:
    desk = Desk(engine)
    visit = desk.walked(EVERYTHING, "carte volée")
    visit = desk.visits.tick(visit.id, desk.agent, ["0"], ["photo"])
    conclusion = visit.state.conclusion
    closed = desk.visits.close(visit.id, desk.agent, Closing.DONE, "  tout est fait ")
    assert closed.state.answers == {
        "q": "enfant",
        "age": "renseigne",
        "situation": "volee",
        "papiers": ("identite",),
        "depuis": "renseigne",
        "precision": "renseigne",
    }
    assert closed.state.conclusion == conclusion
    assert closed.state.ticks == {"0"}
    assert closed.state.missing == {"photo"}
    assert (closed.closing, closed.reason) == (Closing.DONE, "tout est fait")
    row = desk.rows("visits")
    assert "2026-11-03" not in row
    assert "carte volée" not in row
    assert desk.visits.of(desk.agent) == ()


def test_nothing_says_who_treated_a_closed_visit_nor_at_what_time(engine: Engine) -> None:
    desk = Desk(engine)
    visit = desk.walked({"q": "enfant", "age": 3})
    desk.visits.close(visit.id, desk.agent, Closing.DONE)
    with engine.connect() as connection:
        columns = "account_id, opened_at, last_seen, closed_at"
        row = connection.exec_driver_sql(f"SELECT {columns} FROM visits").one()
    assert row[0] is None
    assert {str(at)[11:19] for at in row[1:]} == {"12:00:00"}


def test_a_closed_visit_is_read_by_whoever_has_its_number_and_stays_as_it_was(
    engine: Engine,
) -> None:
    desk = Desk(engine)
    visit = desk.walked({"q": "enfant", "age": 3})
    closed = desk.visits.close(visit.id, desk.agent, Closing.DONE)
    assert desk.visits.find(visit.id, desk.colleague) == closed
    with pytest.raises(VisitClosed):
        desk.answer(visit, "q", "soi")
    with pytest.raises(VisitClosed):
        desk.visits.tick(visit.id, desk.agent, ["0"], [])
    with pytest.raises(VisitClosed):
        desk.visits.close(visit.id, desk.agent, Closing.ABANDONED)
    with pytest.raises(VisitClosed):
        desk.visits.detour(visit.id, desk.agent, desk.tree, How.BLOCKED, desk.today)
    desk.clock.wait(days=300)
    assert desk.visits.find(visit.id, desk.agent) == closed


def test_a_visit_ends_as_it_can(engine: Engine) -> None:
    desk = Desk(engine)
    unfinished = desk.walked({"q": "soi"})
    with pytest.raises(InvalidInput, match="abandon"):
        desk.visits.close(unfinished.id, desk.agent, Closing.DONE)
    with pytest.raises(InvalidInput):
        desk.visits.close(unfinished.id, desk.agent, Closing.UNSAID)
    with pytest.raises(InvalidInput, match="motif"):
        desk.visits.close(unfinished.id, desk.agent, Closing.ABANDONED, "x" * 201)
    closed = desk.visits.close(
        unfinished.id, desk.agent, Closing.ABANDONED, "rappeler le 06 12 34 56 78\0"
    )
    assert closed.reason == "rappeler le [téléphone masqué]"
    assert closed.state.answers == {}


def test_visits_left_open_are_closed_and_counted_as_what_they_were(
    engine: Engine, caplog: pytest.LogCaptureFixture
) -> None:
    desk = Desk(engine)
    unfinished, finished = desk.walked({"q": "soi"}), desk.walked({"q": "enfant", "age": 3})
    desk.clock.wait(hours=11)
    recent = desk.open()
    desk.clock.wait(hours=1)
    with pytest.raises(NotFound):
        desk.visits.find(unfinished.id, desk.agent)
    with caplog.at_level(logging.INFO):
        purged = desk.visits.purge()
    assert (purged.closed, purged.deleted) == (2, 0)
    assert "2 left open and closed" in caplog.text
    left = desk.visits.find(unfinished.id, desk.colleague)
    assert (left.closing, left.state.answers) == (Closing.ABANDONED, {})
    assert left.state.stopped_at == "situation"
    assert desk.visits.find(finished.id, desk.colleague).closing is Closing.UNSAID
    assert desk.visits.find(recent.id, desk.agent) == recent
    assert desk.visits.purge() == replace(purged, closed=0)


def test_closed_visits_are_deleted_in_time_and_only_their_counts_stay(
    engine: Engine, caplog: pytest.LogCaptureFixture
) -> None:
    desk = Desk(engine)
    visit = desk.walked({"q": "enfant", "age": 3}, "carte verte")
    desk.visits.close(visit.id, desk.agent, Closing.DONE)
    desk.clock.wait(days=364)
    assert desk.visits.purge().deleted == 0
    assert "carte verte" in desk.rows("visit_counts")
    desk.clock.wait(days=45)
    with caplog.at_level(logging.INFO):
        assert desk.visits.purge().deleted == 1
    assert "1 past retention deleted" in caplog.text
    with engine.connect() as connection:
        told = [entry.detail for entry in audit.newest(connection, 9, action=audit.PURGE)]
    assert told == ["1 mots cherchés", "1 au bout de leur durée"]
    assert desk.rows("visits") == ""
    counted = desk.rows("visit_counts")
    assert "reached" in counted
    assert "carte verte" not in counted
    with pytest.raises(NotFound):
        desk.visits.find(visit.id, desk.agent)


def test_opening_a_visit_purges_the_old_ones_now_and_then(engine: Engine) -> None:
    desk = Desk(engine)
    old = desk.open()
    desk.clock.wait(hours=13)
    desk.open()
    assert desk.visits.find(old.id, desk.colleague).closing is Closing.ABANDONED


def test_more_left_visits_than_one_transaction_takes_are_all_closed(sqlite_engine: Engine) -> None:
    desk = Desk(sqlite_engine)
    desk.open()
    with writing(sqlite_engine) as connection:
        [row] = connection.execute(select(tables.visits)).mappings()
        copies = [{**row, "id": f"{n:024}"} for n in range(200)]
        connection.execute(insert(tables.visits), copies)
    assert len(desk.visits.of(desk.agent)) == 201
    desk.clock.wait(hours=12)
    assert desk.visits.purge().closed == 201
