"""A lexicon as large as that of thousands of sheets: the time and room it takes."""

from __future__ import annotations

from random import Random

import pytest

from kb_app.knowledge.search.spelling.near import near, near_arrays
from tests.timing import seconds

WORDS = 20_000
MOST = 150_000
"""Words of the largest index we are made for: its bounds, in proportion, are ours here."""
# How often a French word of public-service sheets has so many letters, in a hundred.
LENGTHS = {3: 4, 4: 5, 5: 7, 6: 10, 7: 13, 8: 14, 9: 13, 10: 11, 11: 8, 12: 6, 13: 5, 15: 4}
SYLLABLES = [c + v for c in "bcdfglmnprstv" for v in ("a", "e", "i", "o", "u", "ai", "on", "er")]


@pytest.fixture(scope="module")
def words() -> list[str]:
    random = Random(1)
    made: set[str] = set()
    while len(made) < WORDS:
        [length] = random.choices(list(LENGTHS), list(LENGTHS.values()))
        made.add("".join(random.choices(SYLLABLES, k=8))[:length])
    return sorted(made)


def test_a_large_lexicon_is_prepared_in_a_moment_and_little_room(words: list[str]) -> None:
    bound = 6 * WORDS / MOST
    assert seconds(lambda: near_arrays(words), bound) < bound
    assert sum(array.nbytes for array in near_arrays(words).values()) < 80e6 * WORDS / MOST


def test_words_near_are_found_in_a_fraction_of_a_millisecond(words: list[str]) -> None:
    random = Random(2)
    arrays = near_arrays(words)
    typed = []
    for word in random.sample([word for word in words if len(word) > 4], 500):
        at = random.randrange(len(word))
        typed.append(word[:at] + random.choice("aeiou") + word[at + 1 :])

    def find() -> list[bool]:
        return [bool(near(word, arrays, words.__getitem__)) for word in typed]

    assert sum(find()) > len(typed) // 2
    bound = 300e-6 * len(typed)
    assert seconds(find, bound) < bound
