"""The proposals about failed searches: made once, settled once.

One that wrote texts is settled by what becomes of them: its state is read from theirs.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from kb_app.errors import NotFound, WrongState
from kb_app.people.activity import records, tables
from kb_app.people.activity.model import Action, Fate, Proposal, ProposalState, SetAside
from kb_app.people.activity.words import folded

Fates = Callable[[Connection, Collection[str]], Mapping[str, Fate]]
"""Tells, by draft id, which drafts are settled, and how."""

_proposals = tables.search_proposals

#     from                     to
MOVES = frozenset({
    (ProposalState.PROPOSED,   ProposalState.DONE),
    (ProposalState.PROPOSED,   ProposalState.DROPPED),
})  # fmt: skip
"""A question set aside may also be taken up again: it is settled by being said."""


def add(
    connection: Connection,
    fates: Fates,
    action: Action,
    wordings: Sequence[str],
    account_id: int,
    day: date,
    draft_id: str | None,
) -> Proposal:
    """Write a proposal, on a connection from `writing`.

    Raises WrongState when another one waits about one of its questions.
    """
    questions = questions_of(wordings)
    waiting = every(connection, fates, {ProposalState.PROPOSED})
    if any(questions & questions_of(each.wordings) for each in waiting):
        raise WrongState(
            "Une proposition attend déjà pour cette recherche : rouvrez la page pour la voir."
        )
    settled = isinstance(action, SetAside)
    values = {
        "kind": records.kind_of(action),
        "payload": records.to_json(action, wordings),
        "account_id": account_id,
        "day": day,
        "state": ProposalState.DONE if settled else ProposalState.PROPOSED,
        "settled_on": day if settled else None,
        "draft_id": draft_id,
    }
    written = connection.execute(insert(_proposals).values(values).returning(*_proposals.c))
    return _proposal(written.one())


def rewrite(connection: Connection, id: int, draft_id: str) -> None:
    """Give a proposal other drafts in place of its own, on a connection from `writing`."""
    connection.execute(update(_proposals).where(_proposals.c.id == id).values(draft_id=draft_id))


def settle(connection: Connection, id: int, state: ProposalState, day: date) -> Proposal:
    """Move a proposal without texts on, on a connection from `writing`.

    Raises NotFound, or WrongState when it is settled already or its texts settle it.
    """
    row = connection.execute(select(_proposals).where(_proposals.c.id == id)).first()
    if row is None:
        raise NotFound("Cette proposition n’existe pas.")
    before = _proposal(row)
    if before.draft_id:
        raise WrongState("Cette proposition a écrit des textes : leur relecture la règle.")
    reopened = isinstance(before.action, SetAside) and before.state is ProposalState.DONE
    allowed = (before.state, state) in MOVES or (reopened and state is ProposalState.DROPPED)
    if not allowed:
        raise WrongState("Cette proposition est déjà réglée : rouvrez la page pour voir comment.")
    moved = (
        update(_proposals)
        .where(_proposals.c.id == id)
        .values(state=state, settled_on=day)
        .returning(*_proposals.c)
    )
    return _proposal(connection.execute(moved).one())


def every(
    connection: Connection, fates: Fates, states: Collection[ProposalState] = tuple(ProposalState)
) -> tuple[Proposal, ...]:
    """Return the proposals in these states, the newest first."""
    query = select(_proposals).order_by(_proposals.c.id.desc())
    found = [_proposal(row) for row in connection.execute(query)]
    settled = fates(connection, [each.draft_id for each in found if each.draft_id])
    moved = (_fated(each, settled.get(each.draft_id or "")) for each in found)
    return tuple(each for each in moved if each.state in states)


def forget(connection: Connection, fates: Fates, before: date) -> int:
    """Delete the proposals settled before a day; return how many."""
    found = every(connection, fates)
    old = [each.id for each in found if each.settled_on and each.settled_on < before]
    return connection.execute(delete(_proposals).where(_proposals.c.id.in_(old))).rowcount


def questions_of(wordings: Sequence[str]) -> frozenset[str]:
    return frozenset(map(folded, wordings))


def _fated(proposal: Proposal, fate: Fate | None) -> Proposal:
    return replace(proposal, state=fate.state, settled_on=fate.on) if fate else proposal


def _proposal(row: Row[Any]) -> Proposal:
    action, wordings = records.from_json(row.kind, row.payload)
    return Proposal(
        row.id,
        action,
        wordings,
        row.account_id,
        row.day,
        ProposalState(row.state),
        row.settled_on,
        row.draft_id,
    )
