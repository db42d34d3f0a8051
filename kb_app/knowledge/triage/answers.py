"""One answer as it comes, from a form or a file, made into a value or refused."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal

from kb_app.knowledge.triage.conditions import Holds, compiled
from kb_app.knowledge.triage.dates import day_of
from kb_app.knowledge.triage.facts import Facts, Number, Value, moment_reader
from kb_app.knowledge.triage.model import Option, Question, QuestionType, Tree
from kb_app.knowledge.triage.numbers import number_of
from kb_app.knowledge.triage.terms import UNKNOWN, Moment

LONGEST_TEXT = 200
"""Characters of a short text."""

_POSTCODE = re.compile(r"[0-9]{5}")
_CURRENCY = re.compile(r"\s*(?:€|euros?)\s*\Z", re.IGNORECASE)

SINGLE = frozenset({QuestionType.CHOICE, QuestionType.YES_NO, QuestionType.STEP})
"""The types of question answered by one option."""

Accept = Callable[[object, Facts, date], Value | None]
"""Raises RefusedAnswer; None is an empty answer where one is permitted."""


class RefusedAnswer(Exception):
    """The answer is not one of those possible; `str()` says so to the agent, in French."""


def acceptor(tree: Tree, question: Question) -> Accept:
    """Return how the answers to a question are read, made once for many visits."""
    read = _READERS[question.type](tree, question)
    is_single = question.type in SINGLE
    always = frozenset(o.id for o in question.options if is_single and o.condition is None)

    def accept(raw: object, facts: Facts, today: date) -> Value | None:
        # Most answers are one of these: seen at once, for the thousands of visits of a replay.
        if isinstance(raw, str) and raw in always:
            return raw
        only = raw[0] if isinstance(raw, list | tuple) and len(raw) == 1 else raw
        if only == UNKNOWN:
            if question.unknown is None:
                raise RefusedAnswer("« Ne sait pas » n’est pas une réponse possible ici.")
            return UNKNOWN
        if only is None or only == "" or (isinstance(raw, list | tuple) and not raw):
            if not question.may_be_empty:
                raise RefusedAnswer("Répondez à cette question.")
            return None
        return read(raw, facts, today)

    return accept


def _choice(tree: Tree, question: Question) -> Accept:
    shown = _conditions(tree, question)
    ids = frozenset(option.id for option in question.options)

    def accept(raw: object, facts: Facts, today: date) -> Value:
        chosen = _option_id(raw)
        if chosen not in ids or (chosen in shown and not shown[chosen](facts, today)):
            raise RefusedAnswer(_not_possible(chosen))
        return chosen

    return accept


def _multiple(tree: Tree, question: Question) -> Accept:
    shown = _conditions(tree, question)
    order = {option.id: None for option in question.options}
    exclusive = frozenset(option.id for option in question.options if option.exclusive)

    def accept(raw: object, facts: Facts, today: date) -> Value:
        given = raw if isinstance(raw, list | tuple) else [raw]
        chosen = {e if isinstance(e, str) and e in order else _option_id(e) for e in given}
        for each in () if chosen <= order.keys() and not shown else chosen:
            if each not in order or (each in shown and not shown[each](facts, today)):
                raise RefusedAnswer(_not_possible(each))
        if len(chosen) > 1 and not exclusive.isdisjoint(chosen):
            text = next(
                option.text for option in question.options if option.id in exclusive & chosen
            )
            raise RefusedAnswer(f"« {text} » ne va avec aucune autre réponse.")
        return tuple([each for each in order if each in chosen])

    return accept


def _conditions(tree: Tree, question: Question) -> Mapping[str, Holds]:
    return {
        option.id: compiled(tree, option.condition)
        for option in question.options
        if option.condition
    }


def _option_id(raw: object) -> str:
    if isinstance(raw, bool):
        return "oui" if raw else "non"
    return raw.strip() if isinstance(raw, str) else str(raw)


def _not_possible(chosen: str) -> str:
    return f"« {chosen[:80]} » n’est pas une réponse possible ici."


def _number(tree: Tree, question: Question) -> Accept:
    unit = f" {question.unit}" if question.unit else ""
    is_amount = question.type is QuestionType.AMOUNT
    least, most = _plain(question.minimum), _plain(question.maximum)

    def accept(raw: object, facts: Facts, today: date) -> Value:
        number = _as_number(raw, is_amount)
        if number is None:
            raise RefusedAnswer("Écrivez un nombre, en chiffres.")
        if least is not None and number < least:
            raise RefusedAnswer(f"Écrivez au moins {_french(least)}{unit}.")
        if most is not None and number > most:
            raise RefusedAnswer(f"Écrivez au plus {_french(most)}{unit}.")
        return number

    return accept


def _as_number(raw: object, is_amount: bool) -> Number | None:
    if isinstance(raw, bool):
        return None
    if isinstance(raw, int):
        return raw
    if isinstance(raw, str) and raw.isascii() and raw.isdigit() and len(raw) < 16:
        return int(raw)
    text = str(raw)
    return number_of(_CURRENCY.sub("", text) if is_amount else text)


def _plain(limit: Decimal | None) -> Number | None:
    """Return the limit as an integer when it is one: comparing is five times as fast."""
    return limit if limit is None or limit % 1 else int(limit)


def _french(number: Number) -> str:
    return str(number).replace(".", ",")


def _date(tree: Tree, question: Question) -> Accept:
    after, before = _edge(tree, question.after), _edge(tree, question.before)

    def accept(raw: object, facts: Facts, today: date) -> Value:
        day = raw if isinstance(raw, date) else day_of(str(raw).strip())
        if day is None:
            raise RefusedAnswer("Écrivez une date qui existe : jour, mois, année.")
        if (first := after(facts, today)) and day < first:
            raise RefusedAnswer(f"Écrivez une date à partir du {first:%d/%m/%Y}.")
        if (last := before(facts, today)) and day > last:
            raise RefusedAnswer(f"Écrivez une date jusqu’au {last:%d/%m/%Y}.")
        return day

    return accept


def _edge(tree: Tree, moment: Moment | None) -> Callable[[Facts, date], date | None]:
    if moment is None:
        return lambda facts, today: None
    read = moment_reader(tree, moment)

    def edge(facts: Facts, today: date) -> date | None:
        day = read(facts, today)
        return day if isinstance(day, date) else None

    return edge


def _postcode(tree: Tree, question: Question) -> Accept:
    def accept(raw: object, facts: Facts, today: date) -> Value:
        text = str(raw).replace(" ", "")
        if not _POSTCODE.fullmatch(text):
            raise RefusedAnswer("Écrivez un code postal : cinq chiffres.")
        return text

    return accept


def _text(tree: Tree, question: Question) -> Accept:
    def accept(raw: object, facts: Facts, today: date) -> Value:
        text = str(raw).strip()
        if len(text) > LONGEST_TEXT:
            raise RefusedAnswer(f"Gardez au plus {LONGEST_TEXT} caractères.")
        return text

    return accept


_READERS: dict[QuestionType, Callable[[Tree, Question], Accept]] = {
    QuestionType.CHOICE: _choice,
    QuestionType.YES_NO: _choice,
    QuestionType.STEP: _choice,
    QuestionType.MULTIPLE: _multiple,
    QuestionType.NUMBER: _number,
    QuestionType.AMOUNT: _number,
    QuestionType.DATE: _date,
    QuestionType.POSTCODE: _postcode,
    QuestionType.SHORT_TEXT: _text,
}


def options_shown(tree: Tree, question: Question, facts: Facts, today: date) -> tuple[Option, ...]:
    """Return the options whose condition holds, in the author's order."""
    return tuple(
        option
        for option in question.options
        if option.condition is None or compiled(tree, option.condition)(facts, today)
    )
