"""How many visits came to each tree, and to each sheet that their outcome gives."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Engine, func, select

from kb_app.knowledge.content.kinds import sheet_path, tree_path
from kb_app.library.snapshot import Snapshot
from kb_app.people.visits.closing import Counted
from kb_app.people.visits.tables import visit_counts as _counts


def leading(engine: Engine, snapshot: Snapshot, since: date) -> dict[str, int]:
    """Return the closed visits of the months since that of a day, by path, all revisions together.

    A sheet has the visits that ended at an outcome which gives it today. Whoever shows these
    numbers hides the small ones.
    """
    columns = (_counts.c.tree, _counts.c.kind, _counts.c.target)
    query = (
        select(*columns, func.sum(_counts.c.n).label("n"))
        .where(
            _counts.c.month >= since.replace(day=1),
            _counts.c.kind.in_((Counted.ENTERED, Counted.OUTCOME)),
        )
        .group_by(*columns)
    )
    found: dict[str, int] = {}
    with engine.connect() as connection:
        for row in connection.execute(query):
            entered = row.kind == Counted.ENTERED
            paths = {tree_path(row.tree)} if entered else _sheets(snapshot, row.tree, row.target)
            for path in paths:
                found[path] = found.get(path, 0) + row.n
    return found


def _sheets(snapshot: Snapshot, tree: str, outcome: str) -> set[str]:
    """Return the sheets that an outcome may give; none when the tree no longer has it."""
    published = snapshot.trees.get(tree)
    end = published.tree.outcomes.get(outcome) if published and published.tree else None
    return {sheet_path(item.id.partition("#")[0]) for item in end.sheets} if end else set()
