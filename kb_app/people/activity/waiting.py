"""What was counted and is not yet written: a search never waits for the disk."""

from __future__ import annotations

import threading
from collections import Counter
from dataclasses import dataclass, field
from datetime import date

from kb_app.people.activity.words import Words

MOST_WAITING = 5_000
"""Different questions held while the database does not answer; those beyond are not counted."""


@dataclass(slots=True)
class Batch:
    asked: Counter[tuple[date, str]] = field(default_factory=Counter)
    without_result: Counter[tuple[date, str]] = field(default_factory=Counter)
    opened: Counter[tuple[date, str, str]] = field(default_factory=Counter)
    wordings: dict[tuple[date, str], str] = field(default_factory=dict)
    """The first spelling of each question asked."""

    def __bool__(self) -> bool:
        return bool(self.asked or self.opened)


class Waiting:
    """Shared by the threads of a process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._batch = Batch()

    def ask(self, day: date, words: Words, found: int) -> None:
        key = (day, words.question)
        with self._lock:
            batch = self._batch
            if key not in batch.asked and len(batch.asked) >= MOST_WAITING:
                return
            batch.asked[key] += 1
            batch.without_result[key] += found == 0
            batch.wordings.setdefault(key, words.wording)

    def open(self, day: date, question: str, path: str) -> None:
        key = (day, question, path)
        with self._lock:
            if key in self._batch.opened or len(self._batch.opened) < MOST_WAITING:
                self._batch.opened[key] += 1

    def take(self) -> Batch:
        """Return what waits, which waits no more."""
        with self._lock:
            taken, self._batch = self._batch, Batch()
        return taken

    def give_back(self, batch: Batch) -> None:
        """Put back what could not be written, before what came since."""
        with self._lock:
            since = self._batch
            self._batch = batch
            batch.asked.update(since.asked)
            batch.without_result.update(since.without_result)
            batch.opened.update(since.opened)
            batch.wordings = since.wordings | batch.wordings
