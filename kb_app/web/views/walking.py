"""The agent's walk: one question a page, back, and what was told up front."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue

from kb_app.errors import NotFound
from kb_app.knowledge.triage.answers import RefusedAnswer
from kb_app.knowledge.triage.exploring.remaining_told import remaining_told
from kb_app.knowledge.triage.walk import walk
from kb_app.people.accounts.model import Permission
from kb_app.people.visits.model import REASONS, AnswerConflict, How
from kb_app.people.visits.visits import VisitClosed
from kb_app.web.access import requires
from kb_app.web.house import house
from kb_app.web.views.asking import asked, raw_answer
from kb_app.web.views.heard import urgent_signal
from kb_app.web.views.holding import already_closed, conflicting, held, off_path
from kb_app.web.views.recap import answer_words, aside_lines, path_lines, told_lines
from kb_app.web.views.report_here import report_here
from kb_app.web.views.standing import (
    Standing,
    account_id,
    question_address,
    standing,
    visit_address,
    where,
)
from kb_app.web.views.told import left_words

blueprint = Blueprint("walking", __name__, url_prefix="/visites/<visit_id>")


@blueprint.get("")
@requires(Permission.VISIT)
def show(visit_id: str) -> ResponseReturnValue:
    return redirect(standing(visit_id).here, 303)


@blueprint.get("/questions/<question>")
@requires(Permission.VISIT)
def ask(visit_id: str, question: str) -> ResponseReturnValue:
    at = standing(visit_id)
    stop = held(at)
    if stop:
        return stop
    if question not in at.tree.questions:
        raise NotFound("Cette question n’est pas dans cet arbre.")
    if question not in at.walk.asked:
        return off_path(at, question, kept=False)
    return _page(at, question)


@blueprint.post("/questions/<question>")
@requires(Permission.VISIT)
def answer(visit_id: str, question: str) -> ResponseReturnValue:
    at = standing(visit_id)
    if question not in at.tree.questions:
        raise NotFound("Cette question n’est pas dans cet arbre.")
    raw = raw_answer(at.tree.questions[question], request.form)
    try:
        after = house().visits.answer(
            visit_id, account_id(), at.tree, question, raw, at.today, _base()
        )
    except RefusedAnswer as refusal:
        return _page(at, question, raw, str(refusal)), 400
    except AnswerConflict:
        return conflicting(visit_id, question, raw)
    except VisitClosed:
        return already_closed(visit_id)
    if question not in after.state.answers:
        return off_path(standing(visit_id), question, kept=True)
    return redirect(where(visit_id, after.state), 303)


@blueprint.post("/retour")
@requires(Permission.VISIT)
def back(visit_id: str) -> ResponseReturnValue:
    """Go to the question before on the present path, which is counted."""
    at = standing(visit_id)
    path = at.walk.asked
    here = request.form.get("question", "")
    before = path[: path.index(here)] if here in path else path
    if not before:
        return redirect(f"/orientation/{at.visit.tree}", 303)
    try:
        house().visits.back(visit_id, account_id(), before[-1])
    except VisitClosed:
        return already_closed(visit_id)
    return redirect(question_address(visit_id, before[-1]), 303)


@blueprint.post("/oubli")
@requires(Permission.VISIT)
def forget(visit_id: str) -> ResponseReturnValue:
    """Take back what was told up front, or an answer set aside."""
    at = standing(visit_id)
    question = request.form.get("question", "")
    try:
        after = house().visits.forget(visit_id, account_id(), at.tree, question, at.today)
    except VisitClosed:
        return already_closed(visit_id)
    return redirect(where(visit_id, after.state), 303)


@blueprint.post("/signal")
@requires(Permission.VISIT)
def signal(visit_id: str) -> ResponseReturnValue:
    """Go straight to the urgent outcome that what was told up front calls for."""
    at = standing(visit_id)
    target = request.form.get("issue", "")
    try:
        house().visits.detour(visit_id, account_id(), at.tree, How.SIGNAL, at.today, target)
    except VisitClosed:
        return already_closed(visit_id)
    return redirect(f"{visit_address(visit_id)}/issue", 303)


def _page(at: Standing, question: str, raw: object = None, trouble: str | None = None) -> str:
    answers = at.state.answers
    kept = answers.get(question, at.state.aside.get(question))
    shown = raw if trouble else kept
    tree = at.tree
    # As it was when the question came: what was answered since may not change how it is asked.
    before = walk(tree, {q: each for q, each in at.state.told.items() if q != question}, at.today)
    snapshot = house().library.snapshot()
    return render_template(
        "triage/question.html",
        at=at,
        ask=asked(tree, tree.questions[question], before.facts, at.today, snapshot, shown, trouble),
        left=left_words(remaining_told(tree, at.state.told, at.today))
        if question == at.walk.stopped_at
        else None,
        offered=answer_words(tree.questions[question], kept)
        if question not in answers and question in at.state.aside and not trouble
        else None,
        first=at.walk.asked[:1] == (question,),
        recap=path_lines(at),
        aside=aside_lines(at),
        told=told_lines(at),
        alert=urgent_signal(tree, at.state.told, at.today),
        reasons=REASONS,
        report=report_here(at, question),
    )


def _base() -> int:
    """Return the revision the form was shown with; a form without one is as old as can be."""
    text = request.form.get("revision", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
