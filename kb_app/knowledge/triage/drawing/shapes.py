"""The outlines of boxes, as SVG paths; each ending has its own, told without colour."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Band:
    """The part of a frame that is on one row."""

    left: float
    right: float
    top: float
    bottom: float

    def meets(self, left: float, right: float, top: float) -> bool:
        """Return whether a box, which begins at `top`, is in it."""
        return left < self.right and right > self.left and self.top < top < self.bottom


Outline = Callable[[float, float, float, float], str]
"""From left, top, right and bottom."""


def _rounded(radius: float) -> Outline:
    def path(left: float, top: float, right: float, bottom: float) -> str:
        r = min(radius, (bottom - top) / 2)
        corner = f"a{r:.1f} {r:.1f} 0 0 1 "
        return (
            f"M{left + r:.1f} {top:.1f}H{right - r:.1f}{corner}{r:.1f} {r:.1f}"
            f"V{bottom - r:.1f}{corner}{-r:.1f} {r:.1f}"
            f"H{left + r:.1f}{corner}{-r:.1f} {-r:.1f}"
            f"V{top + r:.1f}{corner}{r:.1f} {-r:.1f}Z"
        )

    return path


def _cut(by: float) -> Outline:
    def path(left: float, top: float, right: float, bottom: float) -> str:
        return (
            f"M{left + by:.1f} {top:.1f}H{right - by:.1f}L{right:.1f} {top + by:.1f}"
            f"V{bottom - by:.1f}L{right - by:.1f} {bottom:.1f}H{left + by:.1f}"
            f"L{left:.1f} {bottom - by:.1f}V{top + by:.1f}Z"
        )

    return path


def _pointed(left: float, top: float, right: float, bottom: float) -> str:
    middle, tip = (top + bottom) / 2, 12
    return (
        f"M{left:.1f} {top:.1f}H{right - tip:.1f}L{right:.1f} {middle:.1f}"
        f"L{right - tip:.1f} {bottom:.1f}H{left:.1f}L{left + tip:.1f} {middle:.1f}Z"
    )


OUTLINES: Mapping[str, Outline] = {
    "question": _rounded(6),
    "alertes": _cut(14),
    "reponse": _rounded(10),
    "autonomie": _rounded(26),
    "accompagnement": _cut(12),
    "referent": _pointed,
    "a_preciser": _rounded(2),
}
"""By part of the picture, and for outcomes by ending."""


def arrow_head(x: float, top: float) -> str:
    return f"M{x:.1f} {top:.1f}l-5 -9h10Z"


def frame_path(bands: Sequence[Band]) -> str:
    """Go down the right sides of the bands, from top to bottom, and up the left ones."""
    right = "".join(f"H{band.right:.1f}V{band.bottom:.1f}" for band in bands)
    left = "".join(f"H{band.left:.1f}V{band.top:.1f}" for band in reversed(bands))
    return f"M{bands[0].left:.1f} {bands[0].top:.1f}{right}{left}Z"
