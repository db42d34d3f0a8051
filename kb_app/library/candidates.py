"""Texts that would become versions, held to the library they would join."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from kb_app.knowledge.content.check import check
from kb_app.knowledge.content.model import Document, Problem, Sheet
from kb_app.knowledge.content.read import Reading
from kb_app.knowledge.triage.model import TreeFile
from kb_app.library.held import not_holding
from kb_app.library.library import Library
from kb_app.library.model import NewVersion
from kb_app.library.trees import unfit


@dataclass(frozen=True, slots=True)
class Foreseen:
    """The library with all that is planned: a code is taken from the day it is announced."""

    sequence: int
    """Of its newest publication."""
    day: date
    """Today, not the day foreseen."""
    documents: Mapping[str, Document | None]
    """By path; None for one that can no longer be read."""


def foreseen(library: Library) -> Foreseen:
    """Return what a text published now would stand beside."""
    snapshot = library.as_of(date.max)
    standing: dict[str, Document | None] = dict.fromkeys(snapshot.damaged)
    standing |= {path: published.document for path, published in snapshot.published.items()}
    return Foreseen(snapshot.sequence, library.today(), standing)


def judge(readings: Mapping[str, Reading], beside: Foreseen) -> tuple[Problem, ...]:
    """Return every problem of the texts, by path: alone, together, and beside the library.

    A sub-tree that no longer fits a standing tree is at fault, not that tree; so is a sheet that
    a standing tree leads to and that is withdrawn. See `trees.unfit`, `held.not_holding`.
    """
    fresh = {path: reading.document for path, reading in readings.items()}
    found = {*check(readings, beside.day, beside.documents), *unfit(fresh, beside.documents)}
    found |= {*not_holding(fresh, beside.documents, beside.day)}
    return tuple(sorted(found))


def new_version(
    path: str, text: str, document: Document | None, day: date, reason: str, author_id: int | None
) -> NewVersion:
    """Return the text as a version to publish, in force from the day it says, or from `day`."""
    starts = document.valid_from if isinstance(document, Sheet | TreeFile) else None
    return NewVersion(
        path=path,
        text=text,
        valid_from=starts or day,
        withdrawn=isinstance(document, Sheet) and document.withdrawal is not None,
        author_id=author_id,
        reason=reason,
    )
