"""What a reviewer is shown before publication, and what publication is held to."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256

from kb_app.errors import InvalidInput
from kb_app.knowledge.content.model import Problem, has_errors
from kb_app.knowledge.content.read import Reading
from kb_app.library.candidates import Foreseen, foreseen, judge, new_version
from kb_app.library.library import Library
from kb_app.library.model import NewVersion
from kb_app.library.reading import read
from kb_app.people.accounts.model import Account, Permission
from kb_app.people.authoring.model import (
    MOVES,
    Action,
    Draft,
    InvalidContent,
    ReviewOutdated,
    State,
    VersionConflict,
)
from kb_app.people.authoring.rights import barred, may_at

Warnings = Callable[[Mapping[str, str]], tuple[str, ...]]
"""Tells, in French sentences, what publishing these texts by path would lose."""


@dataclass(frozen=True, slots=True)
class Part:
    """One draft with the texts around it."""

    draft: Draft
    text: str
    base_text: str
    """Of the version it continues; empty when the path is new."""
    latest: int
    """Number of the last version of its path; 0 when there is none."""
    theirs: str
    """The text of that version."""
    problems: tuple[Problem, ...] = ()

    @property
    def is_stale(self) -> bool:
        """Whether a version was published since the one it continues, before it was."""
        return self.draft.number is None and self.latest != self.draft.base


@dataclass(frozen=True, slots=True)
class Review:
    parts: tuple[Part, ...]
    """The draft asked for, then the others of its bundle that the account may read."""
    choices: Mapping[Action, str | None]
    """What may be done where it stands; with each, why the account may not, or None."""
    whole: bool
    """False when some drafts of its bundle are not for the account."""
    warnings: tuple[str, ...]
    """What publication would lose; empty unless it is still possible, and `whole`."""
    mark: str
    """Of the texts and warnings: publication is of what was read, or refused."""

    @property
    def has_errors(self) -> bool:
        return any(has_errors(part.problems) for part in self.parts)


def review(library: Library, account: Account, parts: Sequence[Part], warnings: Warnings) -> Review:
    """Return what the account may know of a bundle before it is published."""
    drafts = [part.draft for part in parts]
    state = drafts[0].state
    shown = [part for part in parts if may_at(account, Permission.DRAFT_READ, part.draft.path)]
    whole = len(shown) == len(parts)
    lost: tuple[str, ...] = ()
    if state in (State.DRAFT, State.IN_REVIEW):
        # Beside a text that is not for the account, a mistake would tell where that one is.
        problems = judge(readings_of(shown), foreseen(library))
        shown = [
            replace(part, problems=tuple(p for p in problems if p.path == part.draft.path))
            for part in shown
        ]
        lost = warnings({part.draft.path: part.text for part in parts}) if whole else ()
    return Review(
        parts=tuple(shown),
        choices={
            action: barred(account, drafts, action)
            for before, action in MOVES
            if before is state and action is not Action.SAVE
        },
        whole=whole,
        warnings=lost,
        mark=mark_of(drafts, lost),
    )


def part_of(library: Library, draft: Draft, text: str) -> Part:
    """Gather the texts around a draft."""
    latest, theirs = 0, ""
    if newest := library.newest(draft.path):
        latest, theirs = newest[0].number, newest[1]
    base_text = theirs if draft.base == latest else ""
    if 0 < draft.base != latest:
        base_text = library.version(draft.path, draft.base)[1]
    return Part(draft, text, base_text, latest, theirs)


def readings_of(parts: Sequence[Part]) -> dict[str, Reading]:
    return {part.draft.path: read(part.draft.path, part.text) for part in parts}


def mark_of(drafts: Iterable[Draft], warnings: Sequence[str]) -> str:
    texts = sorted((draft.id, draft.revision) for draft in drafts)
    return sha256(json.dumps([texts, list(warnings)]).encode()).hexdigest()


def hold(
    parts: Sequence[Part],
    beside: Foreseen,
    warnings: Sequence[str],
    seen: str,
    confirmed: bool,
) -> None:
    """Let the texts through, or raise what is in the way of their publication.

    VersionConflict, InvalidContent, ReviewOutdated when `seen` is not the mark of these texts and
    warnings, InvalidInput when a text changes nothing or warnings are not confirmed.
    """
    for part in parts:
        if part.is_stale:
            raise _conflict(part)
        check_changes(part)
    problems = judge(readings_of(parts), beside)
    if has_errors(problems):
        raise InvalidContent(problems)
    if seen != mark_of((part.draft for part in parts), warnings):
        raise ReviewOutdated(
            "Le texte ou ses avertissements ont changé depuis que vous les avez lus. Relisez-les "
            "avant de publier."
        )
    if warnings and not confirmed:
        raise InvalidInput("Cochez la case qui dit que vous avez lu les avertissements.")


def check_changes(part: Part) -> None:
    """Raise InvalidInput when the text is the one it started from."""
    if part.draft.base and part.text == part.base_text:
        raise InvalidInput(
            f"« {part.draft.title} » dit la même chose que la version {part.draft.base} : il n’y a "
            "rien à publier."
        )


def versions_of(parts: Sequence[Part], beside: Foreseen) -> list[tuple[NewVersion, int]]:
    """Return what to append to the library, each with the version it continues."""
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
    ]


def _conflict(part: Part) -> VersionConflict:
    draft = part.draft
    return VersionConflict(
        draft.path, draft.base, part.latest, part.base_text, part.theirs, part.text
    )
