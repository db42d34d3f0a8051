"""Conditions made into functions once, then asked as often as visits need."""

from __future__ import annotations

import operator
from collections.abc import Callable, Collection
from datetime import date
from typing import assert_never

from kb_app.knowledge.triage.dates import moment_of, shifted
from kb_app.knowledge.triage.facts import (
    Facts,
    Reader,
    Sort,
    Value,
    moment_reader,
    reader_of,
    sort_of,
)
from kb_app.knowledge.triage.model import Tree
from kb_app.knowledge.triage.numbers import number_of
from kb_app.knowledge.triage.terms import (
    TODAY,
    UNKNOWN,
    All,
    Any,
    Comparison,
    Condition,
    Containing,
    Contains,
    Not,
    Operator,
    Test,
)

Holds = Callable[[Facts, date], bool]

_COMPARE: dict[Operator, Callable[..., bool]] = {
    Operator.EQUAL: operator.eq,
    Operator.DIFFERENT: operator.ne,
    Operator.LESS: operator.lt,
    Operator.AT_MOST: operator.le,
    Operator.MORE: operator.gt,
    Operator.AT_LEAST: operator.ge,
}


def compiled(tree: Tree, condition: Condition) -> Holds:
    """Return the condition as a function of the facts and the day of the visit.

    A test of something that was not asked, was left empty, cannot be computed or compared is
    false; of someone who does not know, only `ne_sait_pas` is true.
    """
    match condition:
        case Test():
            return _test(tree, condition)
        case Contains():
            return _contains(condition)
        case Not(part):
            negated = compiled(tree, part)
            return lambda facts, today: not negated(facts, today)
        case All(parts):
            return _all(tuple(compiled(tree, part) for part in parts))
        case Any(parts):
            return _any(tuple(compiled(tree, part) for part in parts))
        case _:
            assert_never(condition)


def holds(tree: Tree, condition: Condition, facts: Facts, today: date) -> bool:
    return compiled(tree, condition)(facts, today)


def ids_in(tree: Tree, condition: Condition) -> frozenset[str]:
    """Return the questions and calculations a condition reads, those it compares with included."""
    match condition:
        case Test(about, any_of):
            compared = (_other(tree, about, each) for each in any_of)
            return frozenset({about, *filter(None, compared)})
        case Contains(about):
            return frozenset({about})
        case Not(part):
            return ids_in(tree, part)
        case All(parts) | Any(parts):
            return frozenset(about for part in parts for about in ids_in(tree, part))
        case _:
            assert_never(condition)


def settled(
    tree: Tree, condition: Condition, facts: Facts, today: date, asked: Collection[str]
) -> bool | None:
    """Return the condition's truth, None when it hangs on a question that was not asked.

    Kleene's three-valued logic: a part that is false settles a whole `All` whatever the rest.
    """
    match condition:
        case Test() | Contains():
            if all(_was_asked(tree, about, asked) for about in ids_in(tree, condition)):
                return holds(tree, condition, facts, today)
            return None
        case Not(part):
            truth = settled(tree, part, facts, today, asked)
            return None if truth is None else not truth
        case All(parts):
            truths = [settled(tree, part, facts, today, asked) for part in parts]
            return False if False in truths else None if None in truths else True
        case Any(parts):
            truths = [settled(tree, part, facts, today, asked) for part in parts]
            return True if True in truths else None if None in truths else False
        case _:
            assert_never(condition)


def _was_asked(tree: Tree, about: str, asked: Collection[str]) -> bool:
    calculation = tree.calculations.get(about)
    if calculation is None:
        return about in asked
    return any(_was_asked(tree, each, asked) for each in calculation.arguments if each != about)


def _test(tree: Tree, test: Test) -> Holds:
    about = test.about
    read = reader_of(tree, about)
    sort = sort_of(tree, about)
    if sort is Sort.OPTION and all(each.operator is Operator.EQUAL for each in test.any_of):
        wanted = frozenset(each.text for each in test.any_of)
        if about in tree.questions:
            return lambda facts, today: facts.get(about) in wanted
        return lambda facts, today: read(facts, today) in wanted
    return _any(tuple(_comparison(tree, about, sort, read, each) for each in test.any_of))


