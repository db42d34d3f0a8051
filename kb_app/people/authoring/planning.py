"""Versions published to hold later: which are still to come, and which will never hold."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, timedelta, tzinfo
from enum import StrEnum

from sqlalchemy import Connection

from kb_app.knowledge.content.model import Sheet
from kb_app.knowledge.triage.model import TreeFile
from kb_app.library import store as versions
from kb_app.library.model import Version
from kb_app.library.reading import read
from kb_app.people.accounts.model import Account, Permission
from kb_app.people.authoring import store
from kb_app.people.authoring.model import Draft, State
from kb_app.people.authoring.rights import may_at
from kb_app.people.authoring.texts import title_of

LOOKED_BACK = timedelta(days=14)
"""How long a calendar keeps what has come into force."""


class Fate(StrEnum):
    TO_COME = "a_venir"
    CAME = "en_vigueur"
    """Its day came, and it held then."""
    OVERTAKEN = "remplacee"
    """A later version took its place before its day."""


@dataclass(frozen=True, slots=True)
class Planned:
    """A version published before the day from which it holds."""

    version: Version
    title: str
    fate: Fate
    overtaken_by: Version | None
    before: int
    """Number of the version that holds, or held, on the eve; 0 when there is none."""
    draft_id: str | None
    """Of the draft it was; None when it came from files."""


@dataclass(frozen=True, slots=True)
class Proposed:
    """A draft in review, to hold from a day to come."""

    draft: Draft
    day: date


@dataclass(frozen=True, slots=True)
class Calendar:
    planned: tuple[Planned, ...]
    """By day, then title."""
    proposed: tuple[Proposed, ...]
    """By day, then title."""


def starts_on(path: str, text: str, today: date) -> date | None:
    """Return the day from which a text published today would hold; None when it is unreadable."""
    document = read(path, text, whole=False).document
    if document is None:
        return None
    said = document.valid_from if isinstance(document, Sheet | TreeFile) else None
    return said or today


def hidden_by(history: Sequence[Version], starts: date, today: date) -> tuple[Version, ...]:
    """Return the planned versions of a path that one more, valid from `starts`, would keep from
    ever holding, by day: of the versions whose day has come, readers have the last number.

    `history` is oldest first. A text that goes on from the newest version and holds from the same
    day is that version mended, not hidden.
    """
    ahead = [v for v in history if v.valid_from > today and not _overtaker(v, history)]
    hidden = [v for v in ahead if v.valid_from >= starts]
    mended = history[-1] if history and history[-1].valid_from == starts else None
    return tuple(sorted((v for v in hidden if v != mended), key=lambda v: v.valid_from))


def lost_to(history: Sequence[Version], number: int, today: date) -> tuple[Version, ...]:
    """Return the versions still to come that the one of that number keeps from ever holding, by
    day; those planned again since are left out.
    """
    lost = (
        version
        for version in history
        if version.valid_from > today
        and (by := _overtaker(version, history))
        and by.number == number
        and not any(v.number >= number and v.valid_from == version.valid_from for v in history)
    )
    return tuple(sorted(lost, key=lambda version: version.valid_from))


def is_lost(version: Version, history: Sequence[Version], today: date) -> bool:
    """Say whether a version still to come never will hold, for one that holds before its day."""
    by = _overtaker(version, history)
    return version.valid_from > today and by is not None and by.valid_from < version.valid_from


def calendar(connection: Connection, account: Account, today: date, timezone: tzinfo) -> Calendar:
    """Return what comes into force after `today`, or did since LOOKED_BACK, and what may.

    Only of the paths whose drafts the account may read. `timezone` is where days begin.
    """
    histories = {
        path: history
        for path, history in versions.histories_starting(connection, today - LOOKED_BACK).items()
        if may_at(account, Permission.DRAFT_READ, path)
    }
    became = store.became(connection, histories)
    planned = [
        _planned(connection, version, history, became, today, timezone)
        for history in histories.values()
        for version in history
        if version.valid_from >= today - LOOKED_BACK
        and version.valid_from > version.at.astimezone(timezone).date()
    ]
    planned.sort(key=lambda each: (each.version.valid_from, each.title, each.version.number))
    return Calendar(tuple(planned), tuple(_proposed(connection, account, today)))


def _planned(
    connection: Connection,
    version: Version,
    history: Sequence[Version],
    became: Mapping[tuple[str, int], str],
    today: date,
    timezone: tzinfo,
) -> Planned:
    overtaker = _overtaker(version, history, timezone)
    come = version.valid_from <= today
    fate = Fate.OVERTAKEN if overtaker else Fate.CAME if come else Fate.TO_COME
    held = [v.number for v in history if v.valid_from < version.valid_from]
    found = versions.one(connection, version.path, version.number)
    assert found
    return Planned(
        version,
        title_of(version.path, found[1], ""),
        fate,
        overtaker,
        max((number for number in held if number < version.number), default=0),
        became.get((version.path, version.number)),
    )


def _overtaker(
    version: Version, history: Iterable[Version], timezone: tzinfo = UTC
) -> Version | None:
    """Return the first version that took its place before its day, if one did."""
    return next(
        (
            later
            for later in history
            if later.number > version.number
            and later.valid_from <= version.valid_from
            and later.at.astimezone(timezone).date() < version.valid_from
        ),
        None,
    )


def _proposed(connection: Connection, account: Account, today: date) -> list[Proposed]:
    found = []
    for draft in store.where(connection, store.in_states([State.IN_REVIEW])):
        if may_at(account, Permission.DRAFT_READ, draft.path):
            day = starts_on(draft.path, store.text_of(connection, draft.id), today)
            if day and day > today:
                found.append(Proposed(draft, day))
    return sorted(found, key=lambda each: (each.day, each.draft.title))
