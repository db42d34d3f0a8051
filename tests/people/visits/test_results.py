"""How the visits of many trees ended: the same numbers as one by one, the same ones hidden."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import Engine

from kb_app.people.visits import figures, results
from kb_app.people.visits.model import Closing
from tests.people.visits.desk import PIN, Answers, Desk

CHILD = {"q": "enfant", "age": 3}
LOST = {"q": "soi", "situation": "perdue", "depuis": "2026-11-01", "precision": ""}


def closed(desk: Desk, times: int, answers: Answers, words: str = "") -> None:
    for _ in range(times):
        visit = desk.walked(answers, words)
        how = Closing.DONE if visit.state.conclusion else Closing.ABANDONED
        desk.visits.close(visit.id, desk.agent, how)


def test_many_trees_at_once_say_what_each_says_alone(engine: Engine) -> None:
    desk = Desk(engine)
    closed(desk, 6, CHILD, "carte")
    # Three that were left hide themselves, and something beside them.
    closed(desk, 3, {"q": "soi"}, "carte")
    closed(desk, 8, LOST)
    alone = figures.of_revision(engine, desk.tree.id, PIN.digest)
    found = results.of_revisions(engine, {desk.tree.id: PIN.digest, "caf/rsa": "b" * 64})
    together = found[desk.tree.id]
    assert alone.incomplete is None
    assert together.visits == 17
    for name in ("visits", "endings", "incomplete", "left_soon", "closings", "searched"):
        assert getattr(together, name) == getattr(alone, name), name
    assert found["caf/rsa"].visits == 0


def test_another_revision_of_a_tree_is_not_counted_with_it(sqlite_engine: Engine) -> None:
    desk = Desk(sqlite_engine)
    closed(desk, 5, CHILD)
    newer = replace(PIN, digest="b" * 64)
    for _ in range(6):
        visit = desk.visits.open(desk.agent, desk.tree, newer, desk.today, facts=CHILD)
        desk.visits.close(visit.id, desk.agent, Closing.DONE)
    # The other tree's digest is asked for too: only pairs count.
    asked = {desk.tree.id: PIN.digest, "caf/rsa": newer.digest}
    assert results.of_revisions(sqlite_engine, asked)[desk.tree.id].visits == 5
