"""Where a document speaks of something outside itself: what `check` compares across documents."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto


class PlaceKind(Enum):
    CODE = auto()
    """The code the document takes."""
    REVIEW = auto()
    """The line of its review date."""
    THEME = auto()
    DOCUMENT = auto()
    """A document to bring."""
    LINK = auto()
    """The path of another document, without anchor."""
    ANSWER = auto()
    """The code of a sheet that answers a question."""
    FIGURE = auto()
    """The id of an amount."""
    ACRONYM = auto()
    """An acronym the document does not explain."""


@dataclass(frozen=True, slots=True)
class Place:
    kind: PlaceKind
    text: str
    line: int
