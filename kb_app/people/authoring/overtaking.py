"""Drafts overtaken while they are written: what was published since they were begun."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection

from kb_app.library import store as versions
from kb_app.library.model import Version
from kb_app.people.accounts.model import Account, Permission
from kb_app.people.authoring.model import Draft, State
from kb_app.people.authoring.moving import Texts
from kb_app.people.authoring.rights import may_at


@dataclass(frozen=True, slots=True)
class Newer:
    """A draft that is written, and the last version, published since the one it continues."""

    draft: Draft
    version: Version


def newer(connection: Connection, account: Account, bundle: Texts) -> tuple[Newer, ...]:
    """Return the drafts of a bundle that were overtaken, those the account may write."""
    return tuple(
        Newer(draft, newest[0])
        for draft, _ in bundle
        if draft.state is State.DRAFT and may_at(account, Permission.DRAFT_WRITE, draft.path)
        if (newest := versions.newest(connection, draft.path)) and newest[0].number != draft.base
    )
