"""How many visits came to each tree, and to each sheet its outcomes give."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Engine

from kb_app.people.visits.leading import leading
from kb_app.people.visits.model import Closing
from tests.factories import library, new_version
from tests.people.visits.desk import Desk
from tests.people.visits.test_pins import PATH, begun, publish, tree_text

CARD = "operators/cpam/carte.md"


def test_a_visit_leads_to_its_tree_and_to_what_its_outcome_gives(sqlite_engine: Engine) -> None:
    held, desk = library(sqlite_engine), Desk(sqlite_engine)
    publish(held, tree_text(), 0)
    ended = begun(held, desk, q="enfant", age=5)
    left = begun(held, desk, q="soi")
    still = begun(held, desk, q="soi")
    desk.visits.close(ended.id, desk.agent, Closing.DONE)
    desk.visits.close(left.id, desk.agent, Closing.ABANDONED)
    assert still
    found = leading(sqlite_engine, held.snapshot(), date(2026, 8, 24))
    assert found == {PATH: 2, CARD: 1}
    assert leading(sqlite_engine, held.snapshot(), date(2026, 12, 1)) == {}


def test_revisions_add_up_and_what_a_tree_no_longer_gives_is_left_out(
    sqlite_engine: Engine,
) -> None:
    held, desk = library(sqlite_engine), Desk(sqlite_engine)
    publish(held, tree_text(), 0)
    for base in (1, 2):
        ended = begun(held, desk, q="enfant", age=5)
        desk.visits.close(ended.id, desk.agent, Closing.DONE)
        publish(held, tree_text() + "#\n" * base, base)
    since = date(2026, 11, 1)
    assert leading(sqlite_engine, held.snapshot(), since) == {PATH: 2, CARD: 2}
    held.publish(new_version(PATH, tree_text().replace("cpam/carte]", "cpam/autre]")), 3)
    found = leading(sqlite_engine, held.refresh(), since)
    assert found == {PATH: 2, "operators/cpam/autre.md": 2}
