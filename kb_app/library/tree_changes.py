"""What texts not yet published would change for visitors of the trees, asked before they are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from hashlib import sha256

from kb_app.knowledge.content.kinds import cases_path, id_of, kind_of
from kb_app.knowledge.content.model import Document, DocumentToBring, Kind, Operator, Sheet
from kb_app.knowledge.triage.assembling.assemble import assemble
from kb_app.knowledge.triage.cases.changed import Changed, changed
from kb_app.knowledge.triage.cases.model import Case, CasesFile
from kb_app.knowledge.triage.comparing.beside import MOST_WORK
from kb_app.knowledge.triage.comparing.telling import Labels, Told
from kb_app.knowledge.triage.model import Tree, TreeFile
from kb_app.library.candidates import foreseen
from kb_app.library.library import Library
from kb_app.library.reading import read
from kb_app.library.trees import may_concern, tree_files

_REMEMBERED = 16

Documents = Mapping[str, Document | None]


@dataclass(frozen=True, slots=True)
class Change:
    """Situations that would be told something else, and one visit that shows it."""

    id: str
    """A stable digest of what it says: the same change keeps it, another never has it."""
    path: str
    """Of the tree whose visitors are concerned, which may not be among the texts."""
    situation: str
    """« Si à « Pour qui ? » on répond « Pour moi » ». A sentence of its own when there were too
    many visits to follow all: then `before`, `now` and `witness` are empty.
    """
    before: str
    now: str
    witness: tuple[str, ...]
    """French sentences: each question of one visit, with its answer."""


class TreeChanges:
    """Compares the trees with texts in them to the library's, on every visit they allow.

    The same texts beside the same library are compared once: a review is read, then published.
    """

    def __init__(self, library: Library, most: int = MOST_WORK) -> None:
        self._library = library
        self._most = most
        self._found = lru_cache(_REMEMBERED)(self._compare)

    def of(self, texts: Mapping[str, str]) -> tuple[Change, ...]:
        """Return what changes were these texts, by path, published together now.

        Trees that call a sub-tree among the texts are compared too. Nothing of a tree that is
        new: the whole of it is read. Texts that cannot be read are left out: their mistakes are
        told elsewhere.
        """
        trees = {path: text for path, text in texts.items() if kind_of(path) is Kind.TREE}
        if not trees:
            return ()
        snapshot = self._library.refresh()
        return self._found(snapshot.sequence, snapshot.day, tuple(sorted(trees.items())))

    def _compare(
        self, sequence: int, day: date, texts: tuple[tuple[str, str], ...]
    ) -> tuple[Change, ...]:
        """Compare beside the library as it is; its sequence and day tell one call from another."""
        standing = foreseen(self._library).documents
        read_now = {path: read(path, text, whole=False).document for path, text in texts}
        fresh = {path: each for path, each in read_now.items() if isinstance(each, TreeFile)}
        labels = labels_of({**standing, **fresh})
        return tuple(
            change
            for old, new in _pairs(standing, fresh)
            for change in _changes(
                new.file.path,
                changed(old, new, _day(new, day), _cases(standing, old), labels, self._most),
            )
        )


def labels_of(documents: Documents) -> Labels:
    """Return the names by which readers know what the trees of a library cite."""
    held = documents.values()
    operators = [each for each in held if isinstance(each, Operator)]
    lists = (each for each in held if isinstance(each, tuple))
    return Labels(
        documents={e.id: e.text for each in lists for e in each if isinstance(e, DocumentToBring)},
        sheets={id_of(path): d.title for path, d in documents.items() if isinstance(d, Sheet)},
        operators={each.slug: each.name for each in operators},
        inboxes={
            f"{each.slug}/{inbox.id}": f"{each.name}, {inbox.name}"
            for each in operators
            for inbox in each.inboxes
        },
    )


def _pairs(standing: Documents, fresh: Mapping[str, TreeFile]) -> Iterator[tuple[Tree, Tree]]:
    """Yield each tree that the texts touch, as it stands and as it would."""
    before = tree_files(standing.values())
    after = before | tree_files(fresh.values())
    for id, file in before.items():
        if after[id].is_subtree or not may_concern(file, fresh):
            continue
        old, new = assemble(file, before).tree, assemble(after[id], after).tree
        if old and new and not _paths(old, new).isdisjoint(fresh):
            yield old, new


def _paths(*trees: Tree) -> set[str]:
    return {file.path for tree in trees for file in (tree.file, *tree.subtrees)}


def _day(tree: Tree, today: date) -> date:
    """Return the day from which visitors would walk it."""
    return max(today, tree.file.valid_from or today)


def _cases(standing: Documents, tree: Tree) -> tuple[Case, ...]:
    file = standing.get(cases_path(tree.id))
    return file.cases if isinstance(file, CasesFile) else ()


def _changes(path: str, found: Changed) -> Iterator[Change]:
    if found.sampled:
        yield _change(path, Told(
            f"Les parcours de « {id_of(path)} » sont trop nombreux pour être tous suivis : une "
            "partie a été tirée au hasard, et d’autres changements sont possibles", "", "", ()
        ))  # fmt: skip
    for told in found.situations:
        yield _change(path, told)


def _change(path: str, told: Told) -> Change:
    said = "\n".join((path, told.situation, told.before, told.now))
    return Change(
        sha256(said.encode()).hexdigest()[:16],
        path,
        told.situation,
        told.before,
        told.now,
        told.witness,
    )
