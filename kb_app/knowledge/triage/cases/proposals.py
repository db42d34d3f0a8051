"""The cases that are missing, found by exploring the tree and written ready to paste."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import islice

from kb_app.knowledge.triage.arrows import Arrow
from kb_app.knowledge.triage.cases.mutation import Unnoticed, would_notice
from kb_app.knowledge.triage.cases.text import record
from kb_app.knowledge.triage.checking.report import told
from kb_app.knowledge.triage.exploring.explore import Exploration, Move, Stop, explore
from kb_app.knowledge.triage.facts import Value
from kb_app.knowledge.triage.model import Tree
from kb_app.knowledge.triage.walk import Walk, walk

_MOST_TRIED = 50
"""Visits tried for one missing thing: that of the shortest path is nearly always right."""

Visit = Mapping[str, Value | None]


@dataclass(frozen=True, slots=True)
class Proposal:
    about: str
    """What it covers, which is also the name of its case."""
    walk: Walk
    path: str
    """The visit on one line, replayable: `pour_qui = soi, situation = volee`."""
    yaml: str
    """An item of `cas`."""


class Proposer:
    """Proposes cases for one tree; explores it the first time that one is wanted."""

    def __init__(self, tree: Tree, today: date) -> None:
        self.tree = tree
        self.today = today
        self.made: list[Proposal] = []
        """One visit often covers several missing things: each is proposed once."""
        self._explored: Exploration | None = None
        self._onward: Mapping[Stop, Move] = {}

    def for_outcome(self, outcome: str) -> Proposal | None:
        """Propose a visit that ends there; None when exploring found none."""
        return self._propose(
            f"Issue {outcome}",
            lambda walked: walked.outcome == outcome,
            lambda move: move.end is not None and move.end.at == outcome,
        )

    def for_answer(self, question: str, option: str) -> Proposal | None:
        """Propose a visit that gives this answer, alone or with others."""

        def gives(asked: str, value: Value | None) -> bool:
            values = value if isinstance(value, tuple) else (value,)
            return asked == question and option in values

        return self._propose(
            f"Réponse {question} = {option}",
            lambda walked: any(gives(step.question, step.answer) for step in walked.steps),
            lambda move: gives(move.start.at, move.answer),
        )

    def for_pair(self, source: str, target: str) -> Proposal | None:
        """Propose a visit that goes from one to the other."""
        return self._propose(
            f"Flèche {source} → {target}",
            lambda walked: any(_pair(step.arrow) == (source, target) for step in walked.steps),
            lambda move: move.arrow is not None and _pair(move.arrow) == (source, target),
        )

    def for_unnoticed(self, loose: Unnoticed) -> Proposal | None:
        """Propose a case that would notice this arrow leading elsewhere."""
        spots = {(way.source, way.by) for way in loose.ways}

        def travels(arrow: Arrow | None) -> bool:
            return arrow is not None and (arrow.source, arrow.by) in spots

        def notices(walked: Walk) -> bool:
            answers = {step.question: step.answer for step in walked.steps}
            return any(travels(step.arrow) for step in walked.steps) and would_notice(
                self.tree, loose, answers, self.today
            )

        return self._propose(f"Flèche {loose}", notices, lambda move: travels(move.arrow))

    def _propose(
        self, about: str, wanted: Callable[[Walk], bool], promising: Callable[[Move], bool]
    ) -> Proposal | None:
        known = next((each for each in self.made if wanted(each.walk)), None)
        if known is not None:
            return known
        for move in islice(filter(promising, self._moves()), _MOST_TRIED):
            visit = self._completed(move)
            walked = walk(self.tree, visit, self.today)
            if walked.outcome in self.tree.outcomes and wanted(walked):
                path = told({s.question: s.answer for s in walked.steps}, self.today)
                yaml = record(self.tree, visit, about, self.today)
                self.made.append(Proposal(about, walked, path, yaml))
                return self.made[-1]
        return None

    def _moves(self) -> tuple[Move, ...]:
        if self._explored is None:
            self._explored = explore(self.tree, self.today)
            self._onward = _onward(self._explored)
        return self._explored.every_move()

    def _completed(self, move: Move) -> Visit:
        """Go on from a move to the nearest outcome."""
        answers: dict[str, Value | None] = dict(move.answers)
        stop = move.end
        while stop is not None and (onward := self._onward.get(stop)) is not None:
            answers[stop.at] = onward.answer
            stop = onward.end
        return answers


def _pair(arrow: Arrow) -> tuple[str, str]:
    return arrow.source, arrow.target


def _onward(explored: Exploration) -> dict[Stop, Move]:
    """Return, for each stop from which an outcome can be reached, the first move of a shortest way.

    Someone who knows is preferred, the answers being tried in that order.
    """
    arriving: dict[Stop, list[Move]] = {}
    for move in explored.every_move():
        if move.end is not None:
            arriving.setdefault(move.end, []).append(move)
    onward: dict[Stop, Move] = {}
    waiting = deque(stop for stop in explored.stops if stop.at in explored.tree.outcomes)
    while waiting:
        for move in arriving.get(waiting.popleft(), ()):
            if move.start not in onward:
                onward[move.start] = move
                waiting.append(move.start)
    return onward
