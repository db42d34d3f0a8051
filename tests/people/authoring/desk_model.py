"""The rules of drafts said again, as plainly as can be, from what the tables hold."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Engine

from kb_app.errors import EditConflict, InvalidInput, NotFound, Refused, RelaisError, WrongState
from kb_app.people.accounts.model import Account, Role
from kb_app.people.authoring.model import MOVES, Action, State
from tests.factories import TODAY

Wrong = type[RelaisError] | None
"""How an attempt must end: that error, or success."""

_QUERIES = {
    "versions": "select path, number, valid_from, text from versions order by path, number",
    "drafts": "select id, bundle, path, state, author_id, base, revision, number, practice, text "
    "from drafts order by rowid",
    "moves": "select draft_id, account_id, action from draft_moves order by id",
    "comments": "select id, draft_id, line, account_id, settled_by from draft_comments order by id",
    "audit": "select account_id, action, subject, number from audit order by sequence",
}


@dataclass(frozen=True)
class DraftRow:
    id: str
    bundle: str | None
    path: str
    state: State
    author: int
    base: int
    revision: int
    number: int | None
    practice: bool
    text: str


@dataclass(frozen=True)
class Rows:
    """Everything that authoring writes, as it is: two looks are equal when nothing changed."""

    versions: tuple[Any, ...]
    drafts: tuple[Any, ...]
    moves: tuple[Any, ...]
    comments: tuple[Any, ...]
    audit: tuple[Any, ...]

    @property
    def open_drafts(self) -> list[DraftRow]:
        """Return those in review, then the first that is still written."""
        found = [self.draft(row[0]) for row in self.drafts]
        waiting = [each for each in found if each.state is State.IN_REVIEW]
        return waiting + [each for each in found if each.state is State.DRAFT][:1]

    def history(self, path: str) -> list[tuple[int, date, str]]:
        """Return number, first day and text of each version."""
        return [
            (row[1], date.fromisoformat(str(row[2])), row[3])
            for row in self.versions
            if row[0] == path
        ]

    def draft(self, id: str) -> DraftRow:
        [row] = [row for row in self.drafts if row[0] == id]
        id, bundle, path, state, *rest = row
        return DraftRow(id, bundle, path, State(state), *rest)

    def bundle_of(self, id: str) -> list[DraftRow]:
        """Return the draft, then the others of its bundle by path."""
        first = self.draft(id)
        others = [self.draft(row[0]) for row in self.drafts if row[0] != id]
        same = [each for each in others if each.bundle == first.bundle and first.bundle]
        return [first, *sorted(same, key=lambda each: each.path)]

    def writers(self, id: str) -> set[int]:
        written = (Action.START, Action.SAVE)
        return {row[1] for row in self.moves if row[0] == id and row[2] in written}

    def hurried(self, ids: Iterable[str]) -> set[int]:
        return {row[1] for row in self.moves if row[0] in ids and row[2] == Action.PUBLISH_URGENT}

    def waiting(self, ids: Iterable[str]) -> int:
        return sum(row[1] in ids and row[4] is None for row in self.comments)


def look(engine: Engine) -> Rows:
    with engine.connect() as connection:
        found = {
            name: tuple(tuple(row) for row in connection.exec_driver_sql(query))
            for name, query in _QUERIES.items()
        }
    return Rows(**found)


def writes(account: Account, path: str) -> bool:
    """Say who writes, reviews and publishes where: the same people, for each of the three."""
    if account.role in (Role.TRAINER, Role.ADMINISTRATOR):
        return True
    own = path.startswith("operators/") and path.split("/")[1] in account.operators
    return account.role is Role.OPERATOR and own


def says_nothing_new(rows: Rows, draft: DraftRow) -> bool:
    texts = {number: text for number, _, text in rows.history(draft.path)}
    return draft.base > 0 and texts[draft.base] == draft.text


def is_stale(rows: Rows, draft: DraftRow) -> bool:
    return draft.base != len(rows.history(draft.path))


def hides(rows: Rows, draft: DraftRow) -> bool:
    """Say whether a version that readers would have had one day is one they never would."""
    before = {number: day for number, day, _ in rows.history(draft.path)}
    starts, newest = starts_on(draft.text), len(before)
    after = before | {newest + 1: starts}
    return any(
        day > TODAY and _held(before, day) == number and _held(after, day) != number
        for number, day in before.items()
        # The newest one, mended, is not hidden.
        if (number, day) != (newest, starts)
    )


def starts_on(text: str) -> date:
    said = re.search(r'^valide_du: "?([0-9-]{10})', text, re.MULTILINE)
    return date.fromisoformat(said[1]) if said else TODAY


def _held(days: Mapping[int, date], day: date) -> int | None:
    return max((number for number, starts in days.items() if starts <= day), default=None)


def refusal(
    rows: Rows, account: Account, moved: Sequence[DraftRow], action: Action, silent: bool
) -> Wrong:
    """Return how a move ends for want of a right or of a reason; None when it does not."""
    ids = [draft.id for draft in moved]
    if not writes(account, moved[0].path):
        return NotFound
    mine = all(draft.author == account.id for draft in moved)
    if action is Action.SEND_BACK and silent and not (mine or rows.waiting(ids)):
        return InvalidInput
    if (moved[0].state, action) not in MOVES:
        return WrongState
    if not all(writes(account, draft.path) for draft in moved):
        return Refused
    wrote = set[int]().union(*map(rows.writers, ids))
    barred = {Action.PUBLISH: wrote, Action.APPROVE: wrote | rows.hurried(ids)}
    return Refused if account.id in barred.get(action, set()) else None


def conflict(
    rows: Rows, moved: Sequence[DraftRow], action: Action, late: bool, silent: bool
) -> Wrong:
    """Return how an allowed move ends because of the texts, or of what was not read of them."""
    if action is Action.SAVE:
        return EditConflict if late else None
    publishing = action in (Action.PUBLISH, Action.PUBLISH_URGENT)
    for draft in moved if publishing or action is Action.SUBMIT else ():
        if is_stale(rows, draft):
            return EditConflict
        if says_nothing_new(rows, draft):
            return InvalidInput
    if publishing and late:
        return WrongState
    hidden = any(hides(rows, draft) for draft in moved)
    return InvalidInput if publishing and silent and hidden else None


def legal(rows: Rows) -> None:
    """Hold every draft to the table of moves, to four eyes, and to what is in the library."""
    for row in rows.drafts:
        draft = rows.draft(row[0])
        at, writers, hurried = State.DRAFT, set[int](), set[int]()
        for _, account, word in (move for move in rows.moves if move[0] == draft.id):
            action = Action(word)
            at = at if action is Action.START else MOVES[at, action][0]
            writers |= {account} if action in (Action.START, Action.SAVE) else set()
            hurried |= {account} if action is Action.PUBLISH_URGENT else set()
            if action in (Action.PUBLISH, Action.APPROVE):
                assert account not in writers | hurried, "one's own text"
        assert at is draft.state
        assert (draft.number is not None) == (at in (State.PUBLISHED, State.PUBLISHED_URGENT))
        if draft.number is not None:
            assert rows.history(draft.path)[draft.number - 1][2] == draft.text
    for bundle in {row[1] for row in rows.drafts if row[1]}:
        assert len({row[3] for row in rows.drafts if row[1] == bundle}) == 1


def chained(rows: Rows, paths: Sequence[str]) -> None:
    """Hold versions to being numbered without a hole, each published by one draft at most."""
    for path in paths:
        numbers = [number for number, _, _ in rows.history(path)]
        assert numbers == list(range(1, len(numbers) + 1))
    made = [(row[2], row[7]) for row in rows.drafts if row[7] is not None]
    assert len(made) == len(set(made))
    published = [row[2:] for row in rows.audit if row[1] in ("publication", "urgence")]
    assert sorted(published) == sorted(made)
