"""The help page, with pictures, and the acronyms of the library."""

from __future__ import annotations

from itertools import groupby

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from kb_app.people.accounts.model import Permission, Role
from kb_app.web.access import public, requires
from kb_app.web.house import house
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


@blueprint.get("/aide/sigles")
@requires(Permission.SHEET_READ)
def acronyms() -> ResponseReturnValue:
    glossary = house().library.snapshot().glossary
    letters = {letter: tuple(each) for letter, each in groupby(glossary, lambda each: each.id[:1])}
    return render_template("help/sigles.html", letters=letters)
