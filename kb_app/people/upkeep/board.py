"""The documents that someone must read again, those that matter most first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from kb_app.library.snapshot import Snapshot
from kb_app.people.upkeep.due import SOON, State, state_of

FEWEST = 5
"""Openings or visits under which none is counted: so few could tell of someone."""

USED_FOR = 90
"""Days of openings and visits that are counted."""


@dataclass(frozen=True, slots=True)
class Row:
    path: str
    title: str
    operator: str
    is_tree: bool
    review_before: date | None
    """None for a tree whose author gave no day."""
    today: date
    opened: int
    """Openings from the results of searches in `USED_FOR` days; 0 under `FEWEST`."""
    visits: int
    """Visits that came to it, likewise."""

    @property
    def state(self) -> State | None:
        return state_of(self.review_before, self.today) if self.review_before else None

    @property
    def days(self) -> int:
        """Days left until it is overdue; 0 or less once it is."""
        return (self.review_before - self.today).days if self.review_before else 0

    @property
    def rank(self) -> int:
        """Use × age: what many read, and what nobody read again for long, comes first.

        Use is 1 + openings + visits; age is the days since it was `SOON` to be overdue, from 0.
        """
        return (1 + self.opened + self.visits) * max(0, SOON.days - self.days)


def rows(
    snapshot: Snapshot, opened: Mapping[str, int], visits: Mapping[str, int]
) -> tuple[Row, ...]:
    """Return every dated document of a snapshot, and trees without a date, by rank.

    `opened` and `visits` are by path. Withdrawn sheets and trees that are over are left out.
    """

    def row(path: str, title: str, operator: str, review_before: date | None) -> Row:
        return Row(
            path=path,
            title=title,
            operator=operator,
            is_tree=path not in snapshot.sheets,
            review_before=review_before,
            today=snapshot.day,
            opened=_told(opened.get(path, 0)),
            visits=_told(visits.get(path, 0)),
        )

    sheets = (p.document for p in snapshot.sheets.values())
    files = (p.document for p in snapshot.tree_files.values())
    found = [row(s.path, s.title, s.operator, s.review_before) for s in sheets]
    found += [
        row(f.path, f.title, f.operator, f.review_before)
        for f in files
        if f.valid_until is None or f.valid_until >= snapshot.day
    ]
    return tuple(sorted(found, key=lambda each: (-each.rank, each.days, each.path)))


def waiting(found: Iterable[Row]) -> dict[str, int]:
    """Return how many documents of each operator are overdue or soon to be."""
    counted: dict[str, int] = {}
    for row in found:
        if row.state in (State.LATE, State.SOON):
            counted[row.operator] = counted.get(row.operator, 0) + 1
    return counted


def _told(n: int) -> int:
    return n if n >= FEWEST else 0
