"""What an outcome gives on the path that led to it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from weakref import WeakKeyDictionary

from kb_app.errors import NotFound
from kb_app.knowledge.triage.conditions import Holds, compiled
from kb_app.knowledge.triage.dates import shifted
from kb_app.knowledge.triage.facts import Facts, Reader, reader_of
from kb_app.knowledge.triage.model import Deadline, Item, Outcome, Tree, Wording
from kb_app.knowledge.triage.terms import TODAY, Condition
from kb_app.knowledge.triage.walk import Walk


@dataclass(frozen=True, slots=True)
class DueDay:
    day: date
    label: str


@dataclass(frozen=True, slots=True)
class Conclusion:
    outcome: Outcome
    say: str
    do: tuple[str, ...]
    sheets: tuple[str, ...]
    """Ids whose condition holds, in the author's order."""
    documents: tuple[str, ...]
    urgency: str | None
    """`elevee`, `immediate`, or None when there is none."""
    deadline: DueDay | None
    """None when the day it runs from is not known."""
    meanwhile: str | None


def conclude(tree: Tree, walk: Walk, today: date) -> Conclusion:
    """Return what the outcome of a finished walk gives, its conditions settled.

    Raises NotFound when the walk has not reached an outcome.
    """
    ends = _ENDS.get(tree)
    if ends is None:
        ends = _ENDS[tree] = {id: _End(tree, each) for id, each in tree.outcomes.items()}
    if walk.outcome is None or walk.outcome not in ends:
        raise NotFound("Ce parcours n’est pas arrivé à une issue.")
    return ends[walk.outcome].conclude(walk.facts, today)


class _End:
    """One outcome made ready for many walks."""

    __slots__ = ("deadlines", "do", "documents", "meanwhile", "outcome", "say", "sheets", "urgency")

    def __init__(self, tree: Tree, outcome: Outcome) -> None:
        def texts(wordings: Iterable[Wording]) -> list[tuple[str, Holds | None]]:
            return [(each.text, test(each.condition)) for each in wordings]

        def items(items: Iterable[Item]) -> list[tuple[str, Holds | None]]:
            return [(each.id, test(each.condition)) for each in items]

        def test(condition: Condition | None) -> Holds | None:
            return compiled(tree, condition) if condition else None

        self.outcome = outcome
        self.say = texts(outcome.say)
        self.do = texts(outcome.do)
        self.meanwhile = texts(outcome.meanwhile)
        self.sheets = items(outcome.sheets)
        self.documents = items(outcome.documents)
        self.urgency = [(each.level, test(each.condition)) for each in outcome.urgencies]
        self.deadlines = [
            (each, test(each.condition), reader_of(tree, each.since)) for each in outcome.deadlines
        ]

    def conclude(self, facts: Facts, today: date) -> Conclusion:
        return Conclusion(
            outcome=self.outcome,
            say=_first(self.say, facts, today) or "",
            do=_every(self.do, facts, today),
            sheets=_every(self.sheets, facts, today),
            documents=_every(self.documents, facts, today),
            urgency=_first(self.urgency, facts, today),
            deadline=self.deadline(facts, today),
            meanwhile=_first(self.meanwhile, facts, today),
        )

    def deadline(self, facts: Facts, today: date) -> DueDay | None:
        for deadline, test, read in self.deadlines:
            if test is None or test(facts, today):
                return _due(deadline, read, facts, today)
        return None


def _due(deadline: Deadline, read: Reader, facts: Facts, today: date) -> DueDay | None:
    start = today if deadline.since == TODAY else read(facts, today)
    if not isinstance(start, date):
        return None
    return DueDay(shifted(start, deadline.within), deadline.label)


def _first(choices: list[tuple[str, Holds | None]], facts: Facts, today: date) -> str | None:
    return next((text for text, test in choices if test is None or test(facts, today)), None)


def _every(choices: list[tuple[str, Holds | None]], facts: Facts, today: date) -> tuple[str, ...]:
    return tuple([text for text, test in choices if test is None or test(facts, today)])


_ENDS: WeakKeyDictionary[Tree, dict[str, _End]] = WeakKeyDictionary()
