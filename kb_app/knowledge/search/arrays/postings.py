"""Where terms stand, over all segments of an index: slices of mapped arrays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from kb_app.knowledge.search.arrays.blob import Array, Arrays
from kb_app.knowledge.search.arrays.keys import key_of


@dataclass(frozen=True, slots=True)
class Segment:
    arrays: Arrays
    first: int
    """Number of its first document in the whole index."""
    deleted: Array | None
    """For each of its documents, whether it is; None when none is."""


class Posting(NamedTuple):
    """What one term has in a layer, deleted documents left out."""

    documents: Array
    """int32, each once."""
    columns: tuple[Array, ...]
    """float16, what it weighs in each."""
    counts: tuple[int, ...]
    """For each column, how many documents are not 0."""


class _Part(NamedTuple):
    keys: Array
    starts: Array
    documents: Array
    columns: tuple[tuple[Array, Array], ...]
    """Weights, and counts."""
    segment: Segment

    def find(self, key: np.uint64) -> Posting | None:
        place = _place(self.keys, key)
        if place is None:
            return None
        start, end = self.starts[place : place + 2].tolist()
        documents = self.documents[start:end]
        columns = tuple([weights[start:end] for weights, _ in self.columns])
        if self.segment.deleted is None:
            counts = tuple([int(counts[place]) for _, counts in self.columns])
        else:
            kept = np.flatnonzero(~self.segment.deleted[documents])
            if not len(kept):
                return None
            documents, columns = documents[kept], tuple([column[kept] for column in columns])
            counts = tuple([int(np.count_nonzero(column)) for column in columns])
        if self.segment.first:
            documents = documents + np.int32(self.segment.first)
        return Posting(documents, columns, counts)

    def times(self, key: np.uint64) -> int:
        if self.segment.deleted is not None:
            found = self.find(key)
            return len(found.documents) if found else 0
        place = _place(self.keys, key)
        return 0 if place is None else int(self.starts[place + 1] - self.starts[place])


class Layer:
    """One layer of every segment."""

    def __init__(self, name: str, columns: Sequence[str], segments: Sequence[Segment]) -> None:
        none = np.empty(0, np.float16)
        self._nothing = Posting(np.empty(0, np.int32), (none,) * len(columns), (0,) * len(columns))
        self._parts = [
            _Part(
                segment.arrays[f"{name}.keys"],
                segment.arrays[f"{name}.starts"],
                segment.arrays[f"{name}.documents"],
                tuple(
                    (segment.arrays[f"{name}.{column}"], segment.arrays[f"{name}.{column}.count"])
                    for column in columns
                ),
                segment,
            )
            for segment in segments
            if len(segment.arrays[f"{name}.keys"])
        ]

    def find(self, key: int) -> Posting:
        """Return what one term has; an unknown term has no document."""
        found = [posting for part in self._parts if (posting := part.find(np.uint64(key)))]
        if len(found) <= 1:
            return found[0] if found else self._nothing
        return Posting(
            np.concatenate([posting.documents for posting in found]),
            tuple(np.concatenate(c) for c in zip(*(p.columns for p in found), strict=True)),
            tuple(map(sum, zip(*(p.counts for p in found), strict=True))),
        )

    def times(self, key: int) -> int:
        """Return how many documents hold the term."""
        return sum([part.times(np.uint64(key)) for part in self._parts])


class Calls:
    """The names of the documents of one segment."""

    def __init__(self, segment: Segment) -> None:
        self._keys, self._starts, self._names, self._owners, self._worth = (
            segment.arrays[f"calls.{each}"]
            for each in ("keys", "starts", "documents", "owners", "worth")
        )
        self._one_each = bool(np.all(self._owners[1:] != self._owners[:-1]))
        self._first = segment.first
        self._holding: dict[str, Array] = {}

    def said(self, forms: Sequence[str]) -> tuple[Array, Array]:
        """Return documents, each once, and what the name of each that is best said adds to it.

        Deleted ones too: they hold no word, and what covers nothing scores nothing.
        """
        times = np.bincount(np.concatenate([self._with(form) for form in forms] or [_NONE]))
        names = times.nonzero()[0]
        if not len(names):
            return _NONE, np.empty(0, np.float32)
        worth = times[names] * self._worth[names]
        owners = self._owners[names]
        if self._one_each:
            documents, largest = owners, worth
        else:
            documents, largest = _largest_of(owners, worth)
        return documents + self._first, largest

    def _with(self, form: str) -> Array:
        """Return the names that hold the form. Few forms do: those are remembered."""
        found = self._holding.get(form)
        if found is None:
            place = _place(self._keys, np.uint64(key_of(form)))
            if place is None:
                return _NONE
            start, end = self._starts[place : place + 2].tolist()
            found = self._holding[form] = self._names[start:end].astype(np.intp)
        return found


def _place(keys: Array, key: np.uint64) -> int | None:
    """Return where a key is among sorted ones, None when it is not."""
    place = int(keys.searchsorted(key))
    return place if place < len(keys) and keys[place] == key else None


def _largest_of(owners: Array, values: Array) -> tuple[Array, Array]:
    """Return each owner once, and the largest of its values; those of one follow each other."""
    first = np.concatenate((_FIRST, (owners[1:] != owners[:-1]).nonzero()[0] + 1))
    return owners[first], np.maximum.reduceat(values, first)


_NONE = np.empty(0, np.intp)
_FIRST = np.zeros(1, np.intp)
