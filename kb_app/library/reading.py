"""Any document's text read: the one place that knows which room reads which kind."""

from __future__ import annotations

from kb_app.knowledge.content import read as content
from kb_app.knowledge.content.kinds import kind_of
from kb_app.knowledge.content.model import Kind, has_errors
from kb_app.knowledge.content.read import Reading
from kb_app.knowledge.triage.cases.parse import parse_cases
from kb_app.knowledge.triage.reading.parse import parse


def read(path: str, text: str, whole: bool = True) -> Reading:
    """Read one document of any kind, never raising; see `knowledge.content.read.read`."""
    match kind_of(path):
        case Kind.TREE:
            tree = parse(path, text)
            return Reading(None if has_errors(tree.problems) else tree.file, tree.problems)
        case Kind.CASES:
            cases = parse_cases(path, text)
            return Reading(None if has_errors(cases.problems) else cases.file, cases.problems)
        case _:
            return content.read(path, text, whole)
