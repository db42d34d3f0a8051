"""The sets of tick boxes that matter: those some condition or target tells apart."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations, islice, product

from kb_app.knowledge.triage.conditions import ids_in
from kb_app.knowledge.triage.exploring.leaves import Leaf, deciding, leaves_of, questions_read
from kb_app.knowledge.triage.model import Option, Question, Tree
from kb_app.knowledge.triage.terms import Condition, Containing, Contains

MOST_SETS = 4096
"""Tried at one question."""


class Boxes:
    """What to tick at the questions where several answers are possible.

    `beside` are tests that tell sets apart too, though no visit of this tree is led by them.
    """

    def __init__(self, tree: Tree, beside: Iterable[Leaf] = ()) -> None:
        self.capped = False
        """Somewhere, more sets matter than are tried."""
        self._tree = tree
        self._leaves = [leaf for condition in _routing(tree) for leaf in leaves_of(condition)]
        self._leaves += beside
        self._sets: dict[str, list[tuple[str, ...]]] = {}

    def sets_of(self, question: Question) -> list[tuple[str, ...]]:
        """Return each box alone, then the sets that matter, smallest first."""
        if question.id not in self._sets:
            self._sets[question.id] = self._made(question)
        return self._sets[question.id]

    def _made(self, question: Question) -> list[tuple[str, ...]]:
        leaves = [leaf for leaf in self._leaves if self._reads(leaf, question)]
        groups = _alike(question, leaves)
        ways = [_ways(group, leaves) for group in groups]
        if math.prod(map(len, ways)) > MOST_SETS:
            self.capped = True
            chosen: Iterator[tuple[str, ...]] = islice(
                _fewest([group[0] for group in groups]), MOST_SETS
            )
        else:
            chosen = (sum(parts, ()) for parts in product(*ways))
        order = {option.id: place for place, option in enumerate(question.options)}
        sets = {tuple(sorted(each, key=order.__getitem__)) for each in chosen if each}
        alone = [(option.id,) for option in question.options]
        return list(dict.fromkeys(alone + sorted(sets, key=lambda each: (len(each), each))))

    def _reads(self, leaf: Leaf, question: Question) -> bool:
        return question.id in questions_read(self._tree, ids_in(self._tree, leaf))


def _routing(tree: Tree) -> Iterator[Condition]:
    """Yield the conditions on which the rest of a visit hangs; a deadline's day is part of it."""
    yield from (alert.condition for alert in tree.alerts)
    for question in tree.questions.values():
        yield from (place.condition for place in deciding(question))
    for outcome in tree.outcomes.values():
        yield from (each.condition for each in outcome.deadlines if each.condition)


def _alike(question: Question, leaves: Sequence[Leaf]) -> list[list[str]]:
    """Return the boxes that mix and are read, those that always count alike together."""
    groups: dict[object, list[str]] = defaultdict(list)
    for option in question.options:
        named = tuple(n for n, leaf in enumerate(leaves) if option.id in _named(leaf))
        if not option.exclusive and (named or option.target):
            groups[_sign(option, named)].append(option.id)
    return list(groups.values())


def _sign(option: Option, named: tuple[int, ...]) -> object:
    return option.target, named, option.id if option.condition else None


def _named(leaf: Leaf) -> tuple[str, ...]:
    if isinstance(leaf, Contains):
        return leaf.options
    return tuple(comparison.text for comparison in leaf.any_of)


def _ways(group: list[str], leaves: Sequence[Leaf]) -> list[tuple[str, ...]]:
    """Return none, one, or all of boxes that count alike; all only where all may be wanted."""
    wanted_together = any(
        isinstance(leaf, Contains) and leaf.how is Containing.ALL and group[-1] in leaf.options
        for leaf in leaves
    )
    ways = [(), (group[0],)]
    return [*ways, tuple(group)] if len(group) > 1 and wanted_together else ways


def _fewest(boxes: list[str]) -> Iterator[tuple[str, ...]]:
    yield tuple(boxes)
    for size in range(1, len(boxes)):
        yield from combinations(boxes, size)
