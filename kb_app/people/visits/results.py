"""How the visits of many trees ended, one revision of each, in one query."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Engine, func, select

from kb_app.people.visits.closing import Cell, Counted
from kb_app.people.visits.figures import Figures, figures
from kb_app.people.visits.tables import visit_counts as _counts

# Whole groups of `hiding`, so that what is hidden of a revision alone is hidden here too.
_KINDS = (
    Counted.ENTERED,
    Counted.OUTCOME,
    Counted.INCOMPLETE,
    Counted.LEFT_SOON,
    Counted.CLOSING,
    Counted.WORDS,
    Counted.WORDS_LEFT,
)


def of_revisions(engine: Engine, digests: Mapping[str, str]) -> dict[str, Figures]:
    """Return the figures of one revision of each tree, by tree: `digests` says which.

    Only how visits began and ended: nothing of the questions in between. The same cells are
    hidden as in `figures.of_revision`.
    """
    columns = (_counts.c.tree, _counts.c.kind, _counts.c.question, _counts.c.target)
    query = (
        select(*columns, _counts.c.digest, func.sum(_counts.c.n).label("n"))
        .where(
            _counts.c.tree.in_(list(digests)),
            _counts.c.digest.in_(set(digests.values())),
            _counts.c.kind.in_(_KINDS),
        )
        .group_by(*columns, _counts.c.digest)
    )
    tallies: dict[str, dict[Cell, int]] = {tree: {} for tree in digests}
    with engine.connect() as connection:
        for row in connection.execute(query):
            if digests[row.tree] == row.digest:
                tallies[row.tree][Cell(Counted(row.kind), row.question, row.target)] = row.n
    return {tree: figures(tally) for tree, tally in tallies.items()}
