"""The conditions of a tree taken to pieces: each leaf, and the questions it rests on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kb_app.knowledge.triage.conditions import ids_in
from kb_app.knowledge.triage.model import (
    Item,
    Option,
    Outcome,
    Question,
    Rule,
    Tree,
    Urgency,
    Wording,
)
from kb_app.knowledge.triage.terms import All, Any, Condition, Contains, Not, Test

Leaf = Test | Contains


def leaves_of(condition: Condition | None) -> Iterator[Leaf]:
    """Yield the tests a condition is made of, in the author's order."""
    match condition:
        case None:
            return
        case Test() | Contains():
            yield condition
        case Not(part):
            yield from leaves_of(part)
        case All(parts) | Any(parts):
            for part in parts:
                yield from leaves_of(part)


def questions_read(tree: Tree, ids: Iterable[str]) -> frozenset[str]:
    """Return the questions that those questions and calculations are read from."""
    found: set[str] = set()
    seen: set[str] = set()
    waiting = list(ids)
    while waiting:
        if (about := waiting.pop()) in seen:
            continue
        seen.add(about)
        if calculation := tree.calculations.get(about):
            waiting.extend(calculation.arguments)
        elif about in tree.questions:
            found.add(about)
    return frozenset(found)


def read_by(tree: Tree, condition: Condition) -> frozenset[str]:
    """Return the questions a condition rests on, through calculations too."""
    return questions_read(tree, ids_in(tree, condition))


@dataclass(frozen=True, slots=True)
class Place:
    """A condition, and what it decides about."""

    owner: Question | Outcome | None
    """None for an alert's."""
    condition: Condition
    line: int


def deciding(question: Question) -> Iterator[Place]:
    """Yield the conditions that decide where a question leads: of its options, of its rules."""
    parts: tuple[Option | Rule, ...] = (*question.options, *question.rules)
    for part in parts:
        if part.condition:
            yield Place(question, part.condition, part.line)


def wording(question: Question) -> Iterator[Place]:
    for prompt in question.prompts:
        if prompt.condition:
            yield Place(question, prompt.condition, prompt.line)


def giving(outcome: Outcome) -> Iterator[Place]:
    """Yield the conditions that decide what an outcome gives."""
    parts: tuple[Wording | Item | Urgency, ...] = (
        *outcome.say, *outcome.do, *outcome.documents, *outcome.sheets, *outcome.urgencies,
        *outcome.meanwhile,
    )  # fmt: skip
    for part in parts:
        if part.condition:
            line = next((leaf.line for leaf in leaves_of(part.condition)), 0)
            yield Place(outcome, part.condition, line or getattr(part, "line", outcome.line))
    for deadline in outcome.deadlines:
        if deadline.condition:
            yield Place(outcome, deadline.condition, deadline.line)


def places(tree: Tree) -> Iterator[Place]:
    """Yield every condition of the tree."""
    for alert in tree.alerts:
        yield Place(None, alert.condition, alert.line)
    for question in tree.questions.values():
        yield from deciding(question)
        yield from wording(question)
    for outcome in tree.outcomes.values():
        yield from giving(outcome)
