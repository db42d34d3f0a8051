"""The fields that are searched: what each holds, how much it counts, and who may search it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from kb_app.knowledge.search.model import Entry, Scope


class Part(StrEnum):
    """Fields whose words are weighed together: how rare a word is is counted in each part."""

    NAMES = "names"
    """What a document is called: its title, the visitors' words."""
    TEXT = "text"
    """What it says."""
    AGENT = "agent"
    """What it says to agents alone."""


@dataclass(frozen=True, slots=True)
class Field:
    """`name` is also the attribute of Entry, a text or a tuple of texts."""

    name: str
    part: Part
    weight: float
    length_penalty: float
    """BM25's b: 0 when a long field is no less about its words, 1 when it fully dilutes them."""
    usual_length: int
    """In words, small ones too. A fixed one, where BM25 takes the average: a document's scores
    then never change because another was published."""
    whole: bool = False
    """Whether it is one name, found only by the whole of it ("CAF-03", not "CAF")."""
    calls: float = 0.0
    """What a question that says all of one of its texts adds to a score, a part of the words a
    part of it; 0 when its texts are not names of the document."""
    completes: bool = False
    """Whether each of its texts is proposed as one types."""

    @property
    def scope(self) -> Scope:
        return Scope.AGENT if self.part is Part.AGENT else Scope.PUBLIC


# Penalties and lengths of title, headings and body: bench/tune.py, on judged questions about sheets
# that have nothing else. What visitors say, the summary, the operator: a few values each tried on
# content/vocabulary/search-cases.yaml, and kept for what they gave on questions never looked at
# (tests/cases/search/held_out.yaml). A code that was typed leaves no doubt.
FIELDS = (
    #     name              part       weight penalty usual length
    Field("code",           Part.NAMES, 2.0, 0.0, 1, whole=True),
    Field("title",          Part.NAMES, 1.0, 0.9, 7, calls=0.3, completes=True),
    Field("visitor_words",  Part.NAMES, 3.0, 0.1, 60, calls=9.0, completes=True),
    Field("operator_names", Part.NAMES, 0.3, 0.0, 10),
    Field("summary",        Part.TEXT,  0.8, 0.5, 30),
    Field("headings",       Part.TEXT,  0.3, 0.5, 10),
    Field("body",           Part.TEXT,  1.0, 0.75, 420),
    Field("agent_body",     Part.AGENT, 0.7, 0.75, 420),
)  # fmt: skip


def texts(entry: Entry, field: Field) -> tuple[str, ...]:
    """Return what the entry holds in the field, text by text."""
    value: str | tuple[str, ...] = getattr(entry, field.name)
    return (value,) if isinstance(value, str) else value


def parts(scope: Scope) -> tuple[Part, ...]:
    """Return the parts a reader of this scope may search."""
    return tuple(Part) if scope is Scope.AGENT else (Part.NAMES, Part.TEXT)
