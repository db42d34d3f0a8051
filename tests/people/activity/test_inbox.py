"""What failed comes to the trainers: by meaning, the most pressing first, until it is settled."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine

from kb_app.people.activity.model import (
    AddSynonym,
    AskForSheet,
    Group,
    GroupState,
    LinkSheet,
    ProposalState,
    SetAside,
    Way,
)
from tests.people.activity.at_the_desk import CARD, TODAY, Desk


def titles(groups: tuple[Group, ...]) -> list[list[str]]:
    return [[asked.wording for asked in group.asked] for group in groups]


def only(desk: Desk, days: int = 30) -> Group:
    [group] = desk.groups(days)
    return group


def test_not_found_presses_before_no_result_before_never_opened(engine: Engine) -> None:
    desk = Desk(engine)
    desk.asks("permis bateau", times=9)
    desk.asks("chien perdu", found=0, times=4)
    desk.waits(days=1)
    desk.asks("permis bateau")
    desk.asks("badge piscine", found=0)
    desk.presses("badge piscine")
    assert titles(desk.groups()) == [["badge piscine"], ["chien perdu"], ["permis bateau"]]
    pressed, empty, unopened = (group.tally for group in desk.groups())
    assert pressed.pressing == (1, 1, 0)
    assert empty.pressing == (0, 4, 0)
    assert unopened.pressing == (0, 0, 10)


def test_questions_of_one_meaning_are_one_group_counted_together(engine: Engine) -> None:
    desk = Desk(engine)
    desk.asks("papier pour la cantine", found=0)
    desk.waits(days=2)
    desk.asks("PAPIERS CANTINE", found=0, times=3)
    desk.presses("cantine papier enfant", times=2)
    group = only(desk)
    assert titles((group,)) == [
        ["papiers cantine", "papier pour la cantine", "cantine papier enfant"]
    ]
    assert (group.tally.asked, group.tally.without_result, group.tally.not_found) == (4, 4, 2)
    assert (group.since, group.state) == (TODAY, GroupState.TO_TREAT)


def test_what_was_answered_and_opened_is_not_there(engine: Engine) -> None:
    desk = Desk(engine)
    desk.asks("carte verte", times=5)
    desk.opens("carte verte", CARD)
    desk.waits(days=1)
    desk.asks("carte verte", times=5)
    assert desk.groups() == ()


@pytest.mark.parametrize(("days", "times", "there"), [(1, 2, True), (0, 9, False), (1, 1, False)])
def test_results_never_opened_count_when_asked_often_on_several_days(
    sqlite_engine: Engine, days: int, times: int, there: bool
) -> None:
    """The first result already shows its answer: once or twice says nothing."""
    desk = Desk(sqlite_engine)
    desk.asks("permis bateau")
    desk.waits(days)
    desk.asks("permis bateau", times=times)
    assert bool(desk.groups()) is there


def test_an_answered_question_asked_once_is_never_shown(sqlite_engine: Engine) -> None:
    desk = Desk(sqlite_engine)
    desk.asks("durand permis bateau")
    desk.asks("permis bateau")
    desk.waits(days=1)
    desk.asks("permis bateau", times=2)
    group = only(desk)
    assert [each.wording for each in group.shown] == ["permis bateau"]
    assert group.tally.asked == 4


def test_a_group_of_which_nothing_may_be_shown_is_left_out(sqlite_engine: Engine) -> None:
    desk = Desk(sqlite_engine)
    desk.asks("permis bateau durand", "bateau permis durant")
    desk.waits(days=1)
    desk.asks("permis bateau martin", "permis bateau")
    assert desk.groups() == ()


def test_a_failed_question_asked_once_is_shown(sqlite_engine: Engine) -> None:
    desk = Desk(sqlite_engine)
    desk.asks("permis bateau", found=0)
    assert only(desk).shown[0].wording == "permis bateau"


def test_only_the_period_asked_for_counts_but_since_when_is_the_first_day(engine: Engine) -> None:
    desk = Desk(engine)
    desk.asks("Permis Bateau", found=0, times=5)
    desk.waits(days=20)
    desk.asks("permis bateau", found=0)
    group = only(desk, days=7)
    assert (group.tally.asked, group.since) == (1, TODAY)
    assert group.shown[0].wording == "Permis Bateau"
    assert only(desk, days=30).tally.asked == 6
    desk.waits(days=8)
    assert desk.groups(days=7) == ()


ACTIONS = [
    LinkSheet(CARD),
    AddSynonym("permis bateau", ("permis plaisance",), Way.BOTH),
    AskForSheet("ants", "Passer le permis bateau", "Demandé à l’accueil"),
]


@pytest.mark.parametrize("action", ACTIONS, ids=lambda action: type(action).__name__)
def test_a_proposal_takes_its_group_off_the_list_and_failing_again_brings_it_back(
    engine: Engine, action: LinkSheet | AddSynonym | AskForSheet
) -> None:
    desk = Desk(engine)
    trainer = desk.trainer()
    desk.asks("permis bateau", "bateau permis", found=0)
    proposal = desk.activity.propose(action, ["permis bateau", "bateau permis"], trainer)
    assert (proposal.action, proposal.day, proposal.account_id) == (action, TODAY, trainer)
    assert desk.activity.proposals(ProposalState.PROPOSED) == (proposal,)
    assert (only(desk).state, only(desk).proposal) == (GroupState.PROPOSED, proposal)
    desk.waits(days=1)
    desk.presses("permis bateau")
    waiting = only(desk)
    assert waiting.state is GroupState.PROPOSED
    assert waiting.after
    assert waiting.after.not_found == 1
    done = desk.activity.settle(proposal.id, ProposalState.DONE)
    assert (done.state, done.settled_on) == (ProposalState.DONE, desk.today)
    assert only(desk).state is GroupState.DONE
    desk.waits(days=1)
    desk.asks("permis bateau", found=2)
    assert only(desk).state is GroupState.DONE
    desk.asks("bateau permis", found=0)
    assert only(desk).state is GroupState.RETURNED


def test_each_group_is_judged_from_the_day_it_was_settled(sqlite_engine: Engine) -> None:
    desk = Desk(sqlite_engine)
    trainer = desk.trainer()
    for typed in ("permis bateau", "chien perdu"):
        desk.asks(typed, found=0)
        proposal = desk.activity.propose(LinkSheet(CARD), [typed], trainer)
        desk.waits(days=2)
        # The first is settled before, the second that same day.
        desk.presses("chien perdu")
        desk.activity.settle(proposal.id, ProposalState.DONE)
    assert [group.state for group in desk.groups()] == [GroupState.DONE] * 2
    desk.waits(days=1)
    desk.presses("permis bateau")
    states = {group.asked[0].wording: group.state for group in desk.groups()}
    assert states == {"permis bateau": GroupState.RETURNED, "chien perdu": GroupState.DONE}


def test_what_opens_afterwards_does_not_bring_it_back(sqlite_engine: Engine) -> None:
    desk = Desk(sqlite_engine)
    desk.asks("permis bateau", found=0)
    proposal = desk.activity.propose(LinkSheet(CARD), ["permis bateau"], desk.trainer())
    desk.activity.settle(proposal.id, ProposalState.DONE)
    desk.waits(days=1)
    desk.asks("permis bateau", times=4)
    desk.waits(days=1)
    desk.opens("permis bateau", CARD)
    desk.asks("permis bateau")
    assert only(desk).state is GroupState.DONE
    desk.waits(days=1)
    desk.presses("permis bateau")
    assert only(desk).state is GroupState.RETURNED


def test_a_dropped_proposal_leaves_the_group_to_treat(engine: Engine) -> None:
    desk = Desk(engine)
    trainer = desk.trainer()
    desk.asks("permis bateau", found=0)
    proposal = desk.activity.propose(LinkSheet(CARD), ["permis bateau"], trainer)
    desk.activity.settle(proposal.id, ProposalState.DROPPED)
    assert (only(desk).state, only(desk).proposal) == (GroupState.TO_TREAT, None)
    again = desk.activity.propose(SetAside(""), ["permis bateau"], trainer)
    assert only(desk).proposal == again


def test_what_is_set_aside_comes_back_when_said_not_found_three_times(engine: Engine) -> None:
    desk = Desk(engine)
    desk.presses("permis bateau", times=5)
    aside = desk.activity.propose(SetAside("Hors maison"), ["permis bateau"], desk.trainer())
    assert aside.state is ProposalState.DONE
    desk.waits(days=1)
    desk.asks("permis bateau", found=0, times=4)
    desk.presses("permis bateau", times=2)
    assert only(desk).state is GroupState.SET_ASIDE
    desk.presses("permis bateau")
    assert only(desk).state is GroupState.RETURNED


def test_a_proposal_about_a_small_part_of_a_group_does_not_settle_it(
    sqlite_engine: Engine,
) -> None:
    desk = Desk(sqlite_engine)
    desk.asks("permis bateau", found=0, times=5)
    desk.asks("bateau permis", found=0)
    desk.activity.propose(LinkSheet(CARD), ["bateau permis"], desk.trainer())
    assert only(desk).state is GroupState.TO_TREAT
    desk.activity.propose(
        LinkSheet(CARD), ["permis bateau"], desk.activity.proposals()[0].account_id
    )
    assert only(desk).state is GroupState.PROPOSED
