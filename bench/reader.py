"""Another process with the index open, as each worker of the server has: its memory, its delays."""

from __future__ import annotations

import re
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from typing import cast

from kb_app.knowledge.search.index import Index, reopened
from kb_app.knowledge.search.model import Scope

_LOOK_EVERY = 0.005
_PRIVATE = re.compile(r"^Private_(?:Clean|Dirty): +(\d+) kB", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Found:
    """A word that was waited for: when it was found, and how long that index took to open."""

    at: float
    """As `time.perf_counter` says it, which all processes of a Linux machine share."""
    opening: float
    """Seconds."""


class Reader:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def ask(self, questions: Iterable[str]) -> float:
        """Ask the questions, having opened the index before the first; return the private MB.

        That is what no other process shares, beyond what this one had before it opened the index.
        """
        self._connection.send(list(questions))
        return cast(float, self._connection.recv())

    def wait_for(self, word: str) -> None:
        """Look for the word from now on, in the newest index there is, until it is found."""
        self._connection.send(word)

    def found(self) -> Found:
        """Return once the word is found."""
        return cast(Found, self._connection.recv())


@contextmanager
def reading(folder: Path) -> Iterator[Reader]:
    """Start a process that will read the index of the folder; it ends with the block."""
    context = get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_read, args=(theirs, folder))
    process.start()
    try:
        yield Reader(ours)
    finally:
        ours.send(None)
        process.join(timeout=20)
        process.kill()


def _read(connection: Connection, folder: Path) -> None:
    before = _private()
    index: Index | None = None
    while (asked := connection.recv()) is not None:
        if isinstance(asked, str):
            index, found = _looked_for(asked, folder, index)
            connection.send(found)
            continue
        index = reopened(folder, index)
        assert index is not None
        for question in asked:
            index.search(question, scope=Scope.PUBLIC)
        connection.send(_private() - before)


def _looked_for(word: str, folder: Path, index: Index | None) -> tuple[Index, Found]:
    while True:
        started = time.perf_counter()
        newest = reopened(folder, index)
        opening = time.perf_counter() - started
        if newest and newest is not index:
            if newest.search(word, scope=Scope.PUBLIC).total:
                return newest, Found(time.perf_counter(), opening)
            index = newest
        time.sleep(_LOOK_EVERY)


def _private() -> float:
    """Return the megabytes of memory of this process that are its own."""
    shares = _PRIVATE.findall(Path("/proc/self/smaps_rollup").read_text(encoding="ascii"))
    return sum(map(int, shares)) * 1024 / 1e6
