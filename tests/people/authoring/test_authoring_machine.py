"""Every role does anything to any draft, in any order: what must never happen never does."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import Engine

from kb_app.database import engine as database
from kb_app.errors import EditConflict, NotFound, Refused, RelaisError, WrongState
from kb_app.people.accounts.model import Account, Role
from kb_app.people.authoring.model import MOVES, Action, Draft, NewText, State
from kb_app.people.authoring.piles import WAITING
from tests.factories import sheet_text, small_library
from tests.people.authoring.newsroom import PRIME, RSA, SYNONYMS, VITALE, WORDS, Newsroom

PATHS = (RSA, PRIME, VITALE, SYNONYMS)
CODES = {RSA: "CAF-03", PRIME: "CAF-04", VITALE: "CPAM-02"}
MOST = 4
"""Bundles begun in one run: few, so that the runs go far into each."""
ACTIONS = tuple(action for action in Action if action is not Action.START)
PUBLICATIONS = (Action.PUBLISH, Action.PUBLISH_URGENT)

editors = st.sampled_from(["rose", "noe", "chef", "caf"])
anyone = editors | st.sampled_from(["allocs", "cpam", "agent", "manager"])
picks = st.integers(0, 12)


class Desk(RuleBasedStateMachine):
    """The rules of the brief said again, as plainly as can be, beside the real thing."""

    database: Path

    @initialize()
    def open(self) -> None:
        self.opened = _opened(self.database)
        self.room = Newsroom(self.opened.__enter__())
        self.begun: list[tuple[Draft, ...]] = []
        self.states: dict[str, State] = {}
        self.wrote: dict[str, set[int]] = {}
        self.hurried: dict[str, int] = {}
        self.published: dict[str, list[str]] = {path: [text] for path, text in _first().items()}
        self.texts: dict[str, str] = {}
        self.count = 0

    def teardown(self) -> None:
        if hasattr(self, "opened"):
            self.opened.__exit__(None, None, None)

    # What anyone may try

    @rule(name=anyone, places=st.sets(st.sampled_from(PATHS), min_size=1, max_size=2))
    def start(self, name: str, places: set[str]) -> None:
        account = self._account(name)
        texts = [NewText(p, self._text(p), len(self.published.get(p, ()))) for p in sorted(places)]
        if not all(_writes(account, path) for path in places):
            with pytest.raises(NotFound):
                self.room.authoring.start_together(account, texts, "essai")
        elif len(self.begun) < MOST:
            bundle = self.room.authoring.start_together(account, texts, "essai")
            self.begun.append(bundle)
            for draft, new in zip(bundle, texts, strict=True):
                self.states[draft.id] = State.DRAFT
                self.wrote[draft.id] = {account.id}
                self.texts[draft.id] = new.text

    @precondition(lambda self: self.begun)
    @rule(name=anyone, pick=picks, late=st.booleans(), action=st.sampled_from(ACTIONS))
    def try_anything(self, name: str, pick: int, late: bool, action: Action) -> None:
        self._attempt(self._account(name), _picked(self.begun, pick), action, late)

    @precondition(lambda self: self.begun)
    @rule(name=editors, pick=picks, choice=picks)
    def go_on(self, name: str, pick: int, choice: int) -> None:
        """Do something possible, so that runs get somewhere: publishing often, dropping seldom."""
        bundle = _picked(self.begun, pick)
        possible = [action for state, action in MOVES if state is self.states[bundle[0].id]]
        likely = [action for action in possible if action is not Action.DROP or choice == 0]
        likely += [Action.PUBLISH] * 3 * (Action.PUBLISH in possible)
        if likely:
            self._attempt(self._account(name), bundle, _picked(likely, choice), late=False)

    # What must hold after each

    @invariant()
    def the_library_holds_what_was_acknowledged_and_nothing_else(self) -> None:
        if hasattr(self, "room"):
            for path in PATHS:
                numbers = self.room.versions(path)
                held = [self.room.library.version(path, n)[1] for n in numbers]
                assert held == self.published.get(path, []), path

    @invariant()
    def every_draft_is_where_its_moves_led_it(self) -> None:
        for bundle in getattr(self, "begun", ()):
            found = [self.room.authoring.draft(self.room.chef, d.id) for d in bundle]
            assert len({draft.state for draft, _ in found}) == 1
            for draft, text in found:
                assert draft.state is self.states[draft.id]
                assert text == self.texts[draft.id]
                assert draft.writers == self.wrote[draft.id]
                self._holds(draft)

    @invariant()
    def the_number_shown_is_that_of_the_list(self) -> None:
        for account in (self.room.rose, self.room.caf) if hasattr(self, "room") else ():
            waiting = [b for b in self.room.authoring.bundles(account) if b.pile in WAITING]
            assert self.room.authoring.waiting(account) == len(waiting)

    def _holds(self, draft: Draft) -> None:
        """Hold the moves that were kept to the table, and to four eyes."""
        at = State.DRAFT
        writers: set[int] = set()
        hurried: set[int] = set()
        for move in draft.moves:
            if move.action is Action.START:
                writers.add(move.account_id)
                continue
            at = MOVES[at, move.action][0]
            if move.action is Action.SAVE:
                writers.add(move.account_id)
            if move.action is Action.PUBLISH_URGENT:
                hurried.add(move.account_id)
            if move.action in (Action.PUBLISH, Action.APPROVE):
                assert move.account_id not in writers | hurried
        assert at is draft.state
        assert (draft.number is not None) == (
            draft.state in (State.PUBLISHED, State.PUBLISHED_URGENT)
        )

    # How an attempt must end

    def _attempt(
        self, account: Account, bundle: tuple[Draft, ...], action: Action, late: bool
    ) -> None:
        """Make the attempt, `late` from a page as it was before, and hold it to its one end."""
        moved = bundle[:1] if action is Action.SAVE else bundle
        before = [self.room.authoring.draft(self.room.chef, d.id) for d in moved]
        text = self._text(bundle[0].path)
        wrong = self._refusal(account, moved, action) or self._conflict(moved, action, late)
        if wrong:
            with pytest.raises(wrong):
                self._act(account, bundle[0], action, text, late)
            assert [self.room.authoring.draft(self.room.chef, d.id) for d in moved] == before
            return
        self._act(account, bundle[0], action, text, late)
        for draft in moved:
            self._done(account, draft, action, text)

    def _done(self, account: Account, draft: Draft, action: Action, text: str) -> None:
        self.states[draft.id] = MOVES[self.states[draft.id], action][0]
        if action is Action.SAVE:
            self.wrote[draft.id].add(account.id)
            self.texts[draft.id] = text
        if action in PUBLICATIONS:
            self.published.setdefault(draft.path, []).append(self.texts[draft.id])
        if action is Action.PUBLISH_URGENT:
            self.hurried[draft.id] = account.id

    def _refusal(
        self, account: Account, moved: tuple[Draft, ...], action: Action
    ) -> type[RelaisError] | None:
        if not _writes(account, moved[0].path):
            return NotFound
        if (self.states[moved[0].id], action) not in MOVES:
            return WrongState
        wrote = set().union(*(self.wrote[draft.id] for draft in moved))
        hurried = {self.hurried[draft.id] for draft in moved if draft.id in self.hurried}
        own = (action is Action.PUBLISH and account.id in wrote) or (
            action is Action.APPROVE and account.id in wrote | hurried
        )
        return Refused if own or not all(_writes(account, d.path) for d in moved) else None

    def _conflict(
        self, moved: tuple[Draft, ...], action: Action, late: bool
    ) -> type[RelaisError] | None:
        if action is Action.SAVE:
            return EditConflict if late else None
        if action not in PUBLICATIONS:
            return None
        bases = {draft.path: self.room.now(draft).base for draft in moved}
        stale = any(base != len(self.published.get(path, ())) for path, base in bases.items())
        return EditConflict if stale else WrongState if late else None

    def _act(self, account: Account, draft: Draft, action: Action, text: str, late: bool) -> None:
        door, id = self.room.authoring, draft.id
        mark = "une autre" if late else self.room.mark(self.room.chef, draft)
        match action:
            case Action.SAVE:
                # Whoever writes takes in what was published since, half of the time.
                newest = len(self.published.get(draft.path, ())) if self.count % 2 else None
                door.save(account, id, text, self.room.now(draft).revision - late, newest)
            case Action.SUBMIT:
                door.submit(account, id)
            case Action.SEND_BACK:
                door.send_back(account, id, "à revoir")
            case Action.PUBLISH:
                door.publish(account, id, mark)
            case Action.PUBLISH_URGENT:
                door.publish_urgent(account, id, "panne", mark)
            case Action.APPROVE:
                door.approve(account, id)
            case _:
                door.drop(account, id)

    def _account(self, name: str) -> Account:
        found: Account = getattr(self.room, name)
        return found

    def _text(self, path: str) -> str:
        self.count += 1
        if path == SYNONYMS:
            return WORDS.replace("verte", f"verte {self.count}")
        return sheet_text(CODES[path], f"Titre {self.count}")


def _writes(account: Account, path: str) -> bool:
    if account.role in (Role.TRAINER, Role.ADMINISTRATOR):
        return True
    return account.role is Role.OPERATOR and path.split("/")[1] in account.operators


def _first() -> dict[str, str]:
    return {path: text for path, text in small_library().items() if path in PATHS}


def _picked(among: Any, pick: int) -> Any:
    return among[pick % len(among)]


@contextmanager
def _opened(migrated: Path) -> Iterator[Engine]:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "relais.sqlite3"
        shutil.copy(migrated, file)
        engine = database.create(f"sqlite:///{file}")
        yield engine
        engine.dispose()


@pytest.mark.slow
def test_whoever_does_whatever_no_text_goes_live_unseen(migrated_sqlite: Path) -> None:
    machine = type("Machine", (Desk,), {"database": migrated_sqlite})
    run_state_machine_as_test(machine, settings=settings(max_examples=8, stateful_step_count=40))
