"""A question made ready for ranking: its terms, what else they mean, its forms, its pairs."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from kb_app.knowledge.search.analysis import STOP_WORDS, stem_of
from kb_app.knowledge.search.arrays.keys import key_of, pair_key
from kb_app.knowledge.search.expansions import Expansions, Terms
from kb_app.knowledge.search.query import Query


class Run(NamedTuple):
    """Two terms of the question or more, said one after the other, that may mean something else."""

    said: Terms
    joined: str = ""
    """The stem of a compound in one piece, which stands for its parts."""


@dataclass(frozen=True, slots=True)
class Asked:
    terms: tuple[str, ...]
    """Each stem once, in order."""
    words: tuple[str, ...]
    """What was typed for each term."""
    runs: tuple[Run, ...]
    """Of two terms or more: what one term alone may mean is told by the vocabulary."""
    forms: tuple[str, ...]
    """Each word as it is spelled, once, small ones too."""
    pairs: tuple[int, ...]
    """Keys of the stems that follow each other."""

    def runs_of(self, term: str) -> tuple[Run, ...]:
        """Return the runs that the term is in."""
        return tuple([run for run in self.runs if term in run.said]) if self.runs else ()

    def searched(self, expansions: Expansions) -> dict[str, None]:
        """Return the terms, and those that may stand for them, in order."""
        meant = (
            term
            for said in (*((term,) for term in self.terms), *(run.said for run in self.runs))
            for alternative in expansions.of.get(said, ())
            for term in alternative.terms
        )
        return dict.fromkeys(
            (*self.terms, *meant, *(run.joined for run in self.runs if run.joined))
        )

    def only(self, kept: Collection[str]) -> Asked:
        """Return the question without its other terms, nor what is said in several of them."""
        places = [n for n, term in enumerate(self.terms) if term in kept]
        return replace(
            self,
            terms=tuple(self.terms[n] for n in places),
            words=tuple(self.words[n] for n in places),
            runs=(),
        )


def ask(query: Query, expansions: Expansions) -> Asked:
    """Read the words of a query; the same question always gives the same value."""
    said: list[str] = []
    typed: dict[str, str] = {}
    runs: list[Run] = []
    spelled: dict[str, None] = {}
    for word in query.words:
        stems = _stems(word.parts, word.joined)
        for stem in stems:
            typed.setdefault(stem, word.typed)
        for part in word.parts:
            spelled[part] = None
        if word.joined and len(stems) > 1:
            runs.append(Run(stems, stem_of(word.joined)))
        said += stems
    runs += [Run(terms) for terms in expansions.along(said)]
    return Asked(
        terms=tuple(typed),
        words=tuple(typed.values()),
        runs=tuple(runs),
        forms=tuple(spelled),
        pairs=tuple(dict.fromkeys(_pairs(said))),
    )


@lru_cache(maxsize=16_384)
def _stems(parts: Terms, joined: str) -> Terms:
    # Of "c2s", "c" and "s" alone are small words: only the whole says anything.
    if joined and not STOP_WORDS.isdisjoint(parts):
        return (stem_of(joined),)
    return tuple(stem for part in parts if (stem := stem_of(part)))


def _pairs(stems: Sequence[str]) -> list[int]:
    return [pair_key(key_of(one), key_of(other)) for one, other in pairwise(stems)]
