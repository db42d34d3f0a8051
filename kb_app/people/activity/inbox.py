"""The failed searches, grouped by meaning, with what has been done about each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date

from sqlalchemy import Connection

from kb_app.knowledge.search import meaning
from kb_app.people.activity import proposing, store
from kb_app.people.activity.model import (
    Asked,
    Group,
    GroupState,
    Proposal,
    ProposalState,
    SetAside,
    Tally,
    total,
)

ASIDE_RETURNS = 3
"""« Pas trouvé » so many times, and what was set aside comes back."""

Canonical = Callable[[str], frozenset[str]]


def groups(
    connection: Connection, since: date, canonical: Canonical, proposals: Iterable[Proposal]
) -> tuple[Group, ...]:
    """Return the groups of questions that failed since a day, the most pressing first.

    Those of which nothing may be shown are left out. `proposals` are all there are, the newest
    first.
    """
    asked = {each.question: each for each in store.failed(connection, since)}
    live = [p for p in proposals if p.state is not ProposalState.DROPPED]
    often = sorted(asked, key=lambda each: (-asked[each].tally.asked, each))
    found = [
        _Members(tuple(asked[question] for question in members), live)
        for members in meaning.group(often, canonical)
    ]
    failed = [each for each in found if each.tally.failed and any(a.shown for a in each.asked)]
    counted = _after(connection, failed)
    made = [each.group(counted) for each in failed]
    return tuple(sorted(made, key=lambda g: (*(-n for n in g.tally.pressing), g.key)))


class _Members:
    """The questions of a group, and the newest proposal about most of what they count."""

    def __init__(self, asked: tuple[Asked, ...], proposals: Iterable[Proposal]) -> None:
        self.asked = asked
        self.tally = total(each.tally for each in asked)
        self.proposal = next((p for p in proposals if self._is_about(p)), None)

    def _is_about(self, proposal: Proposal) -> bool:
        questions = proposing.questions_of(proposal.wordings)
        weights = {each.question: each.tally.asked + each.tally.not_found for each in self.asked}
        mine = sum(weight for question, weight in weights.items() if question in questions)
        return 2 * mine > sum(weights.values())

    def group(self, counted: Mapping[str, Sequence[Tally]]) -> Group:
        if self.proposal is None:
            return Group(self.asked, self.tally, GroupState.TO_TREAT, None, None)
        day = acted_on(self.proposal)
        days = (each for a in self.asked for each in counted.get(a.question, ()))
        since = total(each for each in days if each.last > day)
        return Group(self.asked, self.tally, _state(self.proposal, since), self.proposal, since)


def acted_on(proposal: Proposal) -> date:
    """Return the day from which failures say that it was not enough."""
    return proposal.settled_on or proposal.day


def _state(proposal: Proposal, since: Tally) -> GroupState:
    if proposal.state is ProposalState.PROPOSED:
        return GroupState.PROPOSED
    if isinstance(proposal.action, SetAside):
        returned = since.not_found >= ASIDE_RETURNS
        return GroupState.RETURNED if returned else GroupState.SET_ASIDE
    return GroupState.RETURNED if since.failed else GroupState.DONE


def _after(connection: Connection, found: Sequence[_Members]) -> Mapping[str, Sequence[Tally]]:
    handled = [each for each in found if each.proposal]
    if not handled:
        return {}
    questions = {asked.question for each in handled for asked in each.asked}
    day = min(acted_on(each.proposal) for each in handled if each.proposal)
    return store.after(connection, questions, day)
