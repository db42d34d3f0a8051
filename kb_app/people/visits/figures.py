"""What the visits of a tree came to, per revision, with small counts hidden.

Closed visits only, each counted once on the path it ended on: what stands beside a question is
out of the visits that reached it, and as many leave it as came, less those that stopped there.
An incomplete visit is a result of its own; where it stopped is not one.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import accumulate

from sqlalchemy import Engine

from kb_app.knowledge.content.model import Ending
from kb_app.people.visits import counts
from kb_app.people.visits.closing import Cell, Counted
from kb_app.people.visits.hiding import SMALLEST, Count, shown_tally
from kb_app.people.visits.model import Closing


@dataclass(frozen=True, slots=True)
class AtQuestion:
    """What happened at one question. Every count is out of `reached`."""

    reached: Count
    answered: Count
    """« Ne sait pas » included."""
    unknown: Count
    changed: Count
    back: Count
    """Visits that came back to it with « Précédent »."""
    seconds: float | None
    """Median before the first answer; None under five measures."""


@dataclass(frozen=True, slots=True)
class Searched:
    """Words typed before entering the tree, by at least five visits."""

    words: str
    visits: Count
    left_soon: Count
    """Of those, the visits that left it within two answers: a wrong entry, perhaps."""


@dataclass(frozen=True, slots=True)
class Figures:
    """Whatever has no key was never counted: zero. None is hidden, see `hiding`."""

    visits: Count
    questions: Mapping[str, AtQuestion]
    arrows: Mapping[tuple[str, str], Count]
    """By question and the question or outcome it leads to."""
    arrived: Mapping[str, Count]
    """Visits that came to each outcome, whether they ended there or went on, blocked."""
    outcomes: Mapping[str, Count]
    """Visits that ended at each."""
    endings: Mapping[Ending, Count]
    incomplete: Count
    left_soon: Count
    """Of the incomplete, those left within two answers."""
    blocked: Mapping[str, Count]
    """Visits that used `si_ca_bloque`, by the outcome that was blocked; out of `arrived`."""
    signals: Mapping[str, Count]
    """Visits taken to an urgent outcome by what was told up front."""
    closings: Mapping[Closing, Count]
    reasons: Mapping[str, Count]
    searched: tuple[Searched, ...]
    """Most typed first."""


@dataclass(frozen=True, slots=True)
class Revision:
    """One text of a tree and its sub-trees that visits were closed on."""

    digest: str
    sequence: int
    """The library's when a visit first began on it: says which versions these are."""
    first: date
    """The first day of the month of the first closing."""
    last: date
    visits: Count


@dataclass(frozen=True, slots=True)
class Summary:
    """All the revisions of one tree."""

    tree: str
    visits: Count
    endings: Mapping[Ending, Count]
    incomplete: Count


def of_revision(engine: Engine, tree: str, digest: str) -> Figures:
    """Return the figures of one revision; of one never visited, nothing but zeros."""
    with engine.connect() as connection:
        return figures(counts.of_revision(connection, tree, digest))


def revisions(engine: Engine, tree: str) -> tuple[Revision, ...]:
    """Return the revisions of a tree that were visited, the newest first."""
    with engine.connect() as connection:
        rows = counts.revisions(connection, tree)
    found = [Revision(*row[:4], row[4] if row[4] >= SMALLEST else None) for row in rows]
    return tuple(sorted(found, key=lambda each: each.sequence, reverse=True))


def summaries(engine: Engine) -> tuple[Summary, ...]:
    """Return every tree that was visited, by id, with what its visits came to."""
    by_tree: dict[str, dict[Cell, int]] = {}
    with engine.connect() as connection:
        for (tree, cell), n in counts.of_trees(connection).items():
            by_tree.setdefault(tree, {})[cell] = n
    return tuple(_summary(tree, shown_tally(by_tree[tree])) for tree in sorted(by_tree))


def _summary(tree: str, cells: Mapping[Cell, Count]) -> Summary:
    entered, incomplete = Cell(Counted.ENTERED), Cell(Counted.INCOMPLETE)
    return Summary(tree, cells.get(entered, 0), _endings(cells), cells.get(incomplete, 0))


def figures(tally: Mapping[Cell, int]) -> Figures:
    """Return the figures of what was counted."""
    cells = shown_tally(tally)
    return Figures(
        visits=cells.get(Cell(Counted.ENTERED), 0),
        questions=_questions(cells, _medians(tally)),
        arrows={(c.question, c.target): n for c, n in cells.items() if c.kind is Counted.ARROW},
        arrived=_by_target(cells, Counted.ARRIVED),
        outcomes=_by_target(cells, Counted.OUTCOME),
        endings=_endings(cells),
        incomplete=cells.get(Cell(Counted.INCOMPLETE), 0),
        left_soon=cells.get(Cell(Counted.LEFT_SOON), 0),
        blocked=_by_target(cells, Counted.BLOCKED),
        signals=_by_target(cells, Counted.SIGNAL),
        closings={Closing(id): n for id, n in _by_target(cells, Counted.CLOSING).items()},
        reasons=_by_target(cells, Counted.REASON),
        searched=_searched(tally, cells),
    )


def _questions(cells: Mapping[Cell, Count], medians: Mapping[str, float]) -> dict[str, AtQuestion]:
    def at(kind: Counted, id: str) -> Count:
        return cells.get(Cell(kind, id), 0)

    return {
        cell.question: AtQuestion(
            reached=reached,
            answered=at(Counted.ANSWERED, cell.question),
            unknown=at(Counted.UNKNOWN, cell.question),
            changed=at(Counted.CHANGED, cell.question),
            back=at(Counted.BACK, cell.question),
            seconds=medians.get(cell.question),
        )
        for cell, reached in cells.items()
        if cell.kind is Counted.REACHED
    }


def _by_target(cells: Mapping[Cell, Count], kind: Counted) -> dict[str, Count]:
    return {c.target: n for c, n in cells.items() if c.kind is kind and c.target}


def _endings(cells: Mapping[Cell, Count]) -> dict[Ending, Count]:
    return {
        Ending(c.question): n
        for c, n in cells.items()
        if c.kind is Counted.OUTCOME and not c.target
    }


def _searched(tally: Mapping[Cell, int], cells: Mapping[Cell, Count]) -> tuple[Searched, ...]:
    often = [c for c, n in tally.items() if c.kind is Counted.WORDS and n >= SMALLEST]
    often.sort(key=lambda c: (-tally[c], c.target))
    return tuple(
        Searched(c.target, cells[c], cells.get(Cell(Counted.WORDS_LEFT, target=c.target), 0))
        for c in often
    )


def _medians(tally: Mapping[Cell, int]) -> dict[str, float]:
    times: dict[str, list[tuple[int, int]]] = {}
    for cell, n in tally.items():
        if cell.kind is Counted.SECONDS:
            times.setdefault(cell.question, []).append((int(cell.target), n))
    return {
        question: median(sorted(counted))
        for question, counted in times.items()
        if sum(n for _, n in counted) >= SMALLEST
    }


def median(counted: Sequence[tuple[int, int]]) -> float:
    """Return the median of values given in order, each with how many times it was measured."""
    many = sum(n for _, n in counted)
    ends = list(accumulate(n for _, n in counted))
    low = counted[bisect_right(ends, (many - 1) // 2)][0]
    high = counted[bisect_right(ends, many // 2)][0]
    return (low + high) / 2
