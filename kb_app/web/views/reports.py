"""What an agent says of a passage, and what became of it."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from kb_app.errors import InvalidInput, NotFound, RelaisError
from kb_app.people.accounts.model import Account, Permission
from kb_app.people.feedback.model import KIND_LABELS, Kind
from kb_app.people.feedback.words import LONGEST_SAID, PersonalData
from kb_app.web.access import current_account, requires
from kb_app.web.errors import told_as
from kb_app.web.house import house
from kb_app.web.views.next_page import next_page
from kb_app.web.views.recording import by_someone
from kb_app.web.views.report_lines import own_lines
from kb_app.web.views.report_spot import Spot, spot

blueprint = Blueprint("reports", __name__)


@blueprint.get("/signalements/nouveau")
@requires(Permission.REPORT_WRITE)
def new() -> ResponseReturnValue:
    return _page(_spot(request.args), request.args)


@blueprint.post("/signalements/nouveau")
@requires(Permission.REPORT_WRITE)
def create() -> ResponseReturnValue:
    sent = request.form
    at = _spot(sent)
    passage = at.passage(sent.get("passage", ""), sent.get("extrait", ""))
    try:
        house().feedback.report(me(), passage, _kind(sent.get("genre", "")), sent.get("texte", ""))
    except RelaisError as trouble:
        return _page(at, sent, trouble), told_as(trouble)[0]
    flash("Signalement envoyé. La réponse vous attendra dans « Mon compte ».")
    return redirect(next_page(sent.get("retour") or at.address), 303)


@blueprint.get("/compte/signalements")
@requires(Permission.REPORT_WRITE)
def mine() -> ResponseReturnValue:
    """One's own reports. Looking at them is what says the answers are seen."""
    found = house().feedback.of(me().id)
    if by_someone() and any(report.news for report in found):
        house().feedback.see(me().id)
    return render_template("signalements/mine.html", lines=own_lines(found))


def me() -> Account:
    """Return the account; the permission has already asked for one."""
    account = current_account()
    if account is None:
        raise NotFound("Connectez-vous pour voir les signalements.")
    return account


def answers_to_see() -> int:
    """Return how many answers wait for whoever asks for the page."""
    account = current_account()
    return house().feedback.unseen(account.id) if account else 0


def reports_to_answer() -> int:
    """Return how many new reports wait for whoever asks for the page."""
    account = current_account()
    return house().feedback.to_answer(account) if account else 0


def _spot(sent: MultiDict[str, str]) -> Spot:
    return spot(sent.get("document", ""), sent.get("version", ""))


def _kind(text: str) -> Kind:
    if text not in set(Kind):
        raise InvalidInput("Dites ce qui ne va pas : choisissez l’une des quatre réponses.")
    return Kind(text)


def _page(at: Spot, sent: MultiDict[str, str], trouble: RelaisError | None = None) -> str:
    passage = at.passage(sent.get("passage", ""), sent.get("extrait", ""))
    typed = trouble.text if isinstance(trouble, PersonalData) else sent.get("texte", "")
    return render_template(
        "signalements/new.html",
        at=at,
        passage=passage,
        kinds=KIND_LABELS,
        kind=sent.get("genre", ""),
        typed=typed,
        back=next_page(sent.get("retour") or at.address),
        trouble=str(trouble) if trouble else None,
        longest=LONGEST_SAID,
    )
