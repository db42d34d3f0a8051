"""Which sheet this reader gets: past days and withdrawn texts are not for everyone."""

from __future__ import annotations

from datetime import date

from kb_app.errors import NotFound, Refused
from kb_app.knowledge.content.kinds import kind_of
from kb_app.knowledge.content.model import Kind, Sheet
from kb_app.library.model import Published
from kb_app.people.accounts.model import Permission
from kb_app.web.access import may
from kb_app.web.french import date_fr
from kb_app.web.house import house
from kb_app.web.views.sheet_page import as_sheet


def open_sheet(path: str, on: date | None = None) -> Published[Sheet]:
    """Return the sheet as it stood on a day, today by default.

    A sheet withdrawn today comes as its withdrawal, whatever the day, unless the reader may read
    withdrawn texts. Raises NotFound, or Refused for another day to those who may not look back.
    """
    _check_path(path)
    current = house().library.snapshot().withdrawn.get(path)
    if current and not may(Permission.WITHDRAWN_READ, current.document.operator):
        return current
    if on and not may(Permission.VERSION_READ):
        raise Refused("Connectez-vous pour lire une fiche telle qu’elle était un autre jour.")
    try:
        return as_sheet(house().library.read(path, on))
    except NotFound:
        if path in house().library.snapshot().damaged:
            raise
        raise NotFound(_absent(on)) from None


def check_history(path: str) -> None:
    """Let through who may read every version of the sheet; nothing tells the others it was."""
    _check_path(path)
    withdrawn = house().library.snapshot().withdrawn.get(path)
    if withdrawn and not may(Permission.WITHDRAWN_READ, withdrawn.document.operator):
        raise NotFound("Cette fiche n’existe pas.")


def _absent(on: date | None) -> str:
    if on is None:
        return "Cette fiche n’existe pas, ou n’est pas encore en vigueur. Cherchez la demande."
    return f"Il n’y avait pas de fiche à cette adresse le {date_fr(on)}."


def _check_path(path: str) -> None:
    """Stop here what no sheet can be named, before the database is asked."""
    if kind_of(path) is not Kind.SHEET:
        raise NotFound("Cette adresse ne mène à aucune fiche.")
