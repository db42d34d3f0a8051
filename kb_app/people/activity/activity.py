"""The door of searches: count them, see which fail and why, propose what to do about it."""

from __future__ import annotations

import logging
import re
import secrets
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

from kb_app.database import audit
from kb_app.database.engine import writing
from kb_app.errors import Unavailable
from kb_app.people.activity import inbox, proposing, store
from kb_app.people.activity.following import Following
from kb_app.people.activity.inbox import Canonical
from kb_app.people.activity.model import (
    Action,
    Group,
    Proposal,
    ProposalState,
    Success,
)
from kb_app.people.activity.proposing import Fates
from kb_app.people.activity.waiting import Waiting
from kb_app.people.activity.words import HIDDEN, kept

WRITE_EVERY = 1.0
"""Seconds between two writings of what was counted: a process killed loses that much."""
MOSTLY = 0.6
"""The share of a question's openings that makes one document its answer."""
FEWEST_OPENED = 2

_AT_ONCE = 500
"""Rows deleted in one transaction: agents at work wait for it."""
_PAGE = re.compile(r"[A-Za-z0-9_-]{16,32}")

_log = logging.getLogger(__name__)


class Activity:
    """Shared by the threads of a process; the counts of all processes add up in the database.

    Nothing kept says who asked: no account, no session, no address, no time finer than the day.
    Whatever is read is written first, so that a process sees its own counts at once.
    """

    def __init__(
        self,
        engine: Engine,
        today: Callable[[], date],
        kept_for: timedelta,
        fates: Fates = lambda connection, draft_ids: {},
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._engine = engine
        self._today = today
        self._now = now
        self._kept_for = kept_for
        self._fates = fates
        self._waiting = Waiting()

    def searched(self, typed: str, found: int) -> None:
        """Count a question and whether it had results. Never waits, never raises."""
        words = kept(typed)
        if words:
            self._waiting.ask(self._today(), words, found)

    def opened(self, typed: str, path: str) -> None:
        """Count a document opened from the results of a question. Never waits, never raises."""
        words = kept(typed)
        if words:
            self._waiting.open(self._today(), words.question, path)

    def not_found(self, typed: str, page: str) -> None:
        """Count « pas trouvé », now: it is acknowledged to who said it.

        `page` is the number given by `new_page` to the page that says it, which counts once; any
        other text counts as a new page. Raises Unavailable when the database cannot write.
        """
        words = kept(typed)
        if words is None:
            return
        number = page if _PAGE.fullmatch(page) else new_page()
        with writing(self._engine) as connection:
            store.press(connection, self._today(), words, number)

    def flush(self) -> None:
        """Write what was counted. What the database refuses for now waits, and is logged."""
        batch = self._waiting.take()
        if not batch:
            return
        try:
            with writing(self._engine) as connection:
                store.add(connection, batch)
        except (Unavailable, SQLAlchemyError) as error:
            # By its name alone: its message quotes what was searched.
            _log.warning("searches are not written for now: %s", type(error).__name__)
            self._waiting.give_back(batch)

    def follow(self) -> None:
        """Write what is counted from now on, in a thread that ends with the process."""
        Following("searches", WRITE_EVERY, self.flush, self.purge, self._today).start()

    def groups(self, since: date, canonical: Canonical) -> tuple[Group, ...]:
        """Return what failed since a day, grouped by meaning, as `inbox.groups` says."""
        self.flush()
        with self._engine.connect() as connection:
            proposals = proposing.every(connection, self._fates)
            return inbox.groups(connection, since, canonical, proposals)

    def propose(
        self,
        action: Action,
        wordings: Sequence[str],
        account_id: int,
        draft_id: str | None = None,
    ) -> Proposal:
        """Keep what someone proposes to do about these questions; setting aside is done at once.

        With one of the drafts that it wrote, it is settled when they are. Raises WrongState when
        another proposal waits about one of the questions.
        """
        with writing(self._engine) as connection:
            return proposing.add(
                connection, self._fates, action, wordings, account_id, self._today(), draft_id
            )

    def rewrite(self, id: int, draft_id: str) -> None:
        """Say that a proposal wrote other drafts in place of its own."""
        with writing(self._engine) as connection:
            proposing.rewrite(connection, id, draft_id)

    def proposals(self, *states: ProposalState) -> tuple[Proposal, ...]:
        """Return the proposals in these states, or all of them, the newest first."""
        with self._engine.connect() as connection:
            return proposing.every(connection, self._fates, states or tuple(ProposalState))

    def settle(self, id: int, state: ProposalState) -> Proposal:
        """Say that a proposal is done, or dropped; its questions failing from the next day on
        come back. Raises NotFound, or WrongState when it is settled already or its texts settle
        it."""
        with writing(self._engine) as connection:
            return proposing.settle(connection, id, state, self._today())

    def successes(self, minimum_days: int = 2, minimum_asked: int = 3) -> list[Success]:
        """Return the questions whose openings go mostly to one document, the most opened first.

        Only without any number or anything hidden, and asked that often on that many days.
        """
        self.flush()
        with self._engine.connect() as connection:
            often = store.often(connection, minimum_days, minimum_asked)
            opened = store.opened(connection)
        found = [
            Success(wording, path, n)
            for question, wording in often.items()
            if _may_be_offered(wording) and (paths := opened.get(question))
            for path, n in paths.items()
            if n >= max(FEWEST_OPENED, MOSTLY * sum(paths.values()))
        ]
        return sorted(found, key=lambda each: (-each.opened, each.question, each.path))

    def openings(self, since: date) -> dict[str, int]:
        """Return how often each document was opened from results since a day, by path."""
        self.flush()
        with self._engine.connect() as connection:
            return store.opened_since(connection, since)

    def purge(self) -> int:
        """Delete what is past its retention, log and record it; return how many rows."""
        before = self._today() - self._kept_for
        deleted = 0
        while True:
            with writing(self._engine) as connection:
                now = store.forget(connection, before, _AT_ONCE)
                self._record(connection, now)
            deleted += now
            if not now:
                break
        with writing(self._engine) as connection:
            forgotten = proposing.forget(connection, self._fates, before)
            self._record(connection, forgotten)
        deleted += forgotten
        if deleted:
            _log.info("searches purged: %d rows past retention deleted", deleted)
        return deleted

    def _record(self, connection: Connection, deleted: int) -> None:
        if deleted:
            said = f"{deleted} lignes au bout de leur durée"
            audit.record(connection, self._now(), None, audit.PURGE, "recherches", detail=said)


def new_page() -> str:
    """Return the number of a page that may say « pas trouvé »."""
    return secrets.token_urlsafe(16)


def _may_be_offered(wording: str) -> bool:
    return not any(c.isdigit() or c == HIDDEN for c in wording)
