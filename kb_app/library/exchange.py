"""Files in, files out: import that never overwrites and never loses, export that goes back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from kb_app.errors import EditConflict
from kb_app.knowledge.content.kinds import folder_of
from kb_app.knowledge.content.model import Document, Level, Problem
from kb_app.knowledge.content.read import Reading
from kb_app.knowledge.content.versioning import split_version, with_version
from kb_app.library import chain, store
from kb_app.library.candidates import foreseen, judge, new_version
from kb_app.library.library import Library
from kb_app.library.model import NewVersion, Version
from kb_app.library.reading import read

BATCH = 100
"""Versions a transaction: what a crash can cost is never acknowledged."""

Progress = Callable[[int], None]
Hold = Callable[[Mapping[str, Document]], None]


@dataclass(frozen=True, slots=True)
class Incoming:
    """One text to import, and the version it says it continues, if it says."""

    path: str
    text: str
    base: int | None


@dataclass(slots=True)
class Report:
    """What became of each text. Nothing is in two lists."""

    added: list[Version] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    """Paths whose text the library has already seen, in any version."""
    conflicts: list[EditConflict] = field(default_factory=list)
    refused: list[Problem] = field(default_factory=list)
    """Every error of every text that was not taken."""
    warnings: list[Problem] = field(default_factory=list)


def incoming(texts: Mapping[str, str]) -> list[Incoming]:
    """Read the version that each text continues off its header."""
    return [Incoming(path, *split_version(path, text)) for path, text in sorted(texts.items())]


def import_texts(
    library: Library,
    texts: Iterable[Incoming],
    reason: str,
    author_id: int | None = None,
    progress: Progress = lambda _: None,
    batch: int = BATCH,
    hold: Hold = lambda documents: None,
) -> Report:
    """Make versions of the texts that are new and sound; report all the others.

    A text already seen in any version of its path is skipped. A new text becomes the next version
    if it says it continues the newest one, or if its path is new; else it is a conflict.
    `progress` is called with how many texts were just dealt with, after they are safe: `batch` new
    versions at a time, which are stored all or none. `hold` is called before anything is stored,
    with the new documents by path: what it raises stops the import.
    """
    day = library.refresh().day
    report, sound = sift(library, texts, progress)
    hold({item.path: document for item, document in sound if document})
    for start in range(0, len(sound), batch):
        items = sound[start : start + batch]
        pairs = [
            (new_version(i.path, i.text, document, day, reason, author_id), i.base or 0)
            for i, document in items
        ]
        _append(library, pairs, report)
        progress(len(items))
    return report


def sift(
    library: Library, texts: Iterable[Incoming], progress: Progress = lambda _: None
) -> tuple[Report, list[tuple[Incoming, Document | None]]]:
    """Return the texts that could become versions, read, and the report of all the others.

    Each says the version it continues, 0 for none. `progress` hears of those that cannot.
    """
    report = Report()
    fresh = _unseen(library, texts, report, progress)
    readings = _sound(library, fresh, report)
    progress(len(fresh) - len(readings))
    return report, [(item, readings[item.path].document) for item in fresh if item.path in readings]


def export_texts(
    library: Library, wanted: Callable[[str], bool] = lambda path: True
) -> Iterator[tuple[str, str]]:
    """Yield the path and text of the last version of each document wanted, saying its number.

    Withdrawn documents are among them, and versions that are planned.
    """
    with library.engine.connect() as connection:
        newest = store.newest_texts(connection)
    for version, text in newest:
        if wanted(version.path):
            yield version.path, with_version(version.path, text, version.number)


def _unseen(
    library: Library, texts: Iterable[Incoming], report: Report, progress: Progress
) -> list[Incoming]:
    """Leave out what the library has seen; give a base to the rest, or call it a conflict."""
    fresh: list[Incoming] = []
    with library.engine.connect() as connection:
        for item in texts:
            seen = store.seen_texts(connection, item.path)
            newest = max(seen.values(), default=0)
            if chain.text_digest(item.text) in seen:
                report.skipped.append(item.path)
            elif newest and item.base != newest:
                found = store.one(connection, item.path, newest)
                theirs = found[1] if found else ""
                base = item.base or 0
                report.conflicts.append(EditConflict(item.path, base, newest, theirs, item.text))
            else:
                fresh.append(Incoming(item.path, item.text, newest))
                continue
            progress(1)
    return fresh


def _sound(library: Library, fresh: list[Incoming], report: Report) -> dict[str, Reading]:
    """Return the readings of the texts that hold together with the library and each other.

    A text refused may be what another one links to, so the check runs until nothing more falls.
    """
    beside = foreseen(library)
    readings = {item.path: read(item.path, item.text) for item in fresh}
    while True:
        problems = judge(readings, beside)
        errors = [p for p in problems if p.level is Level.ERROR]
        if not errors:
            report.warnings += problems
            return readings
        errors += _told_to_all(errors, readings)
        report.refused += errors
        for path in {p.path for p in errors}:
            del readings[path]


def _told_to_all(errors: Iterable[Problem], readings: Iterable[str]) -> list[Problem]:
    """Repeat for each sheet of an operator without a card what is said of the first alone."""
    cardless = {folder_of(p.path): p for p in errors if p.code == "D10"}
    return [
        replace(cardless[folder], path=path)
        for path in readings
        if (folder := folder_of(path)) in cardless and path != cardless[folder].path
    ]


def _append(library: Library, pairs: list[tuple[NewVersion, int]], report: Report) -> None:
    """Publish a batch at once; if someone published in between, one by one."""
    try:
        report.added += library.publish_all(pairs)
    except EditConflict:
        for new, base in pairs:
            try:
                report.added.append(library.publish(new, base))
            except EditConflict as conflict:
                report.conflicts.append(conflict)
