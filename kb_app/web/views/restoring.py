"""Putting an old version back: a draft that goes on from the newest one."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import Blueprint, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from kb_app.errors import InvalidInput, NotFound
from kb_app.knowledge.content.kinds import kind_of
from kb_app.library.model import Version
from kb_app.people.accounts.model import Permission
from kb_app.people.authoring.planning import is_lost
from kb_app.people.authoring.rights import operator_of
from kb_app.people.authoring.tables import LONGEST_REASON
from kb_app.people.authoring.texts import title_of
from kb_app.web.access import may, requires, signed_in
from kb_app.web.french import date_fr
from kb_app.web.house import house
from kb_app.web.views.history import number_asked
from kb_app.web.views.review_lines import draft_address

blueprint = Blueprint("restoring", __name__, url_prefix="/relecture/retablir")


@blueprint.get("")
@requires(Permission.DRAFT_WRITE)
def form() -> ResponseReturnValue:
    return _page(*_version_asked())


@blueprint.post("")
@requires(Permission.DRAFT_WRITE)
def restore() -> ResponseReturnValue:
    version, text = _version_asked()
    reason = request.form.get("motif", "")
    try:
        draft = house().authoring.restore(signed_in(), version.path, version.number, reason)
    except InvalidInput as trouble:
        return _page(version, text, str(trouble)), 400
    if house().authoring.newer(signed_in(), draft.id):
        flash("Brouillon commencé. Réunissez-y ce qui a été publié depuis.")
        return redirect(f"/redaction/{draft.id}/fusion", 303)
    flash("Brouillon commencé. Relisez ce qu’il change, puis demandez une relecture.")
    return redirect(draft_address(draft.id), 303)


def restore_address(path: str, number: int) -> str:
    """Return the address of the form that puts a version back."""
    query = urlencode({"document": path, "version": number}, safe="/")
    return f"/relecture/retablir?{query}"


def restore_before(over: Version) -> str | None:
    """Return where to put back what was read before a withdrawal, for who may write there."""
    if not may(Permission.DRAFT_WRITE, operator_of(over.path)):
        return None
    read = [
        version.number
        for version in house().library.history(over.path)[: over.number - 1]
        if not version.withdrawn and version.valid_from <= over.valid_from
    ]
    return restore_address(over.path, read[-1]) if read else None


def _page(version: Version, text: str, trouble: str | None = None) -> str:
    library = house().library
    later = version.valid_from > library.today()
    again = f"Planifiée à nouveau pour le {date_fr(version.valid_from)}"
    return render_template(
        "relecture/retablir.html",
        version=version,
        title=title_of(version.path, text, ""),
        later=later,
        lost=is_lost(version, library.history(version.path), library.today()),
        trouble=trouble,
        reason=request.form.get("motif", again if later else ""),
        longest=LONGEST_REASON,
    )


def _version_asked() -> tuple[Version, str]:
    """Return the version of the address, with its text, to who may write there."""
    path = request.args.get("document", "")
    if kind_of(path) is None or not may(Permission.DRAFT_WRITE, operator_of(path)):
        raise NotFound("Ce document n’existe pas, ou n’est pas de votre périmètre.")
    return house().library.version(path, number_asked(request.args.get("version")))
