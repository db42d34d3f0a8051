"""The example of the format as text, and what is told of it once changed."""

from __future__ import annotations

from pathlib import Path

from kb_app.knowledge.triage.assembling.assemble import assemble
from kb_app.knowledge.triage.reading.parse import parse

VITALE = "operators/cpam/trees/carte-vitale.yaml"
ACCOUNT = "operators/commun/trees/compte-en-ligne.yaml"
EXAMPLE = Path(__file__).parent / "example"
TEXT = (EXAMPLE / VITALE).read_text("utf-8")
ACCOUNT_TEXT = (EXAMPLE / ACCOUNT).read_text("utf-8")


def told(text: str, account: str = ACCOUNT_TEXT) -> list[tuple[str, str]]:
    """Return each problem of the tree with its sub-tree: its code, and the line it is at."""
    readings = parse(VITALE, text), parse(ACCOUNT, account)
    problems = [problem for reading in readings for problem in reading.problems]
    host, sub = (reading.file for reading in readings)
    if host:
        problems += assemble(host, {sub.id: sub} if sub else {}).problems
    lines = {VITALE: text.split("\n"), ACCOUNT: account.split("\n")}
    return [(each.code, lines[each.path][each.line - 1].strip()) for each in problems]


def changed(before: str, after: str, text: str = TEXT) -> str:
    """Return the text with every `before` made `after`; there has to be one."""
    assert before in text, before
    return text.replace(before, after)


def without(start: str, end: str, text: str = TEXT) -> str:
    """Return the text without what stands from `start` to before `end`."""
    first = text.index(start)
    return text[:first] + text[text.index(end, first) :]
