"""The search cases asked again: which questions lose their sheet, before anyone notices."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path

from kb_app.knowledge.content.model import Document, Problem, SearchCase
from kb_app.knowledge.search import index as index_files
from kb_app.knowledge.search.expansions import expansions_of
from kb_app.knowledge.search.index import Index
from kb_app.knowledge.search.model import Scope
from kb_app.library.entries import Findable
from kb_app.library.model import Published, Version
from kb_app.library.snapshot import Snapshot

PATH = "vocabulary/search-cases.yaml"
FIRST = 3
"""Sheets among which the right one must be."""


def replayed(snapshot: Snapshot, served: Path | None = None) -> tuple[SearchCase, ...]:
    """Return the lost cases of a snapshot that is not, or not yet, in force.

    A case none of whose sheets is published is not asked. The index is made for the occasion,
    from the one in service in the folder `served` if given: only what differs is written.
    """
    return _replayed(snapshot, served, snapshot.search_cases)


def lost_by(
    before: Snapshot, documents: Mapping[str, Document], served: Path
) -> tuple[SearchCase, ...]:
    """Return the cases that pass today and would not once these documents are published."""
    after = replayed(changed(before, documents), served)
    asked = {case.question for case in after}
    again = [case for case in before.search_cases if case.question in asked]
    today = {case.question for case in _replayed(before, served, again)}
    return tuple(case for case in after if case.question not in today)


def _replayed(
    snapshot: Snapshot, served: Path | None, cases: Sequence[SearchCase]
) -> tuple[SearchCase, ...]:
    if not cases:
        return ()
    findable = Findable(snapshot)
    if served and (index := index_files.open_index(served)) and index.digests == findable.digests:
        return _lost(snapshot, index, cases)
    with tempfile.TemporaryDirectory(prefix="relais-cases-") as name:
        folder = Path(name)
        index_files.update(folder, lambda: findable, base=served)
        index = index_files.open_index(folder)
        assert index is not None
        return _lost(snapshot, index, cases)


def _lost(snapshot: Snapshot, index: Index, cases: Iterable[SearchCase]) -> tuple[SearchCase, ...]:
    expansions = expansions_of(snapshot.synonyms)
    path_of = {p.document.code: path for path, p in snapshot.sheets.items()}
    lost = []
    for case in cases:
        right = {path_of[code] for code in case.codes if code in path_of}
        if right:
            found = index.paths(case.question, Scope.AGENT, expansions, FIRST, kinds=("sheet",))
            if right.isdisjoint(found):
                lost.append(case)
    return tuple(lost)


def problems_of(lost: Iterable[SearchCase]) -> tuple[Problem, ...]:
    """Return the lost cases as the problems of their file."""
    return tuple(
        Problem(
            PATH,
            case.line,
            "M05",
            f"«\u00a0{case.question}\u00a0» ne mène plus à {' ni à '.join(case.codes)} parmi les "
            f"{FIRST} premières fiches\u00a0; ajoutez ces mots à la fiche, ou un synonyme",
        )
        for case in lost
    )


def changed(before: Snapshot, documents: Mapping[str, Document]) -> Snapshot:
    """Return the snapshot as it will be with these documents, of no version yet."""
    published = dict(before.published)
    for path, document in documents.items():
        published[path] = Published(document, _unnumbered(path, document))
    return Snapshot(before.sequence, before.day, published, before.damaged)


def of_documents(documents: Mapping[str, Document], day: date) -> Snapshot:
    """Return a library that is these documents and nothing else."""
    return changed(Snapshot(0, day, {}), documents)


def _unnumbered(path: str, document: Document) -> Version:
    digest = hashlib.sha256(repr(document).encode()).hexdigest()
    return Version(0, path, 0, date.min, False, None, "", datetime.min, digest, digest)
