"""The example of the format with mistakes sown in it, and everything that is then said of it."""

from __future__ import annotations

from datetime import date

from kb_app.knowledge.content.model import Problem
from kb_app.knowledge.triage.assembling.assemble import assemble
from kb_app.knowledge.triage.checking.check import check
from kb_app.knowledge.triage.model import Tree
from kb_app.knowledge.triage.reading.parse import parse
from tests.knowledge.triage.case_values import ACCOUNT, VITALE, text_of

TODAY = date(2025, 11, 21)


def with_changes(*changes: tuple[str, str], path: str = VITALE) -> str:
    """Return the example with texts replaced; each must be there exactly once."""
    text = text_of(path)
    for old, new in changes:
        assert text.count(old) == 1, (text.count(old), old)
        text = text.replace(old, new)
    return text


def everything_said(
    text: str | None = None, account: str | None = None, longest: int = 9
) -> tuple[Problem, ...]:
    """Return the problems of reading, of assembling and of checking, as `kb tree check` does."""
    reading = parse(VITALE, text or text_of(VITALE))
    other = parse(ACCOUNT, account or text_of(ACCOUNT))
    problems = [*reading.problems, *other.problems]
    if reading.file is None:
        return tuple(problems)
    others = {other.file.id: other.file} if other.file else {}
    assembled = assemble(reading.file, others, () if other.file else ["commun/compte-en-ligne"])
    problems += assembled.problems
    if assembled.tree:
        problems += check(assembled.tree, unsound=assembled.unsound, longest=longest)
    return tuple(problems)


def tree_in(text: str, account: str | None = None) -> Tree:
    """Return the tree of the example written otherwise."""
    file, other = parse(VITALE, text).file, parse(ACCOUNT, account or text_of(ACCOUNT)).file
    assert file is not None
    assert other is not None
    tree = assemble(file, {other.id: other}).tree
    assert tree is not None
    return tree


def line_of(text: str, words: str) -> int:
    """Return the line on which words stand for the first time."""
    return text[: text.index(words)].count("\n") + 1
