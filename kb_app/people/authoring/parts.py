"""A draft with the texts around it: the one it continues, the one it replaces, the newest."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from kb_app.knowledge.content.model import Problem
from kb_app.library.library import Library
from kb_app.library.model import Version
from kb_app.people.authoring.model import Action, Draft, VersionConflict
from kb_app.people.authoring.moving import Texts
from kb_app.people.authoring.planning import hidden_by, lost_to, starts_on


@dataclass(frozen=True, slots=True)
class Part:
    """One draft with the texts around it."""

    draft: Draft
    text: str
    base_text: str
    """Of the version it continues; empty when the path is new."""
    before: int
    """Number of the version that readers have, or had, until its first day: the one it continues,
    or an older one while that one is only planned; 0 when there is none."""
    before_text: str
    latest: int
    """Number of the last version of its path; 0 when there is none."""
    theirs: str
    """The text of that version."""
    hides: tuple[Version, ...] = ()
    """Planned versions that will never hold because of it, once it is published."""
    problems: tuple[Problem, ...] = ()

    @property
    def changes(self) -> bool:
        """Whether it says something else than the version it continues."""
        return not self.draft.base or self.text != self.base_text

    @property
    def is_overtaken(self) -> bool:
        """Whether a version was published since the one it continues, before it was."""
        return self.draft.number is None and self.latest != self.draft.base

    @property
    def is_stale(self) -> bool:
        """Whether publishing it would take away what another version brought."""
        return self.changes and self.is_overtaken


def parts_of(library: Library, found: Texts) -> list[Part]:
    return [part_of(library, draft, text) for draft, text in found]


def part_of(library: Library, draft: Draft, text: str) -> Part:
    """Gather the texts around a draft."""
    newest = library.newest(draft.path)
    if newest is None:
        return Part(draft, text, "", 0, "", 0, "")
    latest, theirs = newest
    base = newest if draft.base == latest.number else _version(library, draft.path, draft.base)
    today = _day_of(library, draft)
    starts = starts_on(draft.path, text, today)
    before = _before(library, draft, base, max(starts or today, today))
    return Part(
        draft=draft,
        text=text,
        base_text=base[1] if base else "",
        before=before[0].number if before else 0,
        before_text=before[1] if before else "",
        latest=latest.number,
        theirs=theirs,
        hides=_hides(library, draft, starts),
    )


def check_latest(parts: Iterable[Part]) -> None:
    """Raise VersionConflict, holding three texts, when one of them was overtaken."""
    for part in parts:
        if part.is_stale:
            raise VersionConflict(part.draft, part.latest, part.base_text, part.theirs, part.text)


_Found = tuple[Version, str]


def _version(library: Library, path: str, number: int) -> _Found | None:
    return library.version(path, number) if number else None


def _day_of(library: Library, draft: Draft) -> date:
    """Return today or, once it is published, the day on which it was."""
    moves = (draft.last(Action.PUBLISH), draft.last(Action.PUBLISH_URGENT))
    return min([library.today(), *(move.at.date() for move in moves if move)])


def _before(library: Library, draft: Draft, base: _Found | None, day: date) -> _Found | None:
    """Return the base, or what holds on that day while the base is only planned."""
    if base is None or base[0].valid_from <= day:
        return base
    history = library.history(draft.path)[: draft.base]
    held = [version.number for version in history if version.valid_from <= day]
    return _version(library, draft.path, max(held)) if held else base


def _hides(library: Library, draft: Draft, starts: date | None) -> tuple[Version, ...]:
    today = library.today()
    history: Sequence[Version] = library.history(draft.path)
    if draft.number is not None:
        return lost_to(history, draft.number, today)
    ahead = any(version.valid_from > today for version in history)
    return hidden_by(history, starts, today) if ahead and starts else ()
