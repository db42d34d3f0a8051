"""Which items of two sequences correspond, in bounded time whatever the sequences hold."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence

# One bit a cell: 2 MB of rows at most. Longer sequences are aligned window by window.
_LCS_CELLS = 16_000_000

Pair = tuple[int, int]


def common(old: Sequence[Hashable], new: Sequence[Hashable]) -> list[Pair]:
    """Return the positions (old, new), increasing, of the items both sequences share in order.

    As many as possible (a longest common subsequence) while the two lengths multiply to less
    than 16 million; beyond, as many as possible within windows of proportional places.
    """
    start = _shared_prefix(old, new)
    old_end, new_end = len(old), len(new)
    while min(old_end, new_end) > start and old[old_end - 1] == new[new_end - 1]:
        old_end, new_end = old_end - 1, new_end - 1
    pairs = [(place, place) for place in range(start)]
    middle_old, middle_new = old[start:old_end], new[start:new_end]
    cells = len(middle_old) * len(middle_new)
    count = 1 if cells <= _LCS_CELLS else int((cells / _LCS_CELLS) ** 0.5) + 1
    for (a, b), (c, d) in windows(len(middle_old), len(middle_new), count):
        found = _longest_common(middle_old[a:b], middle_new[c:d])
        pairs += [(start + a + i, start + c + j) for i, j in found]
    pairs += zip(range(old_end, len(old)), range(new_end, len(new)), strict=True)
    return pairs


def best_pairs(
    old_count: int, new_count: int, likeness: Callable[[int, int], float], floor: float
) -> list[Pair]:
    """Return the in-order pairs whose likenesses sum highest, none of them under `floor`.

    Costs old_count × new_count calls of `likeness`: callers keep that product small.
    """
    best = [[0.0] * (new_count + 1) for _ in range(old_count + 1)]
    together = [[0.0] * new_count for _ in range(old_count)]
    for i in range(old_count - 1, -1, -1):
        row, below = best[i], best[i + 1]
        for j in range(new_count - 1, -1, -1):
            value = max(below[j], row[j + 1])
            score = likeness(i, j)
            if score >= floor:
                together[i][j] = below[j + 1] + score
                value = max(value, together[i][j])
            row[j] = value
    pairs = []
    i = j = 0
    while i < old_count and j < new_count:
        if together[i][j] and together[i][j] == best[i][j]:
            pairs.append((i, j))
            i, j = i + 1, j + 1
        elif best[i + 1][j] == best[i][j]:
            i += 1
        else:
            j += 1
    return pairs


def windows(old_count: int, new_count: int, count: int) -> Iterator[tuple[Pair, Pair]]:
    """Cut two lengths into `count` windows of proportional places, as (start, end) bounds."""
    for k in range(count):
        yield (
            (old_count * k // count, old_count * (k + 1) // count),
            (new_count * k // count, new_count * (k + 1) // count),
        )


def _shared_prefix(old: Sequence[Hashable], new: Sequence[Hashable]) -> int:
    place = 0
    for a, b in zip(old, new, strict=False):
        if a != b:
            break
        place += 1
    return place


def _longest_common(old: Sequence[Hashable], new: Sequence[Hashable]) -> list[Pair]:
    """Longest common subsequence on bit vectors, a whole row at a time.

    Hyyrö, "Bit-parallel LCS-length computation revisited" (2004): a cleared bit i of row j means
    that old[i] lengthens what old[:i] shares with new[:j + 1].
    """
    places: dict[Hashable, int] = {}
    for i, item in enumerate(old):
        places[item] = places.get(item, 0) | 1 << i
    full = (1 << len(old)) - 1
    row, rows = full, []
    for item in new:
        kept = row & places.get(item, 0)
        row = (row + kept | row - kept) & full
        rows.append(row)
    pairs = []
    i, j = len(old), len(new)
    while i and j:
        if rows[j - 1] >> i - 1 & 1:
            i -= 1
            continue
        j -= 1
        if not j or rows[j - 1] >> i - 1 & 1:
            i -= 1
            pairs.append((i, j))
    return pairs[::-1]
