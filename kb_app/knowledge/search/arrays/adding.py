"""Documents and what they are worth, from several arrays to one."""

from __future__ import annotations

import numpy as np

from kb_app.knowledge.search.arrays.blob import Array


def weighed(column: Array, weight: float) -> Array:
    """Return a column of a layer (float16) as float32, times a weight."""
    return np.multiply(column, np.float32(weight), dtype=np.float32)


def added(documents: list[Array], values: list[Array]) -> tuple[Array, Array]:
    """Return the documents of one array or more, each once, and all that it has in them."""
    if len(documents) == 1:
        return documents[0], values[0]
    every = np.unique(np.concatenate(documents))
    total = np.zeros(len(every), np.float32)
    for where, each in zip(documents, values, strict=True):
        total[np.searchsorted(every, where)] += each
    return every, total


def largest(documents: list[Array], *values: list[Array]) -> tuple[Array, ...]:
    """Return the documents of all the arrays, each once, and the largest of each of its values."""
    every = np.concatenate(documents)
    order = every.argsort(kind="stable")
    every = every[order]
    first = np.flatnonzero(np.append(True, every[1:] != every[:-1]))
    most = (np.maximum.reduceat(np.concatenate(each)[order], first) for each in values)
    return every[first], *most


def spread(every: Array, documents: Array, values: Array) -> Array:
    """Return the values at the places of their documents among `every`, sorted; 0 elsewhere."""
    found = np.zeros(len(every), np.float32)
    found[np.searchsorted(every, documents)] = values
    return found
