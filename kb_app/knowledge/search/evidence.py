"""What one term brings to documents, weighed: kept for the terms that are asked again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import log
from typing import Any, NamedTuple

import numpy as np

from kb_app.knowledge.search.analysis import STOP_WORDS
from kb_app.knowledge.search.arrays.blob import Array
from kb_app.knowledge.search.arrays.keys import key_of
from kb_app.knowledge.search.arrays.layers import LAYERS
from kb_app.knowledge.search.arrays.postings import Calls, Layer, Segment
from kb_app.knowledge.search.asking import Run
from kb_app.knowledge.search.expansions import Alternative, Expansions
from kb_app.knowledge.search.model import Scope

MOST_KEPT = 1_000_000
"""Documents of all the terms kept in memory, 16 bytes each, for one kind of reader."""


@dataclass(frozen=True, slots=True)
class Weights:
    """Every constant of the formula; `bench/tune.py` says what each is worth."""

    stems_names: float = 3.6
    stems_text: float = 1.0
    forms_names: float = 0.7
    forms_text: float = 0.5
    pairs: float = 1.2
    operator: float = 3.0
    """What the name of its operator in the question adds to a document."""
    common: float = 0.1
    """Share of the documents beyond which how a word is spelled says nothing."""


WEIGHTS = Weights()
_FEW = 20
"""Documents among which no word is common."""
_NO_DOCUMENT = np.empty(0, np.intp)
_NO_VALUE = np.empty(0, np.float32)


class Evidence(NamedTuple):
    documents: Array
    """Each once, in no order."""
    value: Array
    """What it adds to the score of each."""
    held: Array
    """How much of the question each holds by it: the idf, or less for what stands for it."""
    idf: float
    times: int
    """Documents that hold it, those it adds nothing to included."""


_NOTHING = Evidence(_NO_DOCUMENT, _NO_VALUE, _NO_VALUE, 0.0, 0)


class Store:
    """The postings of one generation, and how rare its terms are."""

    def __init__(self, segments: list[Segment], size: int, live: int) -> None:
        """`size` counts documents, `live` those not deleted."""
        self.segments, self.size, self.live = segments, size, live
        self.layers = {
            name: Layer(name, tuple(layer.columns), segments) for name, layer in LAYERS.items()
        }
        self.calls = [Calls(segment) for segment in segments if len(segment.arrays["calls.keys"])]

    def idf(self, documents: int | np.integer[Any]) -> float:
        """Return Whoosh's own idf, ln(N/(n+1)) + 1, on live documents."""
        return log(max(1, self.live) / (documents + 1)) + 1


