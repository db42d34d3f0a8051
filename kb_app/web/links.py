"""Document paths to addresses: the only place that knows both."""

from __future__ import annotations

from collections.abc import Callable

from kb_app.knowledge.content import kinds
from kb_app.knowledge.content.fields import READABLE
from kb_app.knowledge.content.kinds import kind_of
from kb_app.knowledge.content.model import Kind
from kb_app.library.snapshot import Snapshot


def address_of(path: str) -> str:
    """Return the address of a sheet, a tree or an operator card.

    Raises ValueError for anything else.
    """
    # Slugs are ASCII letters, digits and hyphens: nothing to encode. A page of results makes
    # a dozen of these, so they are not left to the router.
    _, operator, *_, name = path.split("/")
    match kind_of(path):
        case Kind.SHEET:
            return f"/fiches/{operator}/{name.removesuffix('.md')}"
        case Kind.TREE:
            return f"/orientation/{operator}/{name.removesuffix('.yaml')}"
        case Kind.OPERATOR:
            return f"/operateurs/{operator}"
        case _:
            raise ValueError(f"no page shows {path}")


def sheet_path(operator: str, slug: str) -> str:
    """Return the document path behind a sheet's address."""
    return kinds.sheet_path(f"{operator}/{slug}")


def link_maker(snapshot: Snapshot) -> Callable[[str], str | None]:
    """Return what rendering asks for each link between documents: an address, or None."""

    def link_for(path: str) -> str | None:
        if path not in snapshot.published or kind_of(path) not in READABLE:
            return None
        return address_of(path)

    return link_for
