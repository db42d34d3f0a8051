"""The door of visits: open, change, close; what an agent does while someone is in front."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta

from sqlalchemy import Connection, Engine

from kb_app.database.engine import writing
from kb_app.errors import NotFound, Refused
from kb_app.knowledge.triage.model import Tree
from kb_app.people.visits import closing as closings
from kb_app.people.visits import moves, store, tables
from kb_app.people.visits.model import Closing, How, Pin, State, Visit
from kb_app.people.visits.purge import Purged, Retention, purge

PURGE_EVERY = timedelta(hours=1)
"""How often at most opening a visit purges the old ones, in one process."""

_ID = re.compile(r"[A-Za-z0-9_-]{24}")
_visits = tables.visits


class VisitClosed(Refused):
    """A closed visit is what it was when it was closed."""


class Visits:
    """Every visit. An open one is known only to the account that opened it.

    A closed one has no account and holds nothing personal: whoever is given its number reads it.
    Methods that take a number and an account raise NotFound when the visit does not exist, is
    another account's, or was left open for longer than retention lets it; those that change it
    raise VisitClosed when it is closed. Changes are made one at a time, on the state as it is.
    """

    def __init__(
        self,
        engine: Engine,
        now: Callable[[], datetime],
        retention: Retention,
    ) -> None:
        self._engine = engine
        self._now = now
        self._retention = retention
        self._purged_at: datetime | None = None

    def open(
        self,
        account_id: int,
        tree: Tree,
        pin: Pin,
        today: date,
        *,
        facts: Mapping[str, object] | None = None,
        words: str = "",
    ) -> Visit:
        """Begin a visit, with facts told up front and the words searched before entering."""
        self._purge_now_and_then()
        now = self._now()
        state = State(words=closings.kept_words(words))
        visit = Visit(
            id=secrets.token_urlsafe(18),
            tree=tree.id,
            title=_title(tree),
            pin=pin,
            revision=1,
            opened_at=now,
            last_seen=now,
            state=moves.told(state, tree, facts or {}, today),
        )
        with writing(self._engine) as connection:
            store.add(connection, visit, account_id)
        return visit

    def find(self, visit_id: str, account_id: int) -> Visit:
        """Return one's own open visit, or any closed one."""
        with self._engine.connect() as connection:
            return self._find(connection, visit_id, account_id)

    def of(self, account_id: int) -> tuple[Visit, ...]:
        """Return the account's open visits, last used first."""
        mine = (
            _visits.c.account_id == account_id,
            _visits.c.closed_at.is_(None),
            _visits.c.last_seen > self._now() - self._retention.open_for,
        )
        with self._engine.connect() as connection:
            return tuple(store.where(connection, *mine))

    def answer(
        self,
        visit_id: str,
        account_id: int,
        tree: Tree,
        question: str,
        raw: object,
        today: date,
        base: int,
    ) -> Visit:
        """Set one answer, from a form shown at revision `base`, as `moves.answered` says."""

        def change(visit: Visit) -> State:
            waited = (self._now() - visit.last_seen).total_seconds()
            state = moves.waited(visit.state, question, waited)
            revision = visit.revision + 1
            return moves.answered(state, tree, question, raw, today, base, revision)

        return self._change(visit_id, account_id, change)

    def tell(
        self, visit_id: str, account_id: int, tree: Tree, facts: Mapping[str, object], today: date
    ) -> Visit:
        """Add facts heard up front."""
        return self._change(
            visit_id, account_id, lambda visit: moves.told(visit.state, tree, facts, today)
        )

    def forget(
        self, visit_id: str, account_id: int, tree: Tree, question: str, today: date
    ) -> Visit:
        """Take back an answer, or a fact told up front."""
        return self._change(
            visit_id, account_id, lambda visit: moves.forgotten(visit.state, tree, question, today)
        )

    def back(self, visit_id: str, account_id: int, question: str) -> Visit:
        """Count a return, by « Précédent », to a question of the path."""
        return self._change(
            visit_id, account_id, lambda visit: moves.came_back(visit.state, question)
        )

    def tick(
        self, visit_id: str, account_id: int, ticks: Iterable[str], missing: Iterable[str]
    ) -> Visit:
        """Keep which steps are done and which documents are missing."""
        return self._change(
            visit_id, account_id, lambda visit: moves.ticked(visit.state, ticks, missing)
        )

    def detour(
        self,
        visit_id: str,
        account_id: int,
        tree: Tree,
        how: How,
        today: date,
        target: str | None = None,
    ) -> Visit:
        """Go to an outcome the answers do not lead to, as `moves.detoured` says."""
        return self._change(
            visit_id,
            account_id,
            lambda visit: moves.detoured(visit.state, tree, how, today, target),
        )

    def resume(self, visit_id: str, account_id: int, tree: Tree, today: date) -> Visit:
        """Leave the detour: back where the answers lead."""
        return self._change(
            visit_id, account_id, lambda visit: moves.resumed(visit.state, tree, today)
        )

    def move_to(
        self,
        visit_id: str,
        account_id: int,
        tree: Tree,
        pin: Pin,
        answers: Mapping[str, object],
        today: date,
    ) -> Visit:
        """Go on with another version of the tree, with the answers its verdict keeps."""
        return self._change(
            visit_id,
            account_id,
            lambda visit: moves.moved(visit.state, tree, answers, today),
            (tree, pin),
        )

    def close(self, visit_id: str, account_id: int, closing: Closing, reason: str = "") -> Visit:
        """Close the visit for good: count it, and forget all that need not be kept.

        Raises InvalidInput when it cannot be said to have ended so.
        """
        kept_reason = closings.valid_reason(reason)
        with writing(self._engine) as connection:
            visit = self._open_one(connection, visit_id, account_id)
            closings.valid_closing(visit.state, closing)
            return store.close(connection, visit, closing, kept_reason, self._now())

    def purge(self) -> Purged:
        """Apply retention now, as `purge.purge` says."""
        return purge(self._engine, self._retention, self._now())

    def _purge_now_and_then(self) -> None:
        now = self._now()
        if self._purged_at is None or now - self._purged_at >= PURGE_EVERY:
            self._purged_at = now
            self.purge()

    def _find(self, connection: Connection, visit_id: str, account_id: int) -> Visit:
        found = store.with_id(connection, visit_id) if _ID.fullmatch(visit_id) else None
        if found:
            visit, owner = found
            left = visit.last_seen <= self._now() - self._retention.open_for
            if visit.closed_at or (owner == account_id and not left):
                return visit
        raise NotFound(
            "Cette visite n’existe pas, est celle d’un autre agent, ou a été laissée trop "
            "longtemps : recommencez-la depuis l’arbre."
        )

    def _open_one(self, connection: Connection, visit_id: str, account_id: int) -> Visit:
        visit = self._find(connection, visit_id, account_id)
        if visit.closed_at:
            raise VisitClosed("Cette visite est close : elle reste comme elle était.")
        return visit

    def _change(
        self,
        visit_id: str,
        account_id: int,
        change: Callable[[Visit], State],
        version: tuple[Tree, Pin] | None = None,
    ) -> Visit:
        # `writing` lets one change in at a time: two tabs never start from the same state.
        with writing(self._engine) as connection:
            visit = self._open_one(connection, visit_id, account_id)
            changed = replace(
                visit,
                state=change(visit),
                title=_title(version[0]) if version else visit.title,
                pin=version[1] if version else visit.pin,
                revision=visit.revision + 1,
                last_seen=self._now(),
            )
            store.save(connection, changed)
            return changed


def _title(tree: Tree) -> str:
    return tree.file.title[: tables.LONGEST_TITLE]
