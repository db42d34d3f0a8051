"""A question put to the documents of one folder: found, then shown."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from kb_app.knowledge.search.analysis import STOP_WORDS
from kb_app.knowledge.search.arrays.blob import Array
from kb_app.knowledge.search.arrays.tokens import Tokens
from kb_app.knowledge.search.asking import Asked, ask
from kb_app.knowledge.search.columns import ALL, Columns, Filters
from kb_app.knowledge.search.corrected import Spelling, corrected, written
from kb_app.knowledge.search.evidence import Evidences, Store
from kb_app.knowledge.search.expansions import NONE, Expansions, Terms
from kb_app.knowledge.search.explaining import explain
from kb_app.knowledge.search.model import Explanation, Meant, Result, Results, Scope
from kb_app.knowledge.search.passages import passage
from kb_app.knowledge.search.query import Query, parse_query
from kb_app.knowledge.search.quoted import holding
from kb_app.knowledge.search.ranking import rank
from kb_app.knowledge.search.reading import Reader
from kb_app.knowledge.search.spelling.correct import Change

MOST_TERMS = 12
"""Terms searched in one question; the rarest are kept."""
FLOOR = 0.12
"""Share of the best score under which a document only shares a word with the question."""


@dataclass(frozen=True, slots=True)
class Found:
    """Documents by number, before anything is read of them."""

    query: Query
    """As it was read: its unknown words put right."""
    changes: tuple[Change, ...]
    asked: Asked
    ignored: tuple[str, ...]
    best: tuple[tuple[int, float], ...]
    """Documents and scores, best first."""
    matches: Array
    """Every document found, in order of number, before the filters."""
    total: int
    """How many of them the filters let through."""


class Searching:
    """Safe for threads."""

    def __init__(self, place: Path) -> None:
        reader = self._reader = Reader(place)
        self._store = Store(reader.segments, reader.size, len(reader.heads))
        self._columns = Columns(reader)
        self._evidences: dict[Scope, Evidences] = {}

    def search(
        self,
        query: str,
        *,
        scope: Scope,
        expansions: Expansions = NONE,
        operators: Collection[str] = (),
        endings: Collection[str] = (),
        kinds: Collection[str] = (),
        limit: int = 10,
        exactly: bool = False,
        explained: bool = False,
    ) -> Results:
        """Return the best `limit` documents of those the filters let through.

        Of equal scores the first path comes first. Words that no document holds are read as
        those they are near to, unless `exactly`; each result comes with its reasons if they are
        to be `explained`. Raises InvalidInput as `parse_query` does.
        """
        filters = Filters(operators, endings, kinds)
        found = self.find(query, scope, expansions, filters, limit, exactly)
        evidences = self._evidence(scope, expansions)
        weights = {term: evidences.stem(term).idf for term in found.asked.searched(expansions)}
        results = tuple(self._result(d, score, weights, scope) for d, score in found.best)
        columns, matches = self._columns, found.matches
        return Results(
            query=query.strip(),
            corrected=written(found.query, found.changes, results) if found.changes else None,
            total=found.total,
            results=results,
            operators=columns.operators(matches[columns.among(matches, filters, operators=False)]),
            endings=columns.endings(matches[columns.among(matches, filters, endings=False)]),
            ignored=found.ignored,
            renamed=_renamed(found.asked, expansions),
            reasons=self._reasons(found, evidences) if explained else {},
        )

    def paths(
        self,
        query: str,
        scope: Scope,
        expansions: Expansions = NONE,
        limit: int = 10,
        kinds: Collection[str] = (),
    ) -> list[str]:
        """Return the paths of the best documents alone: what measures and replays look at."""
        best = self.find(
            query, scope, expansions, Filters(kinds=kinds) if kinds else ALL, limit
        ).best
        return [self._reader.heads[document][0] for document, _ in best]

    def knows(self, query: str, scope: Scope, expansions: Expansions = NONE) -> bool:
        """Tell whether each word of the question is one that such a reader may see somewhere.

        In a document or in the vocabulary, small words aside.
        """
        spelling = Spelling(self._evidence(scope, expansions))
        said = (part for word in parse_query(query).words for part in word.parts)
        return all(part in STOP_WORDS or spelling.knows(part) for part in said)

    def find(
        self,
        query: str,
        scope: Scope,
        expansions: Expansions = NONE,
        filters: Filters = ALL,
        limit: int = 10,
        exactly: bool = False,
    ) -> Found:
        """Do what `search` does, and stop before anything is read of the documents."""
        evidences = self._evidence(scope, expansions)
        typed = parse_query(query)
        read, changes = (typed, ()) if exactly else corrected(typed, Spelling(evidences))
        asked, ignored = _searched(ask(read, expansions), evidences)
        scores, scale = self._scores(read, asked, evidences)
        matches = (scores > FLOOR * scores.max(initial=0.0)).nonzero()[0]
        kept = matches if filters is ALL else matches[self._columns.among(matches, filters)]
        best = self._best(kept, scores, limit, scale)
        return Found(read, changes, asked, ignored, best, matches, len(kept))

    def prepare(self, expansions: Expansions, scope: Scope) -> None:
        """Make ready what such a reader's questions need of the vocabulary: less than a second."""
        self._evidence(scope, expansions).prepare()

    def tokens(self) -> tuple[Tokens, tuple[str, ...]]:
        """Return what the index was made from, and the paths of its documents, for tuning."""
        heads = self._reader.heads
        return self._reader.tokens(), tuple(heads[document][0] for document in sorted(heads))

    def dump(self) -> dict[str, object]:
        """Return all that the live documents put in the index, in one canonical form.

        Two indexes of the same entries have equal dumps, however each came to be.
        """
        return self._reader.dump()

    def _evidence(self, scope: Scope, expansions: Expansions) -> Evidences:
        kept = self._evidences.get(scope)
        if kept is None or kept.expansions is not expansions:
            kept = self._evidences[scope] = Evidences(self._store, scope, expansions)
        return kept

    def _scores(self, read: Query, asked: Asked, evidences: Evidences) -> tuple[Array, float]:
        """Return the score of every document, and what all of them are to be multiplied by."""
        owned = self._columns.owned(asked.terms)
        scores, _, mass = rank(asked, evidences, owned)
        self._columns.steer(scores, owned)
        self._columns.card_first(scores, asked.terms)
        for run in read.quoted:
            scores *= holding(run, scores, self._reader, evidences)
        # A code that was typed leaves no doubt: its document comes first.
        for code in read.codes:
            scores[evidences.named(code)] += scores.max(initial=0.0)
        return scores, 1 / mass**2

    def _best(
        self, kept: Array, scores: Array, limit: int, scale: float
    ) -> tuple[tuple[int, float], ...]:
        values = scores[kept]
        if len(kept) > limit > 0:
            # All of those that share the last place, so that the first path has it.
            last = len(values) - limit
            kept = kept[(values >= np.partition(values, last)[last]).nonzero()[0]]
        heads = self._reader.heads
        each = zip(kept.tolist(), scores[kept].tolist(), strict=True)
        ranked = sorted([(-score, heads[document][0], document) for document, score in each])
        return tuple([(document, -score * scale) for score, _, document in ranked[:limit]])

    def _reasons(self, found: Found, evidences: Evidences) -> dict[str, Explanation]:
        owned = self._columns.owned(found.asked.terms)
        told = explain(found.asked, evidences, owned, found.best)
        heads = self._reader.heads
        return {heads[d][0]: each for (d, _), each in zip(found.best, told, strict=True)}

    def _result(
        self, document: int, score: float, weights: Mapping[str, float], scope: Scope
    ) -> Result:
        path, kind, operator, ending = self._reader.heads[document]
        shown = self._reader.shown(document)
        texts = (shown.summary, shown.body, *([shown.agent_body] if scope is Scope.AGENT else []))
        return Result(
            path, kind, shown.code, shown.title, operator, ending, score, passage(texts, weights)
        )


def _renamed(asked: Asked, expansions: Expansions) -> tuple[Meant, ...]:
    """Return the new names of what the question calls by a former one."""
    typed = dict(zip(asked.terms, asked.words, strict=True))
    said: list[Terms] = [(term,) for term in asked.terms]
    said += (run.said for run in asked.runs if not run.joined)
    return tuple(
        Meant(" ".join(typed[term] for term in terms), each.words, each.since)
        for terms in said
        for each in expansions.of.get(terms, ())
        if each.renamed
    )


def _searched(asked: Asked, evidences: Evidences) -> tuple[Asked, tuple[str, ...]]:
    """Return the question without its commonest words when it has too many, and these words."""
    if len(asked.terms) <= MOST_TERMS:
        return asked, ()
    counts = {term: evidences.stem(term).times for term in asked.terms}
    # Words nothing holds are the first to go: searching them brings nothing.
    ranked = sorted(asked.terms, key=lambda term: (counts[term] == 0, counts[term]))
    kept = set(ranked[:MOST_TERMS])
    said = zip(asked.terms, asked.words, strict=True)
    return asked.only(kept), tuple(dict.fromkeys(word for term, word in said if term not in kept))
