"""Which questions some visit can come to, whatever the conditions, given a few answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from kb_app.knowledge.triage.conditions import settled
from kb_app.knowledge.triage.facts import Value
from kb_app.knowledge.triage.model import Option, Question, Tree
from kb_app.knowledge.triage.terms import UNKNOWN


def reached(
    tree: Tree,
    facts: Mapping[str, Value],
    today: date,
    start: str | None = None,
    closed: tuple[str, str | None] | None = None,
) -> frozenset[str]:
    """Return the questions that arrows lead to from the start, or from another question.

    From a question among the facts, only the arrows its answer can take; what is `closed`, one
    answer (question, option) or a whole question, leads nowhere. Alerts, which cut a visit short,
    lead to no question.
    """
    found: set[str] = set()
    waiting = [start or tree.start]
    while waiting:
        question = tree.questions.get(waiting.pop())
        if question is None or question.id in found:
            continue
        if closed == (question.id, None):
            continue
        found.add(question.id)
        shut = closed[1] if closed and closed[0] == question.id else None
        waiting.extend(_own(question, facts.get(question.id), shut))
        if not _is_told(question, facts.get(question.id)):
            waiting.extend(_ruled(tree, question, facts, today))
    return frozenset(found)


def only_after(tree: Tree, question: Question, option: Option) -> frozenset[str]:
    """Return the questions that nobody is asked without having given this answer."""
    if option.target is None:
        return frozenset()
    every = reached(tree, {}, date.min)
    return every - reached(tree, {}, date.min, closed=(question.id, option.id))


def _own(question: Question, value: Value | None, shut: str | None) -> Iterator[str]:
    """Yield where the answers lead that may still be given."""
    chosen = (value,) if isinstance(value, str) else value if isinstance(value, tuple) else None
    for option in question.options:
        if option.target and option.id != shut and (chosen is None or option.id in chosen):
            yield option.target
    if question.unknown and (value is None or value == UNKNOWN):
        yield question.unknown


def _is_told(question: Question, value: Value | None) -> bool:
    """Return whether the answer given leads somewhere by itself."""
    chosen = (value,) if isinstance(value, str) else value if isinstance(value, tuple) else ()
    targets = {option.id: option.target for option in question.options}
    return value == UNKNOWN or any(targets.get(each) for each in chosen)


def _ruled(
    tree: Tree, question: Question, facts: Mapping[str, Value], today: date
) -> Iterator[str]:
    """Yield where the rules may lead, down to the first that the facts make true."""
    for rule in question.rules:
        truth = settled(tree, rule.condition, facts, today, facts) if rule.condition else True
        if truth is not False:
            yield rule.target
        if truth:
            return
