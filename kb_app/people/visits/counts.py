"""The SQL of what is counted: one more in each cell of a visit that closes, and reading back."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Date, Select, bindparam, delete, func, select, text

from kb_app.people.visits import tables
from kb_app.people.visits.closing import Cell, Counted
from kb_app.people.visits.model import Visit

_counts = tables.visit_counts

# The same words on both kinds of database; their builders differ.
_ONE_MORE = text(
    "INSERT INTO visit_counts (tree, digest, month, kind, question, target, n) "
    "VALUES (:tree, :digest, :month, :kind, :question, :target, 1) "
    "ON CONFLICT (tree, digest, month, kind, question, target) "
    "DO UPDATE SET n = visit_counts.n + 1"
).bindparams(bindparam("month", type_=Date))

_WORDS = (Counted.WORDS, Counted.WORDS_LEFT)


def add(connection: Connection, visit: Visit, cells: Iterable[Cell], now: datetime) -> None:
    """Count a visit that closes, on a connection from `writing`."""
    shared = {"tree": visit.tree, "digest": visit.pin.digest, "month": _month(now.date())}
    connection.execute(
        _ONE_MORE,
        [
            shared | {"kind": cell.kind, "question": cell.question, "target": cell.target}
            for cell in cells
        ],
    )


def of_revision(connection: Connection, tree: str, digest: str) -> dict[Cell, int]:
    """Return every cell of one revision of a tree, over all months."""
    one = (_counts.c.tree == tree, _counts.c.digest == digest)
    return {
        Cell(Counted(row.kind), row.question, row.target): row.n
        for row in connection.execute(_summed("kind", "question", "target").where(*one))
    }


def of_trees(connection: Connection) -> dict[tuple[str, Cell], int]:
    """Return what each tree's visits came to, all revisions together: entered, and results."""
    kinds = (Counted.ENTERED, Counted.OUTCOME, Counted.INCOMPLETE)
    query = _summed("tree", "kind", "question").where(_counts.c.kind.in_(kinds))
    return {
        (row.tree, Cell(Counted(row.kind), row.question)): row.n
        for row in connection.execute(query)
    }


def revisions(connection: Connection, tree: str) -> list[tuple[str, int, date, date, int]]:
    """Return the digest of each text visited, the first library sequence, the first and the last
    month of a closing, and the visits."""
    months = (
        select(
            _counts.c.digest,
            func.min(_counts.c.month).label("first"),
            func.max(_counts.c.month).label("last"),
            func.sum(_counts.c.n).label("n"),
        )
        .where(_counts.c.tree == tree, _counts.c.kind == Counted.ENTERED)
        .group_by(_counts.c.digest)
    )
    begun: dict[str, int] = {}
    sequences = select(_counts.c.digest, _counts.c.target).where(
        _counts.c.tree == tree, _counts.c.kind == Counted.SEQUENCE
    )
    for digest, target in connection.execute(sequences):
        begun[digest] = min(int(target), begun.get(digest, int(target)))
    return [
        (row.digest, begun.get(row.digest, 0), row.first, row.last, row.n)
        for row in connection.execute(months)
    ]


def forget_words(connection: Connection, before: date) -> int:
    """Delete the words searched in the months before that of a day; return how many rows."""
    old = (_counts.c.kind.in_(_WORDS), _counts.c.month < _month(before))
    return connection.execute(delete(_counts).where(*old)).rowcount


def _summed(*columns: str) -> Select[Any]:
    by = [_counts.c[name] for name in columns]
    return select(*by, func.sum(_counts.c.n).label("n")).group_by(*by)


def _month(day: date) -> date:
    return day.replace(day=1)
