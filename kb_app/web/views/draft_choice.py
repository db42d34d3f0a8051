"""Which document to write: those found by words, those shared by all, what a new one may be."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from kb_app.knowledge.content.kinds import folder_of, kind_of, slug_of
from kb_app.knowledge.content.model import Document, Kind, Operator, Sheet
from kb_app.knowledge.search.model import Result, Scope
from kb_app.library.model import Published
from kb_app.people.accounts.model import Permission
from kb_app.people.authoring.rights import operator_of
from kb_app.web.access import may
from kb_app.web.house import house
from kb_app.web.views.lines import operator_label, short_name
from kb_app.web.views.review_lines import KINDS, kind_label

MOST_FOUND = 12
_SERIES = re.compile(r"([A-Z]{2,5})-([0-9]{1,6})")


@dataclass(frozen=True, slots=True)
class Found:
    path: str
    title: str
    kind: str
    code: str
    """Empty when it has none."""
    operator: str


def documents_found(words: str) -> tuple[Found, ...]:
    """Return the documents one may write that answer the words, the best first.

    Raises InvalidInput when the question cannot be read.
    """
    own = () if may(Permission.DRAFT_WRITE) else tuple(card.slug for card in own_operators())
    results = house().finder.search(words, _scope(), operators=own, limit=MOST_FOUND).results
    return tuple(
        _found(result)
        for result in results
        if may(Permission.DRAFT_WRITE, operator_of(result.path))
    )


def sheets_found(words: str) -> tuple[Found, ...]:
    """Return the sheets that answer the words, whoever's they are: any of them may be linked to.

    Raises what `documents_found` does.
    """
    results = house().finder.search(words, _scope(), limit=2 * MOST_FOUND).results
    sheets = [_found(result) for result in results if kind_of(result.path) is Kind.SHEET]
    return tuple(sheets[:MOST_FOUND])


def other_documents() -> tuple[Found, ...]:
    """Return what no search finds and one may write: the vocabulary."""
    snapshot = house().library.snapshot()
    return tuple(
        Found(path, KINDS[kind], KINDS[kind], "", "")
        for path in sorted(snapshot.published)
        if (kind := kind_of(path)) in KINDS and operator_of(path) is None
        if kind and may(Permission.DRAFT_WRITE)
    )


def own_operators() -> list[Operator]:
    """Return the operators whose section one may write in, by name."""
    cards = house().library.snapshot().operators.values()
    mine = (card for card in cards if may(Permission.DRAFT_WRITE, card.slug))
    return sorted(mine, key=lambda card: short_name(card).casefold())


def free_code(operator: Operator) -> str:
    """Return the next code of the operator's series: `CAF-13` after `CAF-12`.

    Codes of withdrawn sheets, and of those planned, are taken too.
    """
    sheets = (published.document for published in _foreseen().values())
    taken = [
        found
        for sheet in sheets
        if isinstance(sheet, Sheet) and sheet.operator == operator.slug
        if (found := _SERIES.fullmatch(sheet.code))
    ]
    letters = re.sub(r"[^A-Z]", "", operator.acronym.upper())[:5]
    series = Counter(found[1] for found in taken).most_common(1)
    prefix = series[0][0] if series else letters if len(letters) > 1 else "FICHE"
    numbers = (int(found[2]) for found in taken if found[1] == prefix)
    return f"{prefix}-{max(numbers, default=0) + 1:02}"


def free_path(operator: str, slug: str) -> str:
    """Return the path of a new sheet; `-2`, `-3`… when some sheet, even withdrawn, has it."""
    taken = {slug_of(path) for path in _foreseen() if _is_sheet_of(path, operator)}
    number, free = 1, slug
    while free in taken:
        number += 1
        free = f"{slug}-{number}"
    return f"operators/{operator}/{free}.md"


def _found(result: Result) -> Found:
    operators = house().library.snapshot().operators
    return Found(
        result.path,
        result.title,
        kind_label(result.path),
        result.code,
        operator_label(operators, result.operator),
    )


def _foreseen() -> Mapping[str, Published[Document]]:
    """Return every document, those that are only planned too."""
    return house().library.as_of(date.max).published


def _is_sheet_of(path: str, operator: str) -> bool:
    return kind_of(path) is Kind.SHEET and folder_of(path) == operator


def _scope() -> Scope:
    return Scope.AGENT if may(Permission.AGENT_NOTES_READ) else Scope.PUBLIC
