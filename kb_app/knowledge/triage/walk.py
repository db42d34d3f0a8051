"""Walk a tree with the answers given: which questions, in which order, to which outcome."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple
from weakref import WeakKeyDictionary

from kb_app.knowledge.triage.answers import Accept, RefusedAnswer, acceptor
from kb_app.knowledge.triage.arrows import ALERTS, Arrow
from kb_app.knowledge.triage.conditions import Holds, compiled, holds
from kb_app.knowledge.triage.facts import Facts, Value
from kb_app.knowledge.triage.model import Question, Tree
from kb_app.knowledge.triage.terms import UNKNOWN


class Step(NamedTuple):
    """One question, answered; `answer` is None when it was left empty.

    A named tuple is made four times as fast as a frozen dataclass, and a walk makes many.
    """

    question: str
    answer: Value | None
    arrow: Arrow


@dataclass(frozen=True, slots=True)
class Refusal:
    question: str
    message: str


@dataclass(frozen=True, slots=True)
class Walk:
    """A path, always recomputed from the answers; at most one of its ends is set."""

    steps: tuple[Step, ...]
    facts: Facts
    """The answers on the path."""
    outcome: str | None = None
    stopped_at: str | None = None
    """The question that waits for an answer, or that the walk cannot leave."""
    refused: Refusal | None = None
    looped: bool = False
    """It came back to a question already answered, `stopped_at`."""
    dead_end: bool = False
    """The answer to `stopped_at` leads nowhere."""

    @property
    def asked(self) -> tuple[str, ...]:
        """Ids in order, the question that waits for an answer included."""
        answered = tuple(step.question for step in self.steps)
        if self.stopped_at is None or self.looped:
            return answered
        return (*answered, self.stopped_at)

    def aside(self, tree: Tree, answers: Mapping[str, object]) -> tuple[str, ...]:
        """Return the questions answered that are not on the path: kept, never sent or counted."""
        on_path = set(self.asked)
        return tuple(each for each in answers if each in tree.questions and each not in on_path)


def walk(tree: Tree, answers: Mapping[str, object], today: date) -> Walk:
    """Follow the tree from its start with raw answers, keyed by question, on the day `today`.

    After each answer: the first alert that holds, then « ne sait pas », then the answer's own
    target, then the first rule that is true, then `sinon`. Answers to questions that are not on
    the path are not read. Nothing raises: an answer that cannot be accepted ends the walk.
    """
    walker = _WALKERS.get(tree)
    if walker is None:
        walker = _WALKERS[tree] = _Walker(tree)
    return walker.walk(answers, today)


def prompt_of(tree: Tree, question: Question, facts: Facts, today: date) -> str:
    """Return what is read aloud: the first wording whose condition holds, else the last."""
    for wording in question.prompts:
        if wording.condition is None or holds(tree, wording.condition, facts, today):
            return wording.text
    return question.prompts[-1].text if question.prompts else ""


class _Leg:
    """One question made ready: how its answer is read, and where each answer leads."""

    __slots__ = ("accept", "by_option", "may_be_empty", "rules", "unknown")

    def __init__(self, tree: Tree, question: Question) -> None:
        self.accept: Accept = acceptor(tree, question)
        self.may_be_empty = question.may_be_empty
        self.by_option = {
            option.id: Arrow(question.id, f"reponse {option.id}", option.target, option.line)
            for option in question.options
            if option.target
        }
        self.rules: list[tuple[Holds | None, Arrow]] = []
        for number, rule in enumerate(question.rules):
            by = f"regle {number}" if rule.condition else "sinon"
            test = compiled(tree, rule.condition) if rule.condition else None
            self.rules.append((test, Arrow(question.id, by, rule.target, rule.line)))
        self.unknown = (
            Arrow(question.id, "ne_sait_pas", question.unknown, question.line)
            if question.unknown
            else None
        )

    def arrow(self, value: Value | None, facts: Facts, today: date) -> Arrow | None:
        if isinstance(value, str):
            own = self.unknown if value == UNKNOWN else self.by_option.get(value)
        elif self.by_option and isinstance(value, tuple):
            own = next((self.by_option[each] for each in value if each in self.by_option), None)
        else:
            own = None
        if own:
            return own
        for test, arrow in self.rules:
            if test is None or test(facts, today):
                return arrow
        return None


class _Walker:
    """A tree made ready for many walks."""

    def __init__(self, tree: Tree) -> None:
        self.start = tree.start
        self.legs = {id: _Leg(tree, question) for id, question in tree.questions.items()}
        self.alerts = [
            (
                compiled(tree, alert.condition),
                Arrow(ALERTS, f"alerte {n}", alert.target, alert.line),
            )
            for n, alert in enumerate(tree.alerts)
        ]

    def alert(self, facts: Facts, today: date) -> Arrow | None:
        for test, arrow in self.alerts:
            if test(facts, today):
                return arrow
        return None

    def walk(self, answers: Mapping[str, object], today: date) -> Walk:
        facts: dict[str, Value] = {}
        steps: list[Step] = []
        seen: set[str] = set()
        current = self.start
        while (leg := self.legs.get(current)) is not None:
            if current in seen:
                return Walk(tuple(steps), facts, stopped_at=current, looped=True)
            seen.add(current)
            raw = answers.get(current, _MISSING)
            if raw is _MISSING or (raw is None and not leg.may_be_empty):
                return Walk(tuple(steps), facts, stopped_at=current)
            try:
                value = leg.accept(raw, facts, today)
            except RefusedAnswer as refusal:
                refused = Refusal(current, str(refusal))
                return Walk(tuple(steps), facts, stopped_at=current, refused=refused)
            if value is not None:
                facts[current] = value
            arrow = self.alert(facts, today) if self.alerts else None
            arrow = arrow or leg.arrow(value, facts, today)
            if arrow is None:
                return Walk(tuple(steps), facts, stopped_at=current, dead_end=True)
            steps.append(Step(current, value, arrow))
            current = arrow.target
        return Walk(tuple(steps), facts, outcome=current)


_MISSING = object()
_WALKERS: WeakKeyDictionary[Tree, _Walker] = WeakKeyDictionary()
