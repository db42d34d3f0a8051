"""The figures of a tree: right denominators, nothing small, nothing of anybody."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from sqlalchemy import Engine, insert

from kb_app.database.engine import writing
from kb_app.knowledge.content.model import Ending
from kb_app.knowledge.triage.terms import UNKNOWN
from kb_app.people.visits import figures, tables
from kb_app.people.visits.closing import Cell, Counted
from kb_app.people.visits.figures import Figures, Searched, median
from kb_app.people.visits.model import Closing, How, Visit
from tests.people.visits.desk import PIN, Desk
from tests.timing import seconds

CHILD = {"q": "enfant", "age": 3}
LOST = {"q": "soi", "situation": "perdue", "depuis": UNKNOWN, "precision": ""}
STOLEN = {"q": "soi", "situation": "volee", "papiers": ["aucun"], **LOST} | {"situation": "volee"}


def closed(desk: Desk, visit: Visit, closing: Closing = Closing.DONE, reason: str = "") -> None:
    desk.visits.close(visit.id, desk.agent, closing, reason)


def figures_of(desk: Desk) -> Figures:
    return figures.of_revision(desk.engine, desk.tree.id, PIN.digest)


def test_each_visit_counts_once_on_the_path_it_ended_on(engine: Engine) -> None:
    desk = Desk(engine)
    for _ in range(6):
        visit = desk.walked(STOLEN)
        for answer in ("perdue", "volee", "perdue"):
            visit = desk.answer(visit, "situation", answer)
        # Put aside by the changes, offered again.
        for question in ("depuis", "precision"):
            visit = desk.answer(visit, question, LOST[question])
        closed(desk, visit)
    for _ in range(7):
        closed(desk, desk.walked(STOLEN))
    found = figures_of(desk)
    assert found.visits == 13
    assert found.questions["situation"].reached == 13
    assert found.questions["situation"].changed == 6
    # Those six came by this question, and left it.
    assert found.questions["papiers"].reached == 7
    assert found.questions["depuis"].unknown == 13
    assert found.arrows["situation", "papiers"] == 7
    assert found.arrows["situation", "depuis"] == 6
    assert found.outcomes == {"ensemble": 13}


def test_as_many_leave_a_question_as_came_less_those_that_stopped_there(
    sqlite_engine: Engine,
) -> None:
    desk = Desk(sqlite_engine)
    for _ in range(6):
        closed(desk, desk.walked(CHILD))
    for _ in range(5):
        closed(desk, desk.walked({"q": "soi"}), Closing.ABANDONED)
    for _ in range(8):
        closed(desk, desk.walked(LOST))
    found = figures_of(desk)
    situation = found.questions["situation"]
    assert (situation.reached, situation.answered) == (13, 8)
    assert found.arrows["q", "situation"] == 13
    assert (found.incomplete, found.left_soon) == (5, 5)
    assert found.endings == {Ending.SELF_SERVICE: 6, Ending.ASSISTED: 8}
    assert found.closings == {Closing.DONE: 14, Closing.ABANDONED: 5}
    # Where an incomplete visit stopped is no result.
    assert found.outcomes.keys() == {"seul", "ensemble"}


def test_a_visit_that_is_still_open_is_not_counted_yet(sqlite_engine: Engine) -> None:
    desk = Desk(sqlite_engine)
    for _ in range(6):
        desk.walked(CHILD)
    assert figures_of(desk).visits == 0
    desk.clock.wait(hours=12)
    desk.visits.purge()
    found = figures_of(desk)
    assert (found.visits, found.closings) == (6, {Closing.UNSAID: 6})


def test_a_tree_left_within_two_answers_tells_the_words_that_led_there(
    sqlite_engine: Engine,
) -> None:
    desk = Desk(sqlite_engine)
    for n in range(6):
        closed(desk, desk.walked({"q": "soi"}, "Carte  VERTE"), Closing.ABANDONED, "mauvais_arbre")
        closed(desk, desk.walked(LOST, "carte verte"), Closing.LEFT_WITH_LIST)
        closed(desk, desk.open(words=f"rare {n}"), Closing.ABANDONED)
    found = figures_of(desk)
    assert found.searched == (Searched("carte verte", 12, 6),)
    assert found.reasons == {"mauvais_arbre": 6}
    assert found.left_soon == 12


def test_blocked_visits_end_at_the_referent_and_are_out_of_those_that_arrived(
    sqlite_engine: Engine,
) -> None:
    desk = Desk(sqlite_engine)
    for n in range(12):
        visit = desk.walked(CHILD)
        if n < 5:
            visit = desk.visits.detour(visit.id, desk.agent, desk.tree, How.BLOCKED, desk.today)
        closed(desk, visit, Closing.REFERRED if n < 5 else Closing.DONE)
    found = figures_of(desk)
    assert (found.arrived["seul"], found.blocked["seul"]) == (12, 5)
    assert found.outcomes == {"contact": 5, "seul": 7}
    assert found.endings == {Ending.REFERENT: 5, Ending.SELF_SERVICE: 7}


def test_an_emergency_told_up_front_is_counted_as_one(sqlite_engine: Engine) -> None:
    desk = Desk(sqlite_engine)
    for _ in range(5):
        visit = desk.open({"papiers": ["hopital"]})
        given = (visit.id, desk.agent, desk.tree, How.SIGNAL, desk.today, "contact")
        closed(desk, desk.visits.detour(*given), Closing.REFERRED)
    found = figures_of(desk)
    assert (found.signals, found.outcomes) == ({"contact": 5}, {"contact": 5})
    assert found.questions == {}


def test_time_at_a_question_is_the_median_before_its_first_answer(sqlite_engine: Engine) -> None:
    desk = Desk(sqlite_engine)
    for wait in (2, 4, 6, 8, 3000):
        visit = desk.open()
        desk.clock.wait(seconds=wait)
        visit = desk.answer(visit, "q", "soi")
        desk.clock.wait(seconds=50)
        visit = desk.answer(visit, "q", "enfant")
        closed(desk, desk.answer(visit, "age", 3))
    found = figures_of(desk)
    assert found.questions["q"].seconds == 6
    assert found.questions["age"].seconds == 0


def test_going_back_is_counted_at_the_question_come_back_to(sqlite_engine: Engine) -> None:
    desk = Desk(sqlite_engine)
    for _ in range(5):
        visit = desk.walked(CHILD)
        for _ in range(2):
            visit = desk.visits.back(visit.id, desk.agent, "q")
        closed(desk, visit)
    assert figures_of(desk).questions["q"].back == 5
    assert figures_of(desk).questions["age"].back == 0


def test_counts_under_five_are_hidden(engine: Engine) -> None:
    desk = Desk(engine)
    for _ in range(4):
        closed(desk, desk.walked(CHILD, "carte verte"))
    found = figures_of(desk)
    assert found.visits is None
    assert found.questions["q"].reached is None
    assert found.arrows["q", "age"] is None
    assert found.outcomes == {"seul": None}
    assert found.closings == {Closing.DONE: None}
    assert found.questions["q"].seconds is None
    assert found.searched == ()
    assert figures.revisions(engine, desk.tree.id)[0].visits is None
    assert figures.summaries(engine)[0].visits is None


def test_revisions_are_told_apart_and_named_by_the_library(engine: Engine) -> None:
    desk = Desk(engine)
    newer = replace(PIN, sequence=30, digest="b" * 64)
    later = replace(newer, sequence=41)
    for pin in (later, PIN, newer, PIN):
        for _ in range(5):
            visit = desk.visits.open(desk.agent, desk.tree, pin, desk.today, facts=CHILD)
            closed(desk, visit)
    new, old = figures.revisions(engine, desk.tree.id)
    assert (new.digest, new.sequence, new.visits) == (newer.digest, 30, 10)
    assert (old.digest, old.sequence, old.visits) == (PIN.digest, 7, 10)
    assert (old.first, old.last) == (date(2026, 11, 1), date(2026, 11, 1))
    [summary] = figures.summaries(engine)
    assert (summary.visits, summary.endings) == (20, {Ending.SELF_SERVICE: 20})


def test_a_visit_counts_for_the_version_it_ended_on(sqlite_engine: Engine) -> None:
    desk = Desk(sqlite_engine)
    pin = replace(PIN, digest="b" * 64)
    for _ in range(5):
        visit = desk.walked({"q": "enfant"})
        given = (visit.id, desk.agent, desk.tree, pin, visit.state.told, desk.today)
        moved = desk.visits.move_to(*given)
        closed(desk, desk.answer(moved, "age", 3))
    assert figures_of(desk).visits == 0
    assert figures.of_revision(sqlite_engine, desk.tree.id, pin.digest).visits == 5


def test_no_count_says_whose_visits_they_are(sqlite_engine: Engine) -> None:
    desk = Desk(sqlite_engine)
    visit = desk.walked(CHILD)
    closed(desk, visit)
    counted = desk.rows("visit_counts")
    assert visit.id not in counted
    assert {c.name for c in tables.visit_counts.c} == {
        "tree", "digest", "month", "kind", "question", "target", "n",
    }  # fmt: skip


def test_the_figures_of_a_hundred_thousand_visits_take_under_a_second(
    sqlite_engine: Engine,
) -> None:
    cells = [Cell(Counted.ENTERED), Cell(Counted.CLOSING, target=Closing.DONE)]
    for n in range(25):
        cells += [Cell(kind, f"q{n}") for kind in (Counted.REACHED, Counted.ANSWERED)]
        cells += [Cell(Counted.SECONDS, f"q{n}", str(s)) for s in range(0, 600, 5)]
        cells += [Cell(Counted.ARROW, f"q{n}", f"q{n + m}") for m in (1, 2, 3)]
    cells += [Cell(Counted.WORDS, target=f"mots {n}") for n in range(500)]
    rows = [
        {"tree": "cpam/essai", "digest": "a" * 64, "month": date(2026, month, 1), "n": 25_000}
        | {"kind": cell.kind, "question": cell.question, "target": cell.target}
        for month in range(1, 5)
        for cell in cells
    ]
    with writing(sqlite_engine) as connection:
        connection.execute(insert(tables.visit_counts), rows)
    assert figures.of_revision(sqlite_engine, "cpam/essai", "a" * 64).visits == 100_000
    taken = seconds(lambda: figures.of_revision(sqlite_engine, "cpam/essai", "a" * 64), 1)
    assert taken < 1


def test_the_median_of_counted_values() -> None:
    assert median([(3, 1)]) == 3
    assert median([(2, 1), (5, 1)]) == 3.5
    assert median([(2, 3), (5, 2)]) == 2
    assert median([(2, 2), (5, 2), (9, 1)]) == 5
