"""The help page: one page, with pictures."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from kb_app.people.accounts.model import Role
from kb_app.web.access import public
from kb_app.web.views.endings import ENDINGS
from kb_app.web.views.rights import rights_table
from kb_app.web.views.tree_example import EXAMPLE

blueprint = Blueprint("help", __name__)


@blueprint.get("/aide")
@public
def show() -> ResponseReturnValue:
    return render_template(
        "help/show.html",
        endings=ENDINGS.values(),
        roles=[role.label for role in Role],
        rights=rights_table(),
        example=EXAMPLE,
    )
