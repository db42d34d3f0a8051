"""The values a file of cases is made of: visits told as small stories, and how each must end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from kb_app.knowledge.content.model import Ending, ForeignDocument

NONE = "aucune"
"""What an author writes to expect no urgency, or no deadline."""


@dataclass(frozen=True, slots=True, eq=False)
class Given:
    """One answer as written: a text, or texts for tick boxes (none: left empty).

    The same `Given` is in every case that takes it over, from a table or through `comme`.
    """

    question: str
    value: str | tuple[str, ...]
    line: int


Answers = Mapping[str, Given]


@dataclass(frozen=True, slots=True)
class Expected:
    """How a case must end; what is None or empty is not looked at."""

    outcome: str | None = None
    ending: Ending | None = None
    urgency: str | None = None
    """A level, or `NONE`."""
    documents: tuple[str, ...] = ()
    """Must all be there; others may be too. `sheets` likewise."""
    no_documents: tuple[str, ...] = ()
    sheets: tuple[str, ...] = ()
    no_sheets: tuple[str, ...] = ()
    deadline: date | str | None = None
    """A day, or `NONE`."""
    most_questions: int | None = None
    through: tuple[str, ...] = ()
    """Questions, or sub-trees by the id of their call."""
    not_through: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Case:
    name: str
    line: int
    expected: Expected
    today: date | None = None
    """The day of the visit; None: the one handed in when the case is run."""
    first: Answers = field(default_factory=dict)
    """What is answered before one goes back to change something."""
    changes: Answers = field(default_factory=dict)
    then: Answers = field(default_factory=dict)
    """What is answered after the change."""
    unknown_elsewhere: bool = False
    """Every question without an answer here gets « ne sait pas », where it may."""

    @property
    def given(self) -> Answers:
        """What is answered in the end."""
        return {**self.first, **self.changes, **self.then}


@dataclass(frozen=True, slots=True)
class Required:
    """The shares to cover, in percent; less is an error."""

    outcomes: int = 100
    answers: int = 100
    arrows: int = 0


@dataclass(frozen=True, slots=True)
class CasesFile(ForeignDocument):
    path: str
    tree: str
    """`cpam/carte-vitale`."""
    cases: tuple[Case, ...]
    """In the author's order, one for each line of a table."""
    required: Required = Required()
    line: int = 1
    """Of the list of cases."""


ENDINGS = (Ending.SELF_SERVICE, Ending.ASSISTED, Ending.REFERENT)
