"""Reviews: what waits for someone, one draft, and what is decided of it."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from kb_app.errors import NotFound, RelaisError
from kb_app.people.accounts.model import Permission
from kb_app.people.authoring.model import Action, Draft, VersionConflict
from kb_app.web.access import requires, signed_in
from kb_app.web.errors import told_as
from kb_app.web.house import house
from kb_app.web.views.merging import overtaken
from kb_app.web.views.review_lines import draft_address, draft_line, pile_views
from kb_app.web.views.review_shown import shown

blueprint = Blueprint("reviews", __name__, url_prefix="/relecture")

FINISHED = 5
"""One's own last texts shown once published or dropped."""


@blueprint.get("")
@requires(Permission.DRAFT_READ)
def index() -> ResponseReturnValue:
    authoring, names = house().authoring, house().accounts.names()
    finished = authoring.finished(signed_in(), FINISHED)
    return render_template(
        "relecture/index.html",
        piles=pile_views(authoring.bundles(signed_in())),
        finished=[draft_line((draft,), names) for draft in finished],
    )


@blueprint.get("/<draft_id>")
@requires(Permission.DRAFT_READ)
def show(draft_id: str) -> ResponseReturnValue:
    return shown(draft_id)


@blueprint.post("/<draft_id>/soumission")
@requires(Permission.DRAFT_WRITE)
def submit(draft_id: str) -> ResponseReturnValue:
    words = "Relecture demandée : une autre personne la trouvera dans sa liste."
    return _done(draft_id, Action.SUBMIT, words, house().authoring.submit, _said())


@blueprint.post("/<draft_id>/publication")
@requires(Permission.DRAFT_PUBLISH)
def publish(draft_id: str) -> ResponseReturnValue:
    publish = house().authoring.publish
    return _done(draft_id, Action.PUBLISH, "Publié.", publish, *_consent())


@blueprint.post("/<draft_id>/urgence")
@requires(Permission.DRAFT_PUBLISH)
def publish_urgent(draft_id: str) -> ResponseReturnValue:
    words = "Publié en urgence. Une autre personne doit encore l’approuver."
    publish = house().authoring.publish_urgent
    return _done(draft_id, Action.PUBLISH_URGENT, words, publish, _said(), *_consent())


@blueprint.post("/<draft_id>/approbation")
@requires(Permission.DRAFT_PUBLISH)
def approve(draft_id: str) -> ResponseReturnValue:
    approve = house().authoring.approve
    return _done(draft_id, Action.APPROVE, "Publication approuvée.", approve, _said())


@blueprint.post("/<draft_id>/renvoi")
@requires(Permission.DRAFT_PUBLISH)
def send_back(draft_id: str) -> ResponseReturnValue:
    """Give a draft back to its author, who may take it back without a word."""
    words = "Renvoyé à l’auteur, avec vos commentaires."
    if house().authoring.draft(signed_in(), draft_id)[0].author_id == signed_in().id:
        words = "Repris : vous pouvez le corriger, puis demander une relecture."
    return _done(draft_id, Action.SEND_BACK, words, house().authoring.send_back, _said())


@blueprint.post("/<draft_id>/retrait")
@requires(Permission.DRAFT_WRITE)
def drop(draft_id: str) -> ResponseReturnValue:
    words = "Brouillon retiré. Son texte reste lisible ici."
    return _done(draft_id, Action.DROP, words, house().authoring.drop, _said())


def _done(
    draft_id: str, action: Action, words: str, act: Callable[..., Draft], *typed: object
) -> ResponseReturnValue:
    """Make a move; when it is refused, show the draft again with the reason and what was typed."""
    try:
        act(signed_in(), draft_id, *typed)
    except NotFound:
        raise
    except VersionConflict as conflict:
        if action is Action.SUBMIT:
            return overtaken(conflict, _said())
        return shown(draft_id, str(conflict), {action.value: _said()}), 409
    except RelaisError as trouble:
        return shown(draft_id, str(trouble), {action.value: _said()}), told_as(trouble)[0]
    if action in (Action.PUBLISH, Action.PUBLISH_URGENT):
        house().solutions.renew()
    flash(words)
    return redirect(draft_address(draft_id), 303)


def _said() -> str:
    return request.form.get("commentaire", "")


def _consent() -> tuple[str, bool, list[str]]:
    """Return the mark of the review that the form was on, and what was ticked in it."""
    form = request.form
    return form.get("vu", ""), "confirme" in form, form.getlist("situation")
