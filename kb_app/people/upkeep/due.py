"""Until when a document may be relied on, and when it is next to be read again."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum

SOON = timedelta(days=30)
"""Before its day, a document is said to be due."""

WEEK = timedelta(days=7)

LEGAL_MONTHS = (1, 4, 7, 10)
"""Rates and thresholds change on the first day of these months: nothing is vouched for past the
next of them unless someone chooses to."""


class State(StrEnum):
    OK = "ok"
    SOON = "soon"
    """To be read again within `SOON`."""
    LATE = "late"


def state_of(review_before: date, today: date) -> State:
    """Say how far a document can be relied on; it is overdue on the very day it names."""
    if review_before <= today:
        return State.LATE
    return State.SOON if review_before - today <= SOON else State.OK


def last_day(review_before: date) -> date:
    """Return the last day on which a document holds."""
    return review_before - timedelta(days=1)


def choices(today: date) -> tuple[date, ...]:
    """Return the next four legal dates after a day: one of each."""
    year = [date(y, m, 1) for y in (today.year, today.year + 1) for m in LEGAL_MONTHS]
    return tuple(day for day in year if day > today)[: len(LEGAL_MONTHS)]


def proposed(review_before: date | None, today: date) -> date:
    """Return the first choice that comes after the day the document names, or the last one."""
    offered = choices(today)
    return next((d for d in offered if review_before is None or d > review_before), offered[-1])
