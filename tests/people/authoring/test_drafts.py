"""A draft from its first word to its publication, and who may do each step."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine

from kb_app.database import engine as database
from kb_app.errors import InvalidInput, NotFound, Refused, WrongState
from kb_app.people.accounts.model import Account
from kb_app.people.authoring.authoring import Authoring
from kb_app.people.authoring.model import MOVES, Action, State
from kb_app.people.authoring.piles import Pile
from tests.factories import sheet_text
from tests.people.authoring.newsroom import (
    BETTER,
    PRIME,
    RSA,
    SYNONYMS,
    VITALE,
    WORDS,
    Newsroom,
)


@pytest.fixture
def room(sqlite_engine: Engine) -> Newsroom:
    return Newsroom(sqlite_engine)


def test_a_text_reviewed_by_someone_else_becomes_the_next_version(engine: Engine) -> None:
    room = Newsroom(engine)
    draft = room.submitted(room.rose)
    published = room.publish(room.noe, draft)
    assert (published.state, published.number) == (State.PUBLISHED, 2)
    version, text = room.library.version(RSA, 2)
    assert text == BETTER
    assert (version.author_id, version.reason) == (room.rose.id, "plus clair")
    moves = [(move.account_id, move.action) for move in room.now(draft).moves]
    assert moves == [
        (room.rose.id, Action.START),
        (room.rose.id, Action.SUBMIT),
        (room.noe.id, Action.PUBLISH),
    ]


def test_nobody_publishes_their_own_text(room: Newsroom) -> None:
    draft = room.submitted(room.rose)
    with pytest.raises(Refused, match="Vous êtes l’auteur"):
        room.publish(room.rose, draft)
    assert room.versions() == [1]


def test_nor_a_text_they_wrote_a_part_of(room: Newsroom) -> None:
    draft = room.draft(room.rose)
    room.authoring.save(room.noe, draft.id, sheet_text(title="Autre titre"), 1)
    room.authoring.submit(room.rose, draft.id)
    with pytest.raises(Refused, match="une partie du texte"):
        room.publish(room.noe, draft)
    assert room.publish(room.chef, draft).state is State.PUBLISHED


def test_what_one_wrote_counts_however_often_it_was_sent_back_since(room: Newsroom) -> None:
    draft = room.draft(room.rose)
    room.authoring.save(room.noe, draft.id, sheet_text(title="Le titre de Noé"), 1)
    room.authoring.submit(room.rose, draft.id)
    room.authoring.send_back(room.chef, draft.id, "à revoir")
    room.authoring.save(room.rose, draft.id, BETTER, 2)
    room.authoring.submit(room.rose, draft.id)
    with pytest.raises(Refused):
        room.publish(room.noe, draft)


def test_urgency_publishes_ones_own_text_until_someone_else_approves(room: Newsroom) -> None:
    draft = room.draft(room.rose)
    assert room.hurry(room.rose, draft).state is State.PUBLISHED_URGENT
    assert room.versions() == [1, 2]
    with pytest.raises(Refused, match="une autre personne doit l’approuver"):
        room.authoring.approve(room.rose, draft.id)
    approved = room.authoring.approve(room.noe, draft.id)
    assert approved.state is State.PUBLISHED
    assert room.versions() == [1, 2]


def test_who_published_in_urgency_a_text_of_another_does_not_approve_it(room: Newsroom) -> None:
    draft = room.submitted(room.rose)
    room.hurry(room.noe, draft)
    with pytest.raises(Refused):
        room.authoring.approve(room.noe, draft.id)
    assert room.authoring.approve(room.chef, draft.id).state is State.PUBLISHED


def test_urgency_says_why(room: Newsroom) -> None:
    draft = room.draft(room.rose)
    with pytest.raises(InvalidInput, match="pourquoi"):
        room.hurry(room.rose, draft, reason="  \n ")
    assert room.versions() == [1]


def test_sending_back_says_what_to_change(room: Newsroom) -> None:
    draft = room.submitted(room.rose)
    with pytest.raises(InvalidInput, match="Dites à l’auteur"):
        room.authoring.send_back(room.noe, draft.id, " ")
    back = room.authoring.send_back(room.noe, draft.id, "Le délai\nest faux.")
    assert back.state is State.DRAFT
    assert back.sent_back is not None
    assert back.sent_back.comment == "Le délai\nest faux."
    room.authoring.save(room.rose, draft.id, sheet_text(title="Encore"), 1)
    assert room.now(draft).sent_back is not None
    assert room.authoring.submit(room.rose, draft.id).sent_back is None


def test_an_author_takes_a_text_back_without_a_word(room: Newsroom) -> None:
    draft = room.submitted(room.rose)
    taken = room.authoring.send_back(room.rose, draft.id)
    assert (taken.state, taken.moves[-1].comment) == (State.DRAFT, "")
    # Nobody sent it back: it waits for nobody, and no page says that someone did.
    assert taken.sent_back is None
    assert room.authoring.waiting(room.rose) == 0
    room.authoring.submit(room.rose, draft.id)
    with pytest.raises(InvalidInput, match="Dites à l’auteur"):
        room.authoring.send_back(room.noe, draft.id)
    assert room.authoring.send_back(room.rose, draft.id, "Je vérifie").moves[-1].comment


def test_a_draft_dropped_publishes_nothing_and_stays_readable(room: Newsroom) -> None:
    draft = room.submitted(room.rose)
    assert room.authoring.drop(room.noe, draft.id, "sans objet").state is State.DROPPED
    assert room.versions() == [1]
    assert room.authoring.draft(room.rose, draft.id)[1] == BETTER
    with pytest.raises(WrongState, match="retiré"):
        room.publish(room.noe, draft)


TO_REACH: dict[State, tuple[Action, ...]] = {
    State.DRAFT: (),
    State.IN_REVIEW: (Action.SUBMIT,),
    State.PUBLISHED: (Action.PUBLISH_URGENT, Action.APPROVE),
    State.PUBLISHED_URGENT: (Action.PUBLISH_URGENT,),
    State.DROPPED: (Action.DROP,),
}


@pytest.mark.parametrize("action", [a for a in Action if a is not Action.START])
@pytest.mark.parametrize("state", State)
def test_the_table_of_moves_is_all_that_can_be_done(
    room: Newsroom, state: State, action: Action
) -> None:
    draft = room.draft(room.rose)
    for step in TO_REACH[state]:
        room.act(room.noe if step is Action.APPROVE else room.rose, draft, step)
    assert room.now(draft).state is state
    before = room.authoring.draft(room.chef, draft.id)
    if (state, action) in MOVES:
        room.act(room.chef, draft, action)
        assert room.now(draft).state is MOVES[state, action][0]
        return
    with pytest.raises(WrongState, match="ce n’est plus possible"):
        room.act(room.chef, draft, action)
    assert room.authoring.draft(room.chef, draft.id) == before


# Sections


def test_an_operator_knows_only_the_drafts_of_its_section(room: Newsroom) -> None:
    theirs = room.submitted(room.rose, VITALE, sheet_text("CPAM-02", "Carte perdue"))
    words = room.submitted(room.rose, SYNONYMS, WORDS, 0)
    own = room.submitted(room.rose)
    assert [d.id for d in room.authoring.drafts(room.caf)] == [own.id]
    for hidden in (theirs, words):
        for attempt in (room.authoring.draft, room.authoring.review):
            with pytest.raises(NotFound, match="périmètre"):
                attempt(room.caf, hidden.id)
        for action in Action:
            if action is not Action.START:
                with pytest.raises(NotFound):
                    room.act(room.caf, hidden, action)
    assert room.publish(room.caf, own).state is State.PUBLISHED


@pytest.mark.parametrize("path", [VITALE, SYNONYMS, "operators/cpam/trees/x.yaml"])
def test_an_operator_starts_nothing_outside_of_its_section(room: Newsroom, path: str) -> None:
    with pytest.raises(NotFound, match="périmètre"):
        room.draft(room.caf, path, base=0)


def test_agents_and_managers_know_no_draft(room: Newsroom) -> None:
    draft = room.submitted(room.rose)
    for account in (room.agent, room.manager):
        assert room.authoring.drafts(account) == ()
        assert room.authoring.waiting(account) == 0
        with pytest.raises(NotFound):
            room.authoring.draft(account, draft.id)
        with pytest.raises(NotFound):
            room.draft(account)


@pytest.mark.parametrize(
    "id", ["", "x", "A" * 12, "a" * 5000, "é\0", "../../../..", "%' OR 1=1 --"]
)
def test_an_id_that_is_nobodys_is_not_found(room: Newsroom, id: str) -> None:
    with pytest.raises(NotFound):
        room.authoring.draft(room.rose, id)


# What waits for whom


def test_each_finds_what_waits_for_them(room: Newsroom) -> None:
    review = room.submitted(room.rose)
    back = room.submitted(room.rose, PRIME, sheet_text("CAF-04", "La prime"))
    room.authoring.send_back(room.caf, back.id, "à revoir")
    urgent = room.draft(room.noe, VITALE, sheet_text("CPAM-02", "Carte perdue"))
    room.hurry(room.noe, urgent)

    def piles(account: Account) -> dict[str, Pile]:
        return {b.drafts[0].id: b.pile for b in room.authoring.bundles(account)}

    assert piles(room.rose) == {
        review.id: Pile.MINE,
        back.id: Pile.SENT_BACK,
        urgent.id: Pile.TO_APPROVE,
    }
    assert piles(room.noe) == {
        review.id: Pile.TO_REVIEW,
        back.id: Pile.OTHERS,
        urgent.id: Pile.MINE,
    }
    assert piles(room.caf) == {review.id: Pile.TO_REVIEW, back.id: Pile.OTHERS}
    waiting = [room.authoring.waiting(a) for a in (room.rose, room.noe, room.chef, room.cpam)]
    assert waiting == [2, 1, 2, 1]


def test_a_database_away_is_no_reason_for_a_page_to_fail(room: Newsroom) -> None:
    nowhere = database.create("sqlite:////nulle/part/x.sqlite3")
    assert Authoring(nowhere, room.library, room.clock).waiting(room.rose) == 0


def test_an_author_finds_what_became_of_a_text(room: Newsroom) -> None:
    dropped = room.submitted(room.caf)
    room.authoring.drop(room.rose, dropped.id, "sans objet")
    assert [d.id for d in room.authoring.finished(room.caf, 5)] == [dropped.id]
    assert room.authoring.finished(room.rose, 5) == ()
    assert room.authoring.drafts(room.caf) == ()
