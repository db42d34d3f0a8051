"""How far a sheet can be relied on today, said in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from kb_app.knowledge.content.model import Sheet

SOON = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Freshness:
    state: str
    """`ok`, `soon` (to be read again within 30 days) or `late`: class `fresh-<state>`."""
    icon: str
    words: str
    day: date
    """Follows the words."""


def freshness(sheet: Sheet, today: date) -> Freshness:
    if sheet.review_before <= today:
        return Freshness("late", "calendar-x", "À relire depuis le", sheet.review_before)
    if sheet.review_before - today <= SOON:
        return Freshness("soon", "clock-history", "À relire avant le", sheet.review_before)
    return Freshness("ok", "calendar-check", "En vigueur depuis le", sheet.valid_from)
