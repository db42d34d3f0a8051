"""What the check finds in a text, as the person who writes it reads it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kb_app.knowledge.content.header import FIELDS, SheetFields
from kb_app.knowledge.content.model import Level, Problem
from kb_app.web.views.field_words import said_in_form

LEVELS = {Level.ERROR: "Erreur", Level.WARNING: "À vérifier", Level.ADVICE: "Conseil"}
"""Gravest first."""


@dataclass(frozen=True, slots=True)
class WrittenProblem:
    line: int
    code: str
    level: str
    """In a word to show."""
    grave: bool
    message: str
    """A sentence."""
    field: str | None
    """Key of the header it is about, as `SheetFields.key_of` names it, when the form shows it;
    None otherwise, or when the page has no form."""
    body_line: int | None
    """Line of the body, from 1; None outside of it, or when the page has no form."""


def written_problems(
    problems: Iterable[Problem], path: str, fields: SheetFields | None
) -> tuple[WrittenProblem, ...]:
    """Return the problems of one path by line; `fields` are those of the form, if there is one.

    Beside a form they speak of its fields; of a text, as the check does of its file.
    """
    return tuple(_written(p, fields) for p in sorted(problems) if p.path == path)


def _written(problem: Problem, fields: SheetFields | None) -> WrittenProblem:
    in_body = fields is not None and problem.line >= fields.body_line
    key = fields.key_of(problem) if fields and not in_body else ""
    said = said_in_form(problem, key) if fields else problem.message
    message = said[:1].upper() + said[1:]
    return WrittenProblem(
        line=problem.line,
        code=problem.code,
        level=LEVELS[problem.level],
        grave=problem.level is Level.ERROR,
        message=message if message.endswith(("?", ".")) else f"{message}.",
        field=key if key.partition(".")[0] in FIELDS else None,
        body_line=problem.line - fields.body_line + 1 if fields and in_body else None,
    )
