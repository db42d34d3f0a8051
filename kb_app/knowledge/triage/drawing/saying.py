"""Conditions said in French, questions being called by their number."""

from __future__ import annotations

from collections.abc import Mapping
from typing import assert_never

from kb_app.knowledge.triage.dates import moment_of
from kb_app.knowledge.triage.facts import Sort, sort_of
from kb_app.knowledge.triage.model import Function, Question, Tree
from kb_app.knowledge.triage.terms import (
    TODAY,
    UNKNOWN,
    All,
    Any,
    Comparison,
    Condition,
    Containing,
    Contains,
    Moment,
    Not,
    Operator,
    Span,
    Test,
)

NBSP = "\u00a0"
UNKNOWN_SAID = f"ne{NBSP}sait{NBSP}pas"

_NUMBERS = {
    Operator.EQUAL: "", Operator.DIFFERENT: "autre que ", Operator.LESS: "moins de ",
    Operator.AT_MOST: "au plus ", Operator.MORE: "plus de ", Operator.AT_LEAST: "au moins ",
}  # fmt: skip
_DAYS = {
    Operator.EQUAL: "le ", Operator.DIFFERENT: "un autre jour que ", Operator.LESS: "avant ",
    Operator.AT_MOST: "jusqu’à ", Operator.MORE: "après ", Operator.AT_LEAST: "à partir de ",
}  # fmt: skip
# « >= aujourd_hui - 2 mois » is two months ago at most.
_AGO = {
    Operator.EQUAL: "", Operator.DIFFERENT: "pas ", Operator.LESS: "plus de ",
    Operator.AT_MOST: "au moins ", Operator.MORE: "moins de ", Operator.AT_LEAST: "au plus ",
}  # fmt: skip
_HOLDING = {
    Containing.ALL: ("", " et "),
    Containing.ONE: ("", " ou "),
    Containing.NONE: ("ni ", " ni "),
}
_FUNCTIONS = {
    Function.DAYS_SINCE: "temps depuis",
    Function.DAYS_UNTIL: "temps jusqu’à",
    Function.YEARS_SINCE: "temps depuis",
    Function.SUM: "somme de",
    Function.FIRST_OF: "première réponse connue de",
}
_UNITS = {
    Function.DAYS_SINCE: "jours",
    Function.DAYS_UNTIL: "jours",
    Function.YEARS_SINCE: "ans",
}


class Saying:
    """The words of one tree's conditions."""

    def __init__(self, tree: Tree, numbers: Mapping[str, int]) -> None:
        self.tree, self.numbers = tree, numbers

    def condition(self, condition: Condition, here: str = "") -> str:
        """Return « MSA » of the question `here`, « question 4 : MSA » of another."""
        match condition:
            case Test(about, any_of):
                told = " ou ".join(self._compared(about, each) for each in any_of)
                return self._of(about, told, here)
            case Contains(about, how, options):
                start, between = _HOLDING[how]
                told = start + between.join(self.answer(about, each) for each in options)
                return self._of(about, told, here)
            case Not(part):
                return f"sauf si {self.condition(part, here)}"
            case All(parts):
                return ", et ".join(self.condition(part, here) for part in parts)
            case Any(parts):
                return ", ou ".join(self.condition(part, here) for part in parts)
            case _:
                assert_never(condition)

    def answer(self, about: str, option: str) -> str:
        """Return the answer as it is read aloud; an id of no option as it stands."""
        if option == UNKNOWN:
            return UNKNOWN_SAID
        question = self._asked(about)
        texts = {each.id: each.text for each in question.options} if question else {}
        return texts.get(option, option)

    def _asked(self, about: str) -> Question | None:
        """Return the question, through a calculation that picks one of several."""
        while (calculation := self.tree.calculations.get(about)) and calculation.arguments:
            if calculation.arguments[0] == about:
                return None
            about = calculation.arguments[0]
        return self.tree.questions.get(about)

    def _of(self, about: str, told: str, here: str) -> str:
        return told if about == here else f"{self._named(about)}{NBSP}: {told}"

    def _named(self, about: str) -> str:
        if about in self.numbers:
            return f"question {self.numbers[about]}"
        calculation = self.tree.calculations.get(about)
        if calculation is None:
            return about
        arguments = ", ".join(
            each if each == about else self._named(each) for each in calculation.arguments
        )
        return f"{_FUNCTIONS[calculation.function]} {arguments}"

    def _compared(self, about: str, comparison: Comparison) -> str:
        text = comparison.text
        if text == UNKNOWN:
            return UNKNOWN_SAID if comparison.operator is Operator.EQUAL else "sait"
        match sort_of(self.tree, about):
            case Sort.DATE:
                return self._moment(comparison.operator, text)
            case Sort.NUMBER:
                return _NUMBERS[comparison.operator] + self._measure(about, text)
            case _:
                other = "" if comparison.operator is Operator.EQUAL else "autre que "
                return other + self.answer(about, text)

    def _measure(self, about: str, text: str) -> str:
        if text in self.numbers or text in self.tree.calculations:
            return self._named(text)
        unit = self._unit(about)
        return text.replace(".", ",") + (f"{NBSP}{unit}" if unit else "")

    def _unit(self, about: str) -> str | None:
        if calculation := self.tree.calculations.get(about):
            return _UNITS.get(calculation.function)
        return self.tree.questions[about].unit

    def _moment(self, operator: Operator, text: str) -> str:
        moment = moment_of(text)
        if moment is None:
            return _DAYS[operator] + text
        anchor, shift = moment.anchor, moment.shift
        if anchor != TODAY:
            return _DAYS[operator] + self._day(moment)
        if shift is None or shift.count == 0:
            return f"{_DAYS[operator]}aujourd’hui"
        if shift.count < 0:
            return f"il y a {_AGO[operator]}{_span(shift)}"
        return f"dans {_NUMBERS[operator]}{_span(shift)}"

    def _day(self, moment: Moment) -> str:
        anchor, shift = moment.anchor, moment.shift
        day = self._named(anchor) if isinstance(anchor, str) else f"{anchor:%d/%m/%Y}"
        if shift is None:
            return day
        return f"{day} {'plus' if shift.count > 0 else 'moins'} {_span(shift)}"


def _span(span: Span) -> str:
    count = abs(span.count)
    unit = span.unit.value if count > 1 or span.unit.value == "mois" else span.unit.value[:-1]
    return f"{count}{NBSP}{unit}"
