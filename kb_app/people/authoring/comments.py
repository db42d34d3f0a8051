"""What reviewers say of passages of a draft, and what its authors have settled of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from kb_app.database.audit import record
from kb_app.errors import InvalidInput, NotFound, Refused, WrongState
from kb_app.people.accounts.model import Account, Permission
from kb_app.people.authoring import comment_rows
from kb_app.people.authoring.model import (
    STATE_LABELS,
    Comment,
    Draft,
    ReviewOutdated,
    State,
)
from kb_app.people.authoring.moving import find
from kb_app.people.authoring.passages import passages, place_of
from kb_app.people.authoring.rights import may_at
from kb_app.people.authoring.texts import valid_comment

MOST_COMMENTS = 200
"""A draft may have: more is another draft to write."""

_UNSAID = "Dites à l’auteur ce qu’il doit revoir."
_SEE_PASSAGES = "Voir les passages commentés."

COMMENTED, SETTLED = "commentaire", "commentaire_regle"
"""Words of the audit log."""


def comments_of(connection: Connection, draft: Draft, text: str) -> tuple[Comment, ...]:
    """Return the comments of a draft by their place in its present text, the lost ones last."""
    among = passages(draft.path, text)
    found = [
        replace(comment, now=place_of(comment.quote, comment.line, among))
        for comment in comment_rows.of(connection, [draft.id])
    ]
    return tuple(sorted(found, key=lambda c: (c.now is None, c.now or 0, c.id)))


def unsettled(connection: Connection, drafts: Sequence[Draft]) -> int:
    """Return how many comments wait for an answer, over a bundle."""
    found = comment_rows.of(connection, [draft.id for draft in drafts])
    return sum(not comment.settled for comment in found)


def said_back(connection: Connection, account: Account, drafts: Sequence[Draft], typed: str) -> str:
    """Return what goes with drafts that are given back, perhaps nothing to who wrote them.

    Raises InvalidInput when a reviewer says nothing: neither this, nor a comment that waits.
    """
    said = valid_comment(typed)
    if said or all(draft.author_id == account.id for draft in drafts):
        return said
    if not unsettled(connection, drafts):
        raise InvalidInput(_UNSAID)
    return _SEE_PASSAGES


def comment(
    connection: Connection,
    account: Account,
    draft_id: str,
    typed: str,
    line: int,
    seen: int,
    at: datetime,
) -> Comment:
    """Write a comment on the passage that begins at a line, 0 for the whole, as read at `seen`.

    On a connection from `writing`. Raises NotFound as `find` does, WrongState when the draft is
    not in review, Refused to who does not review, ReviewOutdated when the text changed since,
    InvalidInput when nothing is said or no passage begins there.
    """
    said = valid_comment(typed, "Écrivez votre commentaire.")
    draft, text = find(connection, account, draft_id)[0]
    _check_state(draft, (State.IN_REVIEW,))
    if not may_at(account, Permission.DRAFT_PUBLISH, draft.path):
        raise Refused("Seules les personnes qui relisent ici peuvent commenter.")
    if seen != draft.revision:
        raise ReviewOutdated("Le texte a changé depuis que vous l’avez lu. Relisez ce passage.")
    quote = "" if line == 0 else _quote(draft.path, text, line)
    if len(comment_rows.of(connection, [draft.id])) >= MOST_COMMENTS:
        raise InvalidInput(f"Ce brouillon a déjà {MOST_COMMENTS} commentaires : renvoyez-le.")
    new = Comment(0, draft.id, draft.revision, line, quote, said, account.id, at, None, None, line)
    made = comment_rows.add(connection, new)
    record(connection, at, account.id, COMMENTED, draft.path, detail=draft.id)
    return made


def settle(
    connection: Connection, account: Account, draft_id: str, comment_id: int, at: datetime
) -> Comment:
    """Say that a comment is answered; one that is settled already stays as it was.

    On a connection from `writing`. Raises NotFound, Refused to who neither wrote the text nor
    made the comment, WrongState once the draft is over.
    """
    draft, text = find(connection, account, draft_id)[0]
    found = next((c for c in comments_of(connection, draft, text) if c.id == comment_id), None)
    if found is None:
        raise NotFound("Ce commentaire n’existe pas sur ce brouillon.")
    if account.id not in draft.writers | {found.account_id}:
        raise Refused(
            "Seuls l’auteur du texte et celui du commentaire peuvent dire qu’il est réglé."
        )
    _check_state(draft, (State.DRAFT, State.IN_REVIEW))
    if found.settled:
        return found
    settled = replace(found, settled_by=account.id, settled_at=at)
    comment_rows.settle(connection, settled)
    record(connection, at, account.id, SETTLED, draft.path, detail=draft.id)
    return settled


def _quote(path: str, text: str, line: int) -> str:
    found = next((each for each in passages(path, text) if each.line == line), None)
    if found is None:
        raise InvalidInput("Aucun passage ne commence à cette ligne : choisissez-en un autre.")
    return found.quote


def _check_state(draft: Draft, states: Sequence[State]) -> None:
    if draft.state not in states:
        raise WrongState(f"Ce brouillon est {STATE_LABELS[draft.state]} : ce n’est plus possible.")
