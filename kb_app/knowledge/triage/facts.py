"""What a visit has established: answers by question, and what is computed from them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import assert_never

from kb_app.knowledge.triage.dates import shifted, years_between
from kb_app.knowledge.triage.model import Calculation, Function, QuestionType, Tree
from kb_app.knowledge.triage.numbers import number_of
from kb_app.knowledge.triage.terms import TODAY, UNKNOWN, Moment

Number = int | Decimal
Value = str | tuple[str, ...] | Number | date

Facts = Mapping[str, Value]
"""The answers on the path, by question; one left empty is absent, `UNKNOWN` is a value."""

Reader = Callable[[Facts, date], Value | None]
"""Reads one value from the facts and the day of the visit."""


class Sort(StrEnum):
    """What a value can be compared with."""

    OPTION = "réponse"
    OPTIONS = "réponses"
    NUMBER = "nombre"
    DATE = "date"
    TEXT = "texte"


SORTS = {
    QuestionType.CHOICE: Sort.OPTION,
    QuestionType.YES_NO: Sort.OPTION,
    QuestionType.STEP: Sort.OPTION,
    QuestionType.MULTIPLE: Sort.OPTIONS,
    QuestionType.NUMBER: Sort.NUMBER,
    QuestionType.AMOUNT: Sort.NUMBER,
    QuestionType.DATE: Sort.DATE,
    QuestionType.POSTCODE: Sort.TEXT,
    QuestionType.SHORT_TEXT: Sort.TEXT,
}


def sort_of(tree: Tree, about: str) -> Sort | None:
    """Return what the question or calculation gives, None when there is none of that name."""
    if question := tree.questions.get(about):
        return SORTS[question.type]
    calculation = tree.calculations.get(about)
    if calculation is None:
        return None
    if calculation.function is not Function.FIRST_OF:
        return Sort.NUMBER
    known = (sort_of(tree, each) for each in calculation.arguments if each != about)
    return next((sort for sort in known if sort), None)


def reader_of(tree: Tree, about: str) -> Reader:
    """Return how to read a question or calculation; what cannot be computed is None.

    `jours_depuis` and `jours_avant` count days from a date to the day of the visit and back;
    `annees_depuis` whole years. `somme` adds what was answered, and is None when nothing was or
    when someone does not know a part. `premier_de` is the first known.
    """
    calculation = tree.calculations.get(about)
    if calculation is None:
        return lambda facts, today: facts.get(about)
    return _computed(calculation, [_argument(tree, each, about) for each in calculation.arguments])


def moment_reader(tree: Tree, moment: Moment) -> Reader:
    """Return how to read a moment; a number when it is that of a number question."""
    anchor, shift = moment.anchor, moment.shift
    if isinstance(anchor, date):
        fixed = shifted(anchor, shift)
        return lambda facts, today: fixed
    if anchor == TODAY:
        return lambda facts, today: shifted(today, shift)
    read = reader_of(tree, anchor)
    if shift is None:
        return read

    def later(facts: Facts, today: date) -> Value | None:
        value = read(facts, today)
        return shifted(value, shift) if isinstance(value, date) else value

    return later


def _argument(tree: Tree, argument: str, about: str) -> Reader:
    number = number_of(argument)
    if number is not None:
        return lambda facts, today: number
    if argument == about:
        return lambda facts, today: None
    return reader_of(tree, argument)


def _computed(calculation: Calculation, arguments: list[Reader]) -> Reader:
    match calculation.function:
        case Function.DAYS_SINCE:
            return _from_day(arguments, lambda day, today: (today - day).days)
        case Function.DAYS_UNTIL:
            return _from_day(arguments, lambda day, today: (day - today).days)
        case Function.YEARS_SINCE:
            return _from_day(arguments, years_between)
        case Function.SUM:
            return lambda facts, today: _sum([each(facts, today) for each in arguments])
        case Function.FIRST_OF:
            return lambda facts, today: next(
                (
                    value
                    for each in arguments
                    if (value := each(facts, today)) is not None and value != UNKNOWN
                ),
                None,
            )
        case _:
            assert_never(calculation.function)


def _from_day(arguments: list[Reader], count: Callable[[date, date], int]) -> Reader:
    def read(facts: Facts, today: date) -> Value | None:
        day = arguments[0](facts, today) if arguments else None
        return count(day, today) if isinstance(day, date) else None

    return read


def _sum(values: list[Value | None]) -> Number | None:
    given = [value for value in values if value is not None]
    numbers = [value for value in given if isinstance(value, int | Decimal)]
    return sum(numbers) if numbers and len(numbers) == len(given) else None
