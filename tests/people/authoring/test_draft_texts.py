"""What is typed in a draft is kept as typed, or refused with what to do."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine

from kb_app.errors import InvalidInput, NotFound
from kb_app.people.authoring.model import Action, DraftConflict
from tests.factories import sheet_text
from tests.people.authoring.newsroom import BETTER, RSA, Newsroom


@pytest.fixture
def room(sqlite_engine: Engine) -> Newsroom:
    return Newsroom(sqlite_engine)


def test_a_draft_saved_by_another_gives_back_both_texts(room: Newsroom) -> None:
    draft = room.draft(room.rose)
    theirs = sheet_text(title="Le titre de Noé")
    mine = sheet_text(title="Le titre de Rose")
    room.authoring.save(room.noe, draft.id, theirs, 1)
    with pytest.raises(DraftConflict, match="quelqu’un d’autre") as conflict:
        room.authoring.save(room.rose, draft.id, mine, 1)
    assert (conflict.value.theirs, conflict.value.mine) == (theirs, mine)
    assert room.authoring.draft(room.rose, draft.id)[1] == theirs
    assert room.authoring.save(room.rose, draft.id, mine, 2).revision == 3


def test_a_sheet_begun_is_listed_under_the_title_it_has_so_far(room: Newsroom) -> None:
    begun = "---\ntitre: Déclarer une séparation\n---\n\n## En bref\n"
    draft = room.authoring.start(room.rose, "operators/caf/separation.md", begun, 0, "Demandée")
    assert draft.title == "Déclarer une séparation"
    renamed = room.authoring.save(room.rose, draft.id, begun.replace("une", "sa"), 1)
    assert renamed.title == "Déclarer sa séparation"
    unreadable = room.authoring.save(room.rose, draft.id, "titre: [", 2)
    assert unreadable.title == "Déclarer sa séparation"


def test_saving_the_same_text_twice_is_saving_it_once(room: Newsroom) -> None:
    draft = room.draft(room.rose)
    text = sheet_text(title="Une fois")
    saved = room.authoring.save(room.rose, draft.id, text, 1)
    assert room.authoring.save(room.rose, draft.id, text, 1) == saved


def test_a_hundred_saves_by_one_hand_are_one_move(room: Newsroom) -> None:
    draft = room.draft(room.rose)
    for seen in range(1, 101):
        room.clock.wait(seconds=5)
        room.authoring.save(room.rose, draft.id, sheet_text(title=f"Titre {seen}"), seen)
    now = room.authoring.save(room.noe, draft.id, BETTER, 101)
    assert (now.revision, now.updated_at) == (102, room.clock.at)
    assert [move.action for move in now.moves] == [Action.START, Action.SAVE]
    assert now.writers == {room.rose.id, room.noe.id}


def test_whatever_its_mistakes_a_text_is_kept_as_typed(engine: Engine) -> None:
    room = Newsroom(engine)
    broken = "---\ntitre: [\n---\n\x07 l’œuvre \U0001f600"
    draft = room.draft(room.rose, text=broken)
    assert room.authoring.draft(room.rose, draft.id)[1] == broken
    assert draft.title == "demander-le-rsa"


@pytest.mark.parametrize("text", ["\0", "\ud800", "é" * 300_000])
def test_what_no_database_can_keep_is_refused_in_french(room: Newsroom, text: str) -> None:
    with pytest.raises(InvalidInput, match="Le texte"):
        room.draft(room.rose, text=text)


def test_line_ends_of_a_browser_and_the_version_of_a_file_are_left_out(room: Newsroom) -> None:
    typed = BETTER.replace("---\n", "---\nversion: 1\n", 1).replace("\n", "\r\n")
    draft = room.draft(room.rose, text=typed)
    assert room.authoring.draft(room.rose, draft.id)[1] == BETTER
    assert draft.title == "Demander le RSA en ligne"


@pytest.mark.parametrize("reason", ["", " \n ", "x" * 501])
def test_a_draft_says_why_the_text_changes(room: Newsroom, reason: str) -> None:
    with pytest.raises(InvalidInput):
        room.authoring.start(room.rose, RSA, BETTER, 1, reason)


def test_words_that_turn_a_line_around_are_left_out(room: Newsroom) -> None:
    hostile = "ok\u202e<b>\x00 fin\ud800\u00a0!"
    draft = room.authoring.start(room.rose, RSA, BETTER, 1, hostile)
    assert draft.reason == "ok<b> fin !"
    room.authoring.submit(room.rose, draft.id)
    back = room.authoring.send_back(room.noe, draft.id, hostile)
    assert back.sent_back is not None
    assert back.sent_back.comment == "ok<b> fin\u00a0!"


def test_a_draft_starts_from_a_version_that_exists(room: Newsroom) -> None:
    with pytest.raises(NotFound, match="La version"):
        room.draft(room.rose, base=7)
    with pytest.raises(InvalidInput, match="la place d’un document"):
        room.draft(room.rose, path="operators/caf/../cpam/x.md", base=0)


def test_a_text_that_changes_nothing_is_not_reviewed(room: Newsroom) -> None:
    _, text = room.library.version(RSA, 1)
    draft = room.draft(room.rose, text=text)
    with pytest.raises(InvalidInput, match="rien à publier"):
        room.authoring.submit(room.rose, draft.id)
