"""The board of what to read again: documents in groups, and the section they are of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kb_app.errors import NotFound
from kb_app.library.snapshot import Snapshot
from kb_app.people.upkeep.board import FEWEST, Row
from kb_app.people.upkeep.due import WEEK, State
from kb_app.web.links import address_of
from kb_app.web.views.freshness import Freshness, due
from kb_app.web.views.freshness_told import ROOM, gesture
from kb_app.web.views.lines import operator_label

MOST_LATER = 60
"""Documents shown of those that hold for long."""


@dataclass(frozen=True, slots=True)
class BoardLine:
    address: str
    """Where it is confirmed."""
    page: str
    """Where its readers read it."""
    title: str
    kind: str
    operator: str
    freshness: Freshness | None
    """None for a tree whose author gave no day."""
    use: str


@dataclass(frozen=True, slots=True)
class BoardGroup:
    id: str
    heading: str
    lines: tuple[BoardLine, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Section:
    """A link that keeps one operator's documents, or all."""

    label: str
    address: str
    count: int
    """How many are overdue or soon to be."""
    chosen: bool


def groups(rows: Iterable[Row], snapshot: Snapshot) -> tuple[BoardGroup, ...]:
    """Return the groups that hold something, overdue first; within one, by rank."""
    found: dict[str, list[Row]] = {id: [] for id in _HEADINGS}
    for row in rows:
        found[_group(row)].append(row)
    return tuple(
        BoardGroup(
            id,
            _HEADINGS[id],
            tuple(_line(row, snapshot) for row in held[: MOST_LATER if id == LATER else None]),
            len(held),
        )
        for id, held in found.items()
        if held
    )


def sections(rows: Sequence[Row], chosen: str | None, snapshot: Snapshot) -> tuple[Section, ...]:
    """Return a link for each operator of the rows, in the order of their names; none for one alone.

    Raises NotFound when the one chosen is none of them.
    """
    due_by: dict[str, int] = {}
    for row in rows:
        counts = row.state in (State.LATE, State.SOON)
        due_by[row.operator] = due_by.get(row.operator, 0) + counts
    if chosen is not None and chosen not in due_by:
        raise NotFound("Cet opérateur n’a rien à relire ici, ou n’est pas de votre périmètre.")
    if len(due_by) < 2:
        return ()
    named = sorted((operator_label(snapshot.operators, slug), slug) for slug in due_by)
    every = Section("Tous", ROOM, sum(due_by.values()), chosen is None)
    return (
        every,
        *(
            Section(label, f"{ROOM}?operateur={slug}", due_by[slug], slug == chosen)
            for label, slug in named
        ),
    )


LATER = "plus-tard"

_HEADINGS = {
    "en-retard": "En retard",
    "semaine": "À confirmer cette semaine",
    "mois": "Dans les trente jours",
    "sans-date": "Sans date de relecture",
    LATER: "Plus tard",
}


def _group(row: Row) -> str:
    if row.review_before is None:
        return "sans-date"
    if row.state is State.LATE:
        return "en-retard"
    if row.days <= WEEK.days:
        return "semaine"
    return "mois" if row.state is State.SOON else LATER


def _line(row: Row, snapshot: Snapshot) -> BoardLine:
    return BoardLine(
        address=gesture(row.path),
        page=address_of(row.path),
        title=row.title,
        kind="Arbre" if row.is_tree else "Fiche",
        operator=operator_label(snapshot.operators, row.operator),
        freshness=due(row.review_before, snapshot.day) if row.review_before else None,
        use=_use(row),
    )


def _use(row: Row) -> str:
    parts = [f"{n} {word}s" for n, word in ((row.opened, "ouverture"), (row.visits, "visite")) if n]
    return ", ".join(parts) or f"moins de {FEWEST} usages"
