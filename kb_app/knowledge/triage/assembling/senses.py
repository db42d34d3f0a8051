"""What each id of a file stands for in its conditions: a number, a day, one of some answers."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from kb_app.knowledge.triage.facts import SORTS, Sort
from kb_app.knowledge.triage.model import Calculation, Function, Question


@dataclass(frozen=True, slots=True)
class Sense:
    sort: Sort
    called: str
    """Its type, as the author writes it."""
    options: tuple[str, ...] = ()
    may_be_unknown: bool = False
    """« ne sait pas » is an answer to it."""
    is_trusted: bool = True
    """Nothing was refused in its block: what it may be compared with is known."""


def sense_of(question: Question, unsound: Collection[str]) -> Sense:
    return Sense(
        SORTS[question.type],
        question.type.value,
        tuple(option.id for option in question.options),
        question.unknown is not None,
        question.id not in unsound,
    )


def calculated(calculation: Calculation, senses: Mapping[str, Sense]) -> Sense:
    """Return what a calculation gives; `premier_de` gives what its first argument is."""
    if calculation.function is not Function.FIRST_OF:
        return Sense(Sort.NUMBER, "nombre")
    known = [senses[each] for each in calculation.arguments if each in senses]
    if not known:
        return Sense(Sort.TEXT, "texte", is_trusted=False)
    options = tuple(dict.fromkeys(option for each in known for option in each.options))
    return Sense(known[0].sort, known[0].called, options, is_trusted=known[0].is_trusted)


def in_order(calculations: Mapping[str, Calculation]) -> tuple[list[Calculation], list[str]]:
    """Return the calculations, each after those it reads, and the ids left: those in a circle.

    Those that read one of a circle are left too.
    """
    ordered: dict[str, Calculation] = {}
    waiting = dict(calculations)
    while waiting:
        ready = [each for each in waiting.values() if not any(a in waiting for a in each.arguments)]
        if not ready:
            break
        for each in ready:
            ordered[each.id] = waiting.pop(each.id)
    return list(ordered.values()), list(waiting)
