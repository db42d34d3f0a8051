"""The door of authoring: write a draft, have it reviewed, publish it."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, tzinfo

from sqlalchemy import Engine

from kb_app.database.audit import record
from kb_app.database.engine import writing
from kb_app.errors import NotFound
from kb_app.knowledge.content.model import Problem
from kb_app.library.candidates import foreseen, judge
from kb_app.library.library import Library
from kb_app.library.reading import read
from kb_app.people.accounts.model import Account, Permission
from kb_app.people.authoring import comments, overtaking, piles, planning, revising, store
from kb_app.people.authoring.model import (
    OPEN,
    Action,
    Comment,
    Draft,
    DraftConflict,
    Move,
    NewText,
    State,
)
from kb_app.people.authoring.moving import find, mark_practice, movable, move_all, write
from kb_app.people.authoring.parts import check_latest, parts_of
from kb_app.people.authoring.publishing import Publishing
from kb_app.people.authoring.review import (
    Changes,
    Consent,
    Notices,
    Review,
    Warnings,
    check_changes,
    review,
)
from kb_app.people.authoring.rights import may_at
from kb_app.people.authoring.starting import OUTSIDE, begin, check_base, valid_texts
from kb_app.people.authoring.texts import title_of, valid_comment, valid_reason, valid_text
from kb_app.people.authoring.urgencies import Urgencies, Urgency
from kb_app.people.authoring.waiting import Waiting

_URGENCY_UNSAID = "Dites pourquoi cette publication ne peut pas attendre une relecture."


class Authoring:
    """Every draft. An account knows only those of the paths where it has DRAFT_READ.

    Methods that take a draft's id raise NotFound when it does not exist or is not for the account
    to read; those that move it raise WrongState when it is past that move, Refused when another
    person must make it. The drafts of a bundle make every move but SAVE together.
    """

    def __init__(
        self,
        engine: Engine,
        library: Library,
        now: Callable[[], datetime],
        warnings: Warnings = lambda texts: (),
        changes: Changes = lambda texts: (),
        new_id: Callable[[], str] = lambda: secrets.token_urlsafe(9),
    ) -> None:
        self._engine = engine
        self._library = library
        self._now = now
        self._notices = Notices(warnings, changes)
        self._publishing = Publishing(engine, library, now, self._notices)
        self._new_id = new_id
        self._urgencies = Urgencies(engine)
        self._waiting = Waiting(engine, self._count_waiting)

    # Reading

    def draft(self, account: Account, draft_id: str) -> tuple[Draft, str]:
        """Return a draft and its text."""
        with self._engine.connect() as connection:
            return find(connection, account, draft_id)[0]

    def drafts(self, account: Account, states: Iterable[State] = OPEN) -> tuple[Draft, ...]:
        """Return the drafts the account may read in these states, last changed first."""
        with self._engine.connect() as connection:
            found = store.where(connection, store.in_states(states))
        return tuple(d for d in found if may_at(account, Permission.DRAFT_READ, d.path))

    def finished(self, account: Account, limit: int) -> tuple[Draft, ...]:
        """Return the account's own drafts published or dropped, last changed first."""
        over = store.in_states(set(State) - set(OPEN))
        with self._engine.connect() as connection:
            found = store.where(connection, over, store.by_author(account.id), limit=limit)
        return tuple(d for d in found if may_at(account, Permission.DRAFT_READ, d.path))

    def bundles(self, account: Account) -> tuple[piles.Bundle, ...]:
        """Return the open drafts the account may read, sorted, last changed first."""
        with self._engine.connect() as connection:
            return piles.sort(account, store.where(connection, store.in_states(OPEN)))

    def waiting(self, account: Account) -> int:
        """Return how many bundles wait for the account; see `waiting.Waiting`."""
        return self._waiting.of(account)

    def review(self, account: Account, draft_id: str) -> Review:
        """Return what there is to know before publishing a draft and its bundle."""
        with self._engine.connect() as connection:
            found = find(connection, account, draft_id)
            waiting = comments.unsettled(connection, [draft for draft, _ in found])
        parts = parts_of(self._library, found)
        return review(self._library, account, parts, self._notices, waiting)

    def newer(self, account: Account, draft_id: str) -> tuple[overtaking.Newer, ...]:
        """Return what was published since a draft and its bundle were begun."""
        with self._engine.connect() as connection:
            return overtaking.newer(connection, account, find(connection, account, draft_id))

    def comments(self, account: Account, draft_id: str) -> tuple[Comment, ...]:
        """Return what reviewers said of a draft, each where its passage is now."""
        with self._engine.connect() as connection:
            return comments.comments_of(connection, *find(connection, account, draft_id)[0])

    def calendar(self, account: Account, timezone: tzinfo) -> planning.Calendar:
        """Return what was published to hold later, and what is proposed so."""
        with self._engine.connect() as connection:
            return planning.calendar(connection, account, self._library.today(), timezone)

    def urgency(self, path: str, number: int) -> Urgency | None:
        """Return what is to be approved in a version that readers have; see `Urgencies`."""
        return self._urgencies.of(path, number)

    def hurried(self, account: Account, path: str) -> Mapping[int, Draft]:
        """Return the drafts of a path published in urgency by the version each became."""
        if not may_at(account, Permission.DRAFT_READ, path):
            return {}
        with self._engine.connect() as connection:
            return store.hurried(connection, path)

    def practice_changes(self, path: str) -> tuple[int, ...]:
        """Return the versions of a path that change how agents work, oldest first."""
        with self._engine.connect() as connection:
            return store.practice_changes(connection, path)

    def problems(self, texts: Mapping[str, str]) -> tuple[Problem, ...]:
        """Return what import would say of these texts by path, published together now."""
        readings = {path: read(path, text) for path, text in texts.items()}
        return judge(readings, foreseen(self._library))

    # Writing

    def start(self, account: Account, path: str, text: str, base: int, reason: str) -> Draft:
        """Begin a draft that continues version `base` of a path, 0 for a new one."""
        return self.start_together(account, [NewText(path, text, base)], reason)[0]

    def start_together(
        self, account: Account, texts: Sequence[NewText], reason: str
    ) -> tuple[Draft, ...]:
        """Begin drafts of different paths, to be published all at once or not at all.

        Raises NotFound outside of the account's section or without such a base, InvalidInput
        when a path, a text or the reason cannot be kept.
        """
        kept, said = valid_texts(account, texts, reason)
        with writing(self._engine) as connection:
            return begin(connection, account, kept, said, self._now(), self._new_id)

    def save(
        self, account: Account, draft_id: str, text: str, seen: int, base: int | None = None
    ) -> Draft:
        """Replace the text of a draft that one read at revision `seen`.

        With `base`, also say that it now continues that version, whose changes it takes in.
        Raises DraftConflict, holding both texts, when someone else saved it since.
        """
        before = self.draft(account, draft_id)[0]
        kept = valid_text(before.path, text)
        title = title_of(before.path, kept, before.title)
        with writing(self._engine) as connection:
            draft, theirs = movable(connection, account, draft_id, Action.SAVE)[0]
            if base is not None:
                check_base(connection, draft.path, base)
            changed = replace(draft, title=title, base=draft.base if base is None else base)
            if kept == theirs and changed.base == draft.base:
                return draft
            if seen != draft.revision:
                raise DraftConflict(draft.path, seen, draft.revision, theirs, kept)
            return write(connection, changed, Move(account.id, self._now(), Action.SAVE, ""), kept)

    def submit(self, account: Account, draft_id: str, comment: str = "") -> Draft:
        """Ask for a review. Raises InvalidInput when a text changes nothing, VersionConflict when
        a version was published since the one that a text of the bundle continues.
        """
        said = valid_comment(comment)
        with self._engine.connect() as connection:
            parts = parts_of(self._library, movable(connection, account, draft_id, Action.SUBMIT))
        check_latest(parts)
        check_changes(parts)
        return self._move(account, draft_id, Action.SUBMIT, said)

    def send_back(self, account: Account, draft_id: str, comment: str = "") -> Draft:
        """Give the draft back to its author, who needs no words to take it back. Raises
        InvalidInput when nothing tells another's author why; see `comments.said_back`.
        """
        with self._engine.connect() as connection:
            drafts = [draft for draft, _ in find(connection, account, draft_id)]
            said = comments.said_back(connection, account, drafts, comment)
        return self._move(account, draft_id, Action.SEND_BACK, said)

    def drop(self, account: Account, draft_id: str, comment: str = "") -> Draft:
        """Give the draft up for good; its text stays readable."""
        return self._move(account, draft_id, Action.DROP, valid_comment(comment))

    def approve(self, account: Account, draft_id: str, comment: str = "") -> Draft:
        """Approve what someone else published in urgency."""
        return self._move(account, draft_id, Action.APPROVE, valid_comment(comment))

    def publish(
        self,
        account: Account,
        draft_id: str,
        seen: str,
        confirmed: bool = False,
        changes: Collection[str] = (),
    ) -> Draft:
        """Make the draft and its bundle the next versions of their paths, all or none.

        `seen` is the mark of the review one has read, `confirmed` says its warnings are accepted,
        `changes` are the ids of those confirmed one by one. Raises what `Publishing.publish` does.
        """
        consent = Consent(seen, confirmed, changes)
        return self._publishing.publish(account, draft_id, Action.PUBLISH, "", consent)

    def publish_urgent(
        self,
        account: Account,
        draft_id: str,
        reason: str,
        seen: str,
        confirmed: bool = False,
        changes: Collection[str] = (),
    ) -> Draft:
        """Do what `publish` does without a second reader, who must approve afterwards."""
        said = valid_comment(reason, _URGENCY_UNSAID)
        consent = Consent(seen, confirmed, changes)
        return self._publishing.publish(account, draft_id, Action.PUBLISH_URGENT, said, consent)

    def withdraw(
        self, account: Account, path: str, reason: str, successor: str | None = None
    ) -> Draft:
        """Ask for a review of the withdrawal of a document; see `revising.withdrawal`."""
        said = self._reason_at(account, path, reason)
        new = revising.withdrawal(self._library, path, said, successor)
        return self.submit(account, self._start(account, new, said, revising.WITHDRAWN).id)

    def restore(self, account: Account, path: str, number: int, reason: str) -> Draft:
        """Begin a draft that puts an old version back; see `revising.restoration`."""
        said = self._reason_at(account, path, reason)
        new = revising.restoration(self._library, path, number)
        return self._start(account, new, said, revising.RESTORED)

    def comment(
        self, account: Account, draft_id: str, text: str, line: int = 0, seen: int = 0
    ) -> Comment:
        """Comment the passage that begins at a line of revision `seen`; 0 for the whole text."""
        with writing(self._engine) as connection:
            at = self._now()
            return comments.comment(connection, account, draft_id, text, line, seen, at)

    def settle(self, account: Account, draft_id: str, comment_id: int) -> Comment:
        """Say that a comment is answered."""
        with writing(self._engine) as connection:
            return comments.settle(connection, account, draft_id, comment_id, self._now())

    def mark_practice(self, account: Account, draft_id: str, practice: bool) -> Draft:
        """Say whether agents must work otherwise once the draft is published."""
        with writing(self._engine) as connection:
            return mark_practice(connection, account, draft_id, practice, self._now())

    def _count_waiting(self, account: Account) -> int:
        return sum(bundle.pile in piles.WAITING for bundle in self.bundles(account))

    def _reason_at(self, account: Account, path: str, reason: str) -> str:
        """Return a reason as it is kept, once the account may write there."""
        if not may_at(account, Permission.DRAFT_WRITE, path):
            raise NotFound(OUTSIDE)
        return valid_reason(reason)

    def _start(self, account: Account, new: NewText, reason: str, word: str) -> Draft:
        with writing(self._engine) as connection:
            at = self._now()
            draft = begin(connection, account, [new], reason, at, self._new_id)[0]
            record(connection, at, account.id, word, new.path, detail=draft.id)
            return draft

    def _move(self, account: Account, draft_id: str, action: Action, comment: str) -> Draft:
        with writing(self._engine) as connection:
            drafts = [draft for draft, _ in movable(connection, account, draft_id, action)]
            return move_all(connection, drafts, Move(account.id, self._now(), action, comment))
