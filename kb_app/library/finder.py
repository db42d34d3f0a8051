"""The search index kept in step with the snapshot, and the questions put to both."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterable
from itertools import islice
from pathlib import Path

from kb_app.errors import Unavailable
from kb_app.knowledge.search import index as index_files
from kb_app.knowledge.search.expansions import NONE, Expansions, expansions_of
from kb_app.knowledge.search.index import Index
from kb_app.knowledge.search.model import Results, Scope, Suggestion
from kb_app.knowledge.search.suggest import Suggester
from kb_app.library.entries import Findable
from kb_app.library.library import Library
from kb_app.library.snapshot import Snapshot

Progress = Callable[[int], None]

LOOK_EVERY = 0.4
"""Seconds between two looks at the newest publication: one cheap query a process."""
TRY_AGAIN_AFTER = 10.0
READ_PAST_EVERY = 3600.0
"""Seconds between two readings of the questions that people asked with success."""
MOST_PAST = 2000
STILL_FOUND = 5
"""Results among which a past question must still bring the document it led to."""

_log = logging.getLogger(__name__)


class Finder:
    """Searches the newest index there is. Processes agree through the index folder alone."""

    def __init__(
        self,
        library: Library,
        folder: Path,
        successes: Callable[[], Iterable[tuple[str, str]]] = tuple,
    ) -> None:
        """`successes` gives past questions, the most useful first, each with the path it led to."""
        self._successes = successes
        self._past_read = float("-inf")
        self._library = library
        self._folder = folder
        self._index: Index | None = None
        self._snapshot: Snapshot | None = None
        self._suggester = Suggester(())
        self._expansions = NONE
        self._working = threading.Lock()

    @property
    def sequence(self) -> int:
        """The publication that the open index holds; 0 before any is open."""
        return self._index.sequence if self._index else 0

    def search(
        self,
        query: str,
        scope: Scope,
        operators: Iterable[str] = (),
        endings: Iterable[str] = (),
        limit: int = 10,
        exactly: bool = False,
        explained: bool = False,
    ) -> Results:
        """Return the best results; unknown words are corrected unless `exactly`.

        Raises InvalidInput when the question cannot be read.
        """
        return self._open().search(
            query,
            scope=scope,
            expansions=self._expansions,
            operators=tuple(operators),
            endings=tuple(endings),
            limit=limit,
            exactly=exactly,
            explained=explained,
        )

    def complete(self, typed: str, scope: Scope) -> tuple[Suggestion, ...]:
        """Return what the typed beginning may become."""
        self._open()
        return self._suggester.complete(typed, scope=scope)

    def keep_up(self, progress: Progress | None = None, rebuild: bool = False) -> None:
        """Open the newest index, after writing into it what the library has and it has not.

        Until that is written, or when it cannot be, the last good one serves.
        `progress` is called with each number of entries written, when there are any. One process
        at a time writes, and looks at the library again once it is its turn.
        """
        with self._working:
            snapshot = self._library.refresh()
            index = index_files.reopened(self._folder, self._index)
            self._index = index or self._index
            past_due = time.monotonic() > self._past_read + READ_PAST_EVERY
            if snapshot is self._snapshot and index and not rebuild and not past_due:
                return
            findable = Findable(snapshot)
            if rebuild or index is None or index.digests != findable.digests:
                index_files.update(self._folder, self._findable, progress, anew=rebuild)
                index = index_files.reopened(self._folder, index)
            # Results first: completions take longer to prepare and are missed less.
            self._expansions = expansions_of(snapshot.synonyms)
            self._index, self._snapshot = index or self._index, snapshot
            self._past_read = time.monotonic()
            self._suggester = Suggester(findable.outlines(), self._past())

    def follow(self) -> None:
        """Keep up from now on, in a thread that ends with the process."""
        self._index = self._snapshot = None
        self._try()
        threading.Thread(target=self._follow, name="index", daemon=True).start()

    def _follow(self) -> None:
        pause = threading.Event()
        prepared: tuple[Index | None, Expansions] = (None, NONE)
        while True:
            prepared = self._prepared(*prepared)
            pause.wait(LOOK_EVERY)
            if not self._try():
                pause.wait(TRY_AGAIN_AFTER)

    def _prepared(
        self, index: Index | None, expansions: Expansions
    ) -> tuple[Index | None, Expansions]:
        """Make ready what serves, when it is another than last time, so that nobody waits for it.

        It serves already: whoever asks meanwhile only waits for what they asked.
        """
        held = self._index, self._expansions
        if held[0] and (held[0] is not index or held[1] is not expansions):
            held[0].prepare(held[1], Scope.AGENT)
        return held

    def _try(self) -> bool:
        try:
            self.keep_up()
        except Exception:
            # A full disk or a database away: the last good index serves until it is over.
            _log.exception("the search index could not be brought up to date")
            return False
        return True

    def _past(self) -> dict[str, list[str]]:
        """Return the past questions by path: those that still find what they led to.

        A document may have changed since, or be gone: its words are no longer anyone's to see.
        """
        found: dict[str, list[str]] = {}
        index, public, expansions = self._index, Scope.PUBLIC, self._expansions
        for question, path in islice(self._successes(), MOST_PAST):
            # Its other words may find it still: one that is nowhere any more must not be shown.
            known = index and index.knows(question, public, expansions)
            if index and known and path in index.paths(question, public, expansions, STILL_FOUND):
                found.setdefault(path, []).append(question)
        return found

    def _findable(self) -> Findable:
        return Findable(self._library.refresh())

    def _open(self) -> Index:
        # Nobody who asks waits for the index to be written by another thread.
        if self._index is None and not self._working.locked():
            self._try()
        if self._index is None:
            raise Unavailable("La recherche se prépare. Réessayez dans un instant.")
        return self._index
