"""The index: built and updated in a folder, opened, searched. A cache, never the truth."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from heapq import nsmallest
from pathlib import Path
from threading import Lock

from kb_app.knowledge.search import generations, writing
from kb_app.knowledge.search.generations import Generation
from kb_app.knowledge.search.model import Entry, Facet, Result, Results, Scope
from kb_app.knowledge.search.passages import passage
from kb_app.knowledge.search.query import Query, parse_query
from kb_app.knowledge.search.ranking import Ranking
from kb_app.knowledge.search.reading import Reader

MOST_TERMS = 12
"""Terms searched in one question; the rarest are kept."""


def build(
    folder: Path,
    entries: Iterable[Entry],
    sequence: int,
    progress: Callable[[int], None] | None = None,
) -> None:
    """Write the whole index anew and put it in service; of equal paths the last entry counts.

    `sequence` says which state of the library this is. `progress(1)` is called after each
    entry. Waits for another process that is writing; readers go on with what they hold.
    """
    found = {entry.path: entry for entry in entries}
    with generations.writing(folder):
        _build(folder, found, sequence, progress or (lambda done: None))


def update(folder: Path, entries: Iterable[Entry], sequence: int) -> None:
    """Do what `build` does, in the time of the entries whose digest changed.

    Builds from nothing when the index in service is missing, damaged or of another form.
    """
    found = {entry.path: entry for entry in entries}
    with generations.writing(folder):
        served = _usable(folder)
        if served is None:
            _build(folder, found, sequence, lambda done: None)
            return
        known = served.digests
        changed = [e for path, e in found.items() if known.get(path) != e.digest]
        removed = [path for path in known if path not in found]
        place = generations.draft(folder)
        generations.reuse(served, place)
        if changed or removed:
            writing.write_changes(place, removed, changed)
        _serve(folder, place, found, sequence)


def open_index(folder: Path) -> Index | None:
    """Open the index in service; None when it is missing, damaged or of another form."""
    generation = _usable(folder)
    return Index(generation) if generation else None


def _usable(folder: Path) -> Generation | None:
    generation = generations.current(folder)
    if generation and generation.fingerprint == writing.fingerprint():
        return generation
    return None


def _build(
    folder: Path, entries: Mapping[str, Entry], sequence: int, progress: Callable[[int], None]
) -> None:
    place = generations.draft(folder)
    writing.write_all(place, entries.values(), progress)
    _serve(folder, place, entries, sequence)


def _serve(folder: Path, place: Path, entries: Mapping[str, Entry], sequence: int) -> None:
    digests = {path: entry.digest for path, entry in entries.items()}
    generations.serve(folder, place, sequence, writing.fingerprint(), digests)


class Index:
    """One generation, open for reading; safe for threads; good even once replaced on disk."""

    def __init__(self, generation: Generation) -> None:
        self.sequence = generation.sequence
        self.generation = generation.name
        self._reader = Reader(generation.place)
        self._heads = self._reader.heads
        self._ranking = Ranking(self._reader)
        self._lock = Lock()

    def search(
        self,
        query: str,
        *,
        scope: Scope,
        operators: Collection[str] = (),
        endings: Collection[str] = (),
        kinds: Collection[str] = (),
        limit: int = 10,
    ) -> Results:
        """Return the best `limit` documents of those the filters let through; empty lets all.

        Of equal scores the first path comes first. Raises InvalidInput as `parse_query` does.
        """
        asked = parse_query(query)
        with self._lock:
            terms, ignored = self._searched(asked, scope)
            scores = self._ranking.rank(terms, scope)
            for phrase in asked.phrases:
                held = self._ranking.holding(phrase, scope)
                scores = {d: score for d, score in scores.items() if d in held}
            if kinds:
                scores = {d: score for d, score in scores.items() if self._heads[d][1] in kinds}
            matches = [d for d in scores if self._passes(d, operators, endings)]
            best = nsmallest(limit, matches, key=lambda d: (-scores[d], self._heads[d][0]))
            weights = {term: self._ranking.scores(term, scope).idf for term in terms}
            results = tuple(self._result(d, scores[d], weights, scope) for d in best)
        return Results(
            query=asked.text,
            corrected=None,
            total=len(matches),
            results=results,
            operators=_facets(self._heads[d][2] for d in scores if self._passes(d, (), endings)),
            endings=_facets(self._heads[d][3] for d in scores if self._passes(d, operators, ())),
            ignored=ignored,
        )

    def _searched(self, asked: Query, scope: Scope) -> tuple[list[str], tuple[str, ...]]:
        """Return the terms to search, in the order of the question, and the words left out."""
        if len(asked.words) <= MOST_TERMS:
            return [term for term, _ in asked.words], ()
        found = {term: len(self._ranking.scores(term, scope).documents) for term, _ in asked.words}
        # Words nothing holds are the first to go: searching them brings nothing.
        rarest = sorted(found, key=lambda term: (found[term] == 0, found[term]))[:MOST_TERMS]
        kept = [(term, word) for term, word in asked.words if term in set(rarest)]
        searched = {word for _, word in kept}
        left = dict.fromkeys(word for _, word in asked.words if word not in searched)
        return [term for term, _ in kept], tuple(left)

    def _passes(self, document: int, operators: Collection[str], endings: Collection[str]) -> bool:
        _, _, operator, ending = self._heads[document]
        return (not operators or operator in operators) and (not endings or ending in endings)

    def _result(
        self, document: int, score: float, weights: Mapping[str, float], scope: Scope
    ) -> Result:
        path, kind, operator, ending = self._heads[document]
        code, title, summary, body, agent_body = self._reader.shown(document)
        texts = (summary, body, agent_body) if scope is Scope.AGENT else (summary, body)
        return Result(path, kind, code, title, operator, ending, score, passage(texts, weights))

    def dump(self) -> dict[str, object]:
        """Return all that the live documents put in the index, in one canonical form.

        Two indexes of the same entries have equal dumps, however each came to be.
        """
        with self._lock:
            return self._reader.dump()


def _facets(values: Iterable[str]) -> tuple[Facet, ...]:
    """Count the values, most frequent first, then by name."""
    counts = Counter(value for value in values if value)
    return tuple(
        Facet(value, count) for value, count in sorted(counts.items(), key=lambda c: (-c[1], c[0]))
    )
