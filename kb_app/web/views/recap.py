"""The answers of a visit, in words, each with the page where it can be changed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from kb_app.knowledge.triage.dates import day_of
from kb_app.knowledge.triage.facts import Facts
from kb_app.knowledge.triage.model import Question, QuestionType, Tree
from kb_app.knowledge.triage.terms import UNKNOWN
from kb_app.knowledge.triage.walk import prompt_of
from kb_app.people.visits.model import FILLED, GIVEN
from kb_app.web.french import date_fr, number_fr
from kb_app.web.views.standing import Standing, question_address


@dataclass(frozen=True, slots=True)
class Line:
    question: str
    label: str
    words: str
    address: str


def path_lines(at: Standing) -> tuple[Line, ...]:
    """Return the answers on the path, in the order asked; a closed visit's have no page."""
    answers = at.state.answers
    return tuple(_line(at, question, raw) for question, raw in answers.items())


def aside_lines(at: Standing) -> tuple[Line, ...]:
    """Return the answers set aside, the one that is offered again left out."""
    aside = at.state.aside.items()
    return tuple(_line(at, q, raw) for q, raw in aside if q != at.state.stopped_at)


def told_lines(at: Standing) -> tuple[Line, ...]:
    """Return what was told or answered before and whose question has not come yet."""
    return tuple(_line(at, question, raw) for question, raw in at.state.given.items())


def _line(at: Standing, question: str, raw: object) -> Line:
    asked = at.tree.questions.get(question)
    if asked is None:
        return Line(question, question, str(raw), at.here)
    # What is left of a closed visit's answers cannot be compared any more.
    facts = {} if at.visit.closed_at else at.walk.facts
    return Line(
        question,
        label_of(at.tree, asked, facts, at.today),
        answer_words(asked, raw),
        question_address(at.visit.id, question),
    )


def label_of(tree: Tree, question: Question, facts: Facts, today: date) -> str:
    return prompt_of(tree, question, facts, today)


def answer_words(question: Question, raw: object) -> str:
    """Return an answer, kept or just accepted, as one reads it."""
    if raw == UNKNOWN:
        return "Ne sait pas"
    if raw is None:
        return "Sans réponse"
    if raw in (GIVEN, FILLED):
        return "Renseigné"
    if question.options:
        return " · ".join(option_texts(question, raw if isinstance(raw, list | tuple) else [raw]))
    if question.type is QuestionType.DATE:
        day = raw if isinstance(raw, date) else day_of(str(raw))
        return date_fr(day) if day else str(raw)
    if question.type in (QuestionType.NUMBER, QuestionType.AMOUNT):
        unit = question.unit or ("€" if question.type is QuestionType.AMOUNT else "")
        return f"{_number(raw)}\u00a0{unit}".rstrip("\u00a0")
    return str(raw)


def option_texts(question: Question, ids: Iterable[object]) -> list[str]:
    texts = {option.id: option.text for option in question.options}
    return [texts.get(str(id), str(id)) for id in ids]


def _number(raw: object) -> str:
    return number_fr(raw) if isinstance(raw, int) else str(raw).replace(".", ",")
