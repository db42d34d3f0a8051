"""Every visit a tree allows, told apart only by what the rest of the visit can still read."""

from __future__ import annotations

import random
from collections import deque
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from kb_app.knowledge.triage.arrows import Arrow
from kb_app.knowledge.triage.exploring.answers import Answers
from kb_app.knowledge.triage.exploring.facts import Outlook
from kb_app.knowledge.triage.facts import Facts, Value
from kb_app.knowledge.triage.model import Tree
from kb_app.knowledge.triage.walk import walk

MOST_WORK = 120_000
"""Questions walked through, before visits are drawn at random instead; about a second."""

_SEED = 20261122


@dataclass(frozen=True, slots=True, eq=False)
class Stop:
    """Where visits stand that go on alike: a question that waits, or the outcome reached.

    `asked` and `facts` are those of one of these visits, the shortest found.
    """

    at: str
    asked: tuple[str, ...]
    """The questions answered so far, in order."""
    facts: Facts

    @property
    def answers(self) -> dict[str, Value | None]:
        """The answers to give `walk` to come here, in order; None for one left empty."""
        return {id: self.facts.get(id) for id in self.asked}


@dataclass(frozen=True, slots=True, eq=False)
class Move:
    """One answer given at a stop."""

    start: Stop
    answer: Value | None
    arrow: Arrow | None
    """None: the answer leads nowhere."""
    end: Stop | None
    """None when it leads nowhere, or back to a question already asked."""
    back_to: str | None = None
    """The question already asked that it leads back to."""

    @property
    def answers(self) -> dict[str, Value | None]:
        return {**self.start.answers, self.start.at: self.answer}

    @property
    def facts(self) -> Facts:
        return {id: value for id, value in self.answers.items() if value is not None}


@dataclass(frozen=True, slots=True, eq=False)
class Exploration:
    """The visits of a tree on one day. Following the moves from a stop never comes back to it."""

    tree: Tree
    today: date
    start: Stop | None
    """None when the tree does not start with a question."""
    stops: tuple[Stop, ...]
    """Nearest to the start first."""
    moves: Mapping[Stop, tuple[Move, ...]]
    """By where they start, in the order tried; an outcome has none."""
    sampled: bool
    """There were too many visits: beyond a bound, some were drawn at random, always the same."""

    def every_move(self) -> tuple[Move, ...]:
        return tuple(move for stop in self.stops for move in self.moves.get(stop, ()))

    def leaving_last(self) -> list[Stop]:
        """Return the stops, each after all that its moves lead to."""
        done: list[Stop] = []
        seen: set[Stop] = set()
        for root in self.stops:
            work = [] if root in seen else [(root, iter(self.moves.get(root, ())))]
            seen.add(root)
            while work:
                stop, moves = work[-1]
                fresh = next((m.end for m in moves if m.end and m.end not in seen), None)
                if fresh is None:
                    done.append(stop)
                    work.pop()
                else:
                    seen.add(fresh)
                    work.append((fresh, iter(self.moves.get(fresh, ()))))
        return done


def explore(tree: Tree, today: date, most: int = MOST_WORK) -> Exploration:
    """Return the visits of the tree on the day `today`.

    At each question: every option, every set of tick boxes that matters, both sides and the edge of
    every number and day compared with, « ne sait pas » and nothing where permitted.
    """
    return Explorer(tree, today).explore(Stop(tree.start, (), {}), most)


class Explorer:
    """A tree made ready to be explored, from its start or from any point of a visit."""

    def __init__(self, tree: Tree, today: date) -> None:
        self.tree = tree
        self.today = today
        self._outlook = Outlook(tree)
        self._worth = Answers(tree)

    def key(self, stop: Stop) -> Hashable:
        """Return the same value for two stops only if visits go on alike from both."""
        return self._outlook.key(stop.at, stop.asked, stop.facts, self.today)

    def explore(self, start: Stop, most: int = MOST_WORK) -> Exploration:
        search = _Search(self, most)
        if start.at in self.tree.questions:
            search.spread(start)
            if search.is_too_much:
                search.draw(start)
        return Exploration(
            tree=self.tree,
            today=self.today,
            start=start if search.stops else None,
            stops=tuple(search.stops.values()),
            moves=search.moves,
            sampled=search.is_too_much or self._worth.capped,
        )

    def moves_from(self, stop: Stop) -> Iterator[Move]:
        """Yield a move for each answer worth trying that is not refused."""
        question = self.tree.questions[stop.at]
        for answer in self._worth.worth_trying(question, stop.facts, self.today):
            path = walk(self.tree, {**stop.answers, stop.at: answer}, self.today)
            if path.refused:
                continue
            if path.dead_end:
                yield Move(stop, answer, None, None)
            elif path.looped:
                yield Move(stop, answer, path.steps[-1].arrow, None, path.stopped_at)
            else:
                end = Stop(path.outcome or path.asked[-1], (*stop.asked, stop.at), path.facts)
                yield Move(stop, answer, path.steps[-1].arrow, end)

    def work_of(self, stop: Stop) -> int:
        """Return about how much one move from there costs, in questions walked through."""
        return len(stop.asked) + 1 + self._outlook.width(stop.at) // 4


class _Search:
    """One exploration under way."""

    def __init__(self, explorer: Explorer, most: int) -> None:
        self.explorer = explorer
        self.most = most
        self.work = 0
        self.stops: dict[Hashable, Stop] = {}
        self.moves: dict[Stop, tuple[Move, ...]] = {}
        self.waiting: deque[Stop] = deque()

    @property
    def is_too_much(self) -> bool:
        return self.work > self.most

    def spread(self, start: Stop) -> None:
        """Go everywhere, nearest first, until it is done or too much."""
        self.stops[self.explorer.key(start)] = start
        self.waiting.append(start)
        while self.waiting and not self.is_too_much:
            self.open(self.waiting.popleft())

    def draw(self, start: Stop) -> None:
        """Follow visits drawn at random, for half as much work again."""
        chance = random.Random(_SEED)
        while self.work < self.most * 1.5:
            stop: Stop | None = start
            while stop is not None and stop.at in self.explorer.tree.questions:
                if stop not in self.moves:
                    self.open(stop)
                self.work += 1
                moves = self.moves[stop]
                stop = chance.choice(moves).end if moves else None

    def open(self, stop: Stop) -> None:
        """Find where each answer leads; visits that go on alike are one from then on."""
        found = []
        for move in self.explorer.moves_from(stop):
            self.work += self.explorer.work_of(stop)
            found.append(self.merged(move))
        self.moves[stop] = tuple(found)

    def merged(self, move: Move) -> Move:
        if move.end is None:
            return move
        end = self.stops.setdefault(self.explorer.key(move.end), move.end)
        if end is move.end:
            if end.at in self.explorer.tree.questions:
                self.waiting.append(end)
            return move
        return replace(move, end=end)
