"""Reviews: what waits for someone, one draft, and what is decided of it."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from kb_app.errors import NotFound, RelaisError
from kb_app.people.accounts.model import Account, Permission
from kb_app.people.authoring.model import Action, Draft
from kb_app.people.authoring.tables import LONGEST_COMMENT
from kb_app.web.access import current_account, requires
from kb_app.web.errors import told_as
from kb_app.web.house import house
from kb_app.web.views.review_lines import draft_address, draft_line, pile_views, title_of
from kb_app.web.views.review_page import DONE, review_page

blueprint = Blueprint("reviews", __name__, url_prefix="/relecture")

FINISHED = 5
"""One's own last texts shown once published or dropped."""


@blueprint.get("")
@requires(Permission.DRAFT_READ)
def index() -> ResponseReturnValue:
    authoring, names = house().authoring, house().accounts.names()
    finished = authoring.finished(_me(), FINISHED)
    return render_template(
        "relecture/index.html",
        piles=pile_views(authoring.bundles(_me())),
        finished=[draft_line((draft,), names) for draft in finished],
    )


@blueprint.get("/<draft_id>")
@requires(Permission.DRAFT_READ)
def show(draft_id: str) -> ResponseReturnValue:
    return _page(draft_id)


@blueprint.post("/<draft_id>/soumission")
@requires(Permission.DRAFT_WRITE)
def submit(draft_id: str) -> ResponseReturnValue:
    return _done(
        draft_id,
        Action.SUBMIT,
        lambda me, said: house().authoring.submit(me, draft_id, said),
        "Relecture demandée : une autre personne la trouvera dans sa liste.",
    )


@blueprint.post("/<draft_id>/publication")
@requires(Permission.DRAFT_PUBLISH)
def publish(draft_id: str) -> ResponseReturnValue:
    return _done(
        draft_id,
        Action.PUBLISH,
        lambda me, _: house().authoring.publish(me, draft_id, _seen(), _confirmed()),
        "Publié.",
    )


@blueprint.post("/<draft_id>/urgence")
@requires(Permission.DRAFT_PUBLISH)
def publish_urgent(draft_id: str) -> ResponseReturnValue:
    return _done(
        draft_id,
        Action.PUBLISH_URGENT,
        lambda me, said: house().authoring.publish_urgent(
            me, draft_id, said, _seen(), _confirmed()
        ),
        "Publié en urgence. Une autre personne doit encore l’approuver.",
    )


@blueprint.post("/<draft_id>/approbation")
@requires(Permission.DRAFT_PUBLISH)
def approve(draft_id: str) -> ResponseReturnValue:
    return _done(
        draft_id,
        Action.APPROVE,
        lambda me, said: house().authoring.approve(me, draft_id, said),
        "Publication approuvée.",
    )


@blueprint.post("/<draft_id>/renvoi")
@requires(Permission.DRAFT_PUBLISH)
def send_back(draft_id: str) -> ResponseReturnValue:
    return _done(
        draft_id,
        Action.SEND_BACK,
        lambda me, said: house().authoring.send_back(me, draft_id, said),
        "Renvoyé à l’auteur, avec votre commentaire.",
    )


@blueprint.post("/<draft_id>/retrait")
@requires(Permission.DRAFT_WRITE)
def drop(draft_id: str) -> ResponseReturnValue:
    return _done(
        draft_id,
        Action.DROP,
        lambda me, said: house().authoring.drop(me, draft_id, said),
        "Brouillon retiré. Son texte reste lisible ici.",
    )


def _done(
    draft_id: str, action: Action, act: Callable[[Account, str], Draft], words: str
) -> ResponseReturnValue:
    """Make a move; when it is refused, show the draft again with the reason and what was typed."""
    try:
        act(_me(), request.form.get("commentaire", ""))
    except NotFound:
        raise
    except RelaisError as trouble:
        return _page(draft_id, trouble, action), told_as(trouble)[0]
    if action in (Action.PUBLISH, Action.PUBLISH_URGENT):
        house().solutions.renew()
    flash(words)
    return redirect(draft_address(draft_id), 303)


def _page(draft_id: str, trouble: RelaisError | None = None, tried: Action | None = None) -> str:
    page = review_page(house().authoring.review(_me(), draft_id), house().library.snapshot())
    return render_template(
        "relecture/show.html",
        page=page,
        names=house().accounts.names(),
        me=_me().id,
        done=DONE,
        title_of=title_of,
        trouble=str(trouble) if trouble else None,
        typed={tried.value: request.form.get("commentaire", "")} if tried else {},
        longest=LONGEST_COMMENT,
    )


def _me() -> Account:
    """Return the account; the permission has already asked for one."""
    account = current_account()
    if account is None:
        raise NotFound("Connectez-vous pour voir les brouillons.")
    return account


def _seen() -> str:
    """Return the mark of the review that the form was on."""
    return request.form.get("vu", "")


def _confirmed() -> bool:
    return "confirme" in request.form
