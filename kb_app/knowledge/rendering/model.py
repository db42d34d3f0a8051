"""What rendering gives back."""

from __future__ import annotations

from dataclasses import dataclass, field

from markupsafe import Markup

from kb_app.knowledge.rendering.figures import Told


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
    figures: tuple[Told, ...] = ()
    """The amounts that `html` cites, in order, each once."""
    prefix: str = "s"
    """What the ids of `html` start with."""
    lead: Markup = field(default_factory=Markup)
    """What is read before `html`."""
    opening: Markup = field(default_factory=Markup)
    """Its first section, when that is short enough to be the short answer; else nothing."""

    @property
    def rest(self) -> Markup:
        """What `html` has after its opening."""
        return Markup(self.html[len(self.opening) :])

    @property
    def ahead(self) -> tuple[Heading, ...]:
        """The headings of its rest."""
        return tuple(each for each in self.contents if f'id="{each.id}"' not in self.opening)


@dataclass(frozen=True, slots=True)
class PlainText:
    """A body without its marks, for the index; blocks are separated by line ends."""

    headings: tuple[str, ...]
    public: str
    """What every reader may see, headings apart."""
    agent: str
    """What is reserved to agents, its own headings included."""
