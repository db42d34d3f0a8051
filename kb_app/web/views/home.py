"""The first page: one question, then ways in for who would rather look around."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from kb_app.people.accounts.model import Permission
from kb_app.web.access import may, requires
from kb_app.web.house import house
from kb_app.web.views.overview import changes, operator_tiles, theme_tiles
from kb_app.web.views.trees import by_situation, open_visits

blueprint = Blueprint("home", __name__)


@blueprint.get("/")
@requires(Permission.SHEET_READ)
def show() -> ResponseReturnValue:
    library = house().library
    snapshot = library.snapshot()
    return render_template(
        "home/show.html",
        situations=by_situation(snapshot, house().today()) if may(Permission.TREE_READ) else (),
        visits=open_visits() if may(Permission.VISIT) else (),
        themes=theme_tiles(snapshot),
        operators=operator_tiles(snapshot),
        changes=changes(library.latest_changes(8), snapshot, house().settings.timezone),
    )
