"""What is said of a draft under review: of its passages, and of what it changes for agents."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, request
from flask.typing import ResponseReturnValue

from kb_app.errors import InvalidInput, NotFound, RelaisError
from kb_app.people.accounts.model import Permission
from kb_app.web.access import requires, signed_in
from kb_app.web.errors import told_as
from kb_app.web.house import house
from kb_app.web.views.review_lines import draft_address
from kb_app.web.views.review_shown import line_asked, shown

blueprint = Blueprint("review_comments", __name__, url_prefix="/relecture/<draft_id>")


@blueprint.post("/commentaires")
@requires(Permission.DRAFT_PUBLISH)
def comment(draft_id: str) -> ResponseReturnValue:
    form = request.form
    said, line = form.get("commentaire", ""), line_asked(form.get("passage", ""))
    seen = line_asked(form.get("revision", ""))
    try:
        if line is None or seen is None:
            raise InvalidInput("Choisissez le passage que vous commentez.")
        house().authoring.comment(signed_in(), draft_id, said, line, seen)
    except NotFound:
        raise
    except RelaisError as trouble:
        return shown(draft_id, str(trouble), {"commentaire": said}), told_as(trouble)[0]
    flash("Commentaire ajouté.")
    return redirect(f"{draft_address(draft_id)}#passage-{line}", 303)


@blueprint.post("/commentaires/<int:comment_id>/regle")
@requires(Permission.DRAFT_WRITE)
def settle(draft_id: str, comment_id: int) -> ResponseReturnValue:
    settled = house().authoring.settle(signed_in(), draft_id, comment_id)
    flash("Commentaire réglé.")
    return redirect(f"{draft_address(draft_id)}#passage-{settled.now or 0}", 303)


@blueprint.post("/pratique")
@requires(Permission.DRAFT_WRITE)
def practice(draft_id: str) -> ResponseReturnValue:
    changes = request.form.get("pratique") == "oui"
    house().authoring.mark_practice(signed_in(), draft_id, changes)
    flash("Noté : les agents devront confirmer qu’ils l’ont lu." if changes else "Noté.")
    return redirect(draft_address(draft_id), 303)
