"""A question put right: each word that nobody wrote, read as words that some documents hold."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from math import log10
from typing import NamedTuple, Protocol

from kb_app.knowledge.search.analysis import STOP_WORDS
from kb_app.knowledge.search.spelling.edits import edits_allowed
from kb_app.knowledge.search.spelling.near import near, near_arrays

PER_TENFOLD = 0.3
"""The cost that ten times as many documents make up for: tuned as the prices of `edits` are."""
AS_COMMON_AS = 10
"""Documents a stop word counts for: all hold it, but nothing is found by it."""
SPLIT = 1.0
SHORT_HALF = 0.3
"""More, for a half of three letters: chance finds those in many words."""
CONVINCING = 1.0
"""The worst score of a split."""
JOINED = 0.0
ELIDED = 0.4
SLIGHT = 0.6
"""The most that a word joined from two may itself be away."""
MOST_CORRECTED = 12
"""Words of one question."""
_SHORTEST_PART = 3

# A word typed with what it lost its apostrophe to: "jai", "cest", "jsuis".
_ELISION = re.compile("^(?:j|(?:[cdlmnst]|qu)(?=[aeiouyh]))")
# Those that stand before a word one searches: "lapl". With the others, "sage" would be "age".
_ARTICLE = re.compile("^(?:[dl]|qu)(?=[aeiouyh])")
# Stop words that end a great many words: "nouvel-les", "pris-on" is not two words.
_ENDINGS = frozenset(
    ("as", "ce", "ces", "elle", "elles", "es", "il", "ils", "le", "les", "me", "mes", "ne", "on")
).union(("se", "ses", "son", "te", "tes"))
# Too many words that are not of the library sound like a shorter one.
_STOPPED = sorted(word for word in STOP_WORDS if edits_allowed(len(word)))
_NEAR_STOPPED = near_arrays(_STOPPED)

_Reading = tuple[float, tuple[str, ...]]
"""A score, the lower the better, and the words read."""


class Known(Protocol):
    """The words of the documents that a reader may see."""

    def knows(self, word: str) -> bool:
        """Tell whether the folded word is one, and no slip."""

    def count(self, word: str) -> int:
        """Return how many of them hold the folded word."""

    def near(self, word: str) -> Iterable[tuple[str, float]]:
        """Return the words they hold that are near the folded one, each with its cost."""


class Change(NamedTuple):
    first: int
    """The number of the first word that changes, in the question."""
    last: int
    """The number of the last one."""
    typed: str
    became: tuple[str, ...]


def corrections(words: Sequence[str], known: Known) -> tuple[Change, ...]:
    """Return what to read in the folded words of a question, in order, no word in two changes.

    Only a word of letters that is not known is changed: for a word near it, for the two words
    it is made of, or with its neighbour for the one word they are. Stop words stay, with
    or without their apostrophe, and a word to which nothing is near.
    """
    unknown = [n for n, word in enumerate(words) if _is_unknown(word, known)]
    readings = (r for n in unknown[:MOST_CORRECTED] for r in _readings(words, n, known))
    changes: list[Change] = []
    for _, change in sorted(readings):
        if all(change.last < other.first or other.last < change.first for other in changes):
            changes.append(change)
    return tuple(sorted(changes))


def _is_unknown(word: str, known: Known) -> bool:
    """Tell whether a word is to be corrected: `jai` is no word, but says what it means."""
    stopped = word in STOP_WORDS or _ELISION.sub("", word) in STOP_WORDS
    return word.isalpha() and not stopped and not known.knows(word)


def _readings(words: Sequence[str], n: int, known: Known) -> Iterator[tuple[float, Change]]:
    for score, became in (*_respelt(words[n], known), *_split(words[n], known)):
        yield score, Change(n, n, words[n], became)
    for first in (n - 1, n):
        two = words[max(first, 0) : first + 2]
        if len(two) == 2 and all(word.isalpha() for word in two):
            for score, became in _joined("".join(two), known):
                yield score, Change(first, first + 1, " ".join(two), became)


def _respelt(word: str, known: Known) -> Iterator[_Reading]:
    for other, cost in known.near(word):
        yield _score(cost, known.count(other)), (other,)
    for number, cost in near(word, _NEAR_STOPPED, _STOPPED.__getitem__):
        yield _score(cost, AS_COMMON_AS), (_STOPPED[number],)


def _split(word: str, known: Known) -> Iterator[_Reading]:
    elided = _ARTICLE.sub("", word)
    if _SHORTEST_PART <= len(elided) < len(word) and (count := known.count(elided)):
        yield _score(ELIDED, count), (elided,)
    for at in range(2, len(word) - 1):
        halves = word[:at], word[at:]
        parts = [half for half in halves if half not in STOP_WORDS]
        if parts and halves[1] not in _ENDINGS:
            shortest = min(map(len, parts))
            count = min(map(known.count, parts)) if shortest >= _SHORTEST_PART else 0
            score = _score(SPLIT + SHORT_HALF * (shortest == _SHORTEST_PART), count)
            if count and score <= CONVINCING:
                yield score, halves


def _joined(word: str, known: Known) -> Iterator[_Reading]:
    if count := known.count(word):
        yield _score(JOINED, count), (word,)
        return
    for other, cost in known.near(word):
        if cost <= SLIGHT:
            yield _score(JOINED + cost, known.count(other)), (other,)


def _score(cost: float, count: int) -> float:
    return cost - PER_TENFOLD * log10(max(count, 1))
