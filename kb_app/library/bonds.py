"""Sheets and trees held together: what stands wrong between them, and whose it is to mend."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from kb_app.knowledge.content.kinds import folder_of, id_of, sheet_path
from kb_app.knowledge.content.model import Level, Sheet
from kb_app.knowledge.triage.checking.library import sheet_problems
from kb_app.knowledge.triage.model import Tree
from kb_app.library.held import read_by_agents
from kb_app.library.library import Library
from kb_app.library.model import Published, Version
from kb_app.library.reading import read
from kb_app.library.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Bond:
    """One thing wrong between a tree and a sheet it leads to."""

    code: str
    """L01 (no such sheet), L02 (withdrawn or overdue), L03 (heading gone), L04 (tree to reread)."""
    level: Level
    message: str
    tree: str
    """The path of the tree's file, or of its sub-tree's, in which the sheet is cited."""
    tree_title: str
    line: int
    """In that file."""
    sheet: str
    """Its path, which is not there for L01."""
    sheet_title: str
    """Empty for L01."""

    @property
    def tree_operator(self) -> str:
        return folder_of(self.tree)

    @property
    def sheet_operator(self) -> str:
        return folder_of(self.sheet)

    @property
    def owners(self) -> frozenset[str]:
        """The operators whose keepers must know: the tree's and the sheet's."""
        return frozenset({self.tree_operator, self.sheet_operator})


class Bonds:
    """What stands wrong in the library, looked for once a publication and a day."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._found = lru_cache(2)(self._look)

    def all(self) -> tuple[Bond, ...]:
        """Return every bond that is wrong today, the gravest first, then by tree and line."""
        snapshot = self._library.snapshot()
        return self._found(snapshot.sequence, snapshot.day)

    def of(self, path: str) -> tuple[Bond, ...]:
        """Return those of one tree or of one sheet, by its path."""
        return tuple(bond for bond in self.all() if path in (bond.tree, bond.sheet))

    def _look(self, sequence: int, day: date) -> tuple[Bond, ...]:
        """Look at the library as it is; its sequence and day tell one call from another."""
        snapshot = self._library.snapshot()
        changed = {
            id_of(path): _changed_on(self._library, published)
            for path, published in snapshot.sheets.items()
            if path in snapshot.trees_to
        }
        sheets = _sheets(snapshot)
        found = {
            bond
            for published in snapshot.trees.values()
            if published.tree
            for bond in _of_tree(_reread(published.tree, snapshot), sheets, day, changed)
        }
        order = list(Level)
        return tuple(sorted(found, key=lambda b: (order.index(b.level), b.tree, b.line, b.sheet)))


def _sheets(snapshot: Snapshot) -> dict[str, Sheet | None]:
    """Return every sheet there is by id, withdrawn ones too; None for a damaged one."""
    found: dict[str, Sheet | None] = {
        id_of(path): None for path in snapshot.damaged if path.endswith(".md")
    }
    found |= {id_of(path): each.document for path, each in snapshot.sheets.items()}
    return found | {id_of(path): each.document for path, each in snapshot.withdrawn.items()}


def _of_tree(
    tree: Tree, sheets: Mapping[str, Sheet | None], day: date, changed: Mapping[str, date]
) -> Iterator[Bond]:
    titles = {file.path: file.title for file in (tree.file, *tree.subtrees)}
    for id, problems in sheet_problems(tree, sheets, day, changed):
        sheet = sheets.get(id)
        for problem in problems:
            yield Bond(
                problem.code,
                problem.level,
                problem.message,
                problem.path,
                titles[problem.path],
                problem.line,
                sheet_path(id),
                sheet.title if sheet else "",
            )


def _reread(tree: Tree, snapshot: Snapshot) -> Tree:
    """Return the tree, published on the day it says it was reread when it says nothing."""
    if tree.file.reviewed_on:
        return tree
    version = snapshot.tree_files[tree.id].version
    return replace(tree, file=replace(tree.file, reviewed_on=version.at.date()))


def _changed_on(library: Library, published: Published[Sheet]) -> date:
    """Return the day from which readers had what the sheet says now, its review dates apart."""
    version = published.version
    if version.number == 1:
        return version.valid_from
    says = read_by_agents(published.document)
    history = library.history(version.path)
    for earlier in sorted(history, key=lambda v: v.number, reverse=True):
        if earlier.number >= version.number:
            continue
        text = library.version(earlier.path, earlier.number)[1]
        document = read(earlier.path, text, whole=False).document
        if not isinstance(document, Sheet) or read_by_agents(document) != says:
            return _known_from(version)
        version = earlier
    return version.valid_from


def _known_from(version: Version) -> date:
    return max(version.valid_from, version.at.date())
