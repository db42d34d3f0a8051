"""A question made ready for ranking: its terms, what else they mean, its forms, its pairs."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from kb_app.knowledge.search.analysis import stem_of
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
    words = query.words
    said = [stem for word in words for stem in word.stems]
    typed = {stem: word.typed for word in reversed(words) for stem in word.stems}
    terms = tuple(dict.fromkeys(said))
    runs = [Run(run) for run in expansions.along(said)]
    runs += [
        Run(word.stems, stem_of(word.joined))
        for word in words
        if word.joined and len(word.stems) > 1
    ]
    return Asked(
        terms=terms,
        words=tuple([typed[term] for term in terms]),
        runs=tuple(runs),
        forms=tuple(dict.fromkeys([part for word in words for part in word.parts])),
        pairs=tuple(dict.fromkeys([_pair(one, other) for one, other in pairwise(said)])),
    )


@lru_cache(maxsize=65_536)
def _pair(one: str, other: str) -> int:
    return pair_key(key_of(one), key_of(other))
