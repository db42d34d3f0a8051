"""Which answers decided the outcome: those without which the visit would have ended elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from kb_app.knowledge.triage.answers import options_shown
from kb_app.knowledge.triage.arrows import arrows
from kb_app.knowledge.triage.conditions import settled
from kb_app.knowledge.triage.facts import Facts, Value
from kb_app.knowledge.triage.model import Question, QuestionType, Tree
from kb_app.knowledge.triage.terms import UNKNOWN
from kb_app.knowledge.triage.walk import Walk, walk


@dataclass(frozen=True, slots=True)
class Otherwise:
    """Another answer to one question, all others kept, and where it leads."""

    answer: Value
    outcome: str | None
    """None: to questions not answered yet, from which the outcome reached cannot be."""


def deciding(
    tree: Tree, answers: Mapping[str, object], today: date
) -> Mapping[str, tuple[Otherwise, ...]]:
    """Return the questions whose answer decided, in the order asked, with the other answers.

    Each option of each choice on the path is tried in place of the answer, « ne sait pas » too.
    An option that leads to a question not answered counts only if no way goes from there to the
    outcome reached: what is uncertain is not told. Numbers, days and texts are not tried. Nothing
    is returned when the visit has reached no outcome.
    """
    reached = walk(tree, answers, today)
    if reached.outcome is None:
        return {}
    found = {}
    facts: dict[str, Value] = {}
    for step in reached.steps:
        question = tree.questions[step.question]
        different = []
        for other in _others(tree, question, step.answer, facts, today):
            elsewhere = walk(tree, {**answers, question.id: other}, today)
            if _differs(tree, reached.outcome, elsewhere, today):
                different.append(Otherwise(other, elsewhere.outcome))
        if different:
            found[question.id] = tuple(different)
        if step.answer is not None:
            facts[step.question] = step.answer
    return found


def _others(
    tree: Tree, question: Question, answer: Value | None, facts: Facts, today: date
) -> list[Value]:
    """Return the other answers one could choose, each alone where several are possible."""
    ids = [option.id for option in options_shown(tree, question, facts, today)]
    chosen = answer if isinstance(answer, tuple) else (answer,)
    others: list[Value] = [
        (id,) if question.type is QuestionType.MULTIPLE else id for id in ids if id not in chosen
    ]
    if ids and question.unknown is not None and answer != UNKNOWN:
        others.append(UNKNOWN)
    return others


def _differs(tree: Tree, outcome: str, other: Walk, today: date) -> bool:
    if other.outcome is not None:
        return other.outcome != outcome
    if other.stopped_at is None or other.refused or other.looped or other.dead_end:
        return False
    return not _may_reach(tree, outcome, other, other.stopped_at, today)


def _may_reach(tree: Tree, outcome: str, other: Walk, waiting: str, today: date) -> bool:
    coming = _from(tree, waiting)
    if outcome in coming:
        return True
    # What will not be asked any more is as settled as what was.
    settled_now = tree.questions.keys() - coming | {step.question for step in other.steps}
    return any(
        settled(tree, alert.condition, other.facts, today, settled_now) is not False
        for alert in tree.alerts
        if alert.target == outcome
    )


@lru_cache(maxsize=512)
def _from(tree: Tree, start: str) -> frozenset[str]:
    """Return a question and all that arrows lead to from there, alerts left apart."""
    after: dict[str, list[str]] = {}
    for arrow in arrows(tree):
        after.setdefault(arrow.source, []).append(arrow.target)
    found = {start}
    waiting = [start]
    while waiting:
        for target in after.get(waiting.pop(), ()):
            if target not in found:
                found.add(target)
                waiting.append(target)
    return frozenset(found)
