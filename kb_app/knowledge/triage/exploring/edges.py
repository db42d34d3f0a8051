"""The numbers and days on which a test changes its mind, said in terms of a question's answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal

from kb_app.knowledge.triage.dates import moment_of, shifted
from kb_app.knowledge.triage.exploring.leaves import questions_read
from kb_app.knowledge.triage.facts import (
    Facts,
    Reader,
    Sort,
    Value,
    moment_reader,
    reader_of,
    sort_of,
)
from kb_app.knowledge.triage.model import Calculation, Function, Tree
from kb_app.knowledge.triage.numbers import number_of
from kb_app.knowledge.triage.terms import TODAY, UNKNOWN, Comparison, Moment, Span, Test, Unit

Edges = Callable[[Facts, date], Value | None]
"""One value a question's answer is compared with, given what is known already; None: not yet."""


def edges_of(tree: Tree, test: Test) -> Iterator[tuple[str, Edges]]:
    """Yield the questions a test rests on, each with where its answers begin to be told apart.

    A question on the right side of a comparison has its own: `date_vol` in
    `date_plainte: "> date_vol + 2 mois"` is told apart two months before the complaint.
    """
    for comparison in test.any_of:
        moment = _other(tree, test.about, comparison)
        right = moment_reader(tree, moment) if moment else _constant(tree, test.about, comparison)
        yield from _solved(tree, test.about, right)
        if moment and isinstance(moment.anchor, str) and moment.anchor != TODAY:
            left = moment_reader(tree, Moment(test.about, _opposite(moment.shift)))
            yield from _solved(tree, moment.anchor, left)


def _other(tree: Tree, about: str, comparison: Comparison) -> Moment | None:
    """Return the moment, or the other question, on the right side of a comparison."""
    if sort_of(tree, about) not in (Sort.NUMBER, Sort.DATE):
        return None
    if number_of(comparison.text) is not None or comparison.text == UNKNOWN:
        return None
    return moment_of(comparison.text)


def _constant(tree: Tree, about: str, comparison: Comparison) -> Reader:
    number = number_of(comparison.text)
    if sort_of(tree, about) is Sort.TEXT:
        return lambda facts, today: comparison.text
    return lambda facts, today: number


def _solved(
    tree: Tree, about: str, wanted: Reader, seen: tuple[str, ...] = ()
) -> Iterator[tuple[str, Edges]]:
    """Yield each question `about` is read from, with the answer that makes it `wanted`."""
    if about in tree.questions:
        yield about, wanted
    calculation = tree.calculations.get(about)
    if calculation is None or about in seen:
        return
    for argument in calculation.arguments:
        if questions_read(tree, [argument]):
            yield from _solved(
                tree, argument, _undone(tree, calculation, argument, wanted), (*seen, about)
            )


def _undone(tree: Tree, calculation: Calculation, argument: str, wanted: Reader) -> Reader:
    """Return what the argument must be for the calculation to give what is wanted."""
    if calculation.function is Function.FIRST_OF:
        return wanted
    if calculation.function is Function.SUM:
        others = [reader_of(tree, each) for each in calculation.arguments if each != argument]
        constants = [number_of(each) or 0 for each in calculation.arguments]

        def rest(facts: Facts, today: date) -> Value | None:
            whole = wanted(facts, today)
            if not isinstance(whole, int | Decimal):
                return None
            known = (read(facts, today) for read in others)
            return whole - sum(constants) - sum(n for n in known if isinstance(n, int | Decimal))

        return rest

    def day(facts: Facts, today: date) -> Value | None:
        count = wanted(facts, today)
        if not isinstance(count, int | Decimal):
            return None
        return _days_from(today, calculation.function, int(count))

    return day


def _days_from(today: date, function: Function, count: int) -> date:
    if function is Function.YEARS_SINCE:
        return shifted(today, Span(-count, Unit.YEARS))
    return shifted(today, Span(count if function is Function.DAYS_UNTIL else -count, Unit.DAYS))


def _opposite(shift: Span | None) -> Span | None:
    return Span(-shift.count, shift.unit) if shift else None
