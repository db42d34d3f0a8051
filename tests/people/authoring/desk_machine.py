"""Every role does anything to any draft, in any order, beside a plain model of the rules."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from kb_app.database import engine as database
from kb_app.errors import InvalidInput, NotFound, Refused, WrongState
from kb_app.people.accounts.model import Account
from kb_app.people.authoring.model import MOVES, Action, NewText, State
from kb_app.people.authoring.piles import WAITING
from tests.factories import TODAY, sheet_text
from tests.people.authoring import desk_model as model
from tests.people.authoring.newsroom import PRIME, RSA, SYNONYMS, VITALE, WORDS, Newsroom

PATHS = (RSA, PRIME, VITALE, SYNONYMS)
CODES = {RSA: "CAF-03", PRIME: "CAF-04", VITALE: "CPAM-02"}
DAYS = ("2026-01-01", "2026-01-01", "2027-01-01", "2027-04-01")
MOST = 14
"""Drafts begun in one run: few, so that the runs go far into each."""
FIRST_VERSIONS = 6
STEPS = 30
IN_MEMORY = Path("/dev/shm")

editors = st.sampled_from(["rose", "noe", "chef", "caf"])
anyone = editors | editors | st.sampled_from(["allocs", "cpam", "agent", "manager"])
picks = st.integers(0, 12)
seldom = st.sampled_from([False, False, True])
actions = st.sampled_from([action for action in Action if action is not Action.START])


class Desk(RuleBasedStateMachine):
    prepared: Path
    """A database that holds the small library and its people."""

    @initialize()
    def open(self) -> None:
        self.folder = Path(tempfile.mkdtemp(dir=IN_MEMORY if IN_MEMORY.exists() else None))
        shutil.copy(self.prepared, self.folder / "relais.sqlite3")
        self.room = Newsroom(database.create(f"sqlite:///{self.folder}/relais.sqlite3"))
        self.rows = model.look(self.room.engine)
        self.count = 0

    def teardown(self) -> None:
        if hasattr(self, "room"):
            self._holds_what_is_counted()
            self.room.engine.dispose()
            shutil.rmtree(self.folder)

    # What anyone may try

    @rule(name=anyone, places=st.sets(st.sampled_from(PATHS), min_size=1, max_size=2), day=picks)
    def start(self, name: str, places: set[str], day: int) -> None:
        account = self._account(name)
        texts = [NewText(p, self._text(p, day), len(self.rows.history(p))) for p in sorted(places)]
        if self._full():
            return
        wrong = None if all(model.writes(account, path) for path in places) else NotFound
        self._try(wrong, lambda: self.room.authoring.start_together(account, texts, "essai"))

    @precondition(lambda self: len(self.rows.drafts) in (0, 3, 5))
    @rule(name=anyone, path=st.sampled_from(PATHS), successor=st.sampled_from([None, *PATHS]))
    def withdraw(self, name: str, path: str, successor: str | None) -> None:
        account = self._account(name)
        if self._full():
            return
        wrong: model.Wrong = None
        if not model.writes(account, path) or path == SYNONYMS:
            wrong = NotFound
        elif "\nretrait:" in self.rows.history(path)[-1][2] or not self._is_other(successor, path):
            wrong = InvalidInput
        door = self.room.authoring
        self._try(wrong, lambda: door.withdraw(account, path, "n’existe plus", successor))
        if wrong is None:
            assert "\nretrait:" in self.rows.drafts[-1][9]

    @precondition(lambda self: len(self.rows.versions) > FIRST_VERSIONS)
    @rule(name=anyone, path=st.sampled_from(PATHS), number=st.integers(1, 4))
    def restore(self, name: str, path: str, number: int) -> None:
        account, texts = self._account(name), [v[2] for v in self.rows.history(path)]
        if self._full():
            return
        wrong: model.Wrong = None
        if not model.writes(account, path) or number > len(texts):
            wrong = NotFound
        elif texts[number - 1] == texts[-1]:
            wrong = InvalidInput
        self._try(wrong, lambda: self.room.authoring.restore(account, path, number, "l’ancien"))

    @precondition(lambda self: self.rows.drafts)
    @rule(name=anyone, pick=picks, late=st.booleans(), silent=st.booleans(), action=actions)
    def try_anything(self, name: str, pick: int, late: bool, silent: bool, action: Action) -> None:
        self._attempt(self._account(name), self._picked(pick), action, late, silent)

    @precondition(lambda self: self.rows.drafts)
    @rule(name=editors, pick=picks, choice=picks, silent=seldom)
    def go_on(self, name: str, pick: int, choice: int, silent: bool) -> None:
        """Do something possible, so that runs get somewhere: publishing often, dropping seldom."""
        draft = self._picked(pick)
        possible = [action for state, action in MOVES if state is self.rows.draft(draft).state]
        likely = [action for action in possible if action is not Action.DROP or choice == 0]
        likely += [Action.PUBLISH] * 3 * (Action.PUBLISH in possible)
        likely += [Action.SUBMIT] * 2 * (Action.SUBMIT in possible)
        if likely:
            action = likely[choice % len(likely)]
            self._attempt(self._account(name), draft, action, late=False, silent=silent)

    @precondition(lambda self: self.rows.drafts)
    @rule(name=editors, pick=picks, choice=picks)
    def go_on_again(self, name: str, pick: int, choice: int) -> None:
        """The same, so that it comes more often than each of the others."""
        self.go_on(name, pick, choice, False)

    @rule(path=st.sampled_from(PATHS), day=picks, silent=seldom)
    def come_out(self, path: str, day: int, silent: bool) -> None:
        """Take a text from its first word to the library, so that others meet a history."""
        if not self._full():
            new = NewText(path, self._text(path, day), len(self.rows.history(path)))
            self._try(None, lambda: self.room.authoring.start_together(self.room.rose, [new], "a"))
            id = str(self.rows.drafts[-1][0])
            self._attempt(self.room.rose, id, Action.SUBMIT, late=False, silent=silent)
            self._attempt(self.room.noe, id, Action.PUBLISH, late=False, silent=silent)

    @precondition(lambda self: self.rows.open_drafts)
    @rule(name=anyone, pick=picks, line=st.sampled_from([0, 1, 2, 3, 900]), late=seldom)
    def comment(self, name: str, pick: int, line: int, late: bool) -> None:
        account = self._account(name)
        draft = self.rows.open_drafts[pick % len(self.rows.open_drafts)]
        wrong: model.Wrong = None
        if not model.writes(account, draft.path):
            wrong = NotFound
        elif draft.state is not State.IN_REVIEW or late:
            wrong = WrongState
        elif line == 900 or (line > 1 and draft.path == SYNONYMS and line != 2):
            wrong = InvalidInput
        seen = draft.revision - late
        door = self.room.authoring
        self._try(wrong, lambda: door.comment(account, draft.id, "à revoir", line, seen))

    @precondition(lambda self: self.rows.comments)
    @rule(name=anyone, pick=picks, elsewhere=picks)
    def settle(self, name: str, pick: int, elsewhere: int) -> None:
        account = self._account(name)
        id, of, _, by, _ = self.rows.comments[pick % len(self.rows.comments)]
        draft = self.rows.draft(self._picked(pick) if elsewhere == 0 else of)
        wrong: model.Wrong = None
        if not model.writes(account, draft.path) or draft.id != of:
            wrong = NotFound
        elif account.id not in self.rows.writers(draft.id) | {by}:
            wrong = Refused
        elif draft.state not in (State.DRAFT, State.IN_REVIEW):
            wrong = WrongState
        self._try(wrong, lambda: self.room.authoring.settle(account, draft.id, id))

    @precondition(lambda self: len(self.rows.drafts) % 3 == 1)
    @rule(name=anyone, pick=picks, practice=st.booleans())
    def mark_practice(self, name: str, pick: int, practice: bool) -> None:
        account, draft = self._account(name), self.rows.draft(self._picked(pick))
        wrong: model.Wrong = None
        if not model.writes(account, draft.path):
            wrong = NotFound
        elif draft.state not in (State.DRAFT, State.IN_REVIEW):
            wrong = WrongState
        self._try(wrong, lambda: self.room.authoring.mark_practice(account, draft.id, practice))

    # What must hold after each

    @invariant()
    def no_state_is_illegal_and_nobody_published_their_own_text(self) -> None:
        if hasattr(self, "room"):
            model.legal(self.rows)
            model.chained(self.rows, PATHS)

    def _holds_what_is_counted(self) -> None:
        for account in (self.room.rose, self.room.caf):
            waiting = [b for b in self.room.authoring.bundles(account) if b.pile in WAITING]
            assert self.room.authoring.waiting(account) == len(waiting)

    # How an attempt must end

    def _try(self, wrong: model.Wrong, act: Callable[[], object]) -> None:
        """Do it: it succeeds, or raises that and leaves every row as it was."""
        before = self.rows
        if wrong:
            with pytest.raises(wrong):
                act()
            assert model.look(self.room.engine) == before
            return
        act()
        self.rows = model.look(self.room.engine)
        assert self.rows.audit[: len(before.audit)] == before.audit
        assert set(before.versions) <= set(self.rows.versions)

    def _attempt(self, account: Account, id: str, action: Action, late: bool, silent: bool) -> None:
        """Make a move, `late` from a page as it was before, or `silent` as to why."""
        bundle = self.rows.bundle_of(id)[: 1 if action is Action.SAVE else None]
        wrong = model.refusal(self.rows, account, bundle, action, silent)
        wrong = wrong or model.conflict(self.rows, bundle, action, late, silent)
        text = self._text(bundle[0].path, self.count)
        newest = len(self.rows.history(bundle[0].path)) if self.count % 2 else None
        door, said = self.room.authoring, "" if silent else "à revoir"
        mark = "une autre" if late else door.review(self.room.chef, id).mark
        done: dict[Action, Callable[[], object]] = {
            # Whoever writes takes in what was published since, half of the time.
            Action.SAVE: lambda: door.save(account, id, text, bundle[0].revision - late, newest),
            Action.SUBMIT: lambda: door.submit(account, id),
            Action.SEND_BACK: lambda: door.send_back(account, id, said),
            Action.PUBLISH: lambda: door.publish(account, id, mark, not silent),
            Action.PUBLISH_URGENT: lambda: door.publish_urgent(
                account, id, "panne", mark, not silent
            ),
            Action.APPROVE: lambda: door.approve(account, id),
            Action.DROP: lambda: door.drop(account, id),
        }
        self._try(wrong, done[action])
        if wrong is None:
            self._moved(bundle, action, text)

    def _moved(self, before: list[model.DraftRow], action: Action, text: str) -> None:
        for draft in before:
            now = self.rows.draft(draft.id)
            assert now.state is MOVES[draft.state, action][0]
            assert now.text == (text if action is Action.SAVE else draft.text)
            if action in (Action.PUBLISH, Action.PUBLISH_URGENT):
                assert self.rows.history(draft.path)[-1][2] == draft.text

    def _account(self, name: str) -> Account:
        found: Account = getattr(self.room, name)
        return found

    def _picked(self, pick: int) -> str:
        return str(self.rows.drafts[pick % len(self.rows.drafts)][0])

    def _full(self) -> bool:
        return len(self.rows.drafts) >= MOST

    def _is_other(self, successor: str | None, path: str) -> bool:
        """Say whether a sheet may be read today in place of the one at that path, or none."""
        if successor in (None, path, SYNONYMS):
            return successor is None
        held = [text for _, day, text in self.rows.history(str(successor)) if day <= TODAY]
        return "\nretrait:" not in held[-1]

    def _text(self, path: str, day: int) -> str:
        self.count += 1
        if path == SYNONYMS:
            return WORDS.replace("verte", f"verte {self.count}")
        return sheet_text(
            CODES[path],
            f"Titre {self.count}",
            valide_du=DAYS[day % len(DAYS)],
            a_revoir_avant="2099-01-01",
        )


def prepared(migrated: Path, file: Path) -> Path:
    """Write the database that each run begins with: no sheet of it speaks of another."""
    shutil.copy(migrated, file)
    engine = database.create(f"sqlite:///{file}")
    room = Newsroom(engine)
    draft = room.submitted(room.rose, VITALE, sheet_text("CPAM-02", "Carte Vitale perdue"))
    room.publish(room.noe, draft)
    with engine.begin() as connection:
        for table in ("draft_moves", "drafts", "audit"):
            connection.exec_driver_sql(f"delete from {table}")
    # Closing the last connection leaves one file to copy, without a journal beside it.
    engine.dispose()
    return file


def run(database_file: Path, runs: int) -> None:
    """Let Hypothesis try `runs` sequences of STEPS steps; raise on the first that goes wrong."""
    machine: Any = type("Machine", (Desk,), {"prepared": database_file})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=runs,
            stateful_step_count=STEPS,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
