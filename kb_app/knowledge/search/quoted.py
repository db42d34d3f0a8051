"""Words in quotes: the documents that hold exactly these, one after the other."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from kb_app.knowledge.search.analysis import forms
from kb_app.knowledge.search.arrays.blob import Array
from kb_app.knowledge.search.evidence import Evidences
from kb_app.knowledge.search.model import Scope
from kb_app.knowledge.search.reading import Reader
from kb_app.knowledge.search.writing import Shown

MOST_READ = 400
"""Documents whose text is read for one run of words: the best that hold them all."""


def holding(run: Sequence[str], scores: Array, reader: Reader, evidences: Evidences) -> Array:
    """Return, for every document, 1 when one of its texts holds the run of forms, else 0."""
    kept = np.zeros(len(scores), np.float32)
    documents = evidences.spelled(run[0])
    for form in run[1:]:
        documents = np.intersect1d(documents, evidences.spelled(form), assume_unique=True)
    if len(run) == 1:
        kept[documents] = 1
        return kept
    best = documents[np.argsort(-scores[documents], kind="stable")[:MOST_READ]]
    needle = _spaced(run)
    for document in best.tolist():
        if any(
            needle in _spaced(forms(text))
            for text in _texts(reader.shown(document), evidences.scope)
        ):
            kept[document] = 1
    return kept


def _texts(shown: Shown, scope: Scope) -> tuple[str, ...]:
    reserved = (shown.agent_body,) if scope is Scope.AGENT else ()
    return (
        shown.title,
        *shown.visitor_words,
        *shown.headings,
        shown.summary,
        shown.body,
        *reserved,
    )


def _spaced(words: Sequence[str]) -> str:
    return f" {' '.join(words)} "
