"""Proposals about failed searches: one at a time, settled once, forgotten with their time."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import Engine

from kb_app.errors import NotFound, WrongState
from kb_app.people.activity import records
from kb_app.people.activity.model import (
    Action,
    AddSynonym,
    AskForSheet,
    LinkSheet,
    Proposal,
    ProposalState,
    SetAside,
    Way,
)
from tests.people.activity.at_the_desk import CARD, KEPT_FOR, RSA, Desk

WORDS = ["Permis bateau", "« bateau » permis…"]
HOSTILE = '\'); DROP TABLE "x"; -- <script>\u2028{{7*7}}'


@pytest.mark.parametrize(
    "action",
    [
        LinkSheet(CARD),
        AddSynonym("a", ("b", HOSTILE), Way.FORMER_NAME),
        AskForSheet("caf", HOSTILE, "note\nde deux lignes"),
        SetAside(""),
    ],
)
def test_an_action_comes_back_as_it_was_proposed(engine: Engine, action: Action) -> None:
    desk = Desk(engine)
    desk.activity.propose(action, [*WORDS, HOSTILE], desk.trainer())
    [found] = desk.activity.proposals()
    assert (found.action, found.wordings) == (action, (*WORDS, HOSTILE))
    assert records.from_json(records.kind_of(action), records.to_json(action, WORDS)) == (
        action,
        tuple(WORDS),
    )


def test_a_question_has_one_waiting_proposal_at_most(engine: Engine) -> None:
    desk = Desk(engine)
    trainer = desk.trainer()
    first = desk.activity.propose(LinkSheet(CARD), WORDS, trainer)
    with pytest.raises(WrongState, match="attend déjà"):
        desk.activity.propose(LinkSheet(RSA), ["PERMIS-BATEAU", "PERMIS BATEAU"], trainer)
    desk.activity.propose(LinkSheet(RSA), ["chien perdu"], trainer)
    desk.activity.settle(first.id, ProposalState.DONE)
    desk.activity.propose(LinkSheet(RSA), WORDS, trainer)
    assert len(desk.activity.proposals()) == 3


def test_of_two_trainers_at_once_one_proposes(engine: Engine) -> None:
    desk = Desk(engine)
    trainer = desk.trainer()

    def propose(_: int) -> bool:
        try:
            desk.activity.propose(LinkSheet(CARD), WORDS, trainer)
        except WrongState:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(propose, range(4))) == 1


def settled(desk: Desk, action: Action, *states: ProposalState) -> Proposal:
    proposal = desk.activity.propose(action, WORDS, desk.trainer())
    for state in states:
        proposal = desk.activity.settle(proposal.id, state)
    return proposal


@pytest.mark.parametrize("first", [ProposalState.DONE, ProposalState.DROPPED])
@pytest.mark.parametrize("then", ProposalState)
def test_a_settled_proposal_stays_as_it_was_settled(
    engine: Engine, first: ProposalState, then: ProposalState
) -> None:
    desk = Desk(engine)
    before = settled(desk, LinkSheet(CARD), first)
    with pytest.raises(WrongState):
        desk.activity.settle(before.id, then)
    assert desk.activity.proposals() == (before,)


def test_a_proposal_is_never_put_back_to_wait(sqlite_engine: Engine) -> None:
    desk = Desk(sqlite_engine)
    proposal = settled(desk, LinkSheet(CARD))
    with pytest.raises(WrongState):
        desk.activity.settle(proposal.id, ProposalState.PROPOSED)


def test_what_was_set_aside_may_be_taken_up_again_once(sqlite_engine: Engine) -> None:
    desk = Desk(sqlite_engine)
    proposal = settled(desk, SetAside(""), ProposalState.DROPPED)
    with pytest.raises(WrongState):
        desk.activity.settle(proposal.id, ProposalState.DROPPED)


def test_a_proposal_that_does_not_exist_cannot_be_settled(sqlite_engine: Engine) -> None:
    with pytest.raises(NotFound):
        Desk(sqlite_engine).activity.settle(404, ProposalState.DONE)


def test_proposals_are_asked_for_by_state_the_newest_first(sqlite_engine: Engine) -> None:
    desk = Desk(sqlite_engine)
    trainer = desk.trainer()
    one, two, three = (
        desk.activity.propose(LinkSheet(CARD), [word], trainer) for word in ("a", "b", "c")
    )
    done = desk.activity.settle(two.id, ProposalState.DONE)
    assert desk.activity.proposals() == (three, done, one)
    assert desk.activity.proposals(ProposalState.PROPOSED) == (three, one)
    assert desk.activity.proposals(ProposalState.DONE, ProposalState.DROPPED) == (done,)


def test_a_settled_proposal_is_forgotten_with_its_time_a_waiting_one_is_not(
    engine: Engine,
) -> None:
    desk = Desk(engine)
    settled(desk, LinkSheet(CARD), ProposalState.DONE)
    trainer = desk.activity.proposals()[0].account_id
    waiting = desk.activity.propose(LinkSheet(RSA), ["chien perdu"], trainer)
    desk.waits(days=KEPT_FOR.days)
    assert desk.activity.purge() == 0
    desk.waits(days=1)
    assert desk.activity.purge() == 1
    assert desk.activity.proposals() == (waiting,)
