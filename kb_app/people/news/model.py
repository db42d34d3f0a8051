"""What is new, as values: versions that came into force, and what one reader last read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, tzinfo

from kb_app.library.model import Version


@dataclass(frozen=True, slots=True)
class Renewal:
    """A version that came into force, and the one it took the place of."""

    version: Version
    before: Version | None
    """None when the document is new."""
    moment: datetime
    """From which readers read it: the start of its day, or its publication when it came after."""
    day: date
    """Of the moment, where the house is."""
    practice: bool = False
    """Its author says that agents must work otherwise from now on."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What one account was last shown of one document."""

    number: int
    """The newest version shown."""
    confirmed: int
    """The newest one that it said it had read, or that asked nothing of it."""


@dataclass(frozen=True, slots=True)
class Since:
    """What a reader missed of a document."""

    number: int
    """The version from which to tell what changed."""
    to_confirm: bool
    """Whether a change of practice is among what came since, to be confirmed as read."""


def renewals(
    history: Sequence[Version], first: date, last: date, timezone: tzinfo
) -> Iterator[Renewal]:
    """Yield the versions of one path that came into force on these days, both included.

    One that was replaced before its day never was in force.
    """
    come = {v.number: moment_of(v, timezone) for v in history}
    for version in history:
        moment = come[version.number]
        day = moment.astimezone(timezone).date()
        until = [v for v in history if come[v.number] <= moment]
        if first <= day <= last and max(until, key=_number) is version:
            before = (v for v in until if come[v.number] < moment)
            yield Renewal(version, max(before, key=_number, default=None), moment, day)


def moment_of(version: Version, timezone: tzinfo) -> datetime:
    """Return when readers begin to read a version: its publication, or later the start of its day.

    Unless another replaced it meanwhile.
    """
    return max(version.at, datetime.combine(version.valid_from, time.min, timezone))


def _number(version: Version) -> int:
    return version.number
