"""Both versions of a tree walked side by side, by one visitor who answers each question once."""

from __future__ import annotations

import random
from collections import deque
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from kb_app.knowledge.triage.comparing.future import Future
from kb_app.knowledge.triage.comparing.given import End, Names, end_of
from kb_app.knowledge.triage.comparing.language import Language, Said
from kb_app.knowledge.triage.exploring.answers import Answers
from kb_app.knowledge.triage.exploring.facts import Outlook
from kb_app.knowledge.triage.facts import Facts, Value
from kb_app.knowledge.triage.model import Tree
from kb_app.knowledge.triage.walk import Walk, walk

MOST_WORK = 60_000
"""Questions walked through, before visits are drawn at random instead; about a second."""

_SEED = 20261122


class Asked(NamedTuple):
    """One question put to the visitor, whichever version asks it, and the answer."""

    before: str | None
    """Its id on the older version; None when that one never had it."""
    now: str | None
    value: Value | None
    """In the older version's words if it has the question; None: left empty."""


@dataclass(frozen=True, slots=True, eq=False)
class Point:
    """One moment of a visit on both versions; the shortest of those that go on alike."""

    asked: tuple[Asked, ...]
    before: Walk
    now: Walk
    alike: bool = False
    """Nothing that follows can differ any more: it is not looked at."""


@dataclass(frozen=True, slots=True, eq=False)
class Move:
    start: Point
    asked: Asked
    end: Point


@dataclass(frozen=True, slots=True, eq=False)
class Beside:
    """Every visit of two versions. Following the moves from a point never comes back to it."""

    language: Language
    today: date
    points: tuple[Point, ...]
    """Nearest to the start first."""
    moves: Mapping[Point, tuple[Move, ...]]
    """By where they start; none from where both versions have ended, or go on alike."""
    lasts: Mapping[Point, tuple[End, End]]
    """The points where both versions have ended, with how; visits that cannot be are left out."""
    sampled: bool
    """There were too many visits: beyond a bound, some were drawn at random, always the same."""


def side_by_side(old: Tree, new: Tree, today: date, most: int = MOST_WORK) -> Beside:
    """Follow every visit on both versions until it has ended on both, or can no longer differ.

    Exact as `exploring.explore` is: one answer stands for all that neither version tells apart.
    """
    search = _Search(_Ground(old, new, today), most)
    search.spread()
    if search.is_too_much:
        search.draw()
    points = tuple(search.points.values())
    return Beside(
        search.ground.language,
        today,
        points,
        search.moves,
        {point: search.ground.ends(point) for point in points if search.ground.is_last(point)},
        search.is_too_much or search.ground.is_capped,
    )


