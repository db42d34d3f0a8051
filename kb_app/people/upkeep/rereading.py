"""By whom the version in force was read, and when: what readers are told of it."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Connection, Engine, select
from sqlalchemy.exc import DBAPIError

from kb_app.library.model import Version
from kb_app.people.accounts.model import Role
from kb_app.people.accounts.tables import accounts
from kb_app.people.authoring import store
from kb_app.people.authoring.model import Action, Draft, State
from kb_app.people.authoring.tables import drafts

STILL_RIGHT = "Relue : toujours juste"
"""The reason of the versions that « toujours juste » makes."""

MOST_KEPT = 4000

_log = logging.getLogger(__name__)


class How(StrEnum):
    REVIEWED = "relecture"
    """Someone else than its author read it, and published or approved it."""
    CONFIRMED = "confirmation"
    """Someone read it again, with its sources, and changed no word."""
    HURRIED = "urgence"
    """Published without a review, and nobody approved it yet."""
    IMPORTED = "import"
    """It came from files: who read it is not known here."""


@dataclass(frozen=True, slots=True)
class Rereading:
    how: How
    at: datetime
    account_id: int | None
    """Whoever read it; None when nobody did, or it is not known."""
    role: Role | None
    """Theirs when it was first asked."""


class Rereadings:
    """What is known of versions is kept: it never changes, but for a publication in urgency."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._kept: dict[tuple[str, int], Rereading] = {}

    def of(self, version: Version) -> Rereading | None:
        """Return who read a version; None while the database does not answer: reading goes on."""
        key = (version.path, version.number)
        if found := self._kept.get(key):
            return found
        try:
            with self._engine.connect() as connection:
                found = rereading(connection, version)
        except DBAPIError as error:
            _log.error("who reread a document is not known: %s", type(error.orig).__name__)
            return None
        if found.how is not How.HURRIED:
            if len(self._kept) >= MOST_KEPT:
                # A new dictionary, not a cleared one: another thread may be reading the old one.
                self._kept = {}
            self._kept[key] = found
        return found


def rereading(connection: Connection, version: Version) -> Rereading:
    """Return who read a version, as drafts and the version itself tell it."""
    draft = draft_of(connection, version)
    if draft and draft.state is State.PUBLISHED_URGENT:
        return Rereading(How.HURRIED, version.at, None, None)
    read = (draft.last(Action.APPROVE) or draft.last(Action.PUBLISH)) if draft else None
    if read:
        role = _role(connection, read.account_id)
        return Rereading(How.REVIEWED, read.at, read.account_id, role)
    if is_confirmation(connection, version):
        role = _role(connection, version.author_id)
        return Rereading(How.CONFIRMED, version.at, version.author_id, role)
    return Rereading(How.IMPORTED, version.at, None, None)


def is_confirmation(connection: Connection, version: Version) -> bool:
    """Say whether « toujours juste » made a version: a draft may give the same reason."""
    said = version.reason == STILL_RIGHT and version.author_id is not None
    return said and draft_of(connection, version) is None


def draft_of(connection: Connection, version: Version) -> Draft | None:
    """Return the draft that became a version, if it was one."""
    same = (drafts.c.path == version.path, drafts.c.number == version.number)
    return next(iter(store.where(connection, *same, limit=1)), None)


def _role(connection: Connection, account_id: int | None) -> Role | None:
    role = connection.execute(select(accounts.c.role).where(accounts.c.id == account_id)).scalar()
    return Role(role) if role else None