def _comparison(
    tree: Tree, about: str, sort: Sort | None, read: Reader, comparison: Comparison
) -> Holds:
    compare = _COMPARE[comparison.operator]
    if comparison.text == UNKNOWN:
        return _compared(read, lambda value, facts, today: compare(value, UNKNOWN), known=False)
    match sort:
        case Sort.OPTION | Sort.TEXT:
            return _compared(read, lambda value, facts, today: compare(value, comparison.text))
        case Sort.OPTIONS:
            wanted = comparison.operator is Operator.EQUAL
            return _compared(
                read,
                lambda value, facts, today: (
                    isinstance(value, tuple) and (comparison.text in value) is wanted
                ),
            )
        case Sort.NUMBER | Sort.DATE:
            asked = about if about in tree.questions else None
            return _measured(read, asked, _bound(tree, about, sort, comparison), compare)
        case None:
            return lambda facts, today: False
        case _:
            assert_never(sort)


def _measured(
    read: Reader, about: str | None, bound: Reader | Value, compare: Callable[..., bool]
) -> Holds:
    """Return a comparison with a bound that is fixed, or read from the facts and the day.

    `about` is the question when that is all there is to read.

    Texts cannot be measured: `ne_sait_pas` is one.
    """
    if not callable(bound):
        if about is not None:
            # The usual test, one call instead of two: results may carry ninety of them.
            return lambda facts, today: (
                (value := facts.get(about)) is not None
                and not isinstance(value, str)
                and compare(value, bound)
            )

        def beside(facts: Facts, today: date) -> bool:
            value = read(facts, today)
            return value is not None and not isinstance(value, str) and compare(value, bound)

        return beside

    def between(facts: Facts, today: date) -> bool:
        value, limit = read(facts, today), bound(facts, today)
        if value is None or limit is None or isinstance(value, str) or isinstance(limit, str):
            return False
        return compare(value, limit)

    return between


def _compared(
    read: Reader, true_of: Callable[[Value, Facts, date], bool], known: bool = True
) -> Holds:
    def test(facts: Facts, today: date) -> bool:
        value = read(facts, today)
        if value is None or (known and value == UNKNOWN):
            return False
        return true_of(value, facts, today)

    return test


def _bound(tree: Tree, about: str, sort: Sort, comparison: Comparison) -> Reader | Value:
    """Return the right side of a comparison of numbers or of days, or how to read it."""
    moment = moment_of(comparison.text)
    if moment and (other := _other(tree, about, comparison)):
        is_like = sort_of(tree, other) is sort and (sort is Sort.DATE or moment.shift is None)
        return moment_reader(tree, moment) if is_like else _never
    if sort is Sort.NUMBER:
        number = number_of(comparison.text)
        return _never if number is None else number
    if moment is None or (isinstance(moment.anchor, str) and moment.anchor != TODAY):
        return _never
    if isinstance(moment.anchor, date):
        return shifted(moment.anchor, moment.shift)
    return moment_reader(tree, moment)


def _never(facts: Facts, today: date) -> None:
    return None


def _other(tree: Tree, about: str, comparison: Comparison) -> str | None:
    """Return the question or calculation on the right side of a comparison, if there is one."""
    if (
        sort_of(tree, about) not in (Sort.NUMBER, Sort.DATE)
        or number_of(comparison.text) is not None
    ):
        return None
    moment = moment_of(comparison.text)
    if moment is None or isinstance(moment.anchor, date) or moment.anchor in (TODAY, UNKNOWN):
        return None
    return moment.anchor if sort_of(tree, moment.anchor) else None


def _contains(contains: Contains) -> Holds:
    about, wanted = contains.about, frozenset(contains.options)
    if contains.how is Containing.ALL:
        return lambda facts, today: (
            isinstance(value := facts.get(about), tuple) and wanted.issubset(value)
        )
    disjoint = contains.how is Containing.NONE
    return lambda facts, today: (
        isinstance(value := facts.get(about), tuple) and wanted.isdisjoint(value) is disjoint
    )


def _all(parts: tuple[Holds, ...]) -> Holds:
    if len(parts) == 1:
        return parts[0]
    if len(parts) == 2:
        first, second = parts
        return lambda facts, today: first(facts, today) and second(facts, today)

    def every(facts: Facts, today: date) -> bool:
        for part in parts:  # noqa: SIM110 - all() over a generator takes twice as long
            if not part(facts, today):
                return False
        return True

    return every


def _any(parts: tuple[Holds, ...]) -> Holds:
    if len(parts) == 1:
        return parts[0]

    def one(facts: Facts, today: date) -> bool:
        for part in parts:  # noqa: SIM110 - any() over a generator takes twice as long
            if part(facts, today):
                return True
        return False

    return one
