"""The board: what is most used and longest unread comes first; each sees its own section."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Engine, event

from kb_app.knowledge.content.versioning import with_version
from kb_app.library.exchange import import_texts, incoming
from kb_app.people.upkeep.board import FEWEST, Row, rows, waiting
from kb_app.people.upkeep.due import SOON
from kb_app.people.upkeep.upkeep import Upkeep
from tests.factories import TODAY, sheet_text
from tests.people.authoring.newsroom import PRIME, RSA, VITALE, Newsroom
from tests.trees import TREE

DATES = {
    RSA: sheet_text(a_revoir_avant="2026-11-12"),
    PRIME: sheet_text("CAF-04", "Demander la prime d’activité", a_revoir_avant="2026-12-02"),
}


@pytest.fixture
def room(sqlite_engine: Engine) -> Newsroom:
    room = Newsroom(sqlite_engine)
    texts = {path: with_version(path, text, 1) for path, text in DATES.items()}
    assert len(import_texts(room.library, incoming(texts), "essai").added) == len(texts)
    room.library.refresh()
    return room


def row(days: int, opened: int = 0, visits: int = 0) -> Row:
    review = TODAY + timedelta(days=days)
    return Row("operators/caf/x.md", "X", "caf", False, review, TODAY, opened, visits)


def test_rank_is_use_times_age() -> None:
    assert row(-10).rank == SOON.days + 10
    assert row(-10, opened=9, visits=5).rank == 15 * (SOON.days + 10)
    assert row(20).rank == 10
    assert row(31, opened=1000).rank == 0


def test_what_is_much_used_comes_before_what_is_a_little_older(room: Newsroom) -> None:
    snapshot = room.library.snapshot()
    quiet = [r.path for r in rows(snapshot, {}, {})]
    assert quiet == [RSA, PRIME, VITALE]
    busy = [r.path for r in rows(snapshot, {PRIME: 40}, {})]
    assert busy == [PRIME, RSA, VITALE]


def test_so_few_uses_that_they_would_tell_of_someone_count_for_none(room: Newsroom) -> None:
    found = rows(room.library.snapshot(), {RSA: FEWEST - 1, PRIME: FEWEST}, {RSA: 1})
    assert {r.path: (r.opened, r.visits) for r in found if r.operator == "caf"} == {
        RSA: (0, 0),
        PRIME: (FEWEST, 0),
    }


def test_trees_are_there_with_or_without_a_date(room: Newsroom) -> None:
    path = "operators/cpam/trees/essai.yaml"
    import_texts(room.library, incoming({path: TREE}), "essai")
    tree = next(r for r in rows(room.library.refresh(), {}, {}) if r.path == path)
    assert tree.is_tree
    assert (tree.state is None) == (tree.review_before is None)


def test_withdrawn_sheets_and_trees_that_are_over_are_not_to_be_read_again(room: Newsroom) -> None:
    gone = sheet_text(a_revoir_avant="2026-11-12", retrait={"motif": "Fin", "remplacee_par": PRIME})
    over = f"{TREE}valide_jusqu_au: 2026-11-01\n"
    tree = "operators/cpam/trees/essai.yaml"
    texts = {RSA: with_version(RSA, gone, 2), tree: over}
    assert len(import_texts(room.library, incoming(texts), "fin").added) == 2
    assert {r.path for r in rows(room.library.refresh(), {}, {})} == {PRIME, VITALE}


def test_each_sees_and_counts_its_own_section(room: Newsroom) -> None:
    upkeep = Upkeep(room.engine, room.library, room.clock)
    assert {r.path for r in upkeep.rows(room.caf)} == {RSA, PRIME}
    assert {r.path for r in upkeep.rows(room.cpam)} == {VITALE}
    assert len(upkeep.rows(room.rose)) == 3
    assert upkeep.rows(room.agent) == ()
    counts = [upkeep.waiting(a) for a in (room.caf, room.cpam, room.rose, room.agent)]
    assert counts == [2, 0, 2, 0]
    assert waiting(upkeep.rows(room.rose)) == {"caf": 2}


def test_the_count_of_every_page_asks_the_database_nothing_more(room: Newsroom) -> None:
    upkeep = Upkeep(room.engine, room.library, room.clock)
    upkeep.waiting(room.caf)
    asked: list[str] = []

    def note(_c: object, _cursor: object, sql: str, *_rest: object) -> None:
        asked.append(sql)

    event.listen(room.engine, "before_cursor_execute", note)
    for _ in range(5):
        assert upkeep.waiting(room.caf) == 2
    event.remove(room.engine, "before_cursor_execute", note)
    assert asked == []


def test_what_is_confirmed_leaves_the_count(room: Newsroom) -> None:
    upkeep = Upkeep(room.engine, room.library, room.clock)
    until = upkeep.subject(room.caf, RSA).proposed
    upkeep.confirm(room.caf, RSA, 2, until, [0])
    room.library.refresh()
    assert upkeep.waiting(room.caf) == 1
