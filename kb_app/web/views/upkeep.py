"""What must be read again, and « toujours juste » said of one document."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from kb_app.errors import InvalidInput, NotFound, RelaisError
from kb_app.knowledge.content.kinds import tree_path
from kb_app.people.accounts.model import Account, Permission
from kb_app.people.authoring.model import InvalidContent
from kb_app.people.upkeep.board import USED_FOR
from kb_app.people.upkeep.due import last_day
from kb_app.web.access import current_account, requires
from kb_app.web.errors import told_as
from kb_app.web.french import date_fr
from kb_app.web.house import house
from kb_app.web.links import sheet_path
from kb_app.web.views.amounts_page import amounts_to_renew
from kb_app.web.views.freshness_told import ROOM
from kb_app.web.views.upkeep_board import groups, sections
from kb_app.web.views.upkeep_page import upkeep_page

blueprint = Blueprint("upkeep", __name__, url_prefix=ROOM)


@blueprint.get("")
@requires(Permission.DRAFT_PUBLISH)
def index() -> ResponseReturnValue:
    snapshot = house().library.snapshot()
    rows = house().upkeep.rows(_me())
    operator = request.args.get("operateur")
    links = sections(rows, operator, snapshot)
    chosen = [row for row in rows if operator in (None, row.operator)]
    return render_template(
        "redaction/fraicheur.html",
        groups=groups(chosen, snapshot),
        sections=links,
        amounts=amounts_to_renew(_me(), snapshot),
        used_for=USED_FOR,
    )


@blueprint.get("/<operator>/<slug>")
@requires(Permission.DRAFT_PUBLISH)
def show(operator: str, slug: str) -> ResponseReturnValue:
    return _page(sheet_path(operator, slug))


@blueprint.post("/<operator>/<slug>")
@requires(Permission.DRAFT_PUBLISH)
def confirm(operator: str, slug: str) -> ResponseReturnValue:
    return _confirm(sheet_path(operator, slug))


@blueprint.get("/<operator>/arbres/<slug>")
@requires(Permission.DRAFT_PUBLISH)
def show_tree(operator: str, slug: str) -> ResponseReturnValue:
    return _page(tree_path(f"{operator}/{slug}"))


@blueprint.post("/<operator>/arbres/<slug>")
@requires(Permission.DRAFT_PUBLISH)
def confirm_tree(operator: str, slug: str) -> ResponseReturnValue:
    return _confirm(tree_path(f"{operator}/{slug}"))


def freshness_waiting() -> int:
    """Return how many documents are overdue or soon to be, for whoever asks for the page."""
    account = current_account()
    return house().upkeep.waiting(account) if account else 0


def _confirm(path: str) -> ResponseReturnValue:
    """Confirm; when it is refused, show the page again with the reason and what was chosen."""
    try:
        until = _until()
        house().upkeep.confirm(_me(), path, _seen(), until, _reopened())
    except NotFound:
        raise
    except RelaisError as trouble:
        return _page(path, trouble), told_as(trouble)[0]
    house().library.refresh()
    flash(f"C’est noté : toujours juste, jusqu’au {date_fr(last_day(until))}.")
    return redirect(ROOM, 303)


def _page(path: str, trouble: RelaisError | None = None) -> str:
    subject = house().upkeep.subject(_me(), path)
    snapshot = house().library.snapshot()
    page = upkeep_page(_me(), subject, snapshot, _chosen(), _reopened())
    return render_template(
        "redaction/fraicheur_document.html",
        page=page,
        trouble=str(trouble) if trouble else None,
        problems=trouble.problems if isinstance(trouble, InvalidContent) else (),
    )


def _seen() -> int:
    """Return the number of the version that the form was on; 0 is none."""
    typed = request.form.get("vu", "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 7 else 0


def _until() -> date:
    chosen = _chosen()
    if chosen is None:
        raise InvalidInput("Choisissez jusqu’à quand ce texte vaut.")
    return chosen


def _chosen() -> date | None:
    try:
        return date.fromisoformat(request.form.get("jusqu_au", ""))
    except ValueError:
        return None


def _reopened() -> frozenset[int]:
    typed = request.form.getlist("source")
    return frozenset(int(n) for n in typed if n.isascii() and n.isdigit() and len(n) < 4)


def _me() -> Account:
    """Return the account; the permission has already asked for one."""
    account = current_account()
    if account is None:
        raise NotFound("Connectez-vous pour voir ce qui est à relire.")
    return account
