"""The library as it stands on a day: what every reader reads, parsed once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import TypeVar, cast

from kb_app.knowledge.content.glossary import by_spelling, in_groups
from kb_app.knowledge.content.kinds import kind_of, sheet_path
from kb_app.knowledge.content.model import (
    Acronym,
    Document,
    DocumentToBring,
    Figure,
    Kind,
    Operator,
    Problem,
    SearchCase,
    Sheet,
    Synonyms,
    Theme,
)
from kb_app.knowledge.rendering.figures import Tell, header_in_words, telling
from kb_app.knowledge.search.analysis import fold
from kb_app.knowledge.triage.cited import sheets_cited
from kb_app.knowledge.triage.model import SITUATIONS, Tree, TreeFile
from kb_app.library import chain
from kb_app.library.figures import NOTHING_CITED, Cited, cited
from kb_app.library.model import Published, Version
from kb_app.library.reading import read
from kb_app.library.trees import PublishedTree, published_tree

T = TypeVar("T")


@dataclass(frozen=True)
class Snapshot:
    """Never changes; a newer one replaces it. Withdrawn sheets are in `withdrawn` only."""

    sequence: int
    day: date
    published: Mapping[str, Published[Document]]
    damaged: Mapping[str, tuple[Problem, ...]] = field(default_factory=dict)
    """Paths in force whose text can no longer be read: not served, listed for repair."""

    @cached_property
    def sheets(self) -> Mapping[str, Published[Sheet]]:
        """The sheets one may read, by path, in the order of their titles.

        The amounts that their headers cite are in words, as they are that day.
        """
        found = [
            self._in_words(cast(Published[Sheet], p))
            for p in self.published.values()
            if isinstance(p.document, Sheet) and p.document.withdrawal is None
        ]
        found.sort(key=lambda p: (fold(p.document.title), p.document.path))
        return {p.document.path: p for p in found}

    @cached_property
    def withdrawn(self) -> Mapping[str, Published[Sheet]]:
        return {
            path: cast(Published[Sheet], p)
            for path, p in self.published.items()
            if isinstance(p.document, Sheet) and p.document.withdrawal is not None
        }

    @cached_property
    def operators(self) -> Mapping[str, Operator]:
        """Cards by slug: national, then local, then the house itself, each by name."""
        order = {"national": 0, "local": 1, "interne": 2}
        found = [p.document for p in self.published.values() if isinstance(p.document, Operator)]
        found.sort(key=lambda o: (order.get(o.genre, 1), fold(o.name)))
        return {o.slug: o for o in found}

    @cached_property
    def by_operator(self) -> Mapping[str, tuple[Published[Sheet], ...]]:
        groups: dict[str, list[Published[Sheet]]] = {}
        for p in self.sheets.values():
            groups.setdefault(p.document.operator, []).append(p)
        return {operator: tuple(group) for operator, group in groups.items()}

    @cached_property
    def by_theme(self) -> Mapping[str, tuple[Published[Sheet], ...]]:
        groups: dict[str, list[Published[Sheet]]] = {}
        for p in self.sheets.values():
            for theme in p.document.themes:
                groups.setdefault(theme, []).append(p)
        return {theme: tuple(group) for theme, group in groups.items()}

    @cached_property
    def documents(self) -> Mapping[str, DocumentToBring]:
        items = self._vocabulary(Kind.DOCUMENTS, cast("tuple[DocumentToBring, ...]", ()))
        return {d.id: d for d in items}

    @cached_property
    def synonyms(self) -> Synonyms:
        """The vocabulary's, each acronym of the glossary and its name meaning the same too."""
        written = self._vocabulary(Kind.SYNONYMS, Synonyms())
        return replace(written, groups=(*written.groups, *in_groups(self.glossary)))

    @cached_property
    def glossary(self) -> tuple[Acronym, ...]:
        """The acronyms and their names, in the order of their letters."""
        found = self._vocabulary(Kind.GLOSSARY, cast("tuple[Acronym, ...]", ()))
        return tuple(sorted(found, key=lambda each: fold(each.id)))

    @cached_property
    def acronyms(self) -> Mapping[str, Acronym]:
        """The glossary under every way its acronyms are written."""
        return by_spelling(self.glossary)

    @cached_property
    def search_cases(self) -> tuple[SearchCase, ...]:
        return self._vocabulary(Kind.SEARCH_CASES, cast("tuple[SearchCase, ...]", ()))

    @cached_property
    def figures(self) -> Mapping[str, Figure]:
        """The amounts that sheets cite, by id, in the order of their file."""
        items = self._vocabulary(Kind.FIGURES, cast("tuple[Figure, ...]", ()))
        return {figure.id: figure for figure in items}

    def tell(self, day: date | None = None) -> Tell:
        """Return what tells an amount as it is on a day, the snapshot's own by default."""
        return telling(self.figures, day or self.day)

    @cached_property
    def citations(self) -> Mapping[str, Cited]:
        """What each sheet that cites amounts cites, by path, in the order of the titles."""
        found = ((path, cited(cast(Sheet, self.published[path].document))) for path in self.sheets)
        return {path: each for path, each in found if each.all}

    @cached_property
    def lapsed(self) -> frozenset[str]:
        """The ids cited that have no value that day, those that nothing defines included."""
        told = map(self.tell(), {id for each in self.citations.values() for id in each.all})
        return frozenset(each.id for each in told if not each.in_force)

    def to_check(self, path: str, *, agent: bool) -> tuple[str, ...]:
        """Return the lapsed amounts that a sheet cites; see `Cited` for `agent`."""
        found = self.citations.get(path, NOTHING_CITED)
        return tuple(id for id in (found.all if agent else found.public) if id in self.lapsed)

    @cached_property
    def themes(self) -> tuple[Theme, ...]:
        return self._vocabulary(Kind.THEMES, cast("tuple[Theme, ...]", ()))

    def sheets_of(self, operator: str) -> tuple[Published[Sheet], ...]:
        """Return the operator's sheets by title. An unknown operator simply has no sheets."""
        return self.by_operator.get(operator, ())

    @cached_property
    def tree_files(self) -> Mapping[str, Published[TreeFile]]:
        """Every tree and sub-tree by id, `cpam/carte-vitale`, walkable today or not."""
        found = (p for p in self.published.values() if isinstance(p.document, TreeFile))
        files = [cast(Published[TreeFile], p) for p in found]
        return {p.document.id: p for p in sorted(files, key=lambda p: fold(p.document.title))}

    @cached_property
    def trees(self) -> Mapping[str, PublishedTree]:
        """The trees one may walk today, by id, in the order of their titles."""
        return {id: p for id, p in self._unfolded.items() if p.tree is not None}

    @cached_property
    def unwalkable(self) -> Mapping[str, tuple[Problem, ...]]:
        """Trees in force that cannot be walked as their sub-trees stand, by path."""
        return {p.version.path: p.problems for p in self._unfolded.values() if p.tree is None}

    @cached_property
    def _unfolded(self) -> Mapping[str, PublishedTree]:
        return {
            id: published_tree(p, self.tree_files.get)
            for id, p in self.tree_files.items()
            if not p.document.is_subtree and not _is_over(p.document, self.day)
        }

    def trees_of(self, operator: str) -> tuple[Tree, ...]:
        """Return the operator's trees by title."""
        return tuple(tree for tree in self._walkable if tree.file.operator == operator)

    @cached_property
    def trees_to(self) -> Mapping[str, tuple[Tree, ...]]:
        """The trees that lead to each sheet, by the sheet's path."""
        groups: dict[str, list[Tree]] = {}
        for tree in self._walkable:
            for id in sheets_cited(tree):
                groups.setdefault(sheet_path(id), []).append(tree)
        return {path: tuple(trees) for path, trees in groups.items()}

    @cached_property
    def by_situation(self) -> Mapping[str, tuple[Tree, ...]]:
        """The trees of each life situation, in the order of `SITUATIONS`; empty ones left out."""
        groups = {
            situation: tuple(t for t in self._walkable if situation in t.file.situations)
            for situation in SITUATIONS
        }
        return {situation: trees for situation, trees in groups.items() if trees}

    @cached_property
    def _walkable(self) -> tuple[Tree, ...]:
        return tuple(p.tree for p in self.trees.values() if p.tree)

    def _in_words(self, published: Published[Sheet]) -> Published[Sheet]:
        sheet = header_in_words(published.document, self.tell())
        return published if sheet is published.document else Published(sheet, published.version)

    def _vocabulary(self, kind: Kind, absent: T) -> T:
        for path, p in self.published.items():
            if kind_of(path) is kind:
                return cast(T, p.document)
        return absent


def _is_over(file: TreeFile, day: date) -> bool:
    return file.valid_until is not None and file.valid_until < day


def refreshed(
    held: Snapshot, sequence: int, day: date, changed: Iterable[tuple[Version, str]]
) -> Snapshot:
    """Return `held` with the changed paths read again; everything else is kept as it is."""
    published = dict(held.published)
    damaged = dict(held.damaged)
    for version, text in changed:
        published.pop(version.path, None)
        damaged.pop(version.path, None)
        document, problems = _read(version, text)
        if document is None:
            damaged[version.path] = problems
        else:
            published[version.path] = Published(document, version)
    return Snapshot(sequence, day, published, damaged)


def _read(version: Version, text: str) -> tuple[Document | None, tuple[Problem, ...]]:
    if chain.text_digest(text) != version.text_sha256:
        spoiled = "le texte enregistré a été altéré ; restaurez une sauvegarde"
        return None, (Problem(version.path, 1, "B01", spoiled),)
    reading = read(version.path, text, whole=False)
    return reading.document, reading.problems
