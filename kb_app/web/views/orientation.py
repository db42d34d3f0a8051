"""Choosing a tree, and its first page: what the person says, and the first open question."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue

from kb_app.errors import NotFound
from kb_app.knowledge.triage.answers import RefusedAnswer, acceptor
from kb_app.knowledge.triage.drawing.outline import outline
from kb_app.knowledge.triage.exploring.remaining_told import remaining_told
from kb_app.knowledge.triage.model import Tree
from kb_app.knowledge.triage.walk import walk
from kb_app.people.accounts.model import Permission
from kb_app.people.visits.closing import kept_words
from kb_app.people.visits.model import How, Raw, Visit
from kb_app.people.visits.pins import current
from kb_app.web.access import may, requires
from kb_app.web.house import house
from kb_app.web.views.asking import asked, is_empty, raw_answer
from kb_app.web.views.entry import Entry, read_entry
from kb_app.web.views.freshness_told import tree_overdue
from kb_app.web.views.heard import Heard, heard, urgent_signal
from kb_app.web.views.recording import record_opening
from kb_app.web.views.second_look import tree_over, urgency_of
from kb_app.web.views.sheet_links import sheet_link
from kb_app.web.views.standing import account_id, visit_address, where
from kb_app.web.views.told import left_words
from kb_app.web.views.trees import by_operator, by_situation, open_visits, same_person

blueprint = Blueprint("orientation", __name__, url_prefix="/orientation")

AGAIN = timedelta(seconds=10)
"""The same form sent twice within this time begins one visit, not two."""


MOST_OTHERS = 3
"""Visits open on the same tree that its first page offers to go back to."""

DEEPEST = 12
"""Levels an outline is moved in on the page; deeper ones stay there."""


@blueprint.get("")
@requires(Permission.TREE_READ)
def index() -> ResponseReturnValue:
    snapshot = house().library.snapshot()
    today = house().today()
    walks = may(Permission.VISIT)
    person = same_person(request.args.get("suite", "")) if walks else None
    return render_template(
        "triage/index.html",
        situations=by_situation(snapshot, today, person),
        operators=by_operator(snapshot, today, person),
        visits=open_visits() if walks else (),
        person=person,
    )


@blueprint.get("/<operator>/<slug>")
@requires(Permission.TREE_READ)
def start(operator: str, slug: str) -> ResponseReturnValue:
    if over := tree_over(f"{operator}/{slug}"):
        return over
    tree = _tree(operator, slug)
    record_opening(tree.file.path)
    if not may(Permission.VISIT):
        return _outline(tree)
    return _page(tree, read_entry(tree, request.args))


@blueprint.post("/<operator>/<slug>")
@requires(Permission.VISIT)
def begin(operator: str, slug: str) -> ResponseReturnValue:
    """Begin a visit with what was understood and the answer; words alone only show themselves."""
    if over := tree_over(f"{operator}/{slug}"):
        return over
    tree = _tree(operator, slug)
    entry = read_entry(tree, request.form)
    synonyms = house().library.snapshot().synonyms
    known = heard(tree, entry, house().today(), synonyms)
    if target := request.form.get("signal"):
        return _urgent(tree, entry, known, target)
    shown = request.form.get("question", "")
    raw = raw_answer(tree.questions[shown], request.form) if shown in tree.questions else None
    waits = walk(tree, known.facts, house().today()).stopped_at
    if not is_empty(raw):
        return _answered(tree, entry, known, shown, raw)
    if entry.words != request.form.get("lus", "") or waits not in (None, shown):
        return redirect(entry.address, 303)
    if waits is None:
        visit = _begun(tree, entry, known.facts)
        return redirect(where(visit.id, visit.state), 303)
    return _answered(tree, entry, known, waits, None)


def _outline(tree: Tree) -> str:
    """The tree to read: what a reader without an account may have of it."""
    snapshot = house().library.snapshot()
    return render_template(
        "triage/outline.html",
        tree=tree,
        late=tree_overdue(tree.file, snapshot),
        lines=[(min(line.depth, DEEPEST), line) for line in outline(tree)],
        sheet=sheet_link(tree.file.sheet, snapshot) if tree.file.sheet else None,
    )


def _answered(
    tree: Tree, entry: Entry, known: Heard, question: str, raw: object
) -> ResponseReturnValue:
    today = house().today()
    facts = {each: fact for each, fact in known.facts.items() if each != question}
    try:
        acceptor(tree, tree.questions[question])(raw, walk(tree, facts, today).facts, today)
    except RefusedAnswer as refusal:
        return _page(tree, entry, raw, str(refusal)), 400
    visit = _begun(tree, entry, facts)
    visit = house().visits.answer(
        visit.id, account_id(), tree, question, raw, today, visit.revision
    )
    return redirect(where(visit.id, visit.state), 303)


def _urgent(tree: Tree, entry: Entry, known: Heard, target: str) -> ResponseReturnValue:
    visit = _begun(tree, entry, known.facts)
    house().visits.detour(visit.id, account_id(), tree, How.SIGNAL, house().today(), target)
    return redirect(f"{visit_address(visit.id)}/issue", 303)


def _begun(tree: Tree, entry: Entry, facts: Mapping[str, Raw]) -> Visit:
    """Open a visit, or return the one that the same form opened a moment ago."""
    visits, account = house().visits, account_id()
    again = (v for v in visits.of(account) if v.tree == tree.id and _just_begun(v, entry, facts))
    if visit := next(again, None):
        return visit
    _, pin = current(house().library.snapshot(), tree.id)
    return visits.open(account, tree, pin, house().today(), facts=facts, words=entry.words)


def _just_begun(visit: Visit, entry: Entry, facts: Mapping[str, Raw]) -> bool:
    """Say whether a visit is what this form opens, one answer at most having been given since."""
    told = visit.state.told
    return (
        house().now() - visit.opened_at < AGAIN
        and visit.state.words == kept_words(entry.words)
        and facts.items() <= told.items()
        and len(told) <= len(facts) + 1
    )


def _page(tree: Tree, entry: Entry, raw: object = None, trouble: str | None = None) -> str:
    today = house().today()
    snapshot = house().library.snapshot()
    known = heard(tree, entry, today, snapshot.synonyms)
    path = walk(tree, known.facts, today)
    question = tree.questions.get(path.stopped_at or "")
    return render_template(
        "triage/start.html",
        tree=tree,
        urgency=urgency_of(snapshot.tree_files[tree.id].version),
        late=tree_overdue(tree.file, snapshot),
        entry=entry,
        known=known,
        operator=snapshot.operators.get(tree.file.operator),
        sheet=sheet_link(tree.file.sheet, snapshot) if tree.file.sheet else None,
        ask=asked(tree, question, path.facts, today, snapshot, raw, trouble) if question else None,
        left=left_words(remaining_told(tree, known.facts, today)),
        end=tree.outcomes.get(path.outcome or ""),
        alert=urgent_signal(tree, known.facts, today),
        others=[v for v in open_visits() if v.tree == tree.id][:MOST_OTHERS],
    )


def _tree(operator: str, slug: str) -> Tree:
    published = house().library.snapshot().trees.get(f"{operator}/{slug}")
    if published is None or published.tree is None:
        raise NotFound(
            "Cet arbre n’existe pas, ou n’est pas en vigueur. La liste est sous « Orienter »."
        )
    return published.tree
