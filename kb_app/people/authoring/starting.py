"""A draft begun: its first text, and the version that it continues."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from kb_app.database.audit import record
from kb_app.errors import InvalidInput, NotFound
from kb_app.library import store as versions
from kb_app.people.accounts.model import Account, Permission
from kb_app.people.authoring import store
from kb_app.people.authoring.model import Action, Draft, Move, NewText, State
from kb_app.people.authoring.rights import may_at
from kb_app.people.authoring.texts import title_of, valid_reason, valid_text

OUTSIDE = "Ce document n’existe pas, ou n’est pas de votre périmètre."


def valid_texts(
    account: Account, texts: Sequence[NewText], reason: str
) -> tuple[list[NewText], str]:
    """Return the texts of a bundle and their reason as they are kept.

    Raises NotFound outside of the account's section, InvalidInput when one cannot be kept.
    """
    paths = {each.path for each in texts}
    if not texts or len(paths) < len(texts):
        raise InvalidInput("Un lot de brouillons a un texte par document.")
    kept = [replace(each, text=valid_text(each.path, each.text)) for each in texts]
    said = valid_reason(reason)
    if not all(may_at(account, Permission.DRAFT_WRITE, path) for path in paths):
        raise NotFound(OUTSIDE)
    return kept, said


def begin(
    connection: Connection,
    account: Account,
    texts: Sequence[NewText],
    reason: str,
    at: datetime,
    new_id: Callable[[], str],
) -> tuple[Draft, ...]:
    """Write drafts of different paths, on a connection from `writing`; several are one bundle."""
    bundle = new_id() if len(texts) > 1 else None
    return tuple(_begun(connection, account, new, bundle, reason, at, new_id()) for new in texts)


def check_base(connection: Connection, path: str, base: int) -> None:
    """Raise NotFound when a draft cannot continue that version, for want of it."""
    if base and versions.one(connection, path, base) is None:
        raise NotFound("La version dont part ce brouillon n’existe pas.")


def _begun(
    connection: Connection,
    account: Account,
    new: NewText,
    bundle: str | None,
    reason: str,
    at: datetime,
    id: str,
) -> Draft:
    check_base(connection, new.path, new.base)
    draft = Draft(
        id=id,
        bundle=bundle,
        path=new.path,
        title=title_of(new.path, new.text, ""),
        base=new.base,
        revision=1,
        state=State.DRAFT,
        author_id=account.id,
        reason=reason,
        number=None,
        practice=False,
        created_at=at,
        updated_at=at,
        moves=(Move(account.id, at, Action.START, ""),),
    )
    store.add(connection, draft, new.text)
    record(connection, at, account.id, Action.START.value, draft.path, detail=draft.id)
    return draft
