"""Reminders by e-mail: one a person and a day, to who may do something about it.

Who is written to is noted first, then written to. Killed in between, that one letter is lost for
the day, and the next one says all of it again; the other way round, it would be sent twice. What
certainly did not leave is taken off the notes, and the next run sends it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol

from sqlalchemy import Engine, delete, insert, select

from kb_app.database.engine import writing
from kb_app.people.accounts.accounts import Accounts
from kb_app.people.accounts.model import Account
from kb_app.people.authoring.authoring import Authoring
from kb_app.people.authoring.piles import Pile
from kb_app.people.upkeep.due import State
from kb_app.people.upkeep.letters import Letter, Waiting, is_address, letter
from kb_app.people.upkeep.mail import NotSent, Unreachable, Unsure
from kb_app.people.upkeep.tables import reminders
from kb_app.people.upkeep.upkeep import Upkeep

KEPT = timedelta(days=31)
"""How long it is known who was reminded."""


class Sending(Protocol):
    def send(self, letter: Letter, at: datetime) -> None:
        """Send it. Raises NotSent, Unreachable or Unsure."""


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of the letters of a run."""

    sent: tuple[str, ...]
    """Addresses written to."""
    unsure: tuple[str, ...]
    """Sentences: perhaps written to; not again today."""
    failed: tuple[str, ...]
    """Sentences: not written to; the next run tries again."""


class Reminders:
    def __init__(
        self,
        engine: Engine,
        accounts: Accounts,
        upkeep: Upkeep,
        authoring: Authoring,
        now: Callable[[], datetime],
        reports: Callable[[Account], int] = lambda account: 0,
    ) -> None:
        self._engine = engine
        self._accounts = accounts
        self._upkeep = upkeep
        self._authoring = authoring
        self._now = now
        self._reports = reports

    def due(self, day: date, site_name: str, site: str = "") -> tuple[Letter, ...]:
        """Write the letters of those not yet reminded that day, by login.

        To every active account whose login is an e-mail address and for whom something waits;
        never to demonstration accounts.
        """
        done = self._reminded(day)
        found = []
        for account in self._accounts.everyone():
            if account.id in done or not _may_be_written_to(account):
                continue
            if waiting := self._waiting(account):
                found.append(letter(account, waiting, site_name, site))
        return tuple(found)

    def send(self, letters: tuple[Letter, ...], day: date, post: Sending) -> Sent:
        """Send letters, each to whom nobody else wrote meanwhile; stop when no letter can leave."""
        sent, unsure, failed = [], [], []
        for each in letters:
            if not self._note(each.account_id, day):
                continue
            try:
                post.send(each, self._now())
                sent.append(each.to)
            except NotSent as trouble:
                self._forget(each.account_id, day)
                failed.append(str(trouble))
                if isinstance(trouble, Unreachable):
                    break
            except Unsure as trouble:
                unsure.append(str(trouble))
        return Sent(tuple(sent), tuple(unsure), tuple(failed))

    def _waiting(self, account: Account) -> Waiting:
        near = (State.LATE, State.SOON)
        bundles = self._authoring.bundles(account)
        return Waiting(
            rows=tuple(row for row in self._upkeep.rows(account) if row.state in near),
            urgent=tuple(b.drafts[0].title for b in bundles if b.pile is Pile.TO_APPROVE),
            reports=self._reports(account),
        )

    def _reminded(self, day: date) -> frozenset[int]:
        with self._engine.connect() as connection:
            rows = connection.execute(select(reminders.c.account_id).where(reminders.c.day == day))
            return frozenset(row.account_id for row in rows)

    def _note(self, account_id: int, day: date) -> bool:
        """Note that someone is reminded; False when they already are."""
        mine = (reminders.c.account_id == account_id, reminders.c.day == day)
        with writing(self._engine) as connection:
            if connection.execute(select(reminders.c.day).where(*mine)).first():
                return False
            connection.execute(insert(reminders).values(account_id=account_id, day=day))
            connection.execute(delete(reminders).where(reminders.c.day < day - KEPT))
            return True

    def _forget(self, account_id: int, day: date) -> None:
        with writing(self._engine) as connection:
            connection.execute(
                delete(reminders).where(
                    reminders.c.account_id == account_id, reminders.c.day == day
                )
            )


def _may_be_written_to(account: Account) -> bool:
    return account.active and not account.demo and is_address(account.login)
