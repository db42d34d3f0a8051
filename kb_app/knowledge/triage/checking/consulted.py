"""What the rules of each question say, on every visit that consults them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from kb_app.knowledge.triage.arrows import ALERTS
from kb_app.knowledge.triage.conditions import settled
from kb_app.knowledge.triage.exploring.explore import Exploration, Move
from kb_app.knowledge.triage.exploring.leaves import read_by
from kb_app.knowledge.triage.facts import Facts, Value
from kb_app.knowledge.triage.model import Question, Tree

Truth = bool | None
"""None: it hangs on a question that was not asked."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One answer to a question whose rules were then read: the truth of each."""

    move: Move
    truths: tuple[Truth, ...]

    @property
    def first(self) -> int | None:
        """The rule that decides, None when none does."""
        return next((n for n, truth in enumerate(self.truths) if truth), None)


@dataclass(slots=True)
class Consulted:
    """One question's rules, and every reading of them; none where another way always decides."""

    question: Question
    readings: list[Reading] = field(default_factory=list)


def consulted(exploration: Exploration) -> Iterator[Consulted]:
    """Yield the questions that have rules and that visits answer, in the tree's order."""
    tree = exploration.tree
    answered = {stop.at for stop, moves in exploration.moves.items() if moves}
    found = {
        id: Consulted(question)
        for id, question in tree.questions.items()
        if question.rules and id in answered
    }
    truths = {id: _Truths(tree, each.question, exploration.today) for id, each in found.items()}
    for move in exploration.every_move():
        id = move.start.at
        if id in found and _reads_rules(move):
            found[id].readings.append(Reading(move, truths[id].of(move)))
    yield from found.values()


def _reads_rules(move: Move) -> bool:
    arrow = move.arrow
    if arrow is None:
        return True
    return arrow.source != ALERTS and arrow.by.startswith(("regle", "sinon"))


class _Truths:
    """The truth of one question's rules, each worked out once for each set of answers it reads."""

    def __init__(self, tree: Tree, question: Question, today: date) -> None:
        self.tree = tree
        self.today = today
        self.conditions = [
            (number, rule.condition, sorted(read_by(tree, rule.condition)))
            if rule.condition
            else None
            for number, rule in enumerate(question.rules)
        ]
        self.known: dict[tuple[int, tuple[tuple[bool, Value | None], ...]], Truth] = {}

    def of(self, move: Move) -> tuple[Truth, ...]:
        facts: Facts = move.facts
        asked = {*move.start.asked, move.start.at}
        truths: list[Truth] = []
        for each in self.conditions:
            if each is None:
                truths.append(True)
                continue
            number, condition, reads = each
            key = number, tuple((id in asked, facts.get(id)) for id in reads)
            if key not in self.known:
                self.known[key] = settled(self.tree, condition, facts, self.today, asked)
            truths.append(self.known[key])
        return tuple(truths)
