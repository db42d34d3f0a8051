"""The operators, and the card of each with its sheets."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from kb_app.errors import NotFound
from kb_app.people.accounts.model import Permission
from kb_app.web.access import may, requires
from kb_app.web.house import house
from kb_app.web.views.lines import cut, sheet_lines
from kb_app.web.views.overview import operator_tiles
from kb_app.web.views.recording import record_opening
from kb_app.web.views.trees import tree_lines

blueprint = Blueprint("operators", __name__)

GENRES = {
    "national": "Opérateurs nationaux",
    "local": "Partenaires locaux",
    "interne": "Dans la maison",
}


@blueprint.get("/operateurs")
@requires(Permission.SHEET_READ)
def index() -> ResponseReturnValue:
    snapshot = house().library.snapshot()
    groups = [(title, operator_tiles(snapshot, genre)) for genre, title in GENRES.items()]
    return render_template("operators/index.html", groups=groups)


@blueprint.get("/operateurs/<operator>")
@requires(Permission.SHEET_READ)
def show(operator: str) -> ResponseReturnValue:
    snapshot = house().library.snapshot()
    card = snapshot.operators.get(operator)
    if card is None:
        raise NotFound("Cet opérateur n’a pas de page ici. La liste est sous « Opérateurs ».")
    record_opening(card.path)
    page = cut(snapshot.sheets_of(operator), request.args.get("page", "1"))
    return render_template(
        "operators/show.html",
        operator=card,
        page=page,
        lines=sheet_lines(page.items, snapshot.operators, snapshot.day),
        trees=tree_lines(snapshot.trees_of(operator), snapshot, house().today()),
        inboxes=card.inboxes if may(Permission.REFERRAL_READ, operator) else (),
    )
