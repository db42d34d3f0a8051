"""Texts as sorted numbers: the words that have a text in common are found in microseconds.

An entry is 64 bits: the high half is a text's hash, the low half a word's number. Two texts may
have one hash (one chance in 4 thousand million a pair): what is found is still to be compared.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import combinations
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

Array: TypeAlias = npt.NDArray[Any]

LONGEST = 40
"""Letters that are hashed, at most."""
_LOW = np.uint64(0xFFFF_FFFF)
_ENTRY_BITS = 64
_PER_BUCKET = 4
# Each place weighs an odd number whose bits look random: powers of the golden ratio's 64 bits.
# Entries are kept in files, which outlive a release of numpy: none of its own random numbers.
_WEIGHTS = np.array([pow(0x9E3779B97F4A7C15, n + 1, 1 << 64) for n in range(LONGEST)], np.uint64)


def letters(texts: Sequence[str]) -> Array:
    """Return the code points of one or more texts, one text a row, 0 after its end (uint32)."""
    return np.array(texts, dtype=np.str_).view(np.uint32).reshape(len(texts), -1)


def hashes(rows: Array, deleted: int) -> Array:
    """Return the hashes of all one gets by deleting up to `deleted` letters (texts × ways).

    A hash is the sum of the code points, each times the weight of the place where it comes to
    stand: all ways at once are one product of matrices. Padding weighs nothing, but would be
    deleted like letters: where `deleted` is not 0, the texts are all of one length.
    """
    return (rows.astype(np.uint64) @ _ways(rows.shape[1], deleted)) & ~_LOW


@lru_cache(maxsize=256)
def _ways(length: int, deleted: int) -> Array:
    """Return, by letter and way to delete, the weight of the place where the letter stands."""
    kept = [
        places
        for size in range(length, max(length - deleted, 0) - 1, -1)
        for places in combinations(range(length), size)
    ]
    ways = np.zeros((length, len(kept)), np.uint64)
    for way, places in enumerate(kept):
        ways[list(places), way] = _WEIGHTS[: len(places)]
    return ways


def entries(hashed: Array, numbers: Array) -> Array:
    """Return the entries of hashes (texts × ways) and of the numbers of their words, unsorted."""
    made: Array = hashed | numbers.astype(np.uint64)[:, None]
    return made.ravel()


def keys(made: Sequence[Array]) -> dict[str, Array]:
    """Return the entries as `numbers_of` reads them.

    `entries`, in order, each once (uint64); and `starts`: where those begin whose first bits are
    0, 1, 2…, and where the last end (uint32). Reading that table is one access to memory, where
    bisection among millions would be twenty.
    """
    # numpy.unique takes seconds where this takes a tenth of one.
    every = np.sort(np.concatenate(made))
    every = every[np.append(True, every[1:] != every[:-1])[: len(every)]]
    bits = max(len(every) // _PER_BUCKET, 1).bit_length()
    firsts = np.arange(1 << bits, dtype=np.uint64) << np.uint64(_ENTRY_BITS - bits)
    starts = np.append(np.searchsorted(every, firsts), len(every))
    return {"entries": every, "starts": starts.astype(np.uint32)}


def numbers_of(hashed: Array, arrays: Mapping[str, Array]) -> tuple[Array, Array]:
    """Return what has one of the hashes: the place of the hash, and the number of the word.

    In the order of the hashes; a word that has several comes as often.
    """
    # Taken out of what a file holds: numpy's memory-mapped arrays are slow on short work.
    starts, every = np.asarray(arrays["starts"]), np.asarray(arrays["entries"])
    bits = len(starts).bit_length() - 1
    buckets = (hashed >> np.uint64(_ENTRY_BITS - bits)).astype(np.int64)
    firsts = starts[buckets].astype(np.int64)
    sizes = starts[buckets + 1] - firsts
    # Entry k of a bucket is at its first one's place plus k: all buckets end to end, no loop.
    ends = np.cumsum(sizes)
    which = np.repeat(np.arange(len(hashed)), sizes)
    found = every[(firsts - ends + sizes)[which] + np.arange(ends[-1])]
    same = np.flatnonzero((found ^ hashed[which]) <= _LOW)
    return which[same], (found[same] & _LOW).astype(np.int64)
