"""What Whoosh's files and the arrays beside them say of the live documents."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from threading import Lock

import numpy as np
from whoosh.filedb.filestore import FileStorage
from whoosh.index import FileIndex

from kb_app.knowledge.search.arrays import segments
from kb_app.knowledge.search.arrays.blob import Array
from kb_app.knowledge.search.arrays.layers import rows
from kb_app.knowledge.search.arrays.postings import Segment
from kb_app.knowledge.search.arrays.tokens import Tokens, read_tokens
from kb_app.knowledge.search.writing import HEAD, SHOWN, Head, Shown, head_of, schema

_SHOWN_KEPT = 256
"""Documents kept ready to be shown: a few megabytes."""


class Reader:
    """One index folder, open; safe for threads, which take turns at Whoosh's own files."""

    def __init__(self, place: Path) -> None:
        self._whoosh = FileIndex(FileStorage(str(place)), schema()).reader()
        self._lock = Lock()
        self.heads: dict[int, Head] = {}
        """Of live documents."""
        self.segments: list[Segment] = []
        for leaf, offset in segments.leaves(self._whoosh):
            documents = list(leaf.all_doc_ids())
            heads = leaf.column_reader(HEAD) if documents else ()
            self.heads |= {offset + d: head_of(heads[d]) for d in documents}
            size = leaf.doc_count_all()
            deleted = np.ones(size, bool)
            deleted[documents] = False
            arrays = segments.mapped(place, leaf)
            self.segments.append(Segment(arrays, offset, deleted if deleted.any() else None))
        self.size = self._whoosh.doc_count_all()
        """Documents, deleted ones too."""
        self.shown = lru_cache(maxsize=_SHOWN_KEPT)(self._shown)
        """What a result shows of a document."""

    def _shown(self, document: int) -> Shown:
        with self._lock:
            return Shown(*self._whoosh.stored_fields(document)[SHOWN])

    def tokens(self) -> Tokens:
        """Return what an index of one segment was made from; see `bench/tune.py`."""
        [(leaf, _)] = segments.leaves(self._whoosh)
        return read_tokens(leaf)

    def column(self, of: int) -> tuple[tuple[str, ...], Array]:
        """Return the values of one part of the heads, and the number of each document's value.

        The number of a deleted document is -1.
        """
        numbers: dict[str, int] = {}
        codes = np.full(self.size, -1, np.int32)
        for document, head in self.heads.items():
            codes[document] = numbers.setdefault(head[of], len(numbers))
        return tuple(numbers), codes

    def dump(self) -> dict[str, object]:
        """Return everything the live documents put in the index, by path, in no Whoosh order."""
        paths = {document: head[0] for document, head in self.heads.items()}
        held: dict[str, list[tuple[object, ...]]] = {path: [] for path in paths.values()}
        for segment in self.segments:
            for document, row in rows(segment.arrays):
                if segment.first + document in paths:
                    held[paths[segment.first + document]].append(row)
        return {
            "heads": {head[0]: head for head in self.heads.values()},
            "shown": {path: self.shown(document) for document, path in paths.items()},
            "held": {path: sorted(each) for path, each in held.items()},
        }
