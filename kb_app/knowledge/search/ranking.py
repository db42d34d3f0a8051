"""How well documents answer terms: BM25 summed over the fields, times the question's coverage.

The postings are Whoosh's, and so is the formula (`whoosh.scoring.bm25`); the statistics are of
the live documents alone, so that an index updated a hundred times ranks like one rebuilt.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from math import log

from whoosh.scoring import bm25

from kb_app.knowledge.search.fields import Field, readable
from kb_app.knowledge.search.model import Scope
from kb_app.knowledge.search.reading import Reader

SATURATION = 1.2
"""BM25's k1: how soon one more occurrence of a word stops counting."""
COVERAGE = 0.3
"""Power of the share of the question's idf that a document holds; 0 would ignore it."""
_TERMS_KEPT = 4096


@dataclass(frozen=True, slots=True)
class TermScores:
    """What one term brings to each document that holds it."""

    idf: float
    documents: array[int]
    scores: array[float]


class Ranking:
    """Scores of one generation of the index. As safe for threads as its reader: not."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._live = len(reader.heads)
        self._totals = {name: sum(lengths) for name, lengths in reader.lengths.items()}
        # Reading a common word from Whoosh takes milliseconds: done once per generation.
        self.scores = lru_cache(maxsize=_TERMS_KEPT)(self._scores)

    def rank(self, terms: Iterable[str], scope: Scope) -> dict[int, float]:
        """Return the score of every document that holds one of the terms."""
        total: dict[int, float] = {}
        covered: dict[int, float] = {}
        asked = 0.0
        for term in terms:
            found = self.scores(term, scope)
            if not found.documents:
                continue
            asked += found.idf
            for document, score in zip(found.documents, found.scores, strict=True):
                total[document] = total.get(document, 0.0) + score
                covered[document] = covered.get(document, 0.0) + found.idf
        return {
            document: score * (covered[document] / asked) ** COVERAGE
            for document, score in total.items()
        }

    def named(self, code: str, scope: Scope) -> set[int]:
        """Return the documents of which the term is the whole code."""
        whole = (field for field in readable(scope) if field.whole)
        return {d for field in whole for d, _ in self._reader.occurrences(field.name, code)}

    def holding(self, phrase: tuple[str, ...], scope: Scope) -> set[int]:
        """Return the documents in which one field holds the terms one after the other."""
        return {document for field in readable(scope) for document in self._together(phrase, field)}

    def _scores(self, term: str, scope: Scope) -> TermScores:
        total: dict[int, float] = {}
        for field in readable(scope):
            occurrences = list(self._reader.occurrences(field.name, term))
            if not occurrences:
                continue
            idf = self._idf(len(occurrences))
            lengths = self._reader.lengths[field.name]
            average = self._totals[field.name] / self._live
            for document, times in occurrences:
                score = field.weight * bm25(
                    idf, times, lengths[document], average, field.length_penalty, SATURATION
                )
                total[document] = total.get(document, 0.0) + score
        return TermScores(self._idf(len(total)), array("I", total), array("d", total.values()))

    def _together(self, phrase: tuple[str, ...], field: Field) -> set[int]:
        """Return the documents whose field holds the phrase: where each term says it starts."""
        starts: dict[int, set[int]] = {}
        for rank, term in enumerate(phrase):
            here = {
                document: {position - rank for position in positions}
                for document, positions in self._reader.positions(field.name, term)
                if rank == 0 or document in starts
            }
            starts = {d: s & starts[d] if rank else s for d, s in here.items()}
        return {document for document, places in starts.items() if places}

    def _idf(self, documents: int) -> float:
        # Whoosh's own, on live documents; a generation without any is never asked.
        return log(self._live / (documents + 1)) + 1 if self._live else 0.0
