"""Entries into Whoosh's files: the schema, the documents, and what makes them out of date."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import Stemmer
import whoosh
from whoosh.codec.base import Segment
from whoosh.fields import COLUMN, ID, STORED, TEXT, Schema
from whoosh.filedb.filestore import FileStorage
from whoosh.index import FileIndex
from whoosh.reading import SegmentReader
from whoosh.writing import SegmentWriter

from kb_app.knowledge.search.analysis import STOP_WORDS, FrenchAnalyzer, WholeAnalyzer, terms
from kb_app.knowledge.search.fields import FIELDS, texts
from kb_app.knowledge.search.model import Entry

FORMAT = 1
"""Change it with the form of the documents below."""
HEAD = "head"
"""Column, in memory for every document: path, kind, operator, ending."""
SHOWN = "shown"
"""Stored, read for the few results shown: code, title, summary, body, agent_body."""
_PATH = "path"
_SEPARATOR = "\n"
_WHOOSH_LOCK = "MAIN_WRITELOCK"
_MOST_DELETED = 0.25  # of a segment, before it is written again without them
# Every rule of the analysis, so that a change of any of them changes the fingerprint.
_PROBE = (
    "L’œuvre de l'assuré·e aujourd'hui : c2s, CAF-03, 1er R.S.A. ASS, congés déménagés, pré-état"
)

Head = tuple[str, str, str, str]
Shown = tuple[str, str, str, str, str]
Progress = Callable[[int], None]


def schema() -> Schema:
    """Return the schema of the index: the fields of `FIELDS`, and what results are made of."""
    words, whole = FrenchAnalyzer(), WholeAnalyzer()
    searched = {field.name: TEXT(analyzer=whole if field.whole else words) for field in FIELDS}
    return Schema(**{_PATH: ID(unique=True), HEAD: COLUMN(), SHOWN: STORED()}, **searched)


def fingerprint() -> str:
    """Return a text that changes whenever an index already written should be written again."""
    parts = [
        FORMAT, whoosh.__version__, Stemmer.version(), sorted(STOP_WORDS), terms(_PROBE),
        [(field.name, field.whole) for field in FIELDS],
    ]  # fmt: skip
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def write_all(place: Path, entries: Iterable[Entry], progress: Progress | None) -> None:
    """Write a new index into an empty folder."""
    FileIndex.create(FileStorage(str(place)), schema())
    with _writer(place) as writer:
        for entry in entries:
            writer.add_document(**_document(entry))
            if progress:
                progress(1)


def write_changes(
    place: Path, removed: Iterable[str], entries: Iterable[Entry], progress: Progress | None
) -> None:
    """Take the removed paths out of the index of the folder, and add or replace the entries."""
    with _writer(place) as writer:
        for path in removed:
            writer.delete_by_term(_PATH, path)
        for entry in entries:
            writer.delete_by_term(_PATH, entry.path)
            writer.add_document(**_document(entry))
            if progress:
                progress(1)


def head_of(column_value: bytes) -> Head:
    """Read a value of the HEAD column."""
    path, kind, operator, ending = column_value.decode().split(_SEPARATOR)
    return path, kind, operator, ending


def _document(entry: Entry) -> dict[str, object]:
    head = (entry.path, entry.kind, entry.operator, entry.ending)
    shown: Shown = (entry.code, entry.title, entry.summary, entry.body, entry.agent_body)
    searched = {field.name: _SEPARATOR.join(texts(entry, field)) for field in FIELDS}
    return {
        _PATH: entry.path,
        HEAD: _SEPARATOR.join(head).encode(),
        SHOWN: shown,
        **{name: text for name, text in searched.items() if text},
    }


@contextmanager
def _writer(place: Path) -> Iterator[SegmentWriter]:
    writer = SegmentWriter(FileIndex(FileStorage(str(place)), schema()))
    try:
        yield writer
    except BaseException:
        writer.cancel()
        raise
    writer.commit(mergetype=_merge)
    (place / _WHOOSH_LOCK).unlink(missing_ok=True)


def _merge(writer: SegmentWriter, segments: list[Segment]) -> list[Segment]:
    """Whoosh's merge policy: return the segments left alone, having rewritten the others.

    A segment joins the new one when it is at most twice as large, so that a document is
    rewritten a logarithmic number of times; or when too much of it was deleted.
    """
    left = []
    size = writer.doc_count()
    for segment in sorted(segments, key=lambda s: s.doc_count()):
        deleted = segment.deleted_count() > _MOST_DELETED * segment.doc_count_all()
        if segment.doc_count() > 2 * size and not deleted:
            left.append(segment)
            continue
        size += segment.doc_count()
        writer.add_reader(SegmentReader(writer.storage, writer.schema, segment))
    return left
