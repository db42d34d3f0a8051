"""How trees are used, counted: all of them, then one question by question."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from kb_app.errors import NotFound
from kb_app.people.accounts.model import Permission
from kb_app.people.visits import figures, results
from kb_app.people.visits.hiding import RULE
from kb_app.web.access import may, requires
from kb_app.web.house import house
from kb_app.web.views.lines import operator_label
from kb_app.web.views.tree_detail import (
    closing_rows,
    ending_rows,
    outcome_rows,
    question_rows,
    reason_rows,
)
from kb_app.web.views.tree_drawing import drawn
from kb_app.web.views.tree_revisions import chosen, editions, text_of
from kb_app.web.views.tree_rows import finished, gone_rows, review, tree_rows

blueprint = Blueprint("tree_figures", __name__, url_prefix="/suivi/arbres")

MOST_WORDS = 5
"""Searches shown for each tree among the others; its own page shows them all."""


@blueprint.get("")
@requires(Permission.TREE_FIGURES)
def index() -> ResponseReturnValue:
    snapshot = house().library.snapshot()
    trees = {id: p for id, p in snapshot.trees.items() if _mine(id)}
    visited = [each.tree for each in figures.summaries(house().engine) if _mine(each.tree)]
    ended = results.of_revisions(house().engine, {id: p.digest for id, p in trees.items()})
    rows = tree_rows(trees.values(), ended, visited, snapshot)
    return render_template(
        "suivi/index.html",
        rows=rows,
        most_words=MOST_WORDS,
        gone=gone_rows(visited, snapshot),
        visited=bool(visited),
        rule=RULE,
    )


@blueprint.get("/<operator>/<slug>")
@requires(Permission.TREE_FIGURES)
def show(operator: str, slug: str) -> ResponseReturnValue:
    id = f"{operator}/{slug}"
    if not _mine(id):
        raise NotFound("Cet arbre n’existe pas, ou cette révision n’a jamais servi.")
    library, engine = house().library, house().engine
    found = editions(library, id, figures.revisions(engine, id))
    edition = chosen(found, request.args.get("revision"))
    counted = figures.of_revision(engine, id, edition.digest)
    tree = text_of(library, edition)
    snapshot = library.snapshot()
    return render_template(
        "suivi/show.html",
        id=id,
        tree=tree,
        title=tree.file.title if tree else id,
        operator=operator_label(snapshot.operators, operator),
        editions=found,
        edition=edition,
        figures=counted,
        finished=finished(counted),
        review=review(tree.file, snapshot.day) if tree and edition.current else None,
        endings=ending_rows(counted),
        questions=question_rows(tree, counted) if tree else (),
        outcomes=outcome_rows(tree, counted) if tree else (),
        drawn=drawn(tree, counted) if tree else None,
        closings=closing_rows(counted),
        reasons=reason_rows(counted),
        rule=RULE,
    )


def _mine(id: str) -> bool:
    return may(Permission.TREE_FIGURES, id.split("/")[0])
