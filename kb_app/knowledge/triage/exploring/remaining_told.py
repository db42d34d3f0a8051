"""How many questions are still to come when some were answered before they are asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import lru_cache

from kb_app.knowledge.triage.answers import RefusedAnswer, acceptor
from kb_app.knowledge.triage.exploring.explore import Explorer, Stop
from kb_app.knowledge.triage.exploring.remaining import MOST_WORK, Remaining, remaining
from kb_app.knowledge.triage.facts import Facts, Value
from kb_app.knowledge.triage.model import Question, Tree
from kb_app.knowledge.triage.terms import UNKNOWN, Moment
from kb_app.knowledge.triage.walk import walk

_Told = tuple[tuple[str, Value], ...]


def remaining_told(tree: Tree, told: Mapping[str, object], today: date) -> Remaining:
    """Return how many questions are left, those that `told` answers further down left out.

    As `remaining` otherwise: never narrower than what can happen.
    """
    path = walk(tree, told, today)
    ahead = _ahead(tree, told, path.asked, path.facts, today)
    if path.stopped_at is None or not ahead:
        return remaining(tree, told, today)
    asked = tuple(step.question for step in path.steps)
    return _counted(tree, ahead, Stop(path.stopped_at, asked, path.facts), today) or _roughly(
        remaining(tree, told, today), len(ahead)
    )


def _ahead(
    tree: Tree, told: Mapping[str, object], asked: tuple[str, ...], facts: Facts, today: date
) -> _Told:
    """Return the answers told that the path has not come to, as the walk will accept them."""
    found = []
    for id, question in tree.questions.items():
        if id not in told or id in asked:
            continue
        try:
            value = acceptor(tree, question)(told[id], facts, today)
        except RefusedAnswer:
            continue
        if value is not None:
            found.append((id, value))
    return tuple(found)


@lru_cache(maxsize=256)
def _counted(tree: Tree, ahead: _Told, start: Stop, today: date) -> Remaining | None:
    """Follow the real visits on which these questions have that one answer; None: too many."""
    exploration = Explorer(_narrowed(tree, ahead), today).explore(start, MOST_WORK)
    if exploration.sampled:
        return None
    told = dict(ahead)
    found: dict[Stop, Remaining] = {}
    for stop in exploration.leaving_last():
        moves = exploration.moves.get(stop)
        after = [found[move.end] for move in moves or () if move.end]
        one = 1 if moves and stop.at not in told else 0
        least = min((each.least for each in after), default=0)
        most = max((each.most for each in after), default=0)
        found[stop] = Remaining(one + least, one + most)
    return found[start]


def _roughly(left: Remaining, told: int) -> Remaining:
    return Remaining(min(left.most, max(1, left.least - told)), left.most)


@lru_cache(maxsize=128)
def _narrowed(tree: Tree, ahead: _Told) -> Tree:
    """Return the tree in which these questions can only be answered so.

    One of several answers may still be given in part: then it is counted a little wider.
    """
    only = {id: _only(tree.questions[id], value) for id, value in ahead}
    return replace(tree, questions={**tree.questions, **only})


def _only(question: Question, value: Value) -> Question:
    if value == UNKNOWN:
        return replace(question, options=(), may_be_empty=False)
    if question.options:
        chosen = value if isinstance(value, tuple) else (value,)
        options = tuple(option for option in question.options if option.id in chosen)
        return replace(question, options=options, unknown=None, may_be_empty=False)
    known = replace(question, unknown=None, may_be_empty=False)
    if isinstance(value, date):
        return replace(known, after=Moment(value), before=Moment(value))
    if isinstance(value, int | Decimal):
        return replace(known, minimum=Decimal(value), maximum=Decimal(value))
    return known
