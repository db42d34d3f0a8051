"""The door of authoring: write a draft, have it reviewed, publish it."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection, Engine

from kb_app.database.engine import writing
from kb_app.errors import InvalidInput, NotFound, Unavailable
from kb_app.knowledge.content.model import Problem
from kb_app.library import store as versions
from kb_app.library.candidates import foreseen, judge
from kb_app.library.library import Library
from kb_app.library.reading import read
from kb_app.people.accounts.model import Account, Permission
from kb_app.people.authoring import piles, store
from kb_app.people.authoring.model import (
    OPEN,
    Action,
    Draft,
    DraftConflict,
    Move,
    NewText,
    State,
    VersionConflict,
)
from kb_app.people.authoring.moving import Texts, find, movable, move_all, write
from kb_app.people.authoring.review import (
    Part,
    Review,
    Warnings,
    check_changes,
    hold,
    mark_of,
    part_of,
    review,
    versions_of,
)
from kb_app.people.authoring.rights import may_at
from kb_app.people.authoring.texts import title_of, valid_comment, valid_reason, valid_text
from kb_app.people.authoring.waiting import Waiting

TRIES = 5
"""Times a publication is checked again because another one came while it was checked."""

_SEND_BACK_UNSAID = "Dites à l’auteur ce qu’il doit revoir."
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
        new_id: Callable[[], str] = lambda: secrets.token_urlsafe(9),
    ) -> None:
        self._engine = engine
        self._library = library
        self._now = now
        self._warnings = warnings
        self._new_id = new_id
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
        return review(self._library, account, self._parts(found), self._warnings)

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
        paths = {each.path for each in texts}
        if not texts or len(paths) < len(texts):
            raise InvalidInput("Un lot de brouillons a un texte par document.")
        kept = [replace(each, text=valid_text(each.path, each.text)) for each in texts]
        said = valid_reason(reason)
        if not all(may_at(account, Permission.DRAFT_WRITE, path) for path in paths):
            raise NotFound("Ce document n’existe pas, ou n’est pas de votre périmètre.")
        bundle = self._new_id() if len(kept) > 1 else None
        with writing(self._engine) as connection:
            return tuple(self._add(connection, account, each, bundle, said) for each in kept)

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
                _check_base(connection, draft.path, base)
            changed = replace(draft, title=title, base=draft.base if base is None else base)
            if kept == theirs and changed.base == draft.base:
                return draft
            if seen != draft.revision:
                raise DraftConflict(draft.path, seen, draft.revision, theirs, kept)
            return write(connection, changed, Move(account.id, self._now(), Action.SAVE, ""), kept)

    def submit(self, account: Account, draft_id: str, comment: str = "") -> Draft:
        """Ask for a review. Raises InvalidInput when a text changes nothing."""
        for part in self._parts(self._movable(account, draft_id, Action.SUBMIT)):
            check_changes(part)
        return self._move(account, draft_id, Action.SUBMIT, valid_comment(comment))

    def send_back(self, account: Account, draft_id: str, comment: str) -> Draft:
        """Give the draft back to its author. Raises InvalidInput without a comment."""
        said = valid_comment(comment, _SEND_BACK_UNSAID)
        return self._move(account, draft_id, Action.SEND_BACK, said)

    def drop(self, account: Account, draft_id: str, comment: str = "") -> Draft:
        """Give the draft up for good; its text stays readable."""
        return self._move(account, draft_id, Action.DROP, valid_comment(comment))

    def approve(self, account: Account, draft_id: str, comment: str = "") -> Draft:
        """Approve what someone else published in urgency."""
        return self._move(account, draft_id, Action.APPROVE, valid_comment(comment))

    def publish(self, account: Account, draft_id: str, seen: str, confirmed: bool = False) -> Draft:
        """Make the draft and its bundle the next versions of their paths, all or none.

        `seen` is the mark of the review one has read, `confirmed` says its warnings are accepted.
        Raises what `review.hold` does, with nothing published and nothing lost.
        """
        return self._publish(account, draft_id, Action.PUBLISH, "", seen, confirmed)

    def publish_urgent(
        self, account: Account, draft_id: str, reason: str, seen: str, confirmed: bool = False
    ) -> Draft:
        """Do what `publish` does without a second reader, who must approve afterwards."""
        said = valid_comment(reason, _URGENCY_UNSAID)
        return self._publish(account, draft_id, Action.PUBLISH_URGENT, said, seen, confirmed)

    def _count_waiting(self, account: Account) -> int:
        return sum(bundle.pile in piles.WAITING for bundle in self.bundles(account))

    def _add(
        self,
        connection: Connection,
        account: Account,
        new: NewText,
        bundle: str | None,
        reason: str,
    ) -> Draft:
        _check_base(connection, new.path, new.base)
        now = self._now()
        draft = Draft(
            id=self._new_id(),
            bundle=bundle,
            path=new.path,
            title=title_of(new.path, new.text, ""),
            base=new.base,
            revision=1,
            state=State.DRAFT,
            author_id=account.id,
            reason=reason,
            number=None,
            practice=False,
            created_at=now,
            updated_at=now,
            moves=(Move(account.id, now, Action.START, ""),),
        )
        store.add(connection, draft, new.text)
        return draft

    def _move(self, account: Account, draft_id: str, action: Action, comment: str) -> Draft:
        with writing(self._engine) as connection:
            drafts = [draft for draft, _ in movable(connection, account, draft_id, action)]
            return move_all(connection, drafts, Move(account.id, self._now(), action, comment))

    def _publish(
        self,
        account: Account,
        draft_id: str,
        action: Action,
        comment: str,
        seen: str,
        confirmed: bool,
    ) -> Draft:
        for _ in range(TRIES):
            beside = foreseen(self._library)
            found = self._movable(account, draft_id, action)
            parts = self._parts(found)
            warnings = self._warnings({draft.path: text for draft, text in found})
            try:
                hold(parts, beside, warnings, seen, confirmed)
            except VersionConflict:
                # Overtaken by its own publication, it is published: that is what must be said.
                self._movable(account, draft_id, action)
                raise
            batch = versions_of(parts, beside)
            # What was checked is published, beside what it was checked beside, or checked again.
            with writing(self._engine) as connection:
                found = movable(connection, account, draft_id, action)
                same_library = versions.newest_sequence(connection) == beside.sequence
                if same_library and mark_of((draft for draft, _ in found), warnings) == seen:
                    appended = self._library.append_all(connection, batch)
                    numbers = {version.path: version.number for version in appended}
                    move = Move(account.id, self._now(), action, comment)
                    return move_all(connection, [draft for draft, _ in found], move, numbers)
        raise Unavailable(
            "D’autres publications se succèdent : la vôtre n’a pas pu être vérifiée. Réessayez "
            "dans un instant."
        )

    def _movable(self, account: Account, draft_id: str, action: Action) -> Texts:
        with self._engine.connect() as connection:
            return movable(connection, account, draft_id, action)

    def _parts(self, found: Texts) -> list[Part]:
        return [part_of(self._library, draft, text) for draft, text in found]


def _check_base(connection: Connection, path: str, base: int) -> None:
    if base and versions.one(connection, path, base) is None:
        raise NotFound("La version dont part ce brouillon n’existe pas.")
