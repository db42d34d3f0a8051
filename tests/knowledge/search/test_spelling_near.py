from __future__ import annotations

from collections.abc import Sequence
from math import inf
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb_app.knowledge.search.spelling.edits import (
    DOUBLED,
    MUTE,
    NEIGHBOUR,
    TRANSPOSED,
    cost,
    edits_allowed,
)
from kb_app.knowledge.search.spelling.keys import LONGEST, hashes, letters
from kb_app.knowledge.search.spelling.near import PREFIX, Near, near, near_arrays
from kb_app.knowledge.search.spelling.sounds import sounds


def distance(one: str, other: str) -> int:
    """Return the optimal string alignment distance, by the book: every cell of the table."""
    rows: list[list[int]] = [[*range(len(other) + 1)]]
    for i in range(1, len(one) + 1):
        rows.append([i])
        for j in range(1, len(other) + 1):
            replaced = rows[i - 1][j - 1] + (one[i - 1] != other[j - 1])
            least = min(rows[i - 1][j] + 1, rows[i][j - 1] + 1, replaced)
            if i > 1 and j > 1 and one[i - 2 : i] == other[j - 2 : j][::-1]:
                least = min(least, rows[i - 2][j - 2] + 1)
            rows[i].append(least)
    return rows[-1][-1]


def same_sound(one: str, other: str) -> bool:
    return min(len(one), len(other)) > 2 and not set(sounds(one)).isdisjoint(sounds(other))


def near_words(word: str, words: Sequence[str]) -> dict[str, float]:
    return {words[n]: price for n, price in near(word, near_arrays(words), words.__getitem__)}


# Few letters, so that words are often near; some sound, some are mute, one is of no keyboard.
FEW = st.text("abehsß", min_size=1, max_size=PREFIX + 4)
LEXICON = st.lists(FEW, min_size=1, max_size=12, unique=True).map(sorted)


@st.composite
def slipped(draw: st.DrawFn) -> tuple[str, str]:
    """Return a word and what comes of it after up to three edits."""
    word = draw(st.text("abcde", min_size=3, max_size=PREFIX + 8))
    typed = word
    for _ in range(draw(st.integers(0, 3))):
        at = draw(st.integers(0, len(typed)))
        left, right = typed[:at], typed[at:]
        edits = [left + right[1:], f"{left}c{right}", f"{left}e{right[1:]}"]
        edits.append(left + right[1:2] + right[:1] + right[2:])
        typed = draw(st.sampled_from(edits))
    return typed, word


@pytest.mark.parametrize(
    ("typed", "word", "price"),
    [
        ("droit", "droit", 0),
        ("droiy", "droit", NEIGHBOUR),
        ("droix", "droit", 1),
        ("dorit", "droit", TRANSPOSED),
        ("drroit", "droit", DOUBLED),
        ("alocation", "allocation", DOUBLED),
        ("alllocation", "allocation", DOUBLED),
        ("passport", "passeport", MUTE),
        ("otorisation", "autorisation", 2),
        ("dorroit", "droit", 1 + DOUBLED),
        ("ca", "abc", inf),  # each letter is edited once
    ],
)
def test_an_edit_that_people_make_often_costs_less(typed: str, word: str, price: float) -> None:
    assert cost(typed, word, 2) == pytest.approx(price)


@given(slipped(), st.integers(0, 2))
@settings(max_examples=300)
def test_what_is_within_reach_is_what_the_whole_table_says(
    pair: tuple[str, str], most: int
) -> None:
    edits = distance(*pair)
    price = cost(*pair, most)
    assert (price < inf) == (edits <= most)
    if price < inf:
        assert DOUBLED * edits <= price <= most


