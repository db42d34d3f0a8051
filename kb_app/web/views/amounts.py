"""Amounts: which hold, which lapsed, and the next value of each, proposed with its source."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from kb_app.errors import InvalidInput, Refused
from kb_app.knowledge.content.figure_edits import with_figure, with_next_value
from kb_app.knowledge.content.figures import PATH, UNITS
from kb_app.knowledge.content.model import Figure
from kb_app.knowledge.rendering.figures import value_words
from kb_app.people.accounts.model import Account, Permission
from kb_app.people.authoring.model import Draft
from kb_app.people.feedback.model import Kind, Passage
from kb_app.people.feedback.words import LONGEST_SAID
from kb_app.web.access import current_account, may, requires
from kb_app.web.errors import told_as
from kb_app.web.house import house
from kb_app.web.views.amounts_form import LONGEST, proposed, read_figure, read_value
from kb_app.web.views.amounts_page import ROOM, amount_line, amount_lines, groups
from kb_app.web.views.review_lines import draft_address

blueprint = Blueprint("amounts", __name__, url_prefix=ROOM)

_NOT_HERE = "Les montants sont communs à tous les opérateurs : demandez la nouvelle valeur."
_SUBMITTED = "Proposé : une autre personne le relira avant que les fiches le montrent."


@blueprint.get("")
@requires(Permission.DRAFT_WRITE)
def index() -> ResponseReturnValue:
    return _index()


@blueprint.post("")
@requires(Permission.DRAFT_WRITE)
def begin() -> ResponseReturnValue:
    """Propose an amount that is not there yet."""
    _check_writes()
    try:
        figure = read_figure(request.form, house().library.snapshot().day)
        draft = _proposed(lambda text: with_figure(text, figure), figure)
    except InvalidInput as trouble:
        return _index(trouble), told_as(trouble)[0]
    return _sent(draft)


@blueprint.get("/<id_>")
@requires(Permission.DRAFT_WRITE)
def show(id_: str) -> ResponseReturnValue:
    return _page(id_)


@blueprint.post("/<id_>/valeur")
@requires(Permission.DRAFT_WRITE)
def renew(id_: str) -> ResponseReturnValue:
    """Propose the value that follows the others."""
    snapshot = house().library.snapshot()
    line = amount_line(_me(), id_, snapshot)
    _check_writes()
    try:
        value = read_value(request.form, snapshot.day)
        figure = Figure(line.id, line.label, (value,))
        draft = _proposed(lambda text: with_next_value(text, id_, value), figure)
    except InvalidInput as trouble:
        return _page(id_, trouble), told_as(trouble)[0]
    return _sent(draft)


@blueprint.post("/<id_>/demande")
@requires(Permission.DRAFT_WRITE)
def ask(id_: str) -> ResponseReturnValue:
    """Ask those who keep the amounts for the next value, through a sheet that cites it."""
    line = amount_line(_me(), id_, house().library.snapshot())
    if may(Permission.DRAFT_WRITE):
        raise Refused("Vous pouvez proposer vous-même la nouvelle valeur de ce montant.")
    path = line.sheets[0].path
    number = house().library.snapshot().sheets[path].version.number
    said = f"Montant « {line.label} » : nouvelle valeur à donner.\n{_typed()}"
    try:
        house().feedback.report(_me(), Passage(path, number), Kind.OUTDATED, said)
    except InvalidInput as trouble:
        return _page(id_, trouble), told_as(trouble)[0]
    flash("Demandé : les formateurs le liront parmi les signalements.")
    return redirect(line.address, 303)


def _proposed(edit: Callable[[str], str], figure: Figure) -> Draft:
    """Submit the file of amounts once edited, from its last version; nothing else changes in it."""
    newest = house().library.newest(PATH)
    number, before = (newest[0].number, newest[1]) if newest else (0, "")
    value = figure.values[0]
    reason = f"Montant « {figure.label} » : {value_words(value)} au {value.valid_from:%d/%m/%Y}"
    draft = house().authoring.start(_me(), PATH, edit(before), number, reason)
    return house().authoring.submit(_me(), draft.id)


def _sent(draft: Draft) -> ResponseReturnValue:
    flash(_SUBMITTED)
    return redirect(draft_address(draft.id), 303)


def _index(trouble: InvalidInput | None = None) -> str:
    snapshot = house().library.snapshot()
    return render_template(
        "redaction/montants.html",
        groups=groups(amount_lines(_me(), snapshot)),
        damaged=PATH in snapshot.damaged,
        **_form(None, trouble),
    )


def _page(id_: str, trouble: InvalidInput | None = None) -> str:
    snapshot = house().library.snapshot()
    return render_template(
        "redaction/montants_un.html",
        line=amount_line(_me(), id_, snapshot),
        asked=_typed(),
        longest_said=LONGEST_SAID,
        **_form(snapshot.figures[id_], trouble),
    )


def _form(figure: Figure | None, trouble: InvalidInput | None) -> dict[str, object]:
    """Return what the form of a value shows: what was typed, or what one may start from."""
    return {
        "sent": request.form if trouble else proposed(figure),
        "trouble": str(trouble) if trouble else None,
        "wrong": getattr(trouble, "name", None),
        "units": tuple(UNITS),
        "longest": LONGEST,
    }


def _check_writes() -> None:
    if not may(Permission.DRAFT_WRITE):
        raise Refused(_NOT_HERE)


def _typed() -> str:
    return request.form.get("demande", "")


def _me() -> Account:
    """Return the account; the permission has already asked for one."""
    account = current_account()
    assert account
    return account
