"""The trees one after the other: how the visits of each ended, and when each is to be reread."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from kb_app.knowledge.triage.model import TreeFile
from kb_app.library.snapshot import Snapshot
from kb_app.library.trees import PublishedTree
from kb_app.people.visits.figures import Figures
from kb_app.people.visits.hiding import Count
from kb_app.web.views.freshness import Freshness, due
from kb_app.web.views.lines import operator_label


@dataclass(frozen=True, slots=True)
class TreeRow:
    id: str
    title: str
    operator: str
    figures: Figures
    """Of the revision in force."""
    finished: Count
    review: Freshness | None
    earlier: bool
    """Nobody has closed a visit on this revision, but on an earlier one."""

    @property
    def address(self) -> str:
        return figures_address(self.id)


@dataclass(frozen=True, slots=True)
class GoneRow:
    """A tree that was visited and that nobody can walk any more."""

    address: str
    title: str
    operator: str


def tree_rows(
    trees: Iterable[PublishedTree],
    results: Mapping[str, Figures],
    visited: Iterable[str],
    snapshot: Snapshot,
) -> tuple[TreeRow, ...]:
    """Return a row for each tree, in the order given; `visited` names those ever visited."""
    ever = set(visited)
    return tuple(
        TreeRow(
            tree.id,
            tree.file.title,
            operator_label(snapshot.operators, tree.file.operator),
            results[tree.id],
            finished(results[tree.id]),
            review(tree.file, snapshot.day),
            results[tree.id].visits == 0 and tree.id in ever,
        )
        for published in trees
        if (tree := published.tree)
    )


def gone_rows(visited: Iterable[str], snapshot: Snapshot) -> tuple[GoneRow, ...]:
    """Return the trees that were visited and are no longer in force."""
    gone = [id for id in visited if id not in snapshot.trees]
    files = snapshot.tree_files
    return tuple(
        GoneRow(
            figures_address(id),
            files[id].document.title if id in files else id,
            operator_label(snapshot.operators, id.split("/")[0]),
        )
        for id in gone
    )


def finished(figures: Figures) -> Count:
    """Return the visits that came to an outcome; hidden when either of its terms is."""
    if figures.visits is None or figures.incomplete is None:
        return None
    return figures.visits - figures.incomplete


def review(file: TreeFile, today: date) -> Freshness | None:
    """Return when a tree is to be reread; None when its author gave no day."""
    return due(file.review_before, today) if file.review_before else None


def figures_address(id: str) -> str:
    return f"/suivi/arbres/{id}"