class _Ground:
    """Two versions of a tree made ready to be walked side by side."""

    def __init__(self, old: Tree, new: Tree, today: date) -> None:
        self.old, self.new, self.today = old, new, today
        self.language = Language(old, new)
        self._outlooks = Outlook(old, whole=True), Outlook(new, whole=True)
        self._future = Future(self.language)
        self._worth = (
            Answers(old, self.language.told_apart_before()),
            Answers(new, self.language.told_apart_now()),
        )

    @property
    def is_capped(self) -> bool:
        return any(each.capped for each in self._worth)

    def point(self, asked: tuple[Asked, ...]) -> Point:
        said, now = self._said(asked)
        point = Point(asked, walk(self.old, said, self.today), walk(self.new, now, self.today))
        return replace(point, alike=self._is_alike(point))

    def moves_from(self, point: Point) -> Iterator[Move]:
        """Yield a move for each answer worth trying that one version at least may accept."""
        waiting = self._waiting(point)
        if waiting is None or point.alike:
            return
        before, now = waiting
        for value in self._values(point, before, now):
            asked = Asked(before, now, value)
            end = self.point((*point.asked, asked))
            if not _is_refused(end, asked):
                yield Move(point, asked, end)

    def key(self, point: Point) -> Hashable:
        """Return the same value for two points only if visits go on alike from both."""
        said, now = self._said(point.asked)
        return (
            self._side(self._outlooks[0], point.before, said),
            self._side(self._outlooks[1], point.now, now),
            self.is_possible(point),
        )

    def is_possible(self, point: Point) -> bool:
        """Tell whether an answer that one version refuses is one that the other was given."""
        before, now = point.before.refused, point.now.refused
        if before is not None:
            return now is None and self.language.now(before.question) in _answered(point.now)
        if now is not None:
            return self.language.before(now.question) in _answered(point.before)
        return True

    def is_last(self, point: Point) -> bool:
        """Tell whether a visit that can be ends there on both versions."""
        return not point.alike and self._waiting(point) is None and self.is_possible(point)

    def ends(self, point: Point) -> tuple[End, End]:
        return self._end(self.old, point.before), self._end(self.new, point.now)

    def work_of(self, point: Point) -> int:
        """Return about how much one move from there costs, in questions walked through."""
        sides = zip(self._outlooks, (point.before, point.now), strict=True)
        widths = (each.width(side.stopped_at) for each, side in sides if side.stopped_at)
        return 2 * len(point.asked) + 2 + sum(widths) // 4

    def _said(self, asked: tuple[Asked, ...]) -> tuple[Said, Said]:
        """Return the answers in the words of each version."""
        said = {each.before: each.value for each in asked if each.before is not None}
        new = {each.now: each.value for each in asked if each.before is None and each.now}
        return said, {**self.language.answers_now(said), **new}

    def _waiting(self, point: Point) -> tuple[str | None, str | None] | None:
        """Return the question to ask, by its id on each version; None when both have ended."""
        asked = {id for each in point.asked for id in ((0, each.before), (1, each.now))}
        before = _waits(point.before)
        if before is not None and (0, before) not in asked:
            now = self.language.now(before)
            return before, now if now in self.new.questions else None
        now = _waits(point.now)
        if now is None or (1, now) in asked:
            return None
        return self.language.before(now), now

    def _values(
        self, point: Point, before: str | None, now: str | None
    ) -> Mapping[Value | None, None]:
        """Return what to answer, in the older version's words if it has the question."""
        said, named = self._said(point.asked)
        found: list[Value | None] = []
        if before is not None:
            question = self.old.questions[before]
            found += self._worth[0].worth_trying(question, _facts(said), self.today)
        if now is not None:
            question = self.new.questions[now]
            tried = self._worth[1].worth_trying(question, _facts(named), self.today)
            found += (self.language.answer_before(now, each) for each in tried)
        return dict.fromkeys(found)

    def _is_alike(self, point: Point) -> bool:
        at = _waits(point.before)
        if at is None or at != _waits(point.now) or not self._future.is_alike(at):
            return False
        read = self._outlooks[0].reads(at)
        return read & _answered(point.before) == read & _answered(point.now)

    def _side(self, outlook: Outlook, walked: Walk, said: Said) -> Hashable:
        at = _waits(walked)
        if at is None or at in said:
            return self._end(outlook.tree, walked)
        asked = _answered(walked)
        ahead = outlook.reads(at)
        held = sorted(id for id in said if id not in asked and id in ahead)
        key = outlook.key(at, asked, walked.facts, self.today)
        return key, tuple((id, said[id]) for id in held)

    def _end(self, tree: Tree, walked: Walk) -> End:
        question: Names = str
        outcome: Names = str
        if tree is self.old:
            question, outcome = self.language.question_now, self.language.outcome_now
        return end_of(tree, walked, self.today, question, outcome)


class _Search:
    """One comparison under way."""

    def __init__(self, ground: _Ground, most: int) -> None:
        self.ground = ground
        self.most = most
        self.work = 0
        self.start = ground.point(())
        self.points: dict[Hashable, Point] = {ground.key(self.start): self.start}
        self.moves: dict[Point, tuple[Move, ...]] = {}
        self.waiting: deque[Point] = deque([self.start])

    @property
    def is_too_much(self) -> bool:
        return self.work > self.most

    def spread(self) -> None:
        """Go everywhere, nearest first, until it is done or too much."""
        while self.waiting and not self.is_too_much:
            self.open(self.waiting.popleft())

    def draw(self) -> None:
        """Follow visits drawn at random, for half as much work again."""
        chance = random.Random(_SEED)
        while self.work < self.most * 1.5:
            point = self.start
            while moves := self.moves_from(point):
                self.work += 1
                point = chance.choice(moves).end
            self.work += 1

    def moves_from(self, point: Point) -> tuple[Move, ...]:
        if point not in self.moves:
            self.open(point)
        return self.moves[point]

    def open(self, point: Point) -> None:
        """Find where each answer leads; visits that go on alike are one from then on."""
        found = []
        for move in self.ground.moves_from(point):
            self.work += self.ground.work_of(point)
            end = self.points.setdefault(self.ground.key(move.end), move.end)
            if end is move.end:
                self.waiting.append(end)
            found.append(move if end is move.end else replace(move, end=end))
        self.moves[point] = tuple(found)


def _waits(walked: Walk) -> str | None:
    """Return the question that waits for an answer, None where the walk has come to its end."""
    if walked.refused or walked.looped or walked.dead_end:
        return None
    return walked.stopped_at


def _answered(walked: Walk) -> frozenset[str]:
    return frozenset(step.question for step in walked.steps)


def _facts(said: Said) -> Facts:
    return {id: value for id, value in said.items() if value is not None}


def _is_refused(point: Point, asked: Asked) -> bool:
    """Tell whether no version accepts the answer, or the only one that could does not."""
    before = point.before.refused is not None and point.before.refused.question == asked.before
    now = point.now.refused is not None and point.now.refused.question == asked.now
    return (before or asked.before is None) and (now or asked.now is None)
