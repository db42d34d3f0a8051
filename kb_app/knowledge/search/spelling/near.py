"""The words near a misspelt one, among those of an index."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from math import inf
from typing import NamedTuple

import numpy as np

from kb_app.knowledge.search.spelling.edits import cost, edits_allowed
from kb_app.knowledge.search.spelling.keys import (
    LONGEST,
    Array,
    entries,
    hashes,
    keys,
    letters,
    numbers_of,
)
from kb_app.knowledge.search.spelling.sounds import sounds

PREFIX = 12
"""Letters of a word whose deletions are kept, so that the longest words do not fill the arrays.

Nothing is lost by it: of two words at n edits, starts of any one length become equal once n
letters at most are deleted from each."""
SHORTEST_SAME_SOUND = 3
SAME_SOUND = 0.5
"""Share of the price of its edits that a word of the same sound costs."""
SAME_SOUND_AT_MOST = 0.9
"""What it costs however many edits it takes."""

# A word's shape: in the low bits, which letters it holds; above them, how many.
_LETTER_BITS = 26
_HELD = np.uint32((1 << _LETTER_BITS) - 1)


class Near(NamedTuple):
    number: int
    """The word's, in the list it was found in."""
    cost: float


def near_arrays(words: Sequence[str]) -> dict[str, Array]:
    """Return what `near` reads: arrays that workers may share, from memory-mapped files.

    The words are folded, distinct and in the order of their numbers; only those of letters alone
    are ever near. The arrays are `entries` (uint64: what is left of each word of 5 letters or
    more once as many as it may be edits away are deleted, and how each word of 3 or more sounds),
    `starts` (uint32) and `shapes` (uint32, one a word): about 60 MB for 150,000 French words.
    """
    sizes = np.array([len(w) if w.isalpha() and len(w) <= LONGEST else 0 for w in words], np.int64)
    shapes = np.zeros(len(words), np.uint32)
    made = [np.empty(0, np.uint64)]
    for size in np.unique(sizes).tolist():
        if edits_allowed(size):
            numbers = np.flatnonzero(sizes == size)
            rows = letters([words[n] for n in numbers.tolist()])
            made.append(entries(_left(rows), numbers))
            shapes[numbers] = _shapes(rows)
    numbers = np.flatnonzero(sizes >= SHORTEST_SAME_SOUND)
    if len(numbers):
        # All at once: the rules of sound are regular expressions, slow to start.
        for heard in sounds("\n".join(words[n] for n in numbers.tolist())):
            made.append(entries(_heard(heard.split("\n")), numbers))
    return {**keys(made), "shapes": shapes}


def near(word: str, arrays: Mapping[str, Array], spelled: Callable[[int], str]) -> list[Near]:
    """Return the words that the folded one may be a slip for, cheapest first, never itself.

    A word of 5 letters or more is found at one edit, of 9 or more at two, the shorter of the two
    words deciding; a word of 3 or more, if it sounds the same. A cost is 1 an edit, less for the
    slips people make most. `spelled` gives the word of a number.
    """
    if not (word.isalpha() and SHORTEST_SAME_SOUND <= len(word) <= LONGEST):
        return []
    allowed = edits_allowed(len(word))
    found = []
    for number, sounds_same in _candidates(word, arrays).items():
        other = spelled(number)
        price = cost(word, other, min(allowed, edits_allowed(len(other))))
        if sounds_same and price:
            price = min(SAME_SOUND * price, SAME_SOUND_AT_MOST)
        if 0 < price < inf:
            found.append(Near(number, price))
    return sorted(found, key=lambda near: (near.cost, near.number))


def _candidates(word: str, arrays: Mapping[str, Array]) -> dict[int, bool]:
    """Return the numbers of words that may be near, and whether they sound the same."""
    rows = letters([word])
    hashed = _heard(sounds(word))[:, 0]
    sounding = len(hashed)
    if edits_allowed(len(word)):
        hashed = np.concatenate((hashed, _left(rows)[0]))
    which, numbers = numbers_of(hashed, arrays)
    same = which < sounding
    shapes = np.asarray(arrays["shapes"])[numbers]
    apart = np.bitwise_count((shapes ^ _shapes(rows)) & _HELD)
    kept = same | (apart <= _BITS_APART[len(word)][shapes >> _LETTER_BITS])
    # The last one is kept of a word found twice: those that sound the same, found first, go last.
    return dict(zip(numbers[kept][::-1].tolist(), same[kept][::-1].tolist(), strict=True))


def _left(rows: Array) -> Array:
    """Return the hashes of what is left of words of one length, deletions made (words × ways)."""
    return hashes(rows[:, :PREFIX], edits_allowed(rows.shape[1]))


def _heard(heard: Sequence[str]) -> Array:
    """Return the hashes of sounds, marked so that none is what is left of a word (sounds × 1)."""
    return hashes(letters([f"/{sound}"[:LONGEST] for sound in heard]), 0)


def _shapes(rows: Array) -> Array:
    """Return the shapes of words of one length."""
    held: Array = np.bitwise_or.reduce(np.uint32(1) << (rows % _LETTER_BITS), axis=1)
    return held | np.uint32(rows.shape[1] << _LETTER_BITS)


def _bits_apart(size: int, other: int) -> int:
    """Return by how many of their letters two words of these sizes may differ; -1: never near."""
    allowed = min(edits_allowed(size), edits_allowed(other))
    longer = abs(size - other)
    # A letter too many or missing is one that the other may not hold; one for another is two.
    return 2 * allowed - longer if longer <= allowed else -1


_BITS_APART = np.array(
    [[_bits_apart(size, other) for other in range(LONGEST + 1)] for size in range(LONGEST + 1)],
    np.int8,
)
