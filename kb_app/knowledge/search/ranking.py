"""How well documents answer a question: evidence added up in arrays, one number a document.

    score = coverage · ((stems + forms + pairs) / idf of the question + called)

`stems` is BM25 summed over parts, each synonym counting for the words it stands for; `forms` the
same of words exactly as spelled; `pairs` of words side by side. `called` is the share of a name of
the document (its title, what visitors say) that the question holds. `coverage` is the share of the
question's idf that the document holds.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from kb_app.knowledge.search.arrays.blob import Array
from kb_app.knowledge.search.asking import Asked
from kb_app.knowledge.search.evidence import Evidence, Evidences


class Step(NamedTuple):
    """One piece of evidence, for who asks why a document is where it is."""

    kind: str
    """`mot`, `orthographe`, `côte à côte` or `nom`."""
    word: str
    documents: Array
    value: Array
    """What it adds to the score of each, before coverage."""


class Scores(NamedTuple):
    score: Array
    """Of every document, times `mass`²; 0 for those that hold nothing of the question."""
    coverage: Array
    """The share of the question that every document holds, times `mass`."""
    mass: float
    """The idf of the whole question. Dividing all documents by it would change no order."""


Owned = Mapping[str, Array]
"""For each term that names an operator, the documents of that operator."""
_NOTHING: Owned = {}


def rank(asked: Asked, evidences: Evidences, owned: Owned = _NOTHING) -> Scores:
    """Return how well every document answers."""
    size = evidences.store.size
    stems, others = _evidence(asked, evidences, owned)
    if not stems:
        return Scores(np.zeros(size), np.zeros(size), 1.0)
    mass = sum([each.idf for each in stems])
    coverage = _total(size, [each.documents for each in stems], [each.held for each in stems])
    documents, values = evidences.called(asked.forms)
    found = stems + others
    score = _total(
        size,
        [documents, *[each.documents for each in found]],
        [values * np.float32(mass), *[each.value for each in found]],
    )
    return Scores(score * coverage, coverage, mass)


def steps(asked: Asked, evidences: Evidences, owned: Owned = _NOTHING) -> list[Step]:
    """Return every piece of evidence that `rank` adds up."""
    stems, others = _evidence(asked, evidences, owned)
    mass = sum([each.idf for each in stems]) or 1.0
    kinds = ["mot"] * len(stems) + ["orthographe"] * len(asked.forms)
    kinds += ["côte à côte"] * len(asked.pairs)
    words = (*asked.words, *asked.forms, *("",) * len(asked.pairs))
    return [
        *(
            Step(kind, word, each.documents, each.value / mass)
            for kind, word, each in zip(kinds, words, stems + others, strict=True)
        ),
        Step("nom", "", *evidences.called(asked.forms)),
    ]


def _evidence(
    asked: Asked, evidences: Evidences, owned: Owned
) -> tuple[list[Evidence], list[Evidence]]:
    """Return the evidence of the terms; of the forms, then the pairs."""
    if asked.runs:
        stems = [evidences.within((term, asked.runs_of(term))) for term in asked.terms]
    else:
        stems = [evidences.meant(term) for term in asked.terms]
    if owned:
        stems = [
            evidences.owned(found, owned[term]) if term in owned else found
            for term, found in zip(asked.terms, stems, strict=True)
        ]
    forms = [evidences.form(form) for form in asked.forms]
    return stems, forms + [evidences.pair(key) for key in asked.pairs]


def _total(size: int, documents: list[Array], values: list[Array]) -> Array:
    every = np.concatenate(documents)
    # Of nothing, bincount makes integers.
    return np.bincount(every, np.concatenate(values), size) if len(every) else np.zeros(size)
