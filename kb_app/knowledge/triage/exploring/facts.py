"""What the rest of a visit still depends on: the facts that tell two moments of it apart."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from kb_app.knowledge.triage.conditions import Holds, compiled, ids_in
from kb_app.knowledge.triage.exploring.graph import Graph
from kb_app.knowledge.triage.exploring.leaves import (
    Leaf,
    deciding,
    giving,
    leaves_of,
    questions_read,
)
from kb_app.knowledge.triage.facts import Facts, Reader, reader_of
from kb_app.knowledge.triage.model import Outcome, Question, Tree
from kb_app.knowledge.triage.terms import TODAY, Moment


@dataclass(frozen=True, slots=True)
class _Watched:
    """Something the future may read."""

    reads: frozenset[str]
    groups: tuple[frozenset[str], ...] = ()
    """It hangs as long as one of these groups has no question that was asked."""
    holds: Holds | None = None
    """None: the very answers matter, not whether something is true of them."""
    only: str | None = None
    """The question, when it rests on one: most do."""

    def seen(
        self, asked: Collection[str], facts: Facts, to_come: Collection[str], today: date
    ) -> Hashable:
        """Return what this still says of the visit, equal for visits that go on alike."""
        if self.only and self.holds:
            return self.holds(facts, today) if self.only in asked else None
        if self.holds is None or (
            len(self.reads) > 1 and any(q in to_come and q not in asked for q in self.reads)
        ):
            return tuple((q, facts.get(q)) for q in sorted(self.reads) if q in asked)
        if not all(any(q in asked for q in group) for group in self.groups):
            return None
        return self.holds(facts, today)


class Outlook:
    """For each question, what every visit that waits there can still meet.

    With `whole`, all that an outcome gives is part of it, not only where visits lead.
    """

    def __init__(self, tree: Tree, whole: bool = False) -> None:
        self.tree = tree
        self._whole = whole
        self.graph = Graph(tree)
        nodes = (*tree.questions, *tree.outcomes)
        place = {id: n for n, id in enumerate(nodes)}
        self._nodes = nodes
        self._reach = self.graph.gathered({id: 1 << n for id, n in place.items()})
        self._watched: list[_Watched] = []
        self._number: dict[object, int] = {}
        everywhere = self._bits(self._of_alerts())
        own = {q.id: self._bits(self._of_question(q)) | everywhere for q in tree.questions.values()}
        own |= {o.id: self._bits(self._of_outcome(o)) for o in tree.outcomes.values()}
        self._live = self.graph.gathered(own)
        self._at: dict[str, tuple[tuple[_Watched, ...], frozenset[str]]] = {}

    def key(self, at: str, asked: Collection[str], facts: Facts, today: date) -> Hashable:
        """Return the same value for two visits only if they go on alike from `at`.

        What was asked counts too where the arrows could lead back to it.
        """
        watched, to_come = self._future(at)
        asked = frozenset(asked)
        behind_and_ahead = asked & to_come
        seen = tuple([each.seen(asked, facts, to_come, today) for each in watched])
        return (at, behind_and_ahead, seen)

    def reads(self, at: str) -> frozenset[str]:
        """Return the questions that visits may still meet from there, or read answers of."""
        watched, to_come = self._future(at)
        return to_come.union(*(each.reads for each in watched)) & self.tree.questions.keys()

    def width(self, at: str) -> int:
        """Return how many things are looked at to tell visits apart there."""
        return len(self._future(at)[0])

    def _future(self, at: str) -> tuple[tuple[_Watched, ...], frozenset[str]]:
        if at not in self._at:
            live = tuple(self._watched[n] for n in _ones(self._live.get(at, 0)))
            to_come = frozenset(self._nodes[n] for n in _ones(self._reach.get(at, 0)))
            self._at[at] = live, to_come
        return self._at[at]

    def _bits(self, watched: Iterable[tuple[object, _Watched]]) -> int:
        bits = 0
        for name, each in watched:
            number = self._number.setdefault(name, len(self._watched))
            if number == len(self._watched):
                self._watched.append(each)
            bits |= 1 << number
        return bits

    def _of_alerts(self) -> Iterator[tuple[object, _Watched]]:
        for alert in self.tree.alerts:
            yield from map(self._leaf, leaves_of(alert.condition))

    def _of_question(self, question: Question) -> Iterator[tuple[object, _Watched]]:
        for place in deciding(question):
            yield from map(self._leaf, leaves_of(place.condition))
        for moment in (question.after, question.before):
            if isinstance(moment, Moment) and isinstance(moment.anchor, str):
                reads = questions_read(self.tree, [moment.anchor])
                if reads:
                    yield ("value", reads), _Watched(reads)

    def _of_outcome(self, outcome: Outcome) -> Iterator[tuple[object, _Watched]]:
        """A deadline needs its day: whether that was asked is part of where a visit ends."""
        for deadline in outcome.deadlines:
            yield from map(self._leaf, leaves_of(deadline.condition))
            if deadline.since != TODAY:
                reads = questions_read(self.tree, [deadline.since])
                yield ("asked", reads), _Watched(reads, (reads,), lambda facts, today: True)
        if self._whole:
            yield from self._given(outcome)

    def _given(self, outcome: Outcome) -> Iterator[tuple[object, _Watched]]:
        for place in giving(outcome):
            yield from map(self._leaf, leaves_of(place.condition))
        days = {deadline.since for deadline in outcome.deadlines} - {TODAY}
        for day in questions_read(self.tree, days):
            alone = frozenset({day})
            yield ("known", alone), _Watched(alone, (alone,), _is_known(reader_of(self.tree, day)))
        for sent in outcome.to_send:
            alone = frozenset({sent})
            yield ("asked", alone), _Watched(alone, (alone,), lambda facts, today: True)

    def _leaf(self, leaf: Leaf) -> tuple[object, _Watched]:
        ids = ids_in(self.tree, leaf)
        groups = tuple(questions_read(self.tree, [id]) for id in sorted(ids))
        reads = frozenset().union(*groups)
        name = leaf.about, getattr(leaf, "any_of", None), getattr(leaf, "options", None)
        only = next(iter(reads)) if len(reads) == 1 else None
        holds = compiled(self.tree, leaf)
        return (name, getattr(leaf, "how", None)), _Watched(reads, groups, holds, only)


def _is_known(read: Reader) -> Holds:
    return lambda facts, today: isinstance(read(facts, today), date)


def _ones(bits: int) -> Iterator[int]:
    """Yield the places of the bits that are set, lowest first."""
    while bits:
        lowest = bits & -bits
        yield lowest.bit_length() - 1
        bits ^= lowest