@given(slipped())
@settings(max_examples=300)
def test_a_word_within_its_edits_is_always_found(pair: tuple[str, str]) -> None:
    """However long: deletions are kept of the first letters only, and that loses nothing."""
    typed, word = pair
    allowed = min(edits_allowed(len(typed)), edits_allowed(len(word)))
    reached = 0 < distance(typed, word) <= allowed
    assert reached <= (word in near_words(typed, [word])) <= (reached or same_sound(typed, word))


@given(FEW, LEXICON)
@settings(max_examples=300)
def test_the_words_near_are_those_that_comparing_all_would_find(
    word: str, words: list[str]
) -> None:
    def is_near(other: str) -> bool:
        allowed = min(edits_allowed(len(word)), edits_allowed(len(other)))
        return distance(word, other) <= allowed or same_sound(word, other)

    found = near_words(word, words)
    assert set(found) == {other for other in words if other != word and is_near(other)}
    assert list(found.values()) == sorted(found.values())
    assert all(0 < price <= 2 for price in found.values())


@pytest.mark.parametrize(
    ("typed", "word", "is_found"),
    [
        ("rse", "rsa", False),
        ("crte", "carte", False),  # four letters may not be an edit away
        ("cabrt", "cart", False),
        ("corte", "carte", True),
        ("corti", "carte", False),
        ("certifcat", "certificat", True),
        ("certfcat", "certificat", False),  # eight letters: one edit
        ("olgements", "logement", False),  # nine and eight: one
        ("certoficaz", "certificat", True),
        ("certoficzz", "certificat", False),
        ("caff", "caf", True),  # short, but the sound is the same
        ("bato", "bateau", True),
        ("rekonaisanse", "reconnaissance", True),
        ("ki", "qui", False),
    ],
)
def test_how_far_one_may_be_depends_on_the_shorter_word(
    typed: str, word: str, is_found: bool
) -> None:
    assert (word in near_words(typed, [word])) == is_found
    assert (typed in near_words(word, [typed])) == is_found


def test_the_cheapest_come_first_and_the_word_itself_never() -> None:
    words = sorted(("allocation", "allocations", "allocution", "location", "alocation"))
    found = near_words("alocation", words)
    assert list(found) == ["allocation", "allocations", "location", "allocution"]
    assert found["allocation"] < DOUBLED  # a doubled letter, and the same sound
    assert near_words("allocution", words)["allocation"] == 1


def test_only_words_of_letters_are_near() -> None:
    words = ["caf03", "cart3", "f12345", "prefecture-2", "x" * (LONGEST + 1)]
    for typed in ("caf05", "caf", "carte", "f12346", "prefecture", "x" * LONGEST, "12345", "", "é"):
        assert near_words(typed, words) == {}


def test_how_a_word_sounds_is_not_what_is_left_of_another() -> None:
    assert sounds("carte") == ("kart",)
    assert near_words("carte", ["kasrt"]) == {}  # without its s, "kart" too


def test_without_words_nothing_is_near() -> None:
    assert near("carte", near_arrays([]), str) == []


def test_numbers_are_those_of_the_list() -> None:
    words = ["1995", "carte", "cartes", "de", "permis"]
    assert near("permi", near_arrays(words), words.__getitem__) == [Near(4, 0.5)]


def test_arrays_read_from_files_answer_the_same(tmp_path: Path) -> None:
    words = ["allocation", "attestation", "permis", "permit"]
    arrays = near_arrays(words)
    for name, array in arrays.items():
        np.save(tmp_path / f"{name}.npy", array)
    mapped = {name: np.load(tmp_path / f"{name}.npy", mmap_mode="r") for name in arrays}
    for typed in ("permi", "atestation", "alocation", "zzzzz"):
        assert near(typed, mapped, words.__getitem__) == near(typed, arrays, words.__getitem__)


def test_a_hash_is_the_same_for_ever() -> None:
    """Arrays are kept in files: another hash would find nothing in those of yesterday."""
    [found] = hashes(letters(["carte"]), 1).tolist()
    assert len(found) == 1 + len("carte")
    assert found[0] == 5987178578058412032
