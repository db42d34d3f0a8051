"""The rows of a picture: what stands on which row, and in which order along it.

After Sugiyama: rows by longest path, then sweeps that bring each node near its neighbours. The
answers of a question are nodes themselves, between two rows, so that no label covers another;
all that goes down to one same place goes there along one same line.
"""

from __future__ import annotations

from bisect import bisect_right, insort
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from statistics import fmean

from kb_app.knowledge.triage.arrows import ALERTS
from kb_app.knowledge.triage.drawing.ways import Way
from kb_app.knowledge.triage.model import Tree

_SWEEPS = 12


class Part(StrEnum):
    QUESTION = "question"
    OUTCOME = "issue"
    ALERTS = "alertes"
    ANSWER = "reponse"
    BEND = "passage"
    """Where a line goes through a row."""


@dataclass(frozen=True, slots=True)
class Node:
    part: Part
    id: str
    """Of the question or outcome; of the source, for an answer; of the target, for a bend."""
    row: int
    target: str = ""
    """Where an answer leads."""
    is_back: bool = False
    """An answer that leads up, to a question already drawn above."""


@dataclass(frozen=True, slots=True)
class Rows:
    rows: tuple[tuple[Node, ...], ...]
    """Questions and outcomes on even rows, answers on odd ones."""
    links: tuple[tuple[Node, Node], ...]
    """From a node to one of the next row."""


def rows_of(tree: Tree, ways: Iterable[Way], groups: Mapping[str, str]) -> Rows:
    """Return the rows of a tree; questions of one group (a sub-tree) are kept side by side."""
    ways = [way for way in ways if way.target in tree.questions or way.target in tree.outcomes]
    back = _closing(tree, ways)
    level = _levels(tree, [way for way in ways if way not in back])
    nodes = {id: Node(_part(tree, id), id, 2 * row) for id, row in level.items()}
    links: dict[tuple[Node, Node], None] = {}
    for way in ways:
        source = nodes[way.source]
        is_back = way in back
        answer = Node(Part.ANSWER, way.source, source.row + 1, way.target, is_back)
        links[source, answer] = None
        if not is_back:
            _go_down(answer, nodes[way.target], links)
    return Rows(_ordered(nodes.values(), links, groups), tuple(links))


def _part(tree: Tree, id: str) -> Part:
    if id == ALERTS:
        return Part.ALERTS
    return Part.QUESTION if id in tree.questions else Part.OUTCOME


def _go_down(answer: Node, target: Node, links: dict[tuple[Node, Node], None]) -> None:
    above = answer
    for row in range(answer.row + 1, target.row):
        bend = Node(Part.BEND, target.id, row)
        links[above, bend] = None
        above = bend
    links[above, target] = None


def _closing(tree: Tree, ways: list[Way]) -> set[Way]:
    """Return the ways that lead back to a question on the way to them."""
    after: dict[str, list[Way]] = {}
    for each in ways:
        after.setdefault(each.source, []).append(each)
    closing: set[Way] = set()
    done: set[str] = set()
    for root in (tree.start, *tree.questions):
        on_path: dict[str, None] = {root: None}
        way: Way | None
        work = [iter(() if root in done else after.get(root, ()))]
        while work:
            way = next(work[-1], None)
            if way is None:
                work.pop()
                done.add(on_path.popitem()[0])
            elif way.target in on_path:
                closing.add(way)
            elif way.target not in done:
                on_path[way.target] = None
                work.append(iter(after.get(way.target, ())))
    return closing


def _levels(tree: Tree, ways: list[Way]) -> dict[str, int]:
    """Return how many questions, at most, come before each place; ways must have no circle."""
    sources = [ALERTS] if any(way.source == ALERTS for way in ways) else []
    level = dict.fromkeys([*sources, *tree.questions, *tree.outcomes], 0)
    before = dict.fromkeys(level, 0)
    after: dict[str, list[str]] = {}
    for way in ways:
        before[way.target] += 1
        after.setdefault(way.source, []).append(way.target)
    waiting = [id for id, count in before.items() if not count]
    while waiting:
        id = waiting.pop()
        for target in after.get(id, ()):
            level[target] = max(level[target], level[id] + 1)
            before[target] -= 1
            if not before[target]:
                waiting.append(target)
    return level


def _ordered(
    nodes: Iterable[Node],
    links: Mapping[tuple[Node, Node], None],
    groups: Mapping[str, str],
) -> tuple[tuple[Node, ...], ...]:
    every = dict.fromkeys([*nodes, *(node for link in links for node in link)])
    rows: list[list[Node]] = [[] for _ in range(max(node.row for node in every) + 1)]
    for node in every:
        rows[node.row].append(node)
    above: dict[Node, list[Node]] = {}
    below: dict[Node, list[Node]] = {}
    for upper, lower in links:
        above.setdefault(lower, []).append(upper)
        below.setdefault(upper, []).append(lower)
    best, fewest = [list(row) for row in rows], _crossings(rows, below)
    places: dict[Node, float] = {}
    for row in rows:
        places |= _places(row)
    for sweep in range(_SWEEPS):
        down = sweep % 2 == 0
        for row in rows if down else reversed(rows):
            _sort(row, above if down else below, places, groups)
            places |= _places(row)
        if (crossed := _crossings(rows, below)) < fewest:
            best, fewest = [list(row) for row in rows], crossed
    return tuple(tuple(row) for row in best)


def _places(row: list[Node]) -> dict[Node, float]:
    """Return how far along its row each node is, from 0 to 1."""
    return {node: n / max(1, len(row) - 1) for n, node in enumerate(row)}


def _sort(
    row: list[Node],
    beside: Mapping[Node, list[Node]],
    places: Mapping[Node, float],
    groups: Mapping[str, str],
) -> None:
    wanted = {
        node: fmean(places[other] for other in beside[node]) if node in beside else places[node]
        for node in row
    }
    gathered: dict[str, list[float]] = {}
    for node in row:
        if node.id in groups:
            gathered.setdefault(groups[node.id], []).append(wanted[node])
    means = {group: fmean(each) for group, each in gathered.items()}

    def key(node: Node) -> tuple[float, str, float]:
        group = groups.get(node.id, "")
        return means.get(group, wanted[node]), group, wanted[node]

    row.sort(key=key)


def _crossings(rows: list[list[Node]], below: Mapping[Node, list[Node]]) -> int:
    """Return how many pairs of links cross."""
    found = 0
    for upper, lower in pairwise(rows):
        places = {node: n for n, node in enumerate(lower)}
        seen: list[int] = []
        for node in upper:
            ends = [places[each] for each in below.get(node, ())]
            found += sum(len(seen) - bisect_right(seen, end) for end in ends)
            for end in ends:
                insort(seen, end)
    return found
