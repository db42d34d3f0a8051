"""The arrows of a tree: every way one step leads to the next."""

from __future__ import annotations

from dataclasses import dataclass, replace

from kb_app.knowledge.triage.model import Question, Tree

ALERTS = "alertes"
"""The source of the arrows that alerts take, from whatever question was just answered."""


@dataclass(frozen=True, slots=True)
class Arrow:
    source: str
    """A question's id, or `ALERTS`."""
    by: str
    """`reponse oui`, `regle 0`, `sinon`, `ne_sait_pas`, `alerte 0`."""
    target: str
    line: int = 0


def arrows(tree: Tree) -> tuple[Arrow, ...]:
    """Return every arrow, alerts first, then in the order of the questions and of their rules."""
    alerts = (
        Arrow(ALERTS, f"alerte {number}", alert.target, alert.line)
        for number, alert in enumerate(tree.alerts)
    )
    return (*alerts, *(arrow for question in tree.questions.values() for arrow in _from(question)))


def _from(question: Question) -> list[Arrow]:
    found = [
        Arrow(question.id, f"reponse {option.id}", option.target, option.line)
        for option in question.options
        if option.target
    ]
    for number, rule in enumerate(question.rules):
        by = f"regle {number}" if rule.condition else "sinon"
        found.append(Arrow(question.id, by, rule.target, rule.line))
    if question.unknown:
        found.append(Arrow(question.id, "ne_sait_pas", question.unknown, question.line))
    return found


def redirected(tree: Tree, arrow: Arrow, target: str) -> Tree:
    """Return the tree with that one arrow leading to `target` instead."""
    if arrow.source == ALERTS:
        alerts = tuple(
            replace(alert, target=target) if f"alerte {number}" == arrow.by else alert
            for number, alert in enumerate(tree.alerts)
        )
        return replace(tree, alerts=alerts)
    question = _turned(tree.questions[arrow.source], arrow.by, target)
    return replace(tree, questions={**tree.questions, question.id: question})


def _turned(question: Question, by: str, target: str) -> Question:
    if by == "ne_sait_pas":
        return replace(question, unknown=target)
    if by.startswith("reponse "):
        options = tuple(
            replace(option, target=target) if f"reponse {option.id}" == by else option
            for option in question.options
        )
        return replace(question, options=options)
    rules = tuple(
        replace(rule, target=target)
        if by == (f"regle {number}" if rule.condition else "sinon")
        else rule
        for number, rule in enumerate(question.rules)
    )
    return replace(question, rules=rules)
