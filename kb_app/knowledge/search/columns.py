"""What documents are, beside what they say: operator, ending, kind; filtered, counted, steered."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from kb_app.knowledge.search.arrays.blob import Array
from kb_app.knowledge.search.model import Facet
from kb_app.knowledge.search.query import stems
from kb_app.knowledge.search.reading import Reader

STEER = 0.9
"""What being of the operator that was named adds to a score, as a share of it."""
TREE = 0.16
"""What being a tree adds to a score: it asks for what the words leave open."""

CARD = 0.01
"""How far a card that was asked for by its name is above all others, as a share of their best."""


@dataclass(frozen=True, slots=True)
class Filters:
    """What the results must be; empty lets all through."""

    operators: Collection[str] = ()
    endings: Collection[str] = ()
    kinds: Collection[str] = ()


ALL = Filters()


class _Column:
    """One fact of every document, as numbers."""

    def __init__(self, reader: Reader, of: int) -> None:
        self.values, self.codes = reader.column(of)
        self.number = {value: number for number, value in enumerate(self.values)}

    def among(self, documents: Array, wanted: Collection[str]) -> Array:
        """Return whether each document has one of the values."""
        numbers = [self.number[value] for value in wanted if value in self.number]
        return np.isin(self.codes[documents], numbers)

    def facets(self, documents: Array) -> tuple[Facet, ...]:
        """Count the values, most frequent first, then by name; an empty one is none."""
        counts = np.bincount(self.codes[documents], minlength=len(self.values)).tolist()
        found = zip(self.values, counts, strict=True)
        kept = sorted((-count, value) for value, count in found if value and count)
        return tuple(Facet(value, -count) for count, value in kept)


class Columns:
    """The facts of the documents of one generation."""

    def __init__(self, reader: Reader) -> None:
        self._kind, self._operator, self._ending = (_Column(reader, of) for of in (1, 2, 3))
        self._trees = np.flatnonzero(self._kind.codes == self._kind.number.get("tree", -2))
        self._named = {
            name: np.flatnonzero(
                np.isin(self._operator.codes, [self._operator.number[o] for o in of])
            )
            for name, of in _names(reader).items()
        }
        self._cards = _cards(reader)

    def among(
        self, documents: Array, filters: Filters, operators: bool = True, endings: bool = True
    ) -> Array:
        """Return whether each document passes the filters; two of them can be left aside."""
        kept = np.ones(len(documents), bool)
        for column, wanted, asked in (
            (self._kind, filters.kinds, True),
            (self._operator, filters.operators, operators),
            (self._ending, filters.endings, endings),
        ):
            if wanted and asked:
                kept &= column.among(documents, wanted)
        return kept

    def operators(self, documents: Array) -> tuple[Facet, ...]:
        return self._operator.facets(documents)

    def endings(self, documents: Array) -> tuple[Facet, ...]:
        return self._ending.facets(documents)

    def steer(self, scores: Array, owned: Mapping[str, Array]) -> None:
        """Raise the trees, and the documents of the operators that are named in the question."""
        scores[self._trees] *= 1 + TREE
        for documents in {id(documents): documents for documents in owned.values()}.values():
            scores[documents] *= 1 + STEER

    def card_first(self, scores: Array, said: tuple[str, ...]) -> None:
        """Put first the card of the operator whose name or acronym is the whole question.

        A nickname may be that of a sheet too ("la carte grise"): those are left to the ranking.
        """
        if (cards := self._cards.get(said)) is not None:
            scores[cards] = scores.max(initial=0.0) * (1 + CARD)

    def owned(self, said: Sequence[str]) -> dict[str, Array]:
        """Return, for each term of the name of an operator, the documents of that operator.

        Nothing when the question names operators and says nothing else.
        """
        if not self._named:
            return {}
        found: dict[str, Array] = {}
        for start in range(len(said)):
            for end in range(start + 1, len(said) + 1):
                if (documents := self._named.get(tuple(said[start:end]))) is not None:
                    found |= dict.fromkeys(said[start:end], documents)
        return {} if len(found) == len(said) else found


def _names(reader: Reader) -> dict[tuple[str, ...], set[str]]:
    """Return the operators by the terms of each of their names, off their cards."""
    named: dict[tuple[str, ...], set[str]] = {}
    for document, operator in _operators(reader):
        card = reader.shown(document)
        for name in (card.title, card.code, *card.visitor_words):
            if key := _said(name):
                named.setdefault(key, set()).add(operator)
    return named


def _cards(reader: Reader) -> dict[tuple[str, ...], list[int]]:
    """Return the cards by the terms of their operator's name, and of its acronym."""
    cards: dict[tuple[str, ...], list[int]] = {}
    for document, _ in _operators(reader):
        card = reader.shown(document)
        for key in {_said(card.title), _said(card.code)} - {()}:
            cards.setdefault(key, []).append(document)
    return cards


def _said(name: str) -> tuple[str, ...]:
    """Return the terms of a name as a question has them: each once."""
    return tuple(dict.fromkeys(stems(name)))


def _operators(reader: Reader) -> Iterator[tuple[int, str]]:
    """Yield each card, and its operator."""
    for document, (_, kind, operator, _) in reader.heads.items():
        if kind == "operator":
            yield document, operator
