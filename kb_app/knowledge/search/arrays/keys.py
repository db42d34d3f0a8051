"""Terms as 64-bit numbers: sorted in arrays, found by bisection, held by no process as text."""

from __future__ import annotations

from functools import lru_cache
from hashlib import blake2b

import numpy as np

from kb_app.knowledge.search.arrays.blob import Array

_MASK = 2**64 - 1
# Odd, so that the product loses no bit; the golden ratio spreads neighbours (Knuth, TAOCP 6.4).
_MIXED = 0x9E3779B97F4A7C15


@lru_cache(maxsize=65_536)
def key_of(term: str) -> int:
    """Return the number of a term. Two of a million terms share one with probability 3e-8."""
    return int.from_bytes(blake2b(term.encode(), digest_size=8).digest(), "little")


def pair_key(first: int, second: int) -> int:
    """Return the number of two terms that stand side by side, in this order."""
    return (first * _MIXED + second) & _MASK


def pair_keys(first: Array, second: Array) -> Array:
    """Do what `pair_key` does, for arrays of uint64."""
    return first * np.uint64(_MIXED) + second
