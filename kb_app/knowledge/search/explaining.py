"""Why a result is where it is: what each word of the question added to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from kb_app.knowledge.search.asking import Asked
from kb_app.knowledge.search.evidence import Evidences
from kb_app.knowledge.search.ranking import Owned, rank, steps


class Added(NamedTuple):
    kind: str
    """`mot`, `orthographe`, `côte à côte` or `nom` (see `ranking`)."""
    word: str
    """As typed; empty for what is not one word's."""
    value: float


@dataclass(frozen=True, slots=True)
class Explanation:
    """`score` = the sum of `added` × `coverage` × `raised`."""

    added: tuple[Added, ...]
    """Largest first."""
    coverage: float
    """Share of the question that the document holds, from 0 to 1."""
    raised: float
    """What its kind, its operator or its code multiply its score by."""
    score: float


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
