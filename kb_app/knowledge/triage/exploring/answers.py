"""Answers that stand for all others: one of each sort that a tree tells apart.

Every option, the sets of tick boxes that matter, and each side of every number and day that a
condition compares with, on the edge itself too.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from decimal import Decimal

from kb_app.knowledge.triage.exploring.boxes import Boxes
from kb_app.knowledge.triage.exploring.edges import Edges, edges_of
from kb_app.knowledge.triage.exploring.leaves import (
    Leaf,
    leaves_of,
    places,
    questions_read,
    read_by,
)
from kb_app.knowledge.triage.facts import Facts, Number, Value, moment_reader
from kb_app.knowledge.triage.model import Question, QuestionType, Tree
from kb_app.knowledge.triage.terms import UNKNOWN, Test

_CENT = Decimal("0.01")
_SOME_TOWN = 75001

# What is compared with an answer still to come needs room on both sides of it.
_SOME_DAYS = (-7305, -1826, -400, -100, -40, -10, 0, 10, 40, 400, 1826)
_SOME_NUMBERS = (0, 1, 10, 100, 1_000, 10_000)


class Answers:
    """The answers worth trying at each question of a tree; `beside` is as in `Boxes`."""

    def __init__(self, tree: Tree, beside: Iterable[Leaf] = ()) -> None:
        self.tree = tree
        self._boxes = Boxes(tree, beside)
        self._edges: dict[str, list[Edges]] = defaultdict(list)
        self._spread = set(_bounding(tree))
        for place in places(tree):
            for leaf in leaves_of(place.condition):
                if isinstance(leaf, Test):
                    reads = read_by(tree, leaf)
                    self._spread |= reads if len(reads) > 1 else set()
                    for question, edges in edges_of(tree, leaf):
                        self._edges[question].append(edges)

    @property
    def capped(self) -> bool:
        """Whether more sets of tick boxes matter, somewhere, than are tried."""
        return self._boxes.capped

    def worth_trying(self, question: Question, facts: Facts, today: date) -> Iterator[Value | None]:
        """Yield answers in the author's or in rising order, then « ne sait pas », then none.

        Some may be refused at this point of a visit.
        """
        match question.type:
            case QuestionType.MULTIPLE:
                yield from self._boxes.sets_of(question)
            case QuestionType.NUMBER | QuestionType.AMOUNT:
                yield from self._numbers(question, facts, today)
            case QuestionType.DATE:
                yield from self._days(question, facts, today)
            case QuestionType.POSTCODE:
                yield from self._postcodes(question, facts, today)
            case QuestionType.SHORT_TEXT:
                yield "texte"
                yield from dict.fromkeys(self._texts(question, facts, today))
            case _:
                yield from (option.id for option in question.options)
        if question.unknown is not None:
            yield UNKNOWN
        if question.may_be_empty:
            yield None

    def _numbers(self, question: Question, facts: Facts, today: date) -> list[Number]:
        step = _CENT if question.type is QuestionType.AMOUNT else 1
        found: set[Number] = set()
        for edge in self._at(question, facts, today):
            if isinstance(edge, int | Decimal):
                found |= {edge - step, edge, edge + step, math.floor(edge), math.ceil(edge)}
        ends = [
            int(end) if end == end.to_integral_value() else end
            for end in (question.minimum, question.maximum)
            if end is not None
        ]
        found.update(ends)
        if question.id in self._spread:
            found.update(_SOME_NUMBERS)
        if not found:
            found.add(1)
        low, high = question.minimum, question.maximum
        return sorted(
            number
            for number in found
            if (low is None or number >= low) and (high is None or number <= high)
        )

    def _days(self, question: Question, facts: Facts, today: date) -> list[date]:
        found: set[date] = set()
        for edge in self._at(question, facts, today):
            if isinstance(edge, date):
                found |= {_next(edge, -1), edge, _next(edge, 1)}
        for moment in (question.after, question.before):
            day = moment_reader(self.tree, moment)(facts, today) if moment else None
            if isinstance(day, date):
                found.add(day)
        if question.id in self._spread:
            found |= {_next(today, days) for days in _SOME_DAYS}
        if not question.after or not question.before:
            found.add(today)
        return sorted(found)

    def _postcodes(self, question: Question, facts: Facts, today: date) -> list[str]:
        found = {_SOME_TOWN}
        for text in self._texts(question, facts, today):
            if text.isascii() and text.isdigit():
                code = int(text.ljust(5, "0")[:5])
                found |= {max(code - 1, 0), code, min(code + 1, 99999)}
        return [f"{code:05}" for code in sorted(found)]

    def _texts(self, question: Question, facts: Facts, today: date) -> list[str]:
        return [edge for edge in self._at(question, facts, today) if isinstance(edge, str)]

    def _at(self, question: Question, facts: Facts, today: date) -> Iterator[Value]:
        for edges in self._edges.get(question.id, ()):
            if (edge := edges(facts, today)) is not None:
                yield edge


def _bounding(tree: Tree) -> Iterator[str]:
    """Yield the questions that the limits of others are counted from."""
    for question in tree.questions.values():
        for moment in (question.after, question.before):
            if moment and isinstance(moment.anchor, str):
                yield from questions_read(tree, [moment.anchor])


def _next(day: date, step: int) -> date:
    """Return the day before or after; past the calendar's ends, the same day."""
    try:
        return day + timedelta(days=step)
    except OverflowError:
        return day
