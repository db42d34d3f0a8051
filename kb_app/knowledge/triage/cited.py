"""The sheets a tree speaks of."""

from __future__ import annotations

from kb_app.knowledge.triage.model import Tree


def sheets_cited(tree: Tree) -> tuple[str, ...]:
    """Return the ids of the mother sheet, then of outcomes' and questions' sheets, each once."""
    cited = [tree.file.sheet]
    cited += (item.id for outcome in tree.outcomes.values() for item in outcome.sheets)
    cited += (question.sheet for question in tree.questions.values())
    return tuple(dict.fromkeys(id.partition("#")[0] for id in cited if id))
