"""What rendering gives back."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup


@dataclass(frozen=True, slots=True)
class Heading:
    """One line of the table of contents; `<a href="#{id}">` reaches it."""

    id: str
    level: int
    """2 to 6; never more than one under the heading before."""
    text: str


@dataclass(frozen=True, slots=True)
class Rendered:
    html: Markup
    contents: tuple[Heading, ...]
    """The headings of `html`, in order."""


@dataclass(frozen=True, slots=True)
class PlainText:
    """A body without its marks, for the index; blocks are separated by line ends."""

    headings: tuple[str, ...]
    public: str
    """What every reader may see, headings apart."""
    agent: str
    """What is reserved to agents, its own headings included."""
