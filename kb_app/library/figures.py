"""Which amounts a sheet cites, and for which of its readers."""

from __future__ import annotations

from dataclasses import dataclass

from kb_app.knowledge.content.citations import cited_by
from kb_app.knowledge.content.model import Sheet


@dataclass(frozen=True, slots=True)
class Cited:
    """The ids a sheet cites, in order, each once."""

    all: tuple[str, ...]
    public: tuple[str, ...]
    """Outside of what is reserved to agents: what every reader may know."""


NOTHING_CITED = Cited((), ())


def cited(sheet: Sheet) -> Cited:
    """Return what a sheet cites; only one with braces is parsed."""
    found = cited_by(sheet)
    return Cited(found, cited_by(sheet, agent=False)) if found else NOTHING_CITED
