"""The end of a walk: what to say and do, what is ticked, the way out when it is blocked."""

from __future__ import annotations

from flask import Blueprint, jsonify, redirect, render_template, request
from flask.typing import ResponseReturnValue

from kb_app.knowledge.rendering.render import speller
from kb_app.knowledge.triage.masking import Masked, masked
from kb_app.people.accounts.model import Permission
from kb_app.people.visits.model import CLOSING_LABELS, REASONS, Closing, Frozen, How
from kb_app.people.visits.visits import VisitClosed
from kb_app.web.access import may, requires
from kb_app.web.house import house
from kb_app.web.views.freshness_told import outcome_overdue
from kb_app.web.views.holding import already_closed, changed_tree, closed
from kb_app.web.views.outcome_page import outcome_page
from kb_app.web.views.person_text import dates, for_person, mistake_report, steps_for_person
from kb_app.web.views.recap import aside_lines
from kb_app.web.views.report_here import report_here
from kb_app.web.views.standing import Standing, account_id, standing, where
from kb_app.web.views.trees import shared_address

blueprint = Blueprint("outcome", __name__, url_prefix="/visites/<visit_id>")

LONGEST_MESSAGE = 8000
_SAID = tuple(each for each in Closing if each is not Closing.UNSAID)


@blueprint.get("/issue")
@requires(Permission.VISIT)
def show(visit_id: str) -> ResponseReturnValue:
    at = standing(visit_id)
    end = at.state.conclusion
    if end is None:
        return closed(at) if at.visit.closed_at else redirect(at.here, 303)
    return (None if at.visit.closed_at else changed_tree(at)) or _page(at, end)


@blueprint.get("/imprimer")
@requires(Permission.VISIT)
def handout(visit_id: str) -> ResponseReturnValue:
    """The outcome in large type for the person, without a word meant for agents."""
    at = standing(visit_id)
    end = at.state.conclusion
    if end is None:
        return redirect(at.address, 303)
    snapshot = house().library.snapshot()
    page = outcome_page(at, end, snapshot)
    return render_template(
        "triage/handout.html",
        at=at,
        page=page,
        spelled=speller(snapshot.acronyms),
        late=outcome_overdue(at.tree.file, end.sheets, snapshot),
        steps=steps_for_person(page),
        dates=dates(page),
    )


@blueprint.post("/coches")
@requires(Permission.VISIT)
def tick(visit_id: str) -> ResponseReturnValue:
    """Keep the steps done and the documents missing of the outcome that was shown."""
    at = standing(visit_id)
    end = at.state.conclusion
    if end is not None and request.form.get("issue") == end.outcome:
        steps = {*map(str, range(len(end.do))), "accord"}
        try:
            house().visits.tick(
                visit_id,
                account_id(),
                steps.intersection(request.form.getlist("fait")),
                set(end.documents).intersection(request.form.getlist("manque")),
            )
        except VisitClosed:
            return already_closed(visit_id)
    return redirect(at.here, 303)


@blueprint.post("/bloque")
@requires(Permission.VISIT)
def blocked(visit_id: str) -> ResponseReturnValue:
    """Go on to the referent that the outcome names for when it does not work."""
    at = standing(visit_id)
    if request.form.get("issue") != at.state.outcome:
        # Sent twice, or from a page that is not where the visit is any more.
        return redirect(at.here, 303)
    try:
        house().visits.detour(visit_id, account_id(), at.tree, How.BLOCKED, at.today)
    except VisitClosed:
        return already_closed(visit_id)
    return redirect(f"{at.address}/issue", 303)


@blueprint.post("/reprise")
@requires(Permission.VISIT)
def resume(visit_id: str) -> ResponseReturnValue:
    """Come back where the answers lead."""
    at = standing(visit_id)
    try:
        after = house().visits.resume(visit_id, account_id(), at.tree, at.today)
    except VisitClosed:
        return already_closed(visit_id)
    return redirect(where(visit_id, after.state), 303)


@blueprint.post("/message")
@requires(Permission.VISIT)
def check_message(visit_id: str) -> ResponseReturnValue:
    """Give the message back with what may never be sent hidden. It is kept nowhere."""
    at = standing(visit_id)
    typed = request.form.get("message", "")[:LONGEST_MESSAGE]
    checked = masked("".join(c for c in typed if c.isprintable() or c in "\n\t"))
    if request.accept_mimetypes.best == "application/json":
        return jsonify({"text": checked.text, "hidden": checked.found})
    end = at.state.conclusion
    return redirect(at.here, 303) if end is None else _page(at, end, checked)


def _page(at: Standing, end: Frozen, message: Masked | None = None) -> str:
    snapshot = house().library.snapshot()
    page = outcome_page(at, end, snapshot)
    number = at.published.version.number
    return render_template(
        "triage/outcome.html",
        at=at,
        page=page,
        spelled=speller(snapshot.acronyms),
        late=outcome_overdue(at.tree.file, end.sheets, snapshot) if not at.visit.closed_at else (),
        message=message,
        aside=aside_lines(at),
        person=for_person(page, number),
        report=mistake_report(at, page, number),
        link=shared_address(at),
        report_at=report_here(at, end.outcome),
        closings=[(each, CLOSING_LABELS[each]) for each in _SAID],
        closing=CLOSING_LABELS[at.visit.closing] if at.visit.closing else None,
        reason=REASONS.get(at.visit.reason or "", at.visit.reason),
        reasons=REASONS,
        writes_cases=may(Permission.CASE_WRITE, at.operator),
    )
