"""What a tree's conditions, calculations and deadlines cite: it exists, and can be compared."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from kb_app.knowledge.triage.assembling.senses import Sense
from kb_app.knowledge.triage.dates import day_of, span_of
from kb_app.knowledge.triage.facts import Sort
from kb_app.knowledge.triage.model import Calculation, Function
from kb_app.knowledge.triage.numbers import number_of
from kb_app.knowledge.triage.reading.frame import moment_in
from kb_app.knowledge.triage.reading.once import Once
from kb_app.knowledge.triage.terms import (
    TODAY,
    UNKNOWN,
    All,
    Any,
    Comparison,
    Condition,
    Contains,
    Moment,
    Not,
    Operator,
    Test,
)

NEVER = Any(())
"""Stands for a test that was refused."""

_EQUALITIES = (Operator.EQUAL, Operator.DIFFERENT)
_CHOSEN = (Sort.OPTION, Sort.OPTIONS)
_ARGUMENTS = {
    Function.DAYS_SINCE: Sort.DATE,
    Function.DAYS_UNTIL: Sort.DATE,
    Function.YEARS_SINCE: Sort.DATE,
    Function.SUM: Sort.NUMBER,
}


@dataclass(frozen=True, slots=True)
class Citations:
    """Holds the citations of one file to what its ids stand for."""

    senses: Mapping[str, Sense]
    calls: Collection[str]
    """The ids of the sub-trees called, which are cited by their questions."""
    forgiven: Collection[str]
    """The ids told missing or refused already."""
    once: Once

    def is_forgiven(self, id_: str) -> bool:
        """Tell whether what is missing has been told: itself, or the sub-tree it would be in."""
        within = id_.split(".")
        return any(".".join(within[:n]) in self.forgiven for n in range(1, len(within) + 1))

    def condition(self, condition: Condition, where: str) -> Condition:
        """Return the condition with its comparisons written plainly; a wrong test never holds.

        Numbers become `1200.50`, days `2026-11-22`, moments `date_vol - 2 mois`.
        """
        match condition:
            case All(parts):
                return All(tuple(self.condition(part, where) for part in parts))
            case Any(parts):
                return Any(tuple(self.condition(part, where) for part in parts))
            case Not(part):
                return Not(self.condition(part, where))
            case Contains():
                return self._contains(condition, where)
            case Test():
                return self._test(condition, where)

    def sense(
        self, id_: str, line: int, where: str, verb: str = "la condition cite"
    ) -> Sense | None:
        """Return what an id stands for, None when there is none: told now, or before."""
        sense = self.senses.get(id_)
        if sense is None and not self.is_forgiven(id_):
            hint = self.once.found.closest(id_, sorted(self.senses))
            if id_ in self.calls:
                inside = [each for each in self.senses if each.startswith(f"{id_}.")]
                hint = f" ; citez une question de ce sous-arbre : {', '.join(inside[:7])}"
            self.once.add(
                "C01",
                id_,
                line,
                f"{where} : {verb} « {id_[:80]} », qui n’est pas une question de cet arbre{hint}",
            )
        return sense

    def moment(self, moment: Moment | None, line: int, where: str) -> Moment | None:
        """Return the bound of a date, None when it runs from no date."""
        if moment is None or not isinstance(moment.anchor, str) or moment.anchor == TODAY:
            return moment
        sense = self.sense(moment.anchor, line, where, "la limite cite")
        if sense is None:
            return None
        if sense.sort is not Sort.DATE and sense.is_trusted:
            self._unfit(where, moment.anchor, sense, line, "n’est pas une date")
            return None
        return moment

    def calculation(self, calculation: Calculation) -> Calculation | None:
        """Return the calculation, None when an argument is refused."""
        where = f"calcul « {calculation.id[:80]} »"
        expected = _ARGUMENTS.get(calculation.function)
        sound = bool(calculation.arguments)
        for argument in calculation.arguments:
            if calculation.function is Function.SUM and number_of(argument) is not None:
                continue
            sense = self.sense(argument, calculation.line, where, "on y cite")
            sound = sound and sense is not None
            if sense and sense.is_trusted and expected and sense.sort is not expected:
                why = "n’est pas une date" if expected is Sort.DATE else "n’est pas un nombre"
                self._unfit(where, argument, sense, calculation.line, why)
                sound = False
        if expected is Sort.DATE and len(calculation.arguments) != 1:
            self.once.add(
                "C07",
                calculation.id,
                calculation.line,
                f"{where} : « {calculation.function} » compte à partir d’une seule date",
            )
            sound = False
        return calculation if sound else None

    def _contains(self, contains: Contains, where: str) -> Condition:
        sense = self.sense(contains.about, contains.line, where)
        if sense is None:
            return NEVER
        if not sense.is_trusted:
            return contains
        if sense.sort is not Sort.OPTIONS:
            why = f"n’a qu’une réponse ; écrivez « {contains.about}: … »"
            self._unfit(where, contains.about, sense, contains.line, why)
            return NEVER
        known = [
            each
            for each in contains.options
            if self._is_option(each, contains.about, sense, contains.line, where)
        ]
        return contains if len(known) == len(contains.options) else NEVER

    def _test(self, test: Test, where: str) -> Condition:
        sense = self.sense(test.about, test.line, where)
        if sense is None:
            return NEVER
        if not sense.is_trusted:
            return test
        read = [self._comparison(each, test, sense, where) for each in test.any_of]
        sound = tuple(each for each in read if each)
        return replace(test, any_of=sound) if sound else NEVER

    def _comparison(
        self, comparison: Comparison, test: Test, sense: Sense, where: str
    ) -> Comparison | None:
        text, line = comparison.text, test.line
        is_equality = comparison.operator in _EQUALITIES
        if text == UNKNOWN and is_equality and sense.may_be_unknown:
            return comparison
        if sense.sort in _CHOSEN and is_equality:
            return comparison if self._is_option(text, test.about, sense, line, where) else None
        plain: str | None = None
        if sense.sort is Sort.NUMBER:
            plain = self._number(text, test, sense, where)
        elif sense.sort is Sort.DATE:
            plain = self._day(text, test, sense, where)
        elif sense.called == "code_postal" and text.isdigit() and len(text) == 5:
            plain = text
        else:
            self._mismatch(where, test, sense, text)
        return replace(comparison, text=plain) if plain is not None else None

    def _is_option(self, text: str, about: str, sense: Sense, line: int, where: str) -> bool:
        if text in sense.options:
            return True
        shown = ", ".join(sense.options[:15]) + (", ne_sait_pas" if sense.may_be_unknown else "")
        hint = self.once.found.closest(text, sense.options)
        self.once.add(
            "C02",
            f"{about} {text}",
            line,
            f"{where} : « {text[:80]} » n’est pas une réponse possible de « {about[:80]} » "
            f"(réponses : {shown}){hint}",
        )
        return False

    def _number(self, text: str, test: Test, sense: Sense, where: str) -> str | None:
        number = number_of(text)
        if number is not None:
            return format(Decimal(number), "f")
        moment = moment_in(text)
        if _kind(text) != "texte" or moment is None or moment.shift:
            self._mismatch(where, test, sense, text)
            return None
        return text if self._other(text, test, sense, where) else None

    def _day(self, text: str, test: Test, sense: Sense, where: str) -> str | None:
        moment = moment_in(text)
        kind = _kind(text)
        if moment is None or kind in ("durée", "nombre"):
            hint = f" ; écrivez par exemple aujourd_hui - {text}" if kind == "durée" else ""
            self._mismatch(where, test, sense, text, hint)
            return None
        anchor = moment.anchor
        if isinstance(anchor, str) and anchor != TODAY:
            return written_moment(moment) if self._other(anchor, test, sense, where) else None
        return written_moment(moment)

    def _other(self, id_: str, test: Test, sense: Sense, where: str) -> bool:
        """Tell whether a question or calculation compares with that of the test."""
        if id_ not in self.senses and not self.is_forgiven(id_) and _is_a_word(id_, test):
            self._mismatch(where, test, sense, id_)
            return False
        other = self.sense(id_, test.line, where)
        if other and other.is_trusted and other.sort is not sense.sort:
            self._mismatch(where, test, sense, id_, called=other.called)
            return False
        return other is not None

    def _unfit(self, where: str, id_: str, sense: Sense, line: int, why: str) -> None:
        self.once.add("C03", id_, line, f"{where} : « {id_[:80]} » ({sense.called}) {why}")

    def _mismatch(
        self,
        where: str,
        test: Test | Contains,
        sense: Sense,
        text: str,
        hint: str = "",
        called: str | None = None,
    ) -> None:
        self.once.add(
            "C03",
            f"{test.about} {text}",
            test.line,
            f"{where} : on compare « {test.about[:80]} » ({sense.called}) "
            f"à « {text[:80]} » ({called or _kind(text)}){hint}",
        )


def renamed(
    condition: Condition, senses: Mapping[str, Sense], id_: Callable[[str], str]
) -> Condition:
    """Return the condition with other ids for all that it reads."""
    match condition:
        case All(parts):
            return All(tuple(renamed(part, senses, id_) for part in parts))
        case Any(parts):
            return Any(tuple(renamed(part, senses, id_) for part in parts))
        case Not(part):
            return Not(renamed(part, senses, id_))
        case Contains(about):
            return replace(condition, about=id_(about))
        case Test(about, any_of):
            if about in senses and senses[about].sort in (Sort.NUMBER, Sort.DATE):
                any_of = tuple(_renamed(each, senses, id_) for each in any_of)
            return replace(condition, about=id_(about), any_of=any_of)


def _renamed(
    comparison: Comparison, senses: Mapping[str, Sense], id_: Callable[[str], str]
) -> Comparison:
    moment = moment_in(comparison.text)
    if number_of(comparison.text) is not None or moment is None or moment.anchor not in senses:
        return comparison
    text = written_moment(replace(moment, anchor=id_(str(moment.anchor))))
    return replace(comparison, text=text)


def written_moment(moment: Moment) -> str:
    """Return the moment as `dates.moment_of` reads it."""
    anchor = moment.anchor if isinstance(moment.anchor, str) else moment.anchor.isoformat()
    if moment.shift is None:
        return anchor
    sign = "-" if moment.shift.count < 0 else "+"
    return f"{anchor} {sign} {abs(moment.shift.count)} {moment.shift.unit}"


def _is_a_word(text: str, test: Test) -> bool:
    """Tell whether an unknown name was meant as a plain value, `age: majeur`, and not as an id."""
    return any(each.text == text and each.operator in _EQUALITIES for each in test.any_of)


def _kind(text: str) -> str:
    """Return what a text that is compared looks like."""
    if number_of(text) is not None:
        return "nombre"
    if day_of(text) or text.startswith(TODAY):
        return "date"
    return "durée" if span_of(text) else "texte"
