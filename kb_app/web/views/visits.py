"""What is done with a whole visit: go on with a newer tree, close it, start again, make a case."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, request
from flask.typing import ResponseReturnValue

from kb_app.errors import InvalidInput, Refused
from kb_app.knowledge.content.kinds import cases_path
from kb_app.knowledge.triage.cases.text import empty_file, record, with_case
from kb_app.people.accounts.model import Permission
from kb_app.people.authoring.model import State
from kb_app.people.visits.model import Closing
from kb_app.people.visits.pins import newer
from kb_app.people.visits.visits import VisitClosed
from kb_app.web.access import may, requires, signed_in
from kb_app.web.house import house
from kb_app.web.views.holding import already_closed, calm
from kb_app.web.views.standing import Standing, account_id, standing, where

blueprint = Blueprint("visits", __name__, url_prefix="/visites/<visit_id>")

_REASON = "Cas d’une visite"
"""What the versions say of the cases made here; it also tells such drafts from others."""


@blueprint.post("/version")
@requires(Permission.VISIT)
def move(visit_id: str) -> ResponseReturnValue:
    """Go on with the newer version of the tree, as its verdict said."""
    at = standing(visit_id)
    if at.visit.closed_at:
        return already_closed(visit_id)
    found = newer(house().library, at.visit, at.today)
    if found is None:
        return redirect(at.here, 303)
    after = house().visits.move_to(
        visit_id, account_id(), found.tree, found.pin, found.verdict.answers, at.today
    )
    return redirect(where(visit_id, after.state), 303)


@blueprint.post("/cloture")
@requires(Permission.VISIT)
def close(visit_id: str) -> ResponseReturnValue:
    at = standing(visit_id)
    sent = request.form
    reason = sent.get("precision", "").strip() or sent.get("motif", "")
    try:
        closing = Closing(sent.get("fin", ""))
        visit = house().visits.close(visit_id, account_id(), closing, reason)
    except ValueError:
        return _refused(at, "Choisissez comment la visite s’est terminée.")
    except InvalidInput as refusal:
        return _refused(at, str(refusal))
    except VisitClosed:
        return already_closed(visit_id)
    if visit.state.conclusion is None:
        flash("Visite fermée. Ses réponses sont effacées.")
        return redirect("/orientation", 303)
    return redirect(f"{at.address}/issue", 303)


@blueprint.post("/recommencer")
@requires(Permission.VISIT)
def start_again(visit_id: str) -> ResponseReturnValue:
    """Leave this visit and go back to the first page of its tree."""
    at = standing(visit_id)
    if not at.visit.closed_at:
        house().visits.close(visit_id, account_id(), Closing.ABANDONED)
    return redirect(f"/orientation/{at.visit.tree}", 303)


@blueprint.post("/cas")
@requires(Permission.CASE_WRITE)
def make_case(visit_id: str) -> ResponseReturnValue:
    """Propose this path as one more case of its tree: someone else reviews it."""
    at = standing(visit_id)
    if not may(Permission.CASE_WRITE, at.operator):
        raise Refused("Les cas de cet arbre appartiennent à son opérateur.")
    if at.visit.closed_at:
        return already_closed(visit_id)
    try:
        case = record(at.tree, at.state.told, request.form.get("nom", ""), at.today)
        _propose(at, case)
    except InvalidInput as refusal:
        return _refused(at, str(refusal))
    flash("Cas proposé\u00a0: une autre personne le relit, puis il vérifiera l’arbre.")
    return redirect(f"{at.address}/issue", 303)


def _propose(at: Standing, case: str) -> None:
    """Ask for a review of the case, with those of the same account that still wait for theirs."""
    authoring, account, path = house().authoring, signed_in(), cases_path(at.tree.id)
    newest = house().library.newest(path)
    base, text = (newest[0].number, newest[1]) if newest else (0, empty_file(at.tree.id))
    waiting = [
        draft
        for draft in authoring.drafts(account, [State.IN_REVIEW])
        if (draft.path, draft.author_id, draft.base) == (path, account.id, base)
        and draft.reason == _REASON
    ]
    for draft in waiting[:1]:
        text = authoring.draft(account, draft.id)[1]
    made = authoring.start(account, path, with_case(text, case), base, _REASON)
    authoring.submit(account, made.id)
    for draft in waiting[:1]:
        authoring.drop(account, draft.id, "Repris avec un cas de plus.")


def _refused(at: Standing, message: str) -> ResponseReturnValue:
    return calm("Rien n’a été enregistré", message, at.here, "Revenir à la visite", 400)
