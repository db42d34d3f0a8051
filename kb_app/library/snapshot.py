"""The library as it stands on a day: what every reader reads, parsed once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import TypeVar, cast

from kb_app.knowledge.content.kinds import kind_of
from kb_app.knowledge.content.model import (
    Document,
    DocumentToBring,
    Kind,
    Operator,
    Problem,
    Sheet,
    Theme,
)
from kb_app.knowledge.content.read import read
from kb_app.knowledge.search.analysis import fold
from kb_app.library import chain
from kb_app.library.model import Published, Version

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
        """The sheets one may read, by path, in the order of their titles."""
        found = [
            cast(Published[Sheet], p)
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
    def themes(self) -> tuple[Theme, ...]:
        return self._vocabulary(Kind.THEMES, cast("tuple[Theme, ...]", ()))

    def sheets_of(self, operator: str) -> tuple[Published[Sheet], ...]:
        """Return the operator's sheets by title. An unknown operator simply has no sheets."""
        return self.by_operator.get(operator, ())

    def _vocabulary(self, kind: Kind, absent: T) -> T:
        for path, p in self.published.items():
            if kind_of(path) is kind:
                return cast(T, p.document)
        return absent


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
