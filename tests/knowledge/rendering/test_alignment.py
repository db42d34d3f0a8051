from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb_app.knowledge.rendering import alignment
from kb_app.knowledge.rendering.alignment import best_pairs, common, windows

WORDS = st.text(alphabet="abc", max_size=14)


def longest(old: str, new: str) -> int:
    """Length of a longest common subsequence, by the textbook recurrence."""
    table = [[0] * (len(new) + 1) for _ in range(len(old) + 1)]
    for i, a in enumerate(old):
        for j, b in enumerate(new):
            above, beside = table[i][j + 1], table[i + 1][j]
            table[i + 1][j + 1] = table[i][j] + 1 if a == b else max(above, beside)
    return table[-1][-1]


def increasing(pairs: list[tuple[int, int]]) -> bool:
    return all(a < c and b < d for (a, b), (c, d) in pairwise(pairs))


@given(WORDS, WORDS)
def test_as_much_as_possible_is_kept_in_common(old: str, new: str) -> None:
    pairs = common(old, new)
    assert increasing(pairs)
    assert all(old[i] == new[j] for i, j in pairs)
    assert len(pairs) == longest(old, new)


@given(WORDS, WORDS)
def test_what_is_aligned_by_windows_is_still_in_common(old: str, new: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(alignment, "_LCS_CELLS", 9)
        pairs = common(old, new)
    assert increasing(pairs)
    assert all(old[i] == new[j] for i, j in pairs)


@given(st.integers(0, 30), st.integers(0, 30), st.integers(1, 40))
def test_windows_cover_both_lengths_without_overlap(old: int, new: int, count: int) -> None:
    cut = list(windows(old, new, count))
    assert [place for (a, b), _ in cut for place in range(a, b)] == list(range(old))
    assert [place for _, (c, d) in cut for place in range(c, d)] == list(range(new))


def test_the_best_pairs_are_those_whose_sum_is_highest() -> None:
    likeness = [[0.5, 0.9, 0.0], [0.9, 0.5, 0.45]]
    assert best_pairs(2, 3, lambda i, j: likeness[i][j], 0.4) == [(0, 1), (1, 2)]


def test_nothing_under_the_floor_is_paired() -> None:
    assert best_pairs(2, 2, lambda i, j: 0.39, 0.4) == []
