"""Publication: what was read is checked beside the newest library, then appended, or nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import Engine

from kb_app.database.engine import writing
from kb_app.errors import Unavailable
from kb_app.library import store as versions
from kb_app.library.candidates import foreseen
from kb_app.library.library import Library
from kb_app.people.accounts.model import Account
from kb_app.people.authoring.model import Action, Draft, Move, VersionConflict
from kb_app.people.authoring.moving import Texts, movable, move_all
from kb_app.people.authoring.parts import parts_of
from kb_app.people.authoring.review import Consent, Notices, hold, mark_of, versions_of

TRIES = 5
"""Times a publication is checked again because another one came while it was checked."""


class Publishing:
    def __init__(
        self, engine: Engine, library: Library, now: Callable[[], datetime], notices: Notices
    ) -> None:
        self._engine = engine
        self._library = library
        self._now = now
        self._notices = notices

    def publish(
        self, account: Account, draft_id: str, action: Action, comment: str, consent: Consent
    ) -> Draft:
        """Make the draft and its bundle the next versions of their paths, all or none.

        Raises what `moving.movable` and `review.hold` do, with nothing published or lost, and
        Unavailable when other publications never let it be checked.
        """
        for _ in range(TRIES):
            beside = foreseen(self._library)
            parts = parts_of(self._library, self._movable(account, draft_id, action))
            told = self._notices.of(parts)
            try:
                hold(parts, beside, told, consent)
            except VersionConflict:
                # Overtaken by its own publication, it is published: that is what must be said.
                self._movable(account, draft_id, action)
                raise
            batch = versions_of(parts, beside)
            # What was checked is published, beside what it was checked beside, or checked again.
            with writing(self._engine) as connection:
                drafts = [draft for draft, _ in movable(connection, account, draft_id, action)]
                same_library = versions.newest_sequence(connection) == beside.sequence
                if same_library and mark_of(drafts, told) == consent.seen:
                    appended = self._library.append_all(connection, batch)
                    numbers = {part.draft.path: part.draft.base for part in parts}
                    numbers |= {version.path: version.number for version in appended}
                    move = Move(account.id, self._now(), action, comment)
                    return move_all(connection, drafts, move, numbers)
        raise Unavailable(
            "D’autres publications se succèdent : la vôtre n’a pas pu être vérifiée. Réessayez "
            "dans un instant."
        )

    def _movable(self, account: Account, draft_id: str, action: Action) -> Texts:
        with self._engine.connect() as connection:
            return movable(connection, account, draft_id, action)
