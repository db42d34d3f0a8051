"""A sheet as one line of a list, and lists cut into pages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

from kb_app.errors import InvalidInput
from kb_app.knowledge.content.model import Operator, Sheet
from kb_app.library.model import Published
from kb_app.web.links import address_of
from kb_app.web.views.endings import ENDINGS, EndingLook
from kb_app.web.views.freshness import Freshness, freshness

T = TypeVar("T")

PER_PAGE = 60
SHORT = 20


@dataclass(frozen=True, slots=True)
class SheetLine:
    address: str
    title: str
    code: str
    operator: str
    """See `operator_label`."""
    ending: EndingLook
    freshness: Freshness


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    items: tuple[T, ...]
    number: int
    last: int
    total: int


def sheet_lines(
    sheets: Iterable[Published[Sheet]], operators: Mapping[str, Operator], today: date
) -> tuple[SheetLine, ...]:
    return tuple(
        SheetLine(
            address_of(p.document.path),
            p.document.title,
            p.document.code,
            operator_label(operators, p.document.operator),
            ENDINGS[p.document.ending],
            freshness(p.document, today),
        )
        for p in sheets
    )


def operator_label(operators: Mapping[str, Operator], slug: str) -> str:
    """Return the operator in few words; its slug when its card is missing or damaged."""
    operator = operators.get(slug)
    return short_name(operator) if operator else slug


def short_name(operator: Operator) -> str:
    """Return its name, or its acronym when the name is long."""
    return operator.name if len(operator.name) <= SHORT else operator.acronym


def cut(items: Sequence[T], page: str) -> Page[T]:
    """Return the page asked for, from 1; the list always has at least one, perhaps empty.

    Raises InvalidInput when `page` is not one of them.
    """
    last = max(1, -(-len(items) // PER_PAGE))
    if not (page.isascii() and page.isdigit() and len(page) < 7 and 1 <= int(page) <= last):
        raise InvalidInput(
            f"Cette liste va de la page 1 à la page {last} : « {page[:20]} » n’en est pas une."
            if last > 1
            else "Cette liste n’a qu’une page."
        )
    start = (int(page) - 1) * PER_PAGE
    return Page(tuple(items[start : start + PER_PAGE]), int(page), last, len(items))
