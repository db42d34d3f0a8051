"""The door of reports: an agent says what is wrong, its owner answers, the agent is told."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, tzinfo

from sqlalchemy import ColumnElement, Connection, Engine, true
from sqlalchemy.exc import DBAPIError

from kb_app.database.audit import PURGE, record
from kb_app.database.engine import writing
from kb_app.errors import InvalidInput, NotFound, TooManyTries, WrongState
from kb_app.people.accounts.model import Account, Permission, may
from kb_app.people.activity.following import Following
from kb_app.people.authoring.rights import may_at
from kb_app.people.feedback import store
from kb_app.people.feedback.model import ANSWERS, WAITING, Kind, Passage, Report, State
from kb_app.people.feedback.tables import LONGEST_TEXT
from kb_app.people.feedback.words import valid_said

MOST_A_DAY = 20
"""Reports of one account on one day."""
MOST_TOGETHER = 100
"""Reports answered with the same words."""
KEPT_FOR = timedelta(days=365)
"""How long a report is kept once it is closed."""

_PURGE_AFTER = 60.0
"""Seconds between two looks at the day: the first purge does not slow the start down."""
_AT_ONCE = 200
"""Rows deleted in one transaction: agents at work wait for it."""

_UNSAID = "Dites en quelques mots ce qui ne va pas : rien d’autre ne l’indique."
_DECLINED_UNSAID = "Dites pourquoi ce n’est pas une erreur : l’agent lira votre réponse."
_GONE = "Ce signalement n’existe pas, ou n’est pas de votre périmètre."

_log = logging.getLogger(__name__)


class Feedback:
    """Every report. Who answers for a section knows those of its documents, and no others."""

    def __init__(
        self,
        engine: Engine,
        now: Callable[[], datetime],
        kept_for: timedelta = KEPT_FOR,
        timezone: tzinfo = UTC,
        new_id: Callable[[], str] = lambda: secrets.token_urlsafe(9),
    ) -> None:
        self._engine = engine
        self._now = now
        self._kept_for = kept_for
        self._timezone = timezone
        self._new_id = new_id

    def report(self, account: Account, passage: Passage, kind: Kind, typed: str) -> Report:
        """Keep what an agent says of a passage; said twice, it is kept once.

        The text may be empty when the passage says enough. Raises InvalidInput (PersonalData when
        it names someone), TooManyTries beyond MOST_A_DAY.
        """
        precise = bool(passage.anchor or passage.quote) and kind is not Kind.MISSING
        text = valid_said(typed, "" if precise else _UNSAID)
        now = self._now()
        new = Report(
            self._new_id(), passage, kind, text, account.id, now, State.OPEN, "", None, None, False
        )
        with writing(self._engine) as connection:
            mine = store.where(connection, store.by(account.id), store.since(self._day(now)))
            for each in mine:
                if (each.passage, each.kind, each.text) == (passage, kind, text):
                    return each
            if len(mine) >= MOST_A_DAY:
                raise TooManyTries(
                    f"Vous avez fait {MOST_A_DAY} signalements aujourd’hui, le plus possible en un "
                    "jour. Reprenez demain, ou parlez-en à votre formateur.",
                    int((self._day(now) + timedelta(days=1) - now).total_seconds()),
                )
            store.add(connection, new)
        return new

    def waiting(self, account: Account) -> tuple[Report, ...]:
        """Return the reports the account may answer and that wait, the newest first."""
        with self._engine.connect() as connection:
            return tuple(store.where(connection, store.in_states(WAITING), _within(account)))

    def to_answer(self, account: Account) -> int:
        """Return how many reports of the account's section nobody has looked at yet."""
        with self._engine.connect() as connection:
            return store.count(connection, store.in_states((State.OPEN,)), _within(account))

    def settled(self, account: Account, limit: int) -> tuple[Report, ...]:
        """Return the last closed ones the account could answer, the newest first."""
        closed = store.in_states(set(State) - set(WAITING))
        with self._engine.connect() as connection:
            return tuple(store.where(connection, closed, _within(account), limit=limit))

    def of(self, account_id: int) -> tuple[Report, ...]:
        """Return one's own reports, the newest first."""
        with self._engine.connect() as connection:
            return tuple(store.where(connection, store.by(account_id)))

    def unseen(self, account_id: int) -> int:
        """Return how many answers one has not seen; 0 while the database does not answer."""
        try:
            with self._engine.connect() as connection:
                return store.untold(connection, account_id)
        except DBAPIError as error:
            _log.error("answers could not be counted: %s", type(error.orig).__name__)
            return 0

    def see(self, account_id: int) -> None:
        """Say that one has seen the answers there are."""
        with writing(self._engine) as connection:
            store.tell(connection, account_id)

    def answer(
        self, account: Account, ids: Collection[str], state: State, typed: str
    ) -> tuple[Report, ...]:
        """Answer reports with the same words; whoever made them is told.

        Raises NotFound when one is not the account's to answer, WrongState when one is closed,
        InvalidInput for a refusal without a reason.
        """
        said = valid_said(typed, _DECLINED_UNSAID if state is State.DECLINED else "")
        now = self._now()
        with writing(self._engine) as connection:
            found = self._answerable(connection, account, ids)
            if any(state not in ANSWERS.get(r.state, ()) for r in found):
                raise WrongState("Quelqu’un a déjà répondu : rechargez la page pour lire quoi.")
            done = tuple(
                replace(
                    r,
                    state=state,
                    answer=said or r.answer,
                    answered_by=account.id,
                    answered_at=now,
                    told=False,
                )
                for r in found
            )
            for each in done:
                store.save(connection, each)
                at = each.passage
                record(connection, now, account.id, "reponse", at.path, at.number, state.value)
        return done

    def hand_over(
        self, account: Account, ids: Collection[str], to: Passage, note: Callable[[str], str]
    ) -> tuple[Report, ...]:
        """Move reports to another document, hence to its owner.

        `note` says, of a path, that they come from there. The words quoted stay behind: they may be
        reserved to those of the section they are from. Raises NotFound and WrongState as `answer`
        does.
        """
        with writing(self._engine) as connection:
            found = self._answerable(connection, account, ids)
            if any(r.state not in WAITING for r in found):
                raise WrongState("Ce signalement est clos : il ne change plus de mains.")
            moved = tuple(
                replace(
                    r, passage=to, state=State.OPEN, text=_with_note(r.text, note(r.passage.path))
                )
                for r in found
            )
            for before, each in zip(found, moved, strict=True):
                store.save(connection, each)
                subject = before.passage.path
                record(connection, self._now(), account.id, "transmission", subject, None, to.path)
        return moved

    def follow(self) -> None:
        """Purge every day from now on, in a thread that ends with the process."""
        Following("reports", _PURGE_AFTER, lambda: None, self.purge, self._today).start()

    def purge(self) -> int:
        """Delete the reports closed for longer than they are kept, and record how many.

        Those that wait for an answer are kept, however old.
        """
        now = self._now()
        deleted = 0
        while True:
            with writing(self._engine) as connection:
                done = store.forget_closed(connection, now - self._kept_for, _AT_ONCE)
                if done:
                    detail = f"{done} au bout de leur durée"
                    record(connection, now, None, PURGE, "signalements", detail=detail)
            deleted += done
            if done < _AT_ONCE:
                break
        if deleted:
            _log.info("reports purged: %d rows past retention deleted", deleted)
        return deleted

    def _answerable(
        self, connection: Connection, account: Account, ids: Collection[str]
    ) -> list[Report]:
        wanted = frozenset(ids)
        if not wanted:
            raise InvalidInput("Cochez au moins un signalement.")
        if len(wanted) > MOST_TOGETHER:
            raise InvalidInput(f"On répond à {MOST_TOGETHER} signalements à la fois, au plus.")
        found = [r for r in store.where(connection, store.named(wanted)) if _answers(account, r)]
        if len(found) < len(wanted):
            raise NotFound(_GONE)
        return found

    def _today(self) -> date:
        return self._day(self._now()).date()

    def _day(self, now: datetime) -> datetime:
        local = now.astimezone(self._timezone)
        return local.replace(hour=0, minute=0, second=0, microsecond=0)


def _within(account: Account) -> ColumnElement[bool]:
    """Select the reports of the documents the account answers for."""
    if may(account, Permission.REPORT_ANSWER):
        return true()
    own = (o for o in account.operators if may(account, Permission.REPORT_ANSWER, o))
    return store.in_sections(own)


def _answers(account: Account, report: Report) -> bool:
    return may_at(account, Permission.REPORT_ANSWER, report.passage.path)


def _with_note(text: str, note: str) -> str:
    return f"{text}\n\n{note}".strip()[:LONGEST_TEXT]
