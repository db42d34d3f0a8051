"""The index: built and updated in a folder, opened, searched. A cache, never the truth."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from heapq import nsmallest
from pathlib import Path
from threading import Lock
from typing import Protocol

from kb_app.knowledge.search import generations, writing
from kb_app.knowledge.search.generations import Generation
from kb_app.knowledge.search.model import Entry, Facet, Result, Results, Scope
from kb_app.knowledge.search.passages import passage
from kb_app.knowledge.search.query import Query, parse_query
from kb_app.knowledge.search.ranking import Ranking
from kb_app.knowledge.search.reading import Reader

MOST_TERMS = 12
"""Terms searched in one question; the rarest are kept."""


class Source(Protocol):
    """A state of the library. Entries are only asked for when their digest is new."""

    @property
    def sequence(self) -> int: ...
    @property
    def digests(self) -> Mapping[str, str]: ...
    def entry(self, path: str) -> Entry: ...


@dataclass(frozen=True, slots=True)
class Listed:
    """A source held in memory, by path."""

    entries: Mapping[str, Entry]
    sequence: int

    @property
    def digests(self) -> dict[str, str]:
        return {path: entry.digest for path, entry in self.entries.items()}

    def entry(self, path: str) -> Entry:
        return self.entries[path]


def build(
    folder: Path,
    entries: Iterable[Entry],
    sequence: int,
    progress: Callable[[int], None] | None = None,
) -> None:
    """Write the whole index anew and put it in service; of equal paths the last entry counts."""
    source = Listed({entry.path: entry for entry in entries}, sequence)
    update(folder, lambda: source, progress, anew=True)


def update(
    folder: Path,
    source: Callable[[], Source],
    progress: Callable[[int], None] | None = None,
    anew: bool = False,
) -> None:
    """Put in service an index of the source, writing only the entries whose digest changed.

    One process writes at a time: `source` is called once it is our turn, and when another has
    already served the same state nothing is done. All is written anew when asked, and when the
    index in service is missing, damaged or of another form. Readers go on with what they hold.
    `progress(1)` is called after each entry written.
    """
    with generations.writing(folder):
        state = source()
        served = None if anew else _usable(folder)
        digests = dict(state.digests)
        if served and (served.sequence, served.digests) == (state.sequence, digests):
            return
        known = served.digests if served else {}
        changed = [path for path, digest in digests.items() if known.get(path) != digest]
        removed = [path for path in known if path not in digests]
        entries = map(state.entry, changed)
        place = generations.draft(folder)
        if served is None:
            writing.write_all(place, entries, progress)
        else:
            generations.reuse(served, place)
            if changed or removed:
                writing.write_changes(place, removed, entries, progress)
        generations.serve(folder, place, state.sequence, writing.fingerprint(), digests)


def open_index(folder: Path) -> Index | None:
    """Open the index in service; None when it is missing, damaged or of another form."""
    generation = _usable(folder)
    return Index(generation) if generation else None


def reopened(folder: Path, index: Index | None) -> Index | None:
    """Return `index` while it is the one in service, else do what `open_index` does.

    Asking costs the reading of one small file.
    """
    if index and generations.pointed(folder) == index.generation:
        return index
    return open_index(folder)


def _usable(folder: Path) -> Generation | None:
    generation = generations.current(folder)
    if generation and generation.fingerprint == writing.fingerprint():
        return generation
    return None


class Index:
    """One generation, open for reading; safe for threads; good even once replaced on disk."""

    def __init__(self, generation: Generation) -> None:
        self.sequence = generation.sequence
        self.generation = generation.name
        self.digests = generation.digests
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
            scores = self._scores(asked, terms, scope)
            if kinds:
                scores = {d: score for d, score in scores.items() if self._heads[d][1] in kinds}
            heads = self._heads
            by_operator = [d for d in scores if not operators or heads[d][2] in operators]
            by_ending = [d for d in scores if not endings or heads[d][3] in endings]
            matches = [d for d in by_operator if not endings or heads[d][3] in endings]
            best = nsmallest(limit, matches, key=lambda d: (-scores[d], heads[d][0]))
            weights = {term: self._ranking.scores(term, scope).idf for term in terms}
            results = tuple(self._result(d, scores[d], weights, scope) for d in best)
        return Results(
            query=asked.text,
            corrected=None,
            total=len(matches),
            results=results,
            operators=_facets(heads[d][2] for d in by_ending),
            endings=_facets(heads[d][3] for d in by_operator),
            ignored=ignored,
        )

    def _scores(self, asked: Query, terms: Iterable[str], scope: Scope) -> dict[int, float]:
        scores = self._ranking.rank(terms, scope)
        for phrase in asked.phrases:
            held = self._ranking.holding(phrase, scope)
            scores = {d: score for d, score in scores.items() if d in held}
        # A code that was typed leaves no doubt: its document comes first.
        best = max(scores.values(), default=0.0)
        for code in asked.codes:
            for document in self._ranking.named(code, scope) & scores.keys():
                scores[document] += best
        return scores

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
