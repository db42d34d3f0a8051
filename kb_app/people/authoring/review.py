"""What a reviewer is shown before publication, and what publication is held to."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256

from kb_app.errors import InvalidInput
from kb_app.knowledge.content.model import has_errors
from kb_app.knowledge.content.read import Reading
from kb_app.knowledge.rendering.figures import day_words
from kb_app.library.candidates import Foreseen, foreseen, judge, new_version
from kb_app.library.library import Library
from kb_app.library.model import NewVersion, Version
from kb_app.library.reading import read
from kb_app.library.tree_changes import Change
from kb_app.people.accounts.model import Account, Permission
from kb_app.people.authoring.model import (
    MOVES,
    Action,
    Draft,
    InvalidContent,
    ReviewOutdated,
    State,
)
from kb_app.people.authoring.parts import Part, check_latest
from kb_app.people.authoring.rights import barred, may_at

Warnings = Callable[[Mapping[str, str]], tuple[str, ...]]
"""Tells, in French sentences, what publishing these texts by path would lose."""

Changes = Callable[[Mapping[str, str]], tuple[Change, ...]]
"""Tells which visitors of the trees these texts, by path, would answer otherwise."""


@dataclass(frozen=True, slots=True)
class Told:
    """What whoever publishes must have read, besides the texts."""

    warnings: tuple[str, ...] = ()
    """What would be lost: sentences, confirmed all at once."""
    changes: tuple[Change, ...] = ()
    """Each to be confirmed for itself."""


@dataclass(frozen=True, slots=True)
class Notices:
    """Where `Told` comes from."""

    warnings: Warnings
    changes: Changes

    def of(self, parts: Sequence[Part]) -> Told:
        texts = {part.draft.path: part.text for part in parts}
        hidden = (_hidden(part, version) for part in parts for version in part.hides)
        return Told((*hidden, *self.warnings(texts)), self.changes(texts))


@dataclass(frozen=True, slots=True)
class Consent:
    """What whoever publishes says of the review they have read."""

    seen: str
    """The mark of that review."""
    warnings: bool = False
    """Whether its warnings are accepted."""
    changes: Collection[str] = ()
    """Ids of the changes confirmed, one by one."""


@dataclass(frozen=True, slots=True)
class Review:
    parts: tuple[Part, ...]
    """The draft asked for, then the others of its bundle that the account may read."""
    choices: Mapping[Action, str | None]
    """What may be done where it stands; with each, why the account may not, or None."""
    whole: bool
    """False when some drafts of its bundle are not for the account."""
    told: Told
    """What is to be confirmed; empty unless publication is still possible, and `whole`."""
    unsettled: int
    """Comments on the bundle that still wait for an answer."""
    mark: str
    """Of the texts and of what is told: publication is of what was read, or refused."""

    @property
    def warnings(self) -> tuple[str, ...]:
        return self.told.warnings

    @property
    def changes(self) -> tuple[Change, ...]:
        return self.told.changes

    @property
    def has_errors(self) -> bool:
        return any(has_errors(part.problems) for part in self.parts)


def review(
    library: Library,
    account: Account,
    parts: Sequence[Part],
    notices: Notices,
    unsettled: int = 0,
) -> Review:
    """Return what the account may know of a bundle before it is published."""
    drafts = [part.draft for part in parts]
    state = drafts[0].state
    shown = [part for part in parts if may_at(account, Permission.DRAFT_READ, part.draft.path)]
    whole = len(shown) == len(parts)
    told = Told()
    if state in (State.DRAFT, State.IN_REVIEW):
        # Beside a text that is not for the account, a mistake would tell where that one is.
        problems = judge(readings_of(shown), foreseen(library))
        shown = [
            replace(part, problems=tuple(p for p in problems if p.path == part.draft.path))
            for part in shown
        ]
        told = notices.of(parts) if whole else told
    return Review(
        parts=tuple(shown),
        choices={
            action: barred(account, drafts, action)
            for before, action in MOVES
            if before is state and action is not Action.SAVE
        },
        whole=whole,
        told=told,
        unsettled=unsettled,
        mark=mark_of(drafts, told),
    )


def readings_of(parts: Sequence[Part]) -> dict[str, Reading]:
    return {part.draft.path: read(part.draft.path, part.text) for part in parts}


def mark_of(drafts: Iterable[Draft], told: Told) -> str:
    texts = sorted((draft.id, draft.revision, draft.practice) for draft in drafts)
    changes = [change.id for change in told.changes]
    return sha256(json.dumps([texts, told.warnings, changes]).encode()).hexdigest()


def hold(parts: Sequence[Part], beside: Foreseen, told: Told, consent: Consent) -> None:
    """Let the texts through, or raise what is in the way of their publication.

    VersionConflict, InvalidContent, ReviewOutdated when what was read is no longer what there is,
    InvalidInput when a text changes nothing, or something told is not confirmed.
    """
    check_latest(parts)
    check_changes(parts)
    problems = judge(readings_of(parts), beside)
    if has_errors(problems):
        raise InvalidContent(problems)
    if consent.seen != mark_of((part.draft for part in parts), told):
        raise ReviewOutdated(
            "Le texte ou ses avertissements ont changé depuis que vous les avez lus. Relisez-les "
            "avant de publier."
        )
    if told.warnings and not consent.warnings:
        raise InvalidInput("Cochez la case qui dit que vous avez lu les avertissements.")
    if left := sum(change.id not in consent.changes for change in told.changes):
        raise InvalidInput(f"Confirmez une à une les situations qui changent : il en reste {left}.")


def check_changes(parts: Sequence[Part]) -> None:
    """Raise InvalidInput when every text is the one it started from.

    A tree and its cases are written together: one of them may stay as it is.
    """
    if not any(part.changes for part in parts):
        draft = parts[0].draft
        raise InvalidInput(
            f"« {draft.title} » dit la même chose que la version {draft.base} : il n’y a "
            "rien à publier."
        )


def versions_of(parts: Sequence[Part], beside: Foreseen) -> list[tuple[NewVersion, int]]:
    """Return what to append to the library, each with the version it continues.

    A text that is the one it started from is left out.
    """
    readings = readings_of(parts)
    return [
        (
            new_version(
                part.draft.path,
                part.text,
                readings[part.draft.path].document,
                beside.day,
                part.draft.reason,
                part.draft.author_id,
            ),
            part.draft.base,
        )
        for part in parts
        if part.changes
    ]


def _hidden(part: Part, version: Version) -> str:
    return (
        f"« {part.draft.title} » : la version {version.number}, prévue pour le "
        f"{day_words(version.valid_from)}, n’entrera jamais en vigueur, remplacée par celle-ci ; "
        "pour qu’elle vienne, elle sera à planifier à nouveau."
    )
