"""How far a document can be relied on today, said in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType

from kb_app.knowledge.content.model import Sheet
from kb_app.knowledge.triage.model import TreeFile
from kb_app.people.upkeep.due import State, last_day, state_of


@dataclass(frozen=True, slots=True)
class Freshness:
    state: str
    """`ok`, `soon` (to be read again within 30 days) or `late`: class `fresh-<state>`."""
    icon: str
    words: str
    day: date
    """Follows the words."""

    @property
    def is_late(self) -> bool:
        return self.state == State.LATE


_LOOKS: Mapping[State, tuple[str, str]] = MappingProxyType(
    {
        State.LATE: ("calendar-x", "À relire depuis le"),
        State.SOON: ("clock-history", "À relire avant le"),
        State.OK: ("calendar-check", "À relire avant le"),
    }
)


def freshness(sheet: Sheet, today: date) -> Freshness:
    return _told(sheet.review_before, today)


def tree_freshness(file: TreeFile, today: date) -> Freshness | None:
    """Return what readers are told of a tree; None when its author gave no day."""
    return _told(file.review_before, today) if file.review_before else None


def _told(review_before: date, today: date) -> Freshness:
    told = due(review_before, today)
    if told.state == State.OK:
        return replace(told, words="Valable jusqu’au", day=last_day(review_before))
    return told


def due(review_before: date, today: date) -> Freshness:
    """Return when a document is, or was, to be read again."""
    state = state_of(review_before, today)
    return Freshness(state.value, *_LOOKS[state], review_before)
