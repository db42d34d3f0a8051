"""Entries into Whoosh's files: the schema, the documents, and what makes them out of date."""

from __future__ import annotations

import hashlib
import json
from array import array
from collections import defaultdict
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import Stemmer
import whoosh
from whoosh.analysis.analyzers import SimpleAnalyzer
from whoosh.codec.base import Segment
from whoosh.fields import COLUMN, ID, STORED, TEXT, Schema
from whoosh.filedb.filestore import FileStorage
from whoosh.index import FileIndex
from whoosh.reading import SegmentReader
from whoosh.writing import SegmentWriter

from kb_app.knowledge.search.analysis import (
    FAMILIES,
    NEVER_STEMMED,
    STOP_WORDS,
    WORD,
    forms_of,
    spelled_whole,
    terms,
)
from kb_app.knowledge.search.arrays import segments
from kb_app.knowledge.search.arrays.layers import LAYERS, SATURATION
from kb_app.knowledge.search.arrays.tokens import NOWHERE, TEXT_STEP
from kb_app.knowledge.search.fields import FIELDS, texts
from kb_app.knowledge.search.model import Entry

FORMAT = 3
"""Change it with the form of the documents below, or of the arrays beside them."""
HEAD = "head"
"""Column, in memory for every document: path, kind, operator, ending."""
SHOWN = "shown"
"""Stored, read for the few results shown: the fields of `Shown`."""
_PATH = "path"
_SEPARATOR = "\n"
_WHOOSH_LOCK = "MAIN_WRITELOCK"
_MOST_DELETED = 0.25  # of a segment, before it is written again without them
# Every rule of the analysis, so that a change of any of them changes the fingerprint.
_PROBE = (
    "L’œuvre de l'assuré·e aujourd'hui : c2s, CAF-03, 1er R.S.A. ASS, congés déménagés, pré-état"
)

Head = tuple[str, str, str, str]
Progress = Callable[[int], None]


class Shown(NamedTuple):
    """What a result is made of, and what quotes are looked for in."""

    code: str
    title: str
    visitor_words: tuple[str, ...]
    headings: tuple[str, ...]
    summary: str
    body: str
    agent_body: str


class Words(TEXT):
    """Words as they are spelled, each with its places: counted in words, small ones too.

    Whoosh's own way to index makes an object of every word: this one is four times as fast.
    """

    def __init__(self, whole: bool) -> None:
        super().__init__(analyzer=SimpleAnalyzer())
        self.whole = whole

    def index(
        self, value: Sequence[str], **kwargs: Any
    ) -> Generator[tuple[bytes, int, float, bytes], Any, None]:
        """Yield each form, how often it occurs, and its positions as native uint32.

        `value` is one text after the other; the numbers are what `arrays.tokens` reads.
        """
        for form, places in (_whole if self.whole else _placed)(value).items():
            packed = array("I", places).tobytes()
            yield form.encode(), len(places), float(len(places)), packed


def _placed(texts: Sequence[str]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    for number, text in enumerate(texts):
        place = number * TEXT_STEP
        for word in WORD.findall(text):
            parts, joined = forms_of(word)
            for part in parts:
                found[part].append(place)
                place += 1
            if joined:
                found[joined].append(NOWHERE)
    return found


def _whole(texts: Sequence[str]) -> dict[str, list[int]]:
    return {form: [NOWHERE] for text in texts if (form := spelled_whole(text))}


def schema() -> Schema:
    """Return the schema of the index: the fields of `FIELDS`, and what results are made of."""
    searched = {field.name: Words(field.whole) for field in FIELDS}
    return Schema(**{_PATH: ID(unique=True), HEAD: COLUMN(), SHOWN: STORED()}, **searched)


def fingerprint() -> str:
    """Return a text that changes whenever an index already written should be written again."""
    parts = [
        FORMAT, whoosh.__version__, Stemmer.version(), sorted(STOP_WORDS), sorted(NEVER_STEMMED),
        FAMILIES, terms(_PROBE),
        [repr(field) for field in FIELDS], SATURATION, sorted(map(repr, LAYERS.items())),
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
    segments.complete(place, schema())


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
    segments.complete(place, schema())


def head_of(column_value: bytes) -> Head:
    """Read a value of the HEAD column."""
    path, kind, operator, ending = column_value.decode().split(_SEPARATOR)
    return path, kind, operator, ending


def _document(entry: Entry) -> dict[str, object]:
    head = (entry.path, entry.kind, entry.operator, entry.ending)
    searched = {field.name: texts(entry, field) for field in FIELDS}
    return {
        _PATH: entry.path,
        HEAD: _SEPARATOR.join(head).encode(),
        SHOWN: tuple(getattr(entry, name) for name in Shown._fields),
        **{name: held for name, held in searched.items() if any(held)},
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