class Evidences:
    """Every term's evidence for one kind of reader, with what the vocabulary says it means."""

    def __init__(self, store: Store, scope: Scope, expansions: Expansions, weights: Weights):
        self.store, self.scope, self.expansions, self.weights = store, scope, expansions, weights
        self._agent = scope is Scope.AGENT
        kept = _Kept()
        self.stem = kept.of(self._stem)
        self.meant = kept.of(self._meant)
        self.within = kept.of(self._within)
        self.form = kept.of(self._form)
        self.pair = kept.of(self._pair)

    def spelled(self, form: str) -> Array:
        """Return the documents that hold a word exactly as it is spelled, sorted."""
        return self._posting("forms", form)[0]

    def named(self, form: str) -> Array:
        """Return the documents that have the form in one of their names."""
        documents, names, _ = self._posting("forms", form)
        return documents[names > 0]

    def _posting(self, layer: str, term: str) -> tuple[Array, Array, Array]:
        """Return the documents of a term, its weight in their names and in their texts."""
        documents, (names, text) = self.store.layers[layer].find(key_of(term))
        if self._agent:
            reserved = self.store.layers[f"{layer}_agent"].find(key_of(term))
            if len(reserved.documents):
                every = np.union1d(documents, reserved.documents)
                names = _spread(every, documents, names)
                text = _spread(every, documents, text)
                text += _spread(every, reserved.documents, reserved.columns[0])
                documents = every
        return documents, names, text

    def _stem(self, term: str) -> Evidence:
        """Return what the term itself brings, by its names and by its texts."""
        weights, idf = self.weights, self.store.idf
        documents, names, text = self._posting("stems", term)
        names *= weights.stems_names * idf(np.count_nonzero(names))
        text *= weights.stems_text * idf(np.count_nonzero(text))
        names += text
        count = len(documents)
        return Evidence(documents, names, np.full(count, idf(count), np.float32), idf(count), count)

    def _meant(self, term: str) -> Evidence:
        """Return what the term brings, by itself or by what the vocabulary says for it alone."""
        own = self.stem(term)
        return self._best(own, [(each, own.idf) for each in self.expansions.of.get((term,), ())])

    def _within(self, asked: tuple[str, tuple[Run, ...]]) -> Evidence:
        """Return what a term of a question brings, by itself or by what its runs mean."""
        term, runs = asked
        alternatives: list[tuple[Alternative, float]] = []
        for said, joined in runs:
            mass = sum(self.stem(each).idf for each in said)
            alternatives += ((each, mass) for each in self.expansions.of.get(said, ()))
            if joined:
                alternatives.append((Alternative((joined,), 1.0, joined), mass))
        return self._best(self.meant(term), alternatives)

    def _best(self, own: Evidence, alternatives: Sequence[tuple[Alternative, float]]) -> Evidence:
        """Return the evidence, with an alternative's wherever that is stronger.

        With each comes the idf of all the words that it stands for, this term's included.
        """
        documents, values, held = [own.documents], [own.value], [own.held]
        for alternative, mass in alternatives:
            each = [self.stem(term) for term in alternative.terms]
            where, value = _together(each)
            if len(where):
                # Of a rarer alternative no more is expected than of the words typed.
                worth = alternative.worth * min(1.0, mass / sum(one.idf for one in each))
                documents.append(where)
                values.append(value * np.float32(worth * own.idf / mass))
                held.append(np.full(len(where), alternative.worth * own.idf, np.float32))
        if len(documents) == 1:
            return own
        every, value, most = _largest(documents, values, held)
        return Evidence(every, value, most, own.idf, own.times)

    def _form(self, form: str) -> Evidence:
        """Return what a word brings when it is spelled exactly so; a common one brings nothing."""
        weights, idf = self.weights, self.store.idf
        documents, names, text = self._posting("forms", form)
        common = max(_FEW, weights.common * self.store.live)
        called, said = np.count_nonzero(names), np.count_nonzero(text)
        times = len(documents)
        names *= weights.forms_names * idf(called) if called <= common else 0.0
        if said <= common:
            names += text * np.float32(weights.forms_text * idf(said))
        elif times:
            kept = names.nonzero()[0]
            documents, names = documents[kept], names[kept]
        return Evidence(documents, names, _NO_VALUE, idf(times), times)

    def owned(self, found: Evidence, documents: Array) -> Evidence:
        """Return what a term brings that names the operator of these documents.

        They are all of that operator, however often they say so; elsewhere it is a word like others.
        """
        others = np.isin(found.documents, documents, invert=True, assume_unique=True)
        count = len(documents)
        weight = self.weights.operator * self.store.idf(count)
        return Evidence(
            np.append(found.documents[others], documents),
            np.append(found.value[others], np.full(count, weight, np.float32)),
            np.append(found.held[others], np.full(count, found.idf, np.float32)),
            found.idf,
            found.times,
        )

    def called(self, forms: Sequence[str]) -> tuple[Array, Array]:
        """Return documents, each once, and what the best said of their names adds to each."""
        said = [form for form in forms if form not in STOP_WORDS]
        found = [calls.said(said) for calls in self.store.calls]
        if len(found) == 1:
            return found[0]
        documents, values = zip(*found, strict=True) if found else ((_NO_DOCUMENT,), (_NO_VALUE,))
        return np.concatenate(documents), np.concatenate(values)

    def _pair(self, key: int) -> Evidence:
        """Return what two words side by side bring."""
        found = [self.store.layers["pairs"].find(key)]
        if self._agent:
            found.append(self.store.layers["pairs_agent"].find(key))
        count = sum([len(posting.documents) for posting in found])
        if not count:
            return _NOTHING
        idf = self.store.idf(count)
        documents, value = _added(
            [posting.documents for posting in found], [posting.columns[0] for posting in found]
        )
        return Evidence(
            documents, value * np.float32(self.weights.pairs * idf), _NO_VALUE, idf, count
        )


class _Kept:
    """The evidence already asked for, until it takes too much memory; then none of it."""

    def __init__(self) -> None:
        self._all: list[dict[Any, Evidence]] = []
        self._size = 0

    def of(self, make: Callable[[Any], Evidence]) -> Callable[[Any], Evidence]:
        """Return `make`, remembered. Two threads may make the same evidence: they are equal."""
        held: dict[Any, Evidence] = {}
        self._all.append(held)

        def kept(term: Any) -> Evidence:
            found = held.get(term)
            if found is None:
                found = held[term] = make(term)
                self._size += len(found.documents)
                if self._size > MOST_KEPT:
                    self._size = 0
                    for each in self._all:
                        each.clear()
            return found

        return kept


def _together(found: Sequence[Evidence]) -> tuple[Array, Array]:
    """Return the documents that hold every one of the terms, and what these add up to."""
    documents, value = found[0].documents, found[0].value
    for other in found[1:]:
        documents, mine, its = np.intersect1d(
            documents, other.documents, assume_unique=True, return_indices=True
        )
        value = value[mine] + other.value[its]
    return documents, value


def _added(documents: list[Array], values: list[Array]) -> tuple[Array, Array]:
    """Return the documents of all the arrays, each once, and what it has in them together."""
    if len(documents) <= 1:
        return (documents[0], values[0]) if documents else (_NO_DOCUMENT, _NO_VALUE)
    every = np.unique(np.concatenate(documents))
    value = np.zeros(len(every), np.float32)
    for where, each in zip(documents, values, strict=True):
        value[np.searchsorted(every, where)] += each
    return every, value


def _largest(documents: list[Array], *values: list[Array]) -> tuple[Array, ...]:
    """Return the documents of all the arrays, each once, and the largest of each of its values."""
    every = np.concatenate(documents)
    order = every.argsort(kind="stable")
    every = every[order]
    first = np.flatnonzero(np.append(True, every[1:] != every[:-1]))
    largest = (np.maximum.reduceat(np.concatenate(each)[order], first) for each in values)
    return every[first], *largest


def _spread(every: Array, documents: Array, values: Array) -> Array:
    spread = np.zeros(len(every), np.float32)
    spread[np.searchsorted(every, documents)] = values
    return spread
