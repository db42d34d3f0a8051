"""What readers have that nobody has read again: asked on every sheet, so never slow."""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from kb_app.people.authoring import store
from kb_app.people.authoring.model import Action, State

CHECK_EVERY = 1.0
"""Seconds between two looks at the newest move."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Urgency:
    """A version published in urgency that someone else must still approve."""

    draft_id: str
    number: int
    at: datetime


class Urgencies:
    """Looks again only after a move: nothing else changes what is to be approved."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._newest = -1
        self._looked = float("-inf")
        self._kept: Mapping[str, Urgency] = {}

    def of(self, path: str, number: int) -> Urgency | None:
        """Return the first version of a path to be approved that the one of that number is, or
        comes after; None as well while the database does not answer.
        """
        if time.monotonic() - self._looked >= CHECK_EVERY:
            self._look()
        found = self._kept.get(path)
        return found if found and found.number <= number else None

    def _look(self) -> None:
        self._looked = time.monotonic()
        try:
            with self._engine.connect() as connection:
                newest = store.newest_move(connection)
                if newest != self._newest:
                    drafts = store.where(connection, store.in_states([State.PUBLISHED_URGENT]))
                    # Last changed first: the first of a path is what is kept.
                    self._kept = {
                        draft.path: Urgency(draft.id, draft.number, move.at)
                        for draft in drafts
                        if draft.number and (move := draft.last(Action.PUBLISH_URGENT))
                    }
                    self._newest = newest
        except DBAPIError as error:
            _log.error("urgencies could not be read: %s", type(error.orig).__name__)
