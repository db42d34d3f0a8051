"""The index: built and updated in a folder, opened, searched. A cache, never the truth."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from kb_app.knowledge.search import generations, writing
from kb_app.knowledge.search.generations import Generation
from kb_app.knowledge.search.model import Entry
from kb_app.knowledge.search.searching import Searching


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
    base: Path | None = None,
) -> None:
    """Put in service an index of the source, writing only the entries whose digest changed.

    One process writes at a time: `source` is called once it is our turn, and when another has
    already served the same state nothing is done. All is written anew when asked, and when the
    index in service is missing, damaged or of another form. Readers go on with what they hold.
    With `base`, what changed is told from the index in service in that other folder.
    `progress(1)` is called after each entry written.
    """
    with generations.writing(folder):
        state = source()
        served = None if anew else _usable(base or folder)
        digests = dict(state.digests)
        if not base and served and (served.sequence, served.digests) == (state.sequence, digests):
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


class Index(Searching):
    """One generation, open for reading; safe for threads; good even once replaced on disk."""

    def __init__(self, generation: Generation) -> None:
        super().__init__(generation.place)
        self.sequence = generation.sequence
        self.generation = generation.name
        self.digests = generation.digests
