"""Places along a row: as near as can be to where each thing wants to be, without overlap."""

from __future__ import annotations

from collections.abc import Sequence


def placed(wanted: Sequence[float], widths: Sequence[float], gaps: Sequence[float]) -> list[float]:
    """Return the centres, in the order given, that are least far from those wanted.

    Least squares under the order, by pooling neighbours that would overlap (isotonic regression:
    Ayer et al., 1955). `gaps[n]` is the least space between the n-th and the next.
    """
    offsets = [0.0]
    for n, gap in enumerate(gaps):
        offsets.append(offsets[-1] + (widths[n] + widths[n + 1]) / 2 + gap)
    pools: list[tuple[float, int]] = []  # the sum of a run's free positions, and its length
    for want, offset in zip(wanted, offsets, strict=True):
        total, length = want - offset, 1
        while pools and pools[-1][0] / pools[-1][1] > total / length:
            before, others = pools.pop()
            total, length = total + before, length + others
        pools.append((total, length))
    free = [total / length for total, length in pools for _ in range(length)]
    return [position + offset for position, offset in zip(free, offsets, strict=True)]
