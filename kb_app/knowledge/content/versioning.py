"""The `version: N` line of exported files: which version of the library a file continues."""

from __future__ import annotations

import re

from kb_app.knowledge.content.kinds import kind_of
from kb_app.knowledge.content.model import Kind

_LINE = re.compile(r"^version:[ \t]*\"?([1-9][0-9]{0,8})\"?[ \t]*(?:\r?\n|\Z)", re.MULTILINE)
_OPENING = re.compile(r"\ufeff?---[ \t]*\r?\n")
_CLOSING = re.compile(r"^---[ \t]*\r?$", re.MULTILINE)


def split_version(path: str, text: str) -> tuple[str, int | None]:
    """Return the document's own text and the version its file says it continues.

    The exact inverse of `with_version`, on any text. The line also counts where a hand may have
    moved it: anywhere in a sheet's header, or at the margin of a YAML file.
    """
    start, end = _header(path, text)
    if line := _LINE.search(text, start, end):
        return text[: line.start()] + text[line.end() :], int(line[1])
    return text, None


def with_version(path: str, text: str, number: int) -> str:
    """Return the text with its version: after the opening `---` of a sheet, else on top.

    A sheet without an opening `---` gets the line on top as well: no text is refused.
    """
    start, _ = _header(path, text)
    return f"{text[:start]}version: {number}\n{text[start:]}"


def _header(path: str, text: str) -> tuple[int, int]:
    """Return where the keys of the document start and end."""
    if kind_of(path) is not Kind.SHEET:
        return 0, len(text)
    opening = _OPENING.match(text)
    start = opening.end() if opening else 0
    closing = _CLOSING.search(text, start)
    return start, closing.start() if closing else len(text)
