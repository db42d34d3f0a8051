"""What a word also means: the vocabulary's synonyms, as index terms."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from itertools import chain, permutations
from typing import NamedTuple

from kb_app.knowledge.content.model import Synonyms
from kb_app.knowledge.search.analysis import WORD, stem_of
from kb_app.knowledge.search.query import stems, word_of

Terms = tuple[str, ...]

SAME = 0.9
"""Worth of a word of the same sense, of a newer name, of what a nickname leads to."""
RELATED = 0.75
"""Worth of a word of a near sense. Both tuned by bench/tune.py."""
_LONGEST = 6
"""Terms of an entry; longer ones are sentences."""


class Alternative(NamedTuple):
    terms: Terms
    worth: float
    """Of what the words themselves are worth, between 0 and 1."""
    words: str
    """As the vocabulary writes it."""
    since: date | None = None
    """For the new name of something, when it changed."""
    renamed: bool = False


class Expansions:
    """Equal only to itself: what is made of it is made again when the vocabulary changes."""

    def __init__(self, of: Mapping[Terms, tuple[Alternative, ...]]) -> None:
        self.of = of
        """Terms in the order they are said, to what they also mean."""
        meant = (each.terms for alternatives in of.values() for each in alternatives)
        self.terms = frozenset(chain.from_iterable(chain(of, meant)))
        """Every term of the vocabulary: none is a slip, even when no document holds it."""
        self._longest: dict[str, int] = {}
        for said in of:
            self._longest[said[0]] = max(len(said), self._longest.get(said[0], 0))

    def along(self, said: Sequence[str]) -> Iterator[Terms]:
        """Yield each run of two terms or more that means something else."""
        for start in range(len(said) - 1):
            if (longest := self._longest.get(said[start])) is not None:
                for end in range(start + 2, min(len(said), start + longest) + 1):
                    if (run := tuple(said[start:end])) in self.of:
                        yield run


NONE = Expansions({})


@lru_cache(maxsize=4)
def expansions_of(synonyms: Synonyms) -> Expansions:
    """Return the vocabulary's groups (both ways), related words, nicknames and former names.

    Made once of the same vocabulary.
    """
    found: dict[Terms, dict[Terms, Alternative]] = defaultdict(dict)
    for said, alternative in _meanings(synonyms):
        for key in _keys(said):
            if not alternative.terms or alternative.terms == key:
                continue
            known = found[key].setdefault(alternative.terms, alternative)
            if known.worth < alternative.worth:
                found[key][alternative.terms] = alternative
    return Expansions({key: tuple(each.values()) for key, each in found.items() if each})


def _meanings(synonyms: Synonyms) -> Iterator[tuple[str, Alternative]]:
    for former in synonyms.former_names:
        current = _alternative(former.current, SAME)
        yield former.former, current._replace(since=former.since, renamed=True)
    for said, meant in synonyms.expansions.items():
        for words in meant:
            yield said, _alternative(words, SAME)
    for groups, worth in ((synonyms.groups, SAME), (synonyms.related, RELATED)):
        for group in groups:
            for said, words in permutations(group, 2):
                yield said, _alternative(words, worth)


def _alternative(words: str, worth: float) -> Alternative:
    return Alternative(stems(words), worth, words)


def _keys(words: str) -> Iterator[Terms]:
    """Yield the terms that a question says these words by: a compound is also said in one piece."""
    if key := stems(words)[:_LONGEST]:
        yield key
    match WORD.findall(words):
        case [word] if (joined := word_of(word).joined) and len(key) > 1:
            yield (stem_of(joined),)
