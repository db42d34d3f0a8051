"""One move of a draft, and of its bundle: allowed here, by this account, then written."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from kb_app.database.audit import Fact, record_all
from kb_app.errors import NotFound, Refused, WrongState
from kb_app.people.accounts.model import Account, Permission
from kb_app.people.authoring import store
from kb_app.people.authoring.model import MOVES, STATE_LABELS, Action, Draft, Move, State
from kb_app.people.authoring.rights import barred, may_at

Texts = list[tuple[Draft, str]]
"""Drafts of one bundle with their texts, the one asked for first."""

PRACTICE, NO_PRACTICE = "pratique", "sans_pratique"
"""Words of the audit log."""

_ID = re.compile(r"[A-Za-z0-9_-]{12}")


def find(connection: Connection, account: Account, draft_id: str) -> Texts:
    """Return a draft and all others of its bundle, those the account may not read included.

    Raises NotFound when it does not exist, or is not for the account to read.
    """
    found = store.bundle_of(connection, draft_id) if _ID.fullmatch(draft_id) else []
    if not found or not may_at(account, Permission.DRAFT_READ, found[0][0].path):
        raise NotFound("Ce brouillon n’existe pas, ou n’est pas de votre périmètre.")
    return found


def movable(connection: Connection, account: Account, draft_id: str, action: Action) -> Texts:
    """Return what moves: the draft and its bundle, or the draft alone when it is written.

    Raises what `find` does, WrongState when the move is not possible, Refused when the account
    may not make it, saying why.
    """
    found = find(connection, account, draft_id)
    if action is Action.SAVE:
        found = found[:1]
    drafts = [draft for draft, _ in found]
    if (drafts[0].state, action) not in MOVES:
        raise WrongState(
            f"Ce brouillon est {STATE_LABELS[drafts[0].state]} : ce n’est plus possible. "
            "Relisez-le tel qu’il est maintenant."
        )
    if reason := barred(account, drafts, action):
        raise Refused(reason)
    return found


def move_all(
    connection: Connection,
    drafts: Sequence[Draft],
    move: Move,
    numbers: Mapping[str, int] | None = None,
) -> Draft:
    """Write the move on every draft, and the version each became; return the first, moved.

    It is recorded with them. On a connection from `writing`. `numbers` are by path.
    """
    moved = [
        replace(
            draft,
            state=MOVES[draft.state, move.action][0],
            number=(numbers or {}).get(draft.path, draft.number),
            updated_at=move.at,
            moves=(*draft.moves, move),
        )
        for draft in drafts
    ]
    for draft in moved:
        store.save(connection, draft, move)
    facts = [
        Fact(move.account_id, move.action.value, draft.path, draft.number, draft.id)
        for draft in moved
    ]
    record_all(connection, move.at, facts)
    return moved[0]


def write(connection: Connection, draft: Draft, move: Move, text: str) -> Draft:
    """Write another text of a draft as its next revision, on a connection from `writing`."""
    last = draft.moves[-1]
    goes_on = last.account_id == move.account_id and last.action in (Action.START, Action.SAVE)
    written = replace(
        draft,
        revision=draft.revision + 1,
        updated_at=move.at,
        moves=draft.moves if goes_on else (*draft.moves, move),
    )
    store.save(connection, written, None if goes_on else move, text)
    return written


def mark_practice(
    connection: Connection, account: Account, draft_id: str, practice: bool, at: datetime
) -> Draft:
    """Write whether a draft changes how agents work, on a connection from `writing`.

    Raises what `find` does, WrongState once it is published or dropped.
    """
    draft = find(connection, account, draft_id)[0][0]
    if draft.state not in (State.DRAFT, State.IN_REVIEW):
        raise WrongState(f"Ce brouillon est {STATE_LABELS[draft.state]} : ce n’est plus possible.")
    if not may_at(account, Permission.DRAFT_WRITE, draft.path):
        raise Refused("Votre rôle ne permet pas de le faire ici.")
    marked = replace(draft, practice=practice)
    if marked != draft:
        store.save(connection, marked)
        word = PRACTICE if practice else NO_PRACTICE
        record_all(connection, at, [Fact(account.id, word, draft.path, None, draft.id)])
    return marked
