"""How far a typed word is from another: edits, each at its price.

An edit is a letter too many, a letter missing, one for another, or two neighbours the wrong way
round, each letter being edited once: optimal string alignment, or restricted Damerau–Levenshtein.
"""

from __future__ import annotations

from math import inf

# Prices of the edits that fingers and ears make most; any other is 1. Tuned, like the prices of
# `near` and `correct`, on slips of the keyboard and of the ear drawn at random in the words of
# 2,285 public-service sheets: any value from 0.4 to 0.8 puts the right word first as often,
# within 0.3 %; a transposition at 1, 0.5 % less often.
TRANSPOSED = 0.6
DOUBLED = 0.5
MUTE = 0.6
"""An e too many or missing: often it is not heard."""
NEIGHBOUR = 0.6
"""A key beside the right one, on the AZERTY keyboard."""

# The rows of letters, and how far each is shifted to the right, in keys.
_ROWS = (("azertyuiop", 0.0), ("qsdfghjklm", 0.25), ("wxcvbn", 0.75))
_PLACES = {
    letter: (row, place + shift)
    for row, (letters, shift) in enumerate(_ROWS)
    for place, letter in enumerate(letters)
}
_NEIGHBOURS = frozenset(
    (one, other)
    for one, (row, x) in _PLACES.items()
    for other, (row2, x2) in _PLACES.items()
    if one != other and abs(row - row2) + abs(x - x2) < 2 and abs(x - x2) <= 1
)

_TWO_EDITS = 9
_ONE_EDIT = 5


def edits_allowed(length: int) -> int:
    """Return how many edits away a word of so many letters may be."""
    # Among short words, nearly all are an edit away from others.
    return 0 if length < _ONE_EDIT else 1 if length < _TWO_EDITS else 2


def cost(typed: str, word: str, most: int) -> float:
    """Return what the edits cost from the word to what was typed, `most` of them at most.

    0 for the word itself; infinite when it takes more edits.
    """
    if not most:
        return 0.0 if typed == word else inf
    return _cost(typed, word, 0, 0, most)


def _cost(typed: str, word: str, i: int, j: int, most: int) -> float:
    """Return the cost of what is typed from `i` on for the word from `j` on, in one edit or two."""
    # Editing equal letters never saves an edit.
    for one, other in zip(typed[i:], word[j:], strict=False):
        if one != other:
            break
        i += 1
        j += 1
    longer = len(typed) - i - (len(word) - j)
    if i == len(typed) and not longer:
        return 0.0
    best = inf
    for taken, given, price in _slips(typed, word, i, j):
        # Each letter that one has more than the other still takes an edit.
        if price < best and abs(longer - taken + given) < most:
            if most > 1:
                price += _cost(typed, word, i + taken, j + given, most - 1)
            elif typed[i + taken :] != word[j + given :]:
                continue
            best = min(best, price)
    return best


def _slips(typed: str, word: str, i: int, j: int) -> list[tuple[int, int, float]]:
    """Return the edits that two different letters may come from: letters typed, meant, price."""
    slips = []
    if i < len(typed):
        slips.append((1, 0, _one_more(typed, i)))
    if j < len(word):
        slips.append((0, 1, _one_more(word, j)))
    if len(slips) == 2:
        slips.append((1, 1, NEIGHBOUR if (typed[i], word[j]) in _NEIGHBOURS else 1.0))
        if typed[i : i + 2] == word[j : j + 2][::-1]:
            slips.append((2, 2, TRANSPOSED))
    return slips


def _one_more(text: str, place: int) -> float:
    if place and text[place] == text[place - 1]:
        return DOUBLED
    return MUTE if text[place] == "e" else 1.0
