"""The sheets a tree speaks of."""

from __future__ import annotations

from collections.abc import Iterator

from kb_app.knowledge.triage.model import Question, Tree, TreeFile


def sheets_cited(tree: Tree) -> tuple[str, ...]:
    """Return the ids of the mother sheet, then of outcomes' and questions' sheets, each once."""
    return tuple(dict.fromkeys(id for id, _ in places_cited(tree)))


def places_cited(tree: Tree | TreeFile) -> Iterator[tuple[str, str]]:
    """Yield each sheet that a tree, or one file of it, leads to, and the heading it leads to there.

    As often as it does, in the order of `sheets_cited`; without a heading, to the whole sheet.
    """
    file = tree.file if isinstance(tree, Tree) else tree
    cited = [file.sheet]
    cited += (item.id for outcome in tree.outcomes.values() for item in outcome.sheets)
    cited += (each.sheet for each in tree.questions.values() if isinstance(each, Question))
    for text in filter(None, cited):
        id, _, heading = text.partition("#")
        yield id, heading
