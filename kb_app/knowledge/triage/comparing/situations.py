"""The visits that end otherwise, those that change the same way together."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from kb_app.knowledge.triage.comparing.beside import Asked, Beside, Point
from kb_app.knowledge.triage.comparing.given import Aspect, End, differing
from kb_app.knowledge.triage.facts import Value


class Key(NamedTuple):
    """A question by its id on each version; None where there is none."""

    before: str | None
    now: str | None


Answered = Mapping[Key, frozenset[Value | None]]


@dataclass(frozen=True, slots=True)
class Situation:
    """All the visits that end in one way, and now end in one other."""

    before: End
    now: End
    aspects: tuple[Aspect, ...]
    witness: tuple[Asked, ...]
    """The answers of the shortest of them, in the order asked."""
    shared: Answered
    """What all of them answer, in the order asked; what goes without saying is left out."""
    always: bool
    """Whether all the visits that answer so are among them, surely."""


@dataclass(frozen=True, slots=True)
class Found:
    situations: tuple[Situation, ...]
    """Nearest to the start first."""
    tried: Mapping[Key, tuple[Value | None, ...]]
    """Every answer that was worth trying, by question."""
    sampled: bool


_NO_END = End(None)


def situations(beside: Beside) -> Found:
    """Return the situations that change between the two versions."""
    answers = _Answers(beside)
    groups: dict[Hashable, list[Point]] = {}
    ends: dict[Hashable, tuple[End, End, tuple[Aspect, ...]]] = {}
    others: list[Point] = []
    for point in beside.points:
        before, now = beside.lasts.get(point, (_NO_END, _NO_END))
        aspects = differing(before, now)
        if not aspects and (point.alike or point in beside.lasts):
            others.append(point)
        if not aspects:
            continue
        sign = sign_of(before, now, aspects)
        groups.setdefault(sign, []).append(point)
        ends.setdefault(sign, (before, now, aspects))
    found = []
    for sign, points in groups.items():
        now, aspects = ends[sign][1:]
        rest = [*others, *(p for s, group in groups.items() if s != sign for p in group)]
        if Aspect.OUTCOME not in aspects:
            # « À l’issue … » is told too: visits that end elsewhere are not meant.
            rest = [p for p in rest if p.alike or beside.lasts[p][1].outcome == now.outcome]
        shared, always = answers.needed(answers.shared_by(points), rest)
        found.append(
            Situation(
                *ends[sign],
                witness=min(points, key=lambda point: len(point.asked)).asked,
                shared=shared,
                always=always,
            )
        )
    return Found(tuple(found), answers.tried, beside.sampled)


def sign_of(before: End, now: End, aspects: Iterable[Aspect]) -> Hashable:
    """Return the same value for visits that change the same way."""
    if Aspect.OUTCOME in aspects:
        return (before.outcome, before.why), (now.outcome, now.why, now.stopped_at)
    told = tuple((a, before.gives[a], now.gives[a]) for a in aspects)
    return now.outcome, told


class _Answers:
    """What may have been answered on the way to each point, and what surely was."""

    def __init__(self, beside: Beside) -> None:
        self.tried: dict[Key, tuple[Value | None, ...]] = {}
        self._may: dict[Point, dict[Key, frozenset[Value | None]]] = {}
        self._must: dict[Point, frozenset[Key]] = {}
        start = beside.points[0]
        self._may[start], self._must[start] = {}, frozenset()
        for point in _in_order(beside):
            for move in beside.moves.get(point, ()):
                self._pass(point, move.asked, move.end)

    def _pass(self, start: Point, asked: Asked, end: Point) -> None:
        key = Key(asked.before, asked.now)
        if asked.value not in self.tried.get(key, ()):
            self.tried[key] = (*self.tried.get(key, ()), asked.value)
        given = self._may.setdefault(end, {})
        for each, values in self._may[start].items():
            given[each] = given.get(each, frozenset()) | values
        given[key] = given.get(key, frozenset()) | {asked.value}
        must = self._must[start] | {key}
        self._must[end] = self._must.get(end, must) & must

    def shared_by(self, points: Iterable[Point]) -> Answered:
        points = list(points)
        must = frozenset.intersection(*(self._must[point] for point in points))
        first = min(points, key=lambda point: len(point.asked))
        keys = (Key(each.before, each.now) for each in first.asked)
        given = {
            key: frozenset(value for point in points for value in self._may[point][key])
            for key in keys
            if key in must
        }
        return {key: v for key, v in given.items() if len(v) < len(self.tried[key])}

    def needed(self, shared: Answered, others: list[Point]) -> tuple[Answered, bool]:
        """Leave out the answers that tell nothing once the rest is told, the first ones first.

        Also say whether what is left surely belongs to none of the other points.
        """
        always = not self._any_gives(others, shared)
        for key in shared if always else ():
            without = {each: values for each, values in shared.items() if each != key}
            if not self._any_gives(others, without):
                shared = without
        return shared, always

    def _any_gives(self, points: Iterable[Point], shared: Answered) -> bool:
        return any(self.may_give(point, shared) for point in points)

    def may_give(self, point: Point, shared: Answered) -> bool:
        """Tell whether a visit there may have answered, or may still answer, all of that."""
        given = self._may[point]
        return all(
            not given[key].isdisjoint(values) if key in given else point.alike
            for key, values in shared.items()
        )


def _in_order(beside: Beside) -> list[Point]:
    """Return the points, each before all that its moves lead to."""
    done: list[Point] = []
    seen = {beside.points[0]}
    work = [(beside.points[0], iter(beside.moves.get(beside.points[0], ())))]
    while work:
        point, moves = work[-1]
        fresh = next((move.end for move in moves if move.end not in seen), None)
        if fresh is None:
            done.append(point)
            work.pop()
        else:
            seen.add(fresh)
            work.append((fresh, iter(beside.moves.get(fresh, ()))))
    return done[::-1]
