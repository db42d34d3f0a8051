"""Withdrawing a document: why, and what to read instead; then reviewed like any other text."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import Blueprint, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from kb_app.errors import InvalidInput, NotFound
from kb_app.knowledge.content.kinds import kind_of
from kb_app.knowledge.content.model import Kind
from kb_app.people.accounts.model import Permission
from kb_app.people.authoring.revising import WITHDRAWABLE
from kb_app.people.authoring.rights import operator_of
from kb_app.people.authoring.tables import LONGEST_REASON
from kb_app.people.authoring.texts import title_of
from kb_app.web.access import may, requires, signed_in
from kb_app.web.house import house
from kb_app.web.links import address_of
from kb_app.web.views.failed_groups import Live, live
from kb_app.web.views.review_lines import draft_address

blueprint = Blueprint("withdrawing", __name__, url_prefix="/relecture/retirer")

MOST_SHEETS = 8
"""Sheets offered to read instead."""


@blueprint.get("")
@requires(Permission.DRAFT_WRITE)
def form() -> ResponseReturnValue:
    return _page(_path_asked())


@blueprint.post("")
@requires(Permission.DRAFT_WRITE)
def withdraw() -> ResponseReturnValue:
    path, sent = _path_asked(), request.form
    if "chercher" in sent:
        return _page(path)
    try:
        successor = sent.get("remplacante") or None
        draft = house().authoring.withdraw(signed_in(), path, sent.get("motif", ""), successor)
    except InvalidInput as trouble:
        return _page(path, str(trouble)), 400
    flash("Retrait proposé : il prendra effet quand une autre personne l’aura relu.")
    return redirect(draft_address(draft.id), 303)


def withdraw_address(path: str) -> str:
    """Return the address of the form that withdraws a document."""
    return f"/relecture/retirer?{urlencode({'document': path}, safe='/')}"


def _page(path: str, trouble: str | None = None) -> str:
    newest = house().library.newest(path)
    if newest is None:
        raise NotFound("Ce document n’existe pas.")
    title = title_of(path, newest[1], "")
    sought = request.form.get("cherche", "").strip() or title
    return render_template(
        "relecture/retirer.html",
        title=title,
        address=address_of(path),
        is_tree=kind_of(path) is Kind.TREE,
        sheets=_sheets(path, sought),
        sought=sought,
        chosen=request.form.get("remplacante", ""),
        reason=request.form.get("motif", ""),
        trouble=trouble,
        longest=LONGEST_REASON,
    )


def _sheets(path: str, sought: str) -> list[Live]:
    """Return the sheets that answer the words, without the one that is withdrawn."""
    found = live(sought, house().library.snapshot(), 2 * MOST_SHEETS)
    return [each for each in found if each.is_sheet and each.path != path][:MOST_SHEETS]


def _path_asked() -> str:
    """Return the path of the address, to who may write there."""
    path = request.args.get("document", "")
    if kind_of(path) not in WITHDRAWABLE or not may(Permission.DRAFT_WRITE, operator_of(path)):
        raise NotFound("Ce document n’existe pas, ou n’est pas de votre périmètre.")
    return path
