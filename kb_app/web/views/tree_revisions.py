"""The revisions of a tree that have figures, and the text each was walked on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from kb_app.errors import NotFound
from kb_app.knowledge.content.kinds import tree_path
from kb_app.knowledge.triage.model import Tree
from kb_app.library.library import Library
from kb_app.library.model import Version
from kb_app.library.trees import PublishedTree
from kb_app.people.visits.figures import Revision
from kb_app.web.french import month_fr, plural


@dataclass(frozen=True, slots=True)
class Edition:
    """One revision: that in force, visited or not, or an earlier one that was visited."""

    id: str
    """Of the tree."""
    digest: str
    number: int | None
    """Of the version of the tree's own file; None when its history says nothing of it."""
    current: bool
    visited: Revision | None

    @property
    def words(self) -> str:
        """« Version 3, en vigueur · novembre 2026 · 12 visites »."""
        name = f"Version {self.number}" if self.number else "Version inconnue"
        parts = [f"{name}, en vigueur" if self.current else name]
        if self.visited is None:
            return " · ".join([*parts, "aucune visite close"])
        first, last = month_fr(self.visited.first), month_fr(self.visited.last)
        parts.append(first if first == last else f"de {first} à {last}")
        count = self.visited.visits
        parts.append("visites masquées" if count is None else plural(count, "visite", "visites"))
        return " · ".join(parts)

    @property
    def key(self) -> str:
        """What an address says of it."""
        return self.digest[:12]


def editions(library: Library, id: str, visited: Sequence[Revision]) -> tuple[Edition, ...]:
    """Return the revision in force, if there is one, then the others as given."""
    published = library.snapshot().trees.get(id)
    versions = _history(library, id)
    found = [_edition(id, each, versions, published) for each in visited]
    if published and not any(each.current for each in found):
        found.append(Edition(id, published.digest, published.version.number, True, None))
    return tuple(sorted(found, key=lambda each: not each.current))


def chosen(found: Sequence[Edition], key: str | None) -> Edition:
    """Return the revision an address asks for, the first without one.

    Raises NotFound when there is no such revision.
    """
    for each in found:
        if key in (None, each.key):
            return each
    raise NotFound("Cet arbre n’existe pas, ou cette révision n’a jamais servi.")


def text_of(library: Library, edition: Edition) -> Tree | None:
    """Return the tree as that revision was walked; None when it can no longer be read."""
    published = library.snapshot().trees.get(edition.id)
    if published and published.digest == edition.digest:
        return published.tree
    return _tree_before(library, edition.id, edition.visited) if edition.visited else None


def _tree_before(library: Library, id: str, revision: Revision) -> Tree | None:
    """Look for a past text by its digest.

    The counts keep the publication a revision was first walked at, and only the months: the day,
    which decides between versions planned ahead, is found among those on which one took effect.
    """
    today = library.snapshot().day
    end = min(today, _last_of_month(revision.last))
    days = {end, revision.first}
    if at_end := _at(library, id, revision.sequence, end):
        parts = at_end.tree.subtrees if at_end.tree else ()
        days |= _starts(library, [id, *(part.id for part in parts)], end)
    for day in sorted(days, reverse=True):
        found = _at(library, id, revision.sequence, day)
        if found and found.digest == revision.digest:
            return found.tree
    return None


def _edition(
    id: str, revision: Revision, versions: Sequence[Version], published: PublishedTree | None
) -> Edition:
    if published and published.digest == revision.digest:
        return Edition(id, revision.digest, published.version.number, True, revision)
    end = _last_of_month(revision.last)
    numbers = [
        v.number for v in versions if v.sequence <= revision.sequence and v.valid_from <= end
    ]
    return Edition(id, revision.digest, max(numbers, default=None), False, revision)


def _at(library: Library, id: str, sequence: int, day: date) -> PublishedTree | None:
    try:
        return library.tree_at(id, sequence, day)
    except NotFound:
        return None


def _starts(library: Library, ids: Iterable[str], end: date) -> set[date]:
    """Return the days, until `end`, on which a version of one of these files took effect."""
    return {v.valid_from for id in ids for v in _history(library, id) if v.valid_from <= end}


def _history(library: Library, id: str) -> Sequence[Version]:
    try:
        return library.history(tree_path(id))
    except NotFound:
        return ()


def _last_of_month(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=31)).replace(day=1) - timedelta(days=1)
