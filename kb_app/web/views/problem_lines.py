"""What the check finds in a text, as the person who writes it reads it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kb_app.knowledge.content.header import SheetFields
from kb_app.knowledge.content.model import Level, Problem

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
    """Key of the header it is about; None when the page has no form, or for the body."""
    body_line: int | None
    """Line of the body, from 1; None outside of it, or when the page has no form."""


def written_problems(
    problems: Iterable[Problem], path: str, fields: SheetFields | None
) -> tuple[WrittenProblem, ...]:
    """Return the problems of one path by line; `fields` are those of the form, if there is one."""
    return tuple(_written(p, fields) for p in sorted(problems) if p.path == path)


def _written(problem: Problem, fields: SheetFields | None) -> WrittenProblem:
    message = problem.message[:1].upper() + problem.message[1:]
    in_body = fields is not None and problem.line >= fields.body_line
    return WrittenProblem(
        line=problem.line,
        code=problem.code,
        level=LEVELS[problem.level],
        grave=problem.level is Level.ERROR,
        message=message if message.endswith(("?", ".")) else f"{message}.",
        field=fields.field_of(problem) if fields and not in_body else None,
        body_line=problem.line - fields.body_line + 1 if fields and in_body else None,
    )
