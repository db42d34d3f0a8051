"""A picture as plain values, whoever writes the SVG: a template or `svg.to_svg`.

Lengths are pixels from the top left corner. Every `css` is one or more class names; the page
colours them, `PAINT` gives the colours of a picture on its own. Nothing is told by colour alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Text:
    """One line of text, centred on `x`, its baseline at `y`."""

    x: float
    y: float
    text: str
    css: str


@dataclass(frozen=True, slots=True)
class Shape:
    css: str
    path: str
    """The `d` of an SVG path."""
    said: str
    """All of it in one sentence, also what the picture had to cut."""
    texts: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Line:
    css: str
    path: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """To be painted in this order: lines, frames, shapes."""

    width: float
    height: float
    title: str
    description: str
    frames: tuple[Shape, ...]
    lines: tuple[Line, ...]
    shapes: tuple[Shape, ...]


PAINT: Mapping[str, Mapping[str, str]] = {
    "dessin-question": {"fill": "#ffffff", "stroke": "#52606d", "stroke-width": "1.5"},
    "dessin-alertes": {"fill": "#fbe9e7", "stroke": "#8a1c1c", "stroke-width": "1.5"},
    "dessin-reponse": {"fill": "#f1f3f2", "stroke": "none"},
    "dessin-autonomie": {"fill": "#e2f2e9", "stroke": "#1d6b45", "stroke-width": "1.5"},
    "dessin-accompagnement": {"fill": "#e6edf9", "stroke": "#2452a8", "stroke-width": "1.5"},
    "dessin-referent": {"fill": "#fbeedd", "stroke": "#8c440a", "stroke-width": "1.5"},
    "dessin-sortie": {"fill": "#e9eaea", "stroke": "#52606d", "stroke-width": "1.5"},
    "dessin-cadre": {"fill": "none", "stroke": "#7b858e", "stroke-dasharray": "6 4"},
    "dessin-trait": {"fill": "none", "stroke": "#7b858e", "stroke-width": "1.5"},
    "dessin-pointe": {"fill": "#52606d", "stroke": "none"},
    "dessin-texte": {"fill": "#1c2733", "font-size": "13"},
    "dessin-fort": {"fill": "#1c2733", "font-size": "13", "font-weight": "700"},
    "dessin-titre": {
        "fill": "#52606d",
        "font-size": "12",
        "stroke": "#ffffff",
        "stroke-width": "4",
        "paint-order": "stroke",
    },
    "dessin-nombre": {"fill": "#52606d", "font-size": "12"},
}
"""Presentation attributes by class: the light theme's, for who has no style sheet."""
