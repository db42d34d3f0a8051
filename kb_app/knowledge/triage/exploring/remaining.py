"""How many questions are still to come, over every visit the answers so far allow."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from kb_app.knowledge.triage.exploring.explore import Exploration, Explorer, Stop
from kb_app.knowledge.triage.exploring.graph import Graph
from kb_app.knowledge.triage.model import Tree
from kb_app.knowledge.triage.walk import walk

MOST_WORK = 12_000
"""Questions walked through to count exactly, once for each point of a tree: about 80 ms."""

_MOST_KEPT = 20_000


@dataclass(frozen=True, slots=True)
class Remaining:
    """Questions still to answer, the one that waits included; none once the visit has ended."""

    least: int
    most: int


_NONE = Remaining(0, 0)


def remaining(tree: Tree, answers: Mapping[str, object], today: date) -> Remaining:
    """Return how many questions are left, at least and at most, after these answers.

    Counted on the visits that can really follow, on the day `today`. Where they are too many to
    follow, on the bare graph: then wider than what can happen, never narrower. A visit that an
    answer refused holds up is counted from that question.
    """
    path = walk(tree, answers, today)
    if path.stopped_at is None or path.looped or path.dead_end:
        return _NONE
    asked = tuple(step.question for step in path.steps)
    return _counter(tree, today).count(Stop(path.stopped_at, asked, path.facts))


@lru_cache(maxsize=64)
def _counter(tree: Tree, today: date) -> _Counter:
    return _Counter(Explorer(tree, today))


@dataclass(slots=True)
class _Counter:
    """What has been counted of one tree on one day; a page asks at every question."""

    explorer: Explorer
    known: dict[Hashable, Remaining] = field(default_factory=dict)
    rough: dict[str, Remaining] = field(default_factory=dict)

    def count(self, stop: Stop) -> Remaining:
        key = self.explorer.key(stop)
        if (known := self.known.get(key)) is not None:
            return known
        exploration = self.explorer.explore(stop, MOST_WORK)
        if exploration.sampled:
            return self.roughly(stop.at)
        if len(self.known) > _MOST_KEPT:
            self.known.clear()
        found = _counted(exploration)
        self.known.update((self.explorer.key(each), found[each]) for each in exploration.stops)
        return found[stop]

    def roughly(self, at: str) -> Remaining:
        if not self.rough:
            self.rough = _by_arrows(self.explorer.tree)
        return self.rough[at]


def _counted(exploration: Exploration) -> dict[Stop, Remaining]:
    """Count from each stop; an answer that leads nowhere, or back, ends the visit."""
    found: dict[Stop, Remaining] = {}
    for stop in exploration.leaving_last():
        moves = exploration.moves.get(stop, ())
        after = [found[move.end] if move.end else _NONE for move in moves]
        found[stop] = _one_more(after) if stop in exploration.moves else _NONE
    return found


def _one_more(after: list[Remaining]) -> Remaining:
    least = min((each.least for each in after), default=0)
    most = max((each.most for each in after), default=0)
    return Remaining(1 + least, 1 + most)


def _by_arrows(tree: Tree) -> dict[str, Remaining]:
    """Count on the arrows alone: in a circle, at most each of its questions once."""
    graph = Graph(tree)
    found: dict[str, Remaining] = {}
    for group in graph.groups:
        if group[0] not in tree.questions:
            found[group[0]] = _NONE
            continue
        after = [found[target] for id in group for target in graph.after[id] if target not in group]
        most = max((each.most for each in after), default=0)
        least = 0 if len(group) > 1 else min((each.least for each in after), default=0)
        found |= {id: Remaining(1 + least, len(group) + most) for id in group}
    return found
