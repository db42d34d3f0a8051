"""The reports of one's section: read them, answer, hand over to another owner."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from kb_app.errors import InvalidInput, NotFound, RelaisError
from kb_app.people.accounts.model import Permission
from kb_app.people.feedback.model import Passage, State
from kb_app.people.feedback.words import LONGEST_SAID, PersonalData
from kb_app.web.access import requires
from kb_app.web.errors import told_as
from kb_app.web.house import house
from kb_app.web.views.lines import cut, operator_label, short_name
from kb_app.web.views.report_lines import document_views
from kb_app.web.views.report_spot import title_of
from kb_app.web.views.reports import me

blueprint = Blueprint("report_answers", __name__, url_prefix="/redaction/signalements")

SETTLED = 20
"""Closed reports shown under those that wait."""

ANSWERS = {
    State.CORRECTED: "Corrigé",
    State.UNDER_WAY: "Correction en cours",
    State.DECLINED: "Ce n’est pas une erreur",
}


@blueprint.get("")
@requires(Permission.REPORT_ANSWER)
def index() -> ResponseReturnValue:
    return _page()


@blueprint.post("")
@requires(Permission.REPORT_ANSWER)
def answer() -> ResponseReturnValue:
    sent = request.form
    ids = sent.getlist("signalement")
    try:
        done = house().feedback.answer(
            me(), ids, _state(sent.get("etat", "")), sent.get("reponse", "")
        )
    except NotFound:
        raise
    except RelaisError as trouble:
        return _page(trouble), told_as(trouble)[0]
    flash(
        "Réponse envoyée." if len(done) == 1 else f"Réponse envoyée pour {len(done)} signalements."
    )
    return redirect("/redaction/signalements", 303)


@blueprint.post("/transmission")
@requires(Permission.REPORT_ANSWER)
def hand_over() -> ResponseReturnValue:
    """Give reports to another operator: they are then about its card, and say where from."""
    sent, snapshot = request.form, house().library.snapshot()
    card = snapshot.operators.get(sent.get("operateur", ""))
    try:
        if card is None:
            raise InvalidInput("Choisissez l’opérateur à qui transmettre.")
        published = snapshot.published[card.path]
        to = Passage(card.path, published.version.number)
        house().feedback.hand_over(me(), sent.getlist("signalement"), to, _from)
    except NotFound:
        raise
    except RelaisError as trouble:
        return _page(trouble), told_as(trouble)[0]
    flash(f"Transmis à {short_name(card)}.")
    return redirect("/redaction/signalements", 303)


def _from(path: str) -> str:
    """Say where a report comes from: the document, unless its title is not for everyone."""
    snapshot = house().library.snapshot()
    current = None if path in snapshot.withdrawn else snapshot.published.get(path)
    title = f"« {title_of(current.document)[:120]} »" if current else "une page retirée"
    return f"[Transmis ; concernait d’abord {title}]"


def _state(text: str) -> State:
    if text not in set(ANSWERS):
        raise InvalidInput("Dites ce qu’il en est : corrigé, en cours, ou pas une erreur.")
    return State(text)


def _page(trouble: RelaisError | None = None) -> str:
    snapshot = house().library.snapshot()
    views = document_views(house().feedback.waiting(me()))
    typed = trouble.text if isinstance(trouble, PersonalData) else request.form.get("reponse", "")
    return render_template(
        "signalements/index.html",
        page=cut(views, request.args.get("page", "1")),
        total=sum(view.count for view in views),
        settled=document_views(house().feedback.settled(me(), SETTLED)),
        answers=ANSWERS,
        operators=[(slug, operator_label(snapshot.operators, slug)) for slug in snapshot.operators],
        trouble=str(trouble) if trouble else None,
        tried=frozenset(request.form.getlist("signalement")),
        typed=typed,
        longest=LONGEST_SAID,
    )
