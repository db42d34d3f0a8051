"""What is kept of each move: the audit log, what changes practice, what waits for a second look."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Engine

from kb_app.database import audit
from kb_app.database import engine as database
from kb_app.errors import InvalidInput, NotFound, WrongState
from kb_app.library.tree_changes import Change
from kb_app.people.authoring import store
from kb_app.people.authoring.model import ReviewOutdated, State
from kb_app.people.authoring.urgencies import Urgencies
from tests.factories import sheet_text
from tests.people.authoring.newsroom import BETTER, PRIME, RSA, SYNONYMS, VITALE, Newsroom


@pytest.fixture
def room(sqlite_engine: Engine) -> Newsroom:
    return Newsroom(sqlite_engine)


def recorded(room: Newsroom) -> list[tuple[int | None, str, str, int | None]]:
    """Return the entries about drafts; imports have nobody."""
    with room.engine.connect() as connection:
        found = list(audit.entries(connection))
    assert audit.first_break(found) is None
    told = [(e.account_id, e.action, e.subject, e.number) for e in found]
    return [each for each in told if each[0] is not None]


def test_every_move_is_recorded_and_no_save(engine: Engine) -> None:
    room = Newsroom(engine)
    rose, noe, chef = room.rose.id, room.noe.id, room.chef.id
    draft = room.submitted(room.rose)
    made = room.authoring.comment(room.noe, draft.id, "À revoir", 0, seen=1)
    room.authoring.send_back(room.noe, draft.id)
    room.authoring.settle(room.rose, draft.id, made.id)
    room.authoring.save(room.rose, draft.id, sheet_text(title="Encore"), 1)
    room.authoring.mark_practice(room.rose, draft.id, True)
    room.hurry(room.rose, draft)
    room.authoring.approve(room.chef, draft.id)
    room.authoring.drop(room.noe, room.authoring.withdraw(room.noe, PRIME, "finie").id)
    room.authoring.restore(room.rose, RSA, 1, "l’ancien")
    assert recorded(room) == [
        (rose, "debut", RSA, None),
        (rose, "soumission", RSA, None),
        (noe, "commentaire", RSA, None),
        (noe, "renvoi", RSA, None),
        (rose, "commentaire_regle", RSA, None),
        (rose, "pratique", RSA, None),
        (rose, "urgence", RSA, 2),
        (chef, "approbation", RSA, 2),
        (noe, "debut", PRIME, None),
        (noe, "depublication", PRIME, None),
        (noe, "soumission", PRIME, None),
        (noe, "retrait", PRIME, None),
        (rose, "debut", RSA, None),
        (rose, "retablissement", RSA, None),
    ]


def test_each_draft_of_a_bundle_is_recorded(room: Newsroom) -> None:
    drafts = room.pair(room.rose)
    room.publish(room.noe, drafts[0])
    ends = [entry[1:] for entry in recorded(room) if entry[1] == "publication"]
    assert sorted(ends) == [("publication", RSA, 2), ("publication", SYNONYMS, 1)]


def test_a_move_that_fails_is_not_recorded(room: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    draft = room.submitted(room.rose)
    before = recorded(room)

    def full(*_: Any) -> None:
        raise OSError("disque plein")

    monkeypatch.setattr(store, "save", full)
    with pytest.raises(OSError, match="disque plein"):
        room.publish(room.noe, draft)
    monkeypatch.undo()
    assert recorded(room) == before


# What changes practice


def test_what_changes_practice_is_known_by_version(engine: Engine) -> None:
    room = Newsroom(engine)
    draft = room.submitted(room.rose)
    assert room.authoring.mark_practice(room.noe, draft.id, True).practice
    assert room.authoring.practice_changes(RSA) == ()
    room.publish(room.noe, draft)
    room.published(sheet_text(title="Une faute"))
    assert room.authoring.practice_changes(RSA) == (2,)
    assert room.authoring.practice_changes(PRIME) == ()
    with pytest.raises(WrongState):
        room.authoring.mark_practice(room.noe, draft.id, False)


def test_a_mark_changed_since_is_read_before_publication(room: Newsroom) -> None:
    draft = room.submitted(room.rose)
    read = room.mark(room.noe, draft)
    room.authoring.mark_practice(room.rose, draft.id, True)
    with pytest.raises(ReviewOutdated):
        room.authoring.publish(room.noe, draft.id, read)
    with pytest.raises(NotFound):
        room.authoring.mark_practice(room.cpam, draft.id, False)


# What changes for visitors


def change(id: str) -> Change:
    return Change(id, "operators/cpam/trees/essai.yaml", f"Situation {id}", "Seul", "Ensemble", ())


def test_each_change_is_confirmed_for_itself(sqlite_engine: Engine) -> None:
    room = Newsroom(sqlite_engine, changes=lambda texts: (change("a"), change("b")))
    draft = room.submitted(room.rose)
    assert [c.id for c in room.authoring.review(room.noe, draft.id).changes] == ["a", "b"]
    for seen, left in (((), 2), (("a",), 1), (("a", "c"), 1)):
        with pytest.raises(InvalidInput, match=f"il en reste {left}"):
            room.publish(room.noe, draft, changes=seen)
    assert room.publish(room.noe, draft, changes=("b", "a")).state is State.PUBLISHED


def test_a_change_that_came_since_is_read_first(sqlite_engine: Engine) -> None:
    found = [change("a")]
    room = Newsroom(sqlite_engine, changes=lambda texts: tuple(found))
    draft = room.submitted(room.rose)
    read = room.mark(room.noe, draft)
    found.append(change("b"))
    with pytest.raises(ReviewOutdated):
        room.authoring.publish(room.noe, draft.id, read, changes=("a", "b"))


# What waits for a second look


def test_readers_are_told_of_urgency_until_it_is_approved(engine: Engine) -> None:
    room = Newsroom(engine)
    assert Urgencies(engine).of(RSA, 1) is None
    draft = room.draft(room.rose)
    room.hurry(room.rose, draft, "le site est fermé")
    found = Urgencies(engine).of(RSA, 2)
    assert found is not None
    assert (found.draft_id, found.number) == (draft.id, 2)
    assert Urgencies(engine).of(RSA, 1) is None
    assert Urgencies(engine).of(VITALE, 2) is None
    room.published(sheet_text(title="Par-dessus"))
    later = Urgencies(engine).of(RSA, 3)
    assert later is not None
    room.authoring.approve(room.noe, draft.id)
    assert Urgencies(engine).of(RSA, 3) is None


def test_why_it_was_urgent_stays_in_the_history(room: Newsroom) -> None:
    draft = room.draft(room.rose, text=BETTER)
    room.hurry(room.rose, draft, "le site est fermé")
    room.authoring.approve(room.noe, draft.id)
    found = room.authoring.hurried(room.caf, RSA)
    assert {n: each.last(move.action) for n, each in found.items() for move in each.moves[-2:-1]}
    assert found[2].moves[-2].comment == "le site est fermé"
    assert room.authoring.hurried(room.cpam, RSA) == {}
    assert room.authoring.hurried(room.agent, RSA) == {}


def test_a_database_away_tells_of_no_urgency() -> None:
    assert Urgencies(database.create("sqlite:////nulle/part/x.sqlite3")).of(RSA, 2) is None
