"""The probe: alive, and on which publication. Details are for those who repair."""

from __future__ import annotations

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue

from kb_app.people.accounts.model import Permission
from kb_app.web.access import may, public
from kb_app.web.house import house

blueprint = Blueprint("health", __name__)


@blueprint.get("/sante")
@public
def show() -> ResponseReturnValue:
    """Answer 200 as long as the library can be read, whatever is damaged in it."""
    snapshot = house().library.snapshot()
    answer: dict[str, object] = {"etat": "ok", "publication": snapshot.sequence}
    if may(Permission.HEALTH_READ):
        answer["fiches"] = len(snapshot.sheets)
        answer["index"] = house().finder.sequence
        answer["illisibles"] = {
            path: [problem.message for problem in problems]
            for path, problems in {**snapshot.damaged, **snapshot.unwalkable}.items()
        }
    return jsonify(answer)
