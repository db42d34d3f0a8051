"""A text cut into the passages that one may comment, found again once it was written over."""

from __future__ import annotations

from dataclasses import dataclass

from kb_app.knowledge.content.kinds import kind_of
from kb_app.knowledge.content.model import Kind
from kb_app.knowledge.content.sheets import split_header
from kb_app.people.authoring.tables import LONGEST_QUOTE

YAML_DEPTH = 2
"""Spaces before the keys and items that are a passage each: those of the margin and theirs."""


@dataclass(frozen=True, slots=True)
class Passage:
    line: int
    """1-based, of its first line."""
    text: str
    """Its lines, without the empty ones that follow."""

    @property
    def quote(self) -> str:
        """What a comment keeps of it."""
        return self.text[:LONGEST_QUOTE]


def passages(path: str, text: str) -> tuple[Passage, ...]:
    """Return the passages in order; together they hold every line that is not empty.

    Of a sheet, each key of the header and each paragraph; of anything else, each key or item
    down to two spaces from the margin.
    """
    lines = text.split("\n")
    body = _body_line(path, text)
    groups: list[tuple[int, list[str]]] = []
    before = ""
    for number, line in enumerate(lines, start=1):
        if line.strip() and (not groups or _begins(line, before, number, body)):
            groups.append((number, []))
        if groups:
            groups[-1][1].append(line)
        before = line
    return tuple(Passage(number, "\n".join(group).rstrip()) for number, group in groups)


def place_of(quote: str, line: int, among: tuple[Passage, ...]) -> int | None:
    """Return the line where a passage is now, the nearest to where it was; None if it is not.

    Line 0, for the whole text, is always there.
    """
    if line == 0:
        return 0
    found = [each.line for each in among if each.quote == quote]
    return min(found, key=lambda now: abs(now - line), default=None)


def _body_line(path: str, text: str) -> int | None:
    """Return the line from which paragraphs are passages: None when keys are to the end."""
    if kind_of(path) is not Kind.SHEET:
        return None
    parts = split_header(text)
    return parts[2] if parts else 1


def _begins(line: str, before: str, number: int, body: int | None) -> bool:
    if body is not None and number >= body:
        return number == body or not before.strip()
    margin = len(line) - len(line.lstrip(" "))
    if body is None:
        return margin <= YAML_DEPTH
    return margin == 0 and not line.startswith(("- ", "]", "}"))
