"""Results for the visitor's words, and suggestions while they are typed."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from kb_app.errors import InvalidInput
from kb_app.knowledge.content.model import LONGEST_QUESTION
from kb_app.knowledge.search.model import Scope
from kb_app.people.accounts.model import Permission
from kb_app.web.access import may, requires
from kb_app.web.house import house
from kb_app.web.views.hits import ending_choices, hits, operator_choices, suggestion_row
from kb_app.web.views.not_found import phone_lines
from kb_app.web.views.overview import operator_tiles, theme_tiles
from kb_app.web.views.question import Question, read_question, shown
from kb_app.web.views.recording import NOTED, record_search

blueprint = Blueprint("search", __name__)


@blueprint.get("/recherche")
@requires(Permission.SEARCH)
def show() -> ResponseReturnValue:
    args = request.args
    typed = args.get("q", "")
    try:
        question = read_question(
            typed, args.getlist("operateur"), args.getlist("issue"), args.get("nombre", "")
        )
    except InvalidInput as refusal:
        # Told above the box, which keeps the words: the next try is one correction away.
        return _ask(shown(typed), str(refusal)), 400
    if not question.text:
        return _ask()
    explained = args.get("expliquer") == "1" and may(Permission.SEARCH_FAILURES)
    return _answer(replace(question, exactly=args.get("exactement") == "1", explained=explained))


@blueprint.get("/recherche/suggestions")
@requires(Permission.SEARCH)
def suggestions() -> ResponseReturnValue:
    typed = request.args.get("q", "")[:LONGEST_QUESTION]
    snapshot = house().library.snapshot()
    found = house().finder.complete(typed, scope=_scope()) if typed.strip() else ()
    rows = [suggestion_row(suggestion, snapshot) for suggestion in found]
    return jsonify([row for row in rows if row])


def _answer(question: Question) -> ResponseReturnValue:
    snapshot = house().library.snapshot()
    finder = house().finder
    asked = (question.text, _scope(), question.operators, question.endings, question.count)
    results = finder.search(*asked, exactly=question.exactly, explained=question.explained)
    record_search(question, results.total)
    noted = NOTED in request.args
    return render_template(
        "search/show.html",
        question=question,
        results=results,
        hits=hits(results, snapshot, agent=_scope() is Scope.AGENT),
        reasons=results.reasons,
        explains=may(Permission.SEARCH_FAILURES),
        endings=ending_choices(results.endings, question),
        operators=operator_choices(results.operators, question, snapshot),
        themes=() if results.total else theme_tiles(snapshot),
        noted=noted,
        phones=phone_lines(results.results, snapshot) if noted else (),
    )


def _ask(typed: str = "", trouble: str | None = None) -> str:
    snapshot = house().library.snapshot()
    return render_template(
        "search/ask.html",
        typed=typed,
        trouble=trouble,
        themes=theme_tiles(snapshot),
        operators=operator_tiles(snapshot),
    )


def _scope() -> Scope:
    return Scope.AGENT if may(Permission.AGENT_NOTES_READ) else Scope.PUBLIC
