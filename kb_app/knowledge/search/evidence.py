"""What one term brings to documents, weighed: kept for the terms that are asked again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import log
from typing import Any, NamedTuple

import numpy as np

from kb_app.knowledge.search.analysis import STOP_WORDS, stem_of
from kb_app.knowledge.search.arrays.adding import added, largest, spread, weighed
from kb_app.knowledge.search.arrays.blob import Array
from kb_app.knowledge.search.arrays.keys import key_of
from kb_app.knowledge.search.arrays.layers import LAYERS
from kb_app.knowledge.search.arrays.postings import Calls, Layer, Posting, Segment
from kb_app.knowledge.search.asking import Run
from kb_app.knowledge.search.expansions import Alternative, Expansions, Terms
from kb_app.knowledge.search.model import Scope

MOST_KEPT = 3_000_000
"""Documents of all the terms kept in memory, 12 bytes each, for one kind of reader."""


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
_NO_DOCUMENT = np.empty(0, np.int32)
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

    def __init__(
        self, store: Store, scope: Scope, expansions: Expansions, weights: Weights = WEIGHTS
    ) -> None:
        self.store, self.scope, self.expansions, self.weights = store, scope, expansions, weights
        self._agent = scope is Scope.AGENT
        kept = _Kept()
        self.stem = kept.of(self._stem)
        self.together = kept.of(self._together)
        self.meant = kept.of(self._meant)
        self.within = kept.of(self._within)
        self.form = kept.of(self._form)
        self.pair = kept.of(self._pair)

    def prepare(self) -> None:
        """Ask for the evidence of all that the vocabulary names, before anyone waits for it."""
        for said, alternatives in self.expansions.of.items():
            if len(said) == 1:
                self.meant(said[0])
            for alternative in alternatives:
                self.together(alternative.terms)

    def spelled(self, form: str) -> Array:
        """Return the documents that hold a word exactly as it is spelled, sorted."""
        return self._posting("forms", form).documents

    def named(self, form: str) -> Array:
        """Return the documents that have the form in one of their names."""
        found = self._posting("forms", form)
        return found.documents[found.columns[0] > 0]

    def times(self, form: str) -> int:
        """Return how many documents hold the word, spelled so or as another of its stem."""
        return self._times("forms", form) or self._times("stems", stem_of(form))

    def _times(self, layer: str, term: str) -> int:
        layers, key = self.store.layers, key_of(term)
        return layers[layer].times(key) + (
            layers[f"{layer}_agent"].times(key) if self._agent else 0
        )

    def _posting(self, layer: str, term: str) -> Posting:
        """Return the documents of a term, its weight in their names and in their texts."""
        found = self.store.layers[layer].find(key_of(term))
        if not self._agent:
            return found
        reserved = self.store.layers[f"{layer}_agent"].find(key_of(term))
        if not len(reserved.documents):
            return found
        every = np.union1d(found.documents, reserved.documents)
        names, text = (spread(every, found.documents, column) for column in found.columns)
        text += spread(every, reserved.documents, reserved.columns[0])
        return Posting(every, (names, text), (found.counts[0], int(np.count_nonzero(text))))

    def _stem(self, term: str) -> Evidence:
        """Return what the term itself brings, by its names and by its texts."""
        weights, idf = self.weights, self.store.idf
        documents, (names, text), (called, said) = self._posting("stems", term)
        value = weighed(names, weights.stems_names * idf(called))
        value += weighed(text, weights.stems_text * idf(said))
        count = len(documents)
        return Evidence(documents, value, np.full(count, idf(count), np.float32), idf(count), count)

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
            found = self.together(alternative.terms)
            if len(found.documents):
                # Of a rarer alternative no more is expected than of the words typed.
                worth = alternative.worth * min(1.0, mass / found.idf)
                documents.append(found.documents)
                values.append(found.value * np.float32(worth * own.idf / mass))
                count = len(found.documents)
                held.append(np.full(count, alternative.worth * own.idf, np.float32))
        if len(documents) == 1:
            return own
        every, value, most = largest(documents, values, held)
        return Evidence(every, value, most, own.idf, own.times)

    def _together(self, terms: Terms) -> Evidence:
        """Return what terms bring to the documents that hold every one of them."""
        found = [self.stem(term) for term in terms]
        documents, value = found[0].documents, found[0].value
        for other in found[1:]:
            documents, mine, its = np.intersect1d(
                documents, other.documents, assume_unique=True, return_indices=True
            )
            value = value[mine] + other.value[its]
        idf = sum(each.idf for each in found)
        return Evidence(documents, value, _NO_VALUE, idf, len(documents))

    def _form(self, form: str) -> Evidence:
        """Return what a word brings when it is spelled exactly so; a common one brings nothing."""
        weights, idf = self.weights, self.store.idf
        documents, (names, text), (called, said) = self._posting("forms", form)
        common = max(_FEW, weights.common * self.store.live)
        times = len(documents)
        if said <= common:
            value = weighed(text, weights.forms_text * idf(said))
            if called <= common:
                value += weighed(names, weights.forms_names * idf(called))
            return Evidence(documents, value, _NO_VALUE, idf(times), times)
        if called > common:
            return Evidence(_NO_DOCUMENT, _NO_VALUE, _NO_VALUE, idf(times), times)
        kept = names.nonzero()[0]
        value = weighed(names[kept], weights.forms_names * idf(called))
        return Evidence(documents[kept], value, _NO_VALUE, idf(times), times)

    def owned(self, found: Evidence, documents: Array) -> Evidence:
        """Return what a term brings that names the operator of these documents.

        They are all of that operator, however often they say so; for others it is a word.
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
        documents, weight = added(
            [posting.documents for posting in found], [posting.columns[0] for posting in found]
        )
        return Evidence(documents, weighed(weight, self.weights.pairs * idf), _NO_VALUE, idf, count)


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
