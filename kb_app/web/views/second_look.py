"""What readers are told of a version that nobody else has read yet, and where it is over."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from kb_app.knowledge.content.kinds import sheet_path
from kb_app.knowledge.triage.model import TreeFile
from kb_app.library.model import Published, Version
from kb_app.people.accounts.model import Permission
from kb_app.people.authoring.urgencies import Urgency
from kb_app.web.access import may
from kb_app.web.house import house
from kb_app.web.links import address_of
from kb_app.web.views.restoring import restore_before
from kb_app.web.views.sheet_links import sheet_link
from kb_app.web.views.sheet_page import Link


def urgency_of(version: Version) -> Urgency | None:
    """Return the urgent publication, still to be approved, that a version comes from.

    None for readers without an account: how the house works is not theirs to weigh.
    """
    if not may(Permission.VERSION_READ):
        return None
    return house().authoring.urgency(version.path, version.number)


def tree_over(id: str) -> ResponseReturnValue | None:
    """Return the page of a tree whose last day is past, status 410; None of any other.

    It says why, as the reason of its last version tells those who may read it, and leads to its
    sheet and to the trees that lead there: the format of a tree names no successor.
    """
    snapshot = house().library.snapshot()
    found = snapshot.tree_files.get(id)
    last = found.document.valid_until if found else None
    if found is None or last is None or last >= snapshot.day or found.document.is_subtree:
        return None
    sheet = found.document.sheet
    page = render_template(
        "triage/over.html",
        tree=found.document,
        last=last,
        reason=found.version.reason if may(Permission.VERSION_READ) else None,
        sheet=sheet_link(sheet, snapshot) if sheet else None,
        others=_others(found),
        before=restore_before(found.version),
    )
    return page, 410


def _others(over: Published[TreeFile]) -> list[Link]:
    """Return the trees in service that lead to the same sheet."""
    sheet = over.document.sheet
    if sheet is None:
        return []
    trees = house().library.snapshot().trees_to.get(sheet_path(sheet.partition("#")[0]), ())
    return [Link(address_of(tree.file.path), tree.file.title) for tree in trees]
