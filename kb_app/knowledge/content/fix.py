"""The repairs a program may make in an author's file, because they leave no choice."""

from __future__ import annotations

import re

from kb_app.knowledge.content.kinds import kind_of
from kb_app.knowledge.content.model import Kind
from kb_app.knowledge.content.rules import Findings
from kb_app.knowledge.content.sheets import split_header
from kb_app.knowledge.content.yaml_events import FORBIDDEN
from kb_app.knowledge.content.yaml_nodes import Node
from kb_app.knowledge.content.yaml_reader import Limits, load
from kb_app.knowledge.content.yaml_slips import indentation_slips, prose_slips, repair

_TRAILING = re.compile(r"(?<![ \t])[ \t]+$", re.MULTILINE)
# Two spaces before a line of text are a line break.
_TRAILING_IN_TEXT = re.compile(r"(?<![ \t])(?:[ \t]+(?=\n[ \t]*(?:\n|\Z)|\Z)| (?=\n))")
_LIMITS = Limits(nodes=50_000, levels=32)
_LINE_SEPARATORS = re.compile("\r\n|[\r\x85\u2028\u2029]")


def fix(path: str, text: str) -> str:
    """Return the text with what `check` would refuse repaired, when the repair is certain.

    Texts that need quotes (Y01, Y05) get them, lines shifted with tabs or no-break spaces (Y03)
    are shifted with spaces, invisible characters (Y10), trailing spaces and foreign line ends go.
    What was valid keeps its meaning; fixing twice changes nothing more. A file that is no
    document comes back as it was.
    """
    kind = kind_of(path)
    if kind is None:
        return text
    text = FORBIDDEN.sub("", _LINE_SEPARATORS.sub("\n", text))
    if not text.endswith("\n"):
        text += "\n"
    if kind is not Kind.SHEET:
        return _fix_yaml(text)
    parts = split_header(text)
    if parts is None:
        return text
    header, body, _ = parts
    return f"---\n{_fix_yaml(header)}\n---\n{_TRAILING_IN_TEXT.sub('', body)}"


def _fix_yaml(text: str) -> str:
    # Each turn repairs lines for good; one slip may hide another on the same line.
    for _ in range(4):
        shifted = repair(text, indentation_slips(text))
        found = Findings("", most=len(text))
        _load(shifted, found)
        told = {(problem.code, problem.line) for problem in found.problems}
        slips = (slip for slip in prose_slips(shifted) if (slip.code, slip.line) in told)
        repaired = repair(shifted, slips)
        if repaired == text:
            break
        text = repaired
    # In some texts trailing spaces count: they go only where nothing that is read changes.
    trimmed = _TRAILING.sub("", text)
    if trimmed == text:
        return text
    nodes = _nodes(text)
    return trimmed if nodes is not None and _nodes(trimmed) == nodes else text


def _nodes(text: str) -> Node | None:
    return _load(text, Findings(""))


def _load(text: str, found: Findings) -> Node | None:
    """Read any kind of document: its own limits are for its own reading to tell."""
    return load(text, found, most_bytes=len(text) * 4, limits=_LIMITS)
