"""Why a result is where it is: what each word of the question added to it."""

from __future__ import annotations

from collections.abc import Sequence

from kb_app.knowledge.search.asking import Asked
from kb_app.knowledge.search.evidence import Evidences
from kb_app.knowledge.search.model import Added, Explanation
from kb_app.knowledge.search.ranking import Owned, rank, steps


def explain(
    asked: Asked, evidences: Evidences, owned: Owned, best: Sequence[tuple[int, float]]
) -> tuple[Explanation, ...]:
    """Return, for each document and its final score, what that is made of."""
    scores = rank(asked, evidences, owned)
    made = []
    pieces = steps(asked, evidences, owned)
    for document, final in best:
        added = [
            Added(step.kind, step.word, float(value[0]))
            for step in pieces
            if (value := step.value[step.documents == document]).size and value[0] > 0
        ]
        before = float(scores.score[document]) / scores.mass**2
        made.append(
            Explanation(
                tuple(sorted(added, key=lambda each: -each.value)),
                float(scores.coverage[document]) / scores.mass,
                final / before if before else 1.0,
                final,
            )
        )
    return tuple(made)
