"""The door of upkeep: what must be read again, by whom, and « toujours juste »."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import Connection, Engine

from kb_app.database import audit
from kb_app.database.engine import writing
from kb_app.errors import NotFound, Unavailable, WrongState
from kb_app.knowledge.content.kinds import kind_of
from kb_app.knowledge.content.model import Document, Sheet, has_errors
from kb_app.knowledge.triage.model import TreeFile
from kb_app.library import store as versions
from kb_app.library.candidates import Foreseen, foreseen, judge, new_version
from kb_app.library.library import Library
from kb_app.library.model import NewVersion, Version
from kb_app.library.reading import read
from kb_app.library.snapshot import Snapshot
from kb_app.people.accounts.model import Account, Permission
from kb_app.people.authoring.model import InvalidContent
from kb_app.people.authoring.rights import may_at
from kb_app.people.upkeep import board
from kb_app.people.upkeep.board import USED_FOR, Row
from kb_app.people.upkeep.confirming import (
    KINDS,
    Subject,
    check_choice,
    confirmed_text,
    refusal,
)
from kb_app.people.upkeep.due import choices, proposed
from kb_app.people.upkeep.rereading import STILL_RIGHT, Rereading, Rereadings, is_confirmation

CONFIRMED = "confirmation"
"""The word of the audit log."""

TRIES = 5
"""Times a confirmation is checked again because a publication came while it was checked."""

_ABSENT = "Ce document n’existe pas, ou n’est pas de votre périmètre."


class Upkeep:
    """Shared by the threads of a process. What it counts is of the day and of the snapshot."""

    def __init__(
        self,
        engine: Engine,
        library: Library,
        now: Callable[[], datetime],
        opened: Callable[[date], Mapping[str, int]] = lambda since: {},
        visits: Callable[[Snapshot, date], Mapping[str, int]] = lambda snapshot, since: {},
    ) -> None:
        self._engine = engine
        self._library = library
        self._now = now
        self._opened = opened
        self._visits = visits
        self._rereadings = Rereadings(engine)
        self._ranked: tuple[Snapshot, tuple[Row, ...]] | None = None
        self._counted: tuple[Snapshot, Mapping[str, int]] | None = None

    # What must be read again

    def rows(self, account: Account) -> tuple[Row, ...]:
        """Return the documents the account may confirm, by rank; uses are those of the morning."""
        snapshot = self._library.snapshot()
        held = self._ranked
        if held is None or held[0] is not snapshot:
            since = snapshot.day - timedelta(days=USED_FOR)
            found = board.rows(snapshot, self._opened(since), self._visits(snapshot, since))
            self._ranked = held = (snapshot, found)
        return tuple(row for row in held[1] if _keeps(account, row.path))

    def waiting(self, account: Account) -> int:
        """Return how many of them are overdue or soon to be: on every page, so never slow."""
        snapshot = self._library.snapshot()
        held = self._counted
        if held is None or held[0] is not snapshot:
            self._counted = held = (snapshot, board.waiting(board.rows(snapshot, {}, {})))
        return sum(n for operator, n in held[1].items() if _keeps_operator(account, operator))

    def rereading(self, version: Version) -> Rereading | None:
        """Return who read a version and when; None while the database does not answer."""
        return self._rereadings.of(version)

    # Toujours juste

    def subject(self, account: Account, path: str) -> Subject:
        """Return a document with what there is to know before confirming it.

        Raises NotFound when it does not exist, is not in force, cannot be read or is not for the
        account.
        """
        _check_place(account, path)
        standing = self._library.refresh().published.get(path)
        if standing is None:
            raise NotFound(_ABSENT)
        today = self._library.today()
        with self._engine.connect() as connection:
            history = versions.history(connection, path)
            barred = refusal(connection, account, history[-1], today, self._now())
            since = _since_read(connection, history)
        return Subject(
            document=standing.document,
            version=standing.version,
            choices=choices(today),
            proposed=proposed(_review_before(standing.document), today),
            refusal=barred,
            since=since,
        )

    def confirm(
        self, account: Account, path: str, seen: int, until: date, reopened: Collection[int] = ()
    ) -> Version:
        """Append the version that says that `seen`, the last one, is still right until a day.

        `reopened` are the sources looked at again, counted from 0. Raises NotFound as `subject`
        does, WrongState when another version came or waits, Refused to who just wrote the text,
        InvalidInput for a day that is not offered or when no source was reopened, InvalidContent
        when the text has errors.
        """
        _check_place(account, path)
        for _ in range(TRIES):
            beside = foreseen(self._library)
            with self._engine.connect() as connection:
                newest, text = self._confirmable(connection, account, path, seen)
            check_choice(path, text, until, beside.day, reopened)
            new = self._checked(path, text, until, reopened, account, beside)
            with writing(self._engine) as connection:
                # What was checked is what is confirmed, beside what it was checked beside.
                if versions.newest_sequence(connection) == beside.sequence:
                    self._confirmable(connection, account, path, seen)
                    return self._append(connection, account, new, newest.number, len(reopened))
        raise Unavailable(
            "D’autres publications se succèdent : la vôtre n’a pas pu être vérifiée. Réessayez "
            "dans un instant."
        )

    def _confirmable(
        self, connection: Connection, account: Account, path: str, seen: int
    ) -> tuple[Version, str]:
        newest = versions.newest(connection, path)
        if newest is None:
            raise NotFound(_ABSENT)
        if newest[0].number != seen:
            raise WrongState(
                "Une autre version a été publiée entre-temps : relisez-la avant de confirmer."
            )
        barred = refusal(connection, account, newest[0], self._library.today(), self._now())
        if barred:
            raise barred
        return newest

    def _checked(
        self,
        path: str,
        text: str,
        until: date,
        reopened: Collection[int],
        account: Account,
        beside: Foreseen,
    ) -> NewVersion:
        confirmed = confirmed_text(path, text, until, beside.day, reopened)
        readings = {path: read(path, confirmed)}
        problems = judge(readings, beside)
        if has_errors(problems):
            raise InvalidContent(problems)
        document = readings[path].document
        return new_version(path, confirmed, document, beside.day, STILL_RIGHT, account.id)

    def _append(
        self, connection: Connection, account: Account, new: NewVersion, base: int, reopened: int
    ) -> Version:
        [version] = self._library.append_all(connection, [(new, base)])
        detail = f"sources rouvertes : {reopened}"
        audit.record(
            connection, self._now(), account.id, CONFIRMED, new.path, version.number, detail
        )
        return version


def _check_place(account: Account, path: str) -> None:
    if kind_of(path) not in KINDS or not _keeps(account, path):
        raise NotFound(_ABSENT)


def _since_read(connection: Connection, history: Sequence[Version]) -> tuple[Version, ...]:
    """Return the versions back to the last confirmation, or to the first, newest first."""
    found: list[Version] = []
    for version in reversed(history):
        found.append(version)
        if is_confirmation(connection, version):
            break
    return tuple(found)


def _review_before(document: Document) -> date | None:
    return document.review_before if isinstance(document, Sheet | TreeFile) else None


def _keeps(account: Account, path: str) -> bool:
    return may_at(account, Permission.DRAFT_PUBLISH, path)


def _keeps_operator(account: Account, operator: str) -> bool:
    return _keeps(account, f"operators/{operator}/operator.yaml")
