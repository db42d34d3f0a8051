"""The sheets of one theme."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from kb_app.errors import NotFound
from kb_app.people.accounts.model import Permission
from kb_app.web.access import requires
from kb_app.web.house import house
from kb_app.web.views.lines import cut, sheet_lines

blueprint = Blueprint("themes", __name__)


@blueprint.get("/themes/<theme_id>")
@requires(Permission.SHEET_READ)
def show(theme_id: str) -> ResponseReturnValue:
    snapshot = house().library.snapshot()
    theme = next((t for t in snapshot.themes if t.id == theme_id), None)
    if theme is None:
        raise NotFound("Ce thème n’existe pas. Les thèmes sont sur la page d’accueil.")
    page = cut(snapshot.by_theme.get(theme_id, ()), request.args.get("page", "1"))
    lines = sheet_lines(page.items, snapshot.operators, snapshot.day)
    return render_template("themes/show.html", theme=theme, page=page, lines=lines)
