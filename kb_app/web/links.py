"""Document paths to addresses: the only place that knows both."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import PurePosixPath

from flask import url_for

from kb_app.knowledge.content.kinds import kind_of
from kb_app.knowledge.content.model import Kind
from kb_app.library.snapshot import Snapshot


def address_of(path: str) -> str:
    """Return the address of a sheet or operator card. Raises ValueError for anything else."""
    parts = PurePosixPath(path).parts
    match kind_of(path):
        case Kind.SHEET:
            return url_for("sheets.show", operator=parts[1], slug=parts[2].removesuffix(".md"))
        case Kind.OPERATOR:
            return url_for("operators.show", operator=parts[1])
        case _:
            raise ValueError(f"no page shows {path}")


def sheet_path(operator: str, slug: str) -> str:
    """Return the document path behind a sheet's address."""
    return f"operators/{operator}/{slug}.md"


def link_maker(snapshot: Snapshot) -> Callable[[str], str | None]:
    """Return what rendering asks for each link between documents: an address, or None."""

    def link_for(path: str) -> str | None:
        if path not in snapshot.published or kind_of(path) not in {Kind.SHEET, Kind.OPERATOR}:
            return None
        return address_of(path)

    return link_for
