"""Every occurrence that a Whoosh segment holds, read once: which form, where, in which document."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from whoosh.reading import SegmentReader

from kb_app.knowledge.search.arrays.blob import Array
from kb_app.knowledge.search.fields import FIELDS

NOWHERE = 2**32 - 1
"""Position of a word that stands beside others: a compound in one piece, a code."""
TEXT_STEP = 4096
"""Positions from the start of one text of a field to the start of the next."""
_CHUNK = 200_000


@dataclass(frozen=True, slots=True)
class Tokens:
    """Postings (a form, a field, a document) and, for each in turn, where the form stands."""

    forms: tuple[str, ...]
    """Sorted, distinct."""
    documents: int
    """Deleted ones too."""
    form: Array
    """int32, for each posting, its place in `forms`."""
    field: Array
    """uint8, for each posting, its place in FIELDS."""
    document: Array
    """int32, for each posting."""
    times: Array
    """int32, for each posting, how many positions it has."""
    position: Array
    """uint32, for each occurrence, in the order of the postings."""


def read_tokens(leaf: SegmentReader) -> Tokens:
    """Read the whole segment. Its values are native uint32, as `writing.Words` puts them."""
    numbers = {field.name: number for number, field in enumerate(FIELDS)}
    terms: dict[str, int] = {}
    chunks = [_Chunk()]
    for name, term in leaf.all_terms():
        if name not in numbers:
            continue
        form = terms.setdefault(term.decode(), len(terms))
        chunks[-1].read(leaf.postings(name, term), form, numbers[name])
        if len(chunks[-1].values) > _CHUNK:
            chunks[-1].pack()
            chunks.append(_Chunk())
    chunks[-1].pack()
    forms = sorted(terms)
    place = np.empty(len(forms), np.int32)
    place[[terms[form] for form in forms]] = np.arange(len(forms), dtype=np.int32)
    columns = [np.concatenate(column) for column in zip(*(c.packed for c in chunks), strict=True)]
    seen, field, document, times, position = columns
    return Tokens(tuple(forms), leaf.doc_count_all(), place[seen], field, document, times, position)


class _Chunk:
    """Postings on their way to arrays: kept in Python no longer than needed."""

    def __init__(self) -> None:
        self.heads: list[tuple[int, int, int]] = []
        self.documents: list[int] = []
        self.values: list[bytes] = []
        self.packed: tuple[Array, ...] = ()

    def read(self, matcher: object, form: int, field: int) -> None:
        before = len(self.values)
        while matcher.is_active():  # type: ignore[attr-defined]
            self.documents.append(matcher.id())  # type: ignore[attr-defined]
            self.values.append(matcher.value())  # type: ignore[attr-defined]
            matcher.next()  # type: ignore[attr-defined]
        self.heads.append((form, field, len(self.values) - before))

    def pack(self) -> None:
        heads = np.array(self.heads, np.int32).reshape(-1, 3)
        sizes = np.fromiter(map(len, self.values), np.int32, len(self.values))
        self.packed = (
            np.repeat(heads[:, 0], heads[:, 2]),
            np.repeat(heads[:, 1], heads[:, 2]).astype(np.uint8),
            np.array(self.documents, np.int32),
            sizes // 4,
            np.frombuffer(b"".join(self.values), "<u4"),
        )
        self.heads, self.documents, self.values = [], [], []
