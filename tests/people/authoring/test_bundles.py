"""Drafts published together: they move as one, and nobody moves what they may not read."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine

from kb_app.errors import InvalidInput, NotFound, Refused
from kb_app.people.authoring.model import Action, NewText, State, VersionConflict
from tests.factories import sheet_text
from tests.people.authoring.newsroom import BETTER, RSA, SYNONYMS, VITALE, WORDS, Newsroom


@pytest.fixture
def room(sqlite_engine: Engine) -> Newsroom:
    return Newsroom(sqlite_engine)


def test_a_bundle_is_published_whole(engine: Engine) -> None:
    room = Newsroom(engine)
    drafts = room.pair(room.rose)
    room.publish(room.noe, drafts[1])
    assert {room.now(d).state for d in drafts} == {State.PUBLISHED}
    assert (room.versions(RSA), room.versions(SYNONYMS)) == ([1, 2], [1])
    assert [room.now(d).number for d in drafts] == [2, 1]


def test_or_not_at_all(engine: Engine) -> None:
    room = Newsroom(engine)
    drafts = room.pair(room.rose)
    room.publish(room.chef, room.submitted(room.noe, SYNONYMS, WORDS.replace("verte", "vert"), 0))
    with pytest.raises(VersionConflict):
        room.publish(room.noe, drafts[0])
    assert room.versions(RSA) == [1]
    assert {room.now(d).state for d in drafts} == {State.IN_REVIEW}


def test_each_document_of_a_bundle_may_be_overtaken(room: Newsroom) -> None:
    """The one asked for stands; the other, and it alone, is to be united."""
    texts = [NewText(RSA, BETTER, 1), NewText(VITALE, sheet_text("CPAM-02", "Carte"), 1)]
    first, second = room.authoring.start_together(room.rose, texts, "deux fiches")
    room.published(sheet_text("CPAM-02", "Carte Vitale perdue ou volée"), VITALE)
    for asked in (first, second):
        [newer] = room.authoring.newer(room.rose, asked.id)
        assert newer.draft.id == second.id
        with pytest.raises(VersionConflict) as found:
            room.authoring.submit(room.rose, asked.id)
        assert found.value.draft.id == second.id
    # An operator is told of what it may write alone.
    assert room.authoring.newer(room.caf, first.id) == ()
    assert {room.now(d).state for d in (first, second)} == {State.DRAFT}


def test_a_text_left_as_it_was_takes_nothing_away(room: Newsroom) -> None:
    _, same = room.library.version(VITALE, 1)
    texts = [NewText(RSA, BETTER, 1), NewText(VITALE, same, 1)]
    first, second = room.authoring.start_together(room.rose, texts, "la première seulement")
    room.published(sheet_text("CPAM-02", "Carte Vitale perdue ou volée"), VITALE)
    assert [each.draft.id for each in room.authoring.newer(room.rose, first.id)] == [second.id]
    assert room.authoring.submit(room.rose, first.id).state is State.IN_REVIEW


def test_the_drafts_of_a_bundle_are_checked_together(room: Newsroom) -> None:
    new = "operators/caf/nouvelle.md"
    texts = [
        NewText(new, sheet_text("CAF-50", "Une"), 0),
        NewText(RSA, sheet_text(title="Le RSA", voir_aussi=[new]), 1),
    ]
    drafts = room.authoring.start_together(room.rose, texts, "deux fiches liées")
    room.authoring.submit(room.rose, drafts[0].id)
    assert room.publish(room.noe, drafts[0]).number == 1
    assert room.versions(RSA) == [1, 2]


def test_moves_of_one_are_moves_of_all(room: Newsroom) -> None:
    drafts = room.pair(room.rose)
    room.authoring.send_back(room.noe, drafts[1].id, "à revoir")
    assert {room.now(d).state for d in drafts} == {State.DRAFT}
    assert all(room.now(d).sent_back for d in drafts)
    room.authoring.drop(room.rose, drafts[0].id)
    assert {room.now(d).state for d in drafts} == {State.DROPPED}


def test_who_may_not_read_a_whole_bundle_does_not_move_it(room: Newsroom) -> None:
    drafts = room.pair(room.rose)
    review = room.authoring.review(room.caf, drafts[0].id)
    assert [part.draft.path for part in review.parts] == [RSA]
    assert not review.whole
    assert set(review.choices) == {
        Action.PUBLISH,
        Action.PUBLISH_URGENT,
        Action.SEND_BACK,
        Action.DROP,
    }
    for action, why in review.choices.items():
        assert why is not None
        assert "périmètre" in why
        with pytest.raises(Refused, match="périmètre"):
            room.act(room.caf, drafts[0], action)
    assert room.authoring.waiting(room.caf) == 0


def test_nor_learns_of_the_rest_from_its_mistakes(room: Newsroom) -> None:
    new, hidden = "operators/caf/nouvelle.md", "operators/cpam/cachee.md"
    same_code = [NewText(hidden, sheet_text("X-1"), 0), NewText(new, sheet_text("X-1"), 0)]
    drafts = room.authoring.start_together(room.rose, same_code, "essai")
    told = {
        account.id: str(room.authoring.review(account, drafts[1].id).parts)
        for account in (room.noe, room.caf)
    }
    assert "D09" in told[room.noe.id]
    assert "D09" not in told[room.caf.id]
    assert hidden not in told[room.caf.id]


def test_a_part_of_a_bundle_is_still_written_by_its_operator(room: Newsroom) -> None:
    drafts = room.pair(room.rose)
    room.authoring.send_back(room.noe, drafts[0].id, "à revoir")
    room.authoring.save(room.caf, drafts[0].id, sheet_text(title="De la CAF"), 1)
    assert room.now(drafts[0]).writers == {room.rose.id, room.caf.id}
    assert room.now(drafts[1]).writers == {room.rose.id}


def test_who_wrote_one_of_them_publishes_none(room: Newsroom) -> None:
    drafts = room.pair(room.rose)
    room.authoring.send_back(room.noe, drafts[0].id, "à revoir")
    room.authoring.save(room.noe, drafts[1].id, WORDS.replace("verte", "vert"), 1)
    room.authoring.submit(room.rose, drafts[0].id)
    with pytest.raises(Refused):
        room.publish(room.noe, drafts[0])


@pytest.mark.parametrize("paths", [(), (RSA, RSA)])
def test_a_bundle_has_one_text_a_path(room: Newsroom, paths: tuple[str, ...]) -> None:
    texts = [NewText(path, BETTER, 1) for path in paths]
    with pytest.raises(InvalidInput, match="un texte par document"):
        room.authoring.start_together(room.rose, texts, "essai")


def test_a_bundle_that_cannot_be_begun_whole_is_not_begun(room: Newsroom) -> None:
    texts = [NewText(RSA, BETTER, 1), NewText(VITALE, sheet_text("CPAM-02"), 9)]
    with pytest.raises(NotFound):
        room.authoring.start_together(room.rose, texts, "essai")
    assert room.authoring.drafts(room.chef) == ()
