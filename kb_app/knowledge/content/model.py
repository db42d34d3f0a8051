"""The values that authors' files become. Everything here is already valid."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum


class Ending(StrEnum):
    """How a request usually ends. `UNKNOWN` is for sheets moved in from elsewhere."""

    SELF_SERVICE = "autonomie"
    ASSISTED = "accompagnement"
    REFERENT = "referent"
    UNKNOWN = "a_preciser"


class Kind(StrEnum):
    """What a document is, told by its path alone."""

    SHEET = "sheet"
    OPERATOR = "operator"
    SYNONYMS = "synonyms"
    DOCUMENTS = "documents"
    THEMES = "themes"
    TREE = "tree"
    CASES = "cases"
    SEARCH_CASES = "search_cases"
    FIGURES = "figures"
    GLOSSARY = "glossary"


@dataclass(frozen=True, slots=True)
class Source:
    title: str
    url: str
    consulted: date | None


@dataclass(frozen=True, slots=True)
class Online:
    """Where the procedure is done online; `account` names what the visitor signs in with."""

    label: str
    url: str
    account: str | None


@dataclass(frozen=True, slots=True)
class Phone:
    number: str
    hours: str | None


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """Why a document was withdrawn, and the path of the one that replaces it."""

    reason: str
    successor: str | None


@dataclass(frozen=True, slots=True)
class Sheet:
    path: str
    operator: str
    slug: str
    code: str
    title: str
    summary: str
    ending: Ending
    criterion: str | None
    visitor_words: tuple[str, ...]
    themes: tuple[str, ...]
    audience: tuple[str, ...]
    documents: tuple[str, ...]
    online: Online | None
    phone: Phone | None
    delay: str | None
    cost: str | None
    see_also: tuple[str, ...]
    sources: tuple[Source, ...]
    valid_from: date
    review_before: date
    withdrawal: Withdrawal | None
    body: str
    """Markdown after the header."""
    body_line: int
    """1-based line of the file on which the body starts."""


@dataclass(frozen=True, slots=True)
class Inbox:
    """Where a referent of the operator answers; never a person."""

    id: str
    name: str
    answer_within: str
    channels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Operator:
    path: str
    slug: str
    name: str
    acronym: str
    visitor_names: tuple[str, ...]
    genre: str
    """`national`, `local` or `interne`."""
    site: str | None
    account: str | None
    phone: str | None
    hours: str | None
    domains: tuple[str, ...]
    colour: str | None
    inboxes: tuple[Inbox, ...]
    presentation: str


@dataclass(frozen=True, slots=True)
class FormerName:
    former: str
    current: str
    since: date | None


@dataclass(frozen=True, slots=True)
class Synonyms:
    """Hashable, so that what is made of a vocabulary can be kept for it."""

    groups: tuple[tuple[str, ...], ...] = ()
    """Each group's words mean the same, both ways."""
    expansions: Mapping[str, tuple[str, ...]] = field(default_factory=dict, hash=False)
    """One way: what is typed to what is also meant."""
    former_names: tuple[FormerName, ...] = ()
    related: tuple[tuple[str, ...], ...] = ()
    """Groups of everyday words of near senses ("payer", "régler"): good enough to search by, not
    to understand by."""


@dataclass(frozen=True, slots=True)
class SearchCase:
    """A question whose right answers are known."""

    question: str
    codes: tuple[str, ...]
    """Of the sheets that answer it, the best first."""
    line: int
    """Where it is in its file."""


@dataclass(frozen=True, slots=True)
class DocumentToBring:
    id: str
    text: str
    form: str
    """`original`, `copie`, `numerique`, or `a_connaitre` for a number one only has to know."""
    help: str | None


@dataclass(frozen=True, slots=True)
class Theme:
    id: str
    title: str
    description: str | None


LONGEST_QUESTION = 200
"""Characters that the search box takes."""


@dataclass(frozen=True, slots=True)
class FigureValue:
    """What an amount is from one day to another, both included."""

    value: Decimal
    unit: str
    """One of `figures.UNITS`."""
    source: Source
    valid_from: date
    valid_until: date


@dataclass(frozen=True, slots=True)
class Figure:
    """An amount that sheets cite."""

    id: str
    label: str
    values: tuple[FigureValue, ...]
    """Oldest first; none overlaps another."""

    def on(self, day: date) -> FigureValue | None:
        """Return the value in force that day, None before, after and between its periods."""
        return next((v for v in self.values if v.valid_from <= day <= v.valid_until), None)


@dataclass(frozen=True, slots=True)
class Acronym:
    """An acronym and the name it stands for."""

    id: str
    """As it is best written: `AAH`, `C2S`, `Carsat`."""
    name: str
    """In full, as it reads in the middle of a sentence."""
    help: str | None


class ForeignDocument:
    """A document whose format a later room knows: here it only has a path and a kind."""

    __slots__ = ()


Document = (
    Sheet
    | Operator
    | Synonyms
    | tuple[DocumentToBring, ...]
    | tuple[Theme, ...]
    | tuple[SearchCase, ...]
    | tuple[Figure, ...]
    | tuple[Acronym, ...]
    | ForeignDocument
)
"""What one file becomes; its `Kind` says which."""


class Level(StrEnum):
    ERROR = "erreur"
    WARNING = "alerte"
    ADVICE = "conseil"


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One mistake, at its line: `str()` gives `file:line: message`."""

    path: str
    line: int
    code: str
    """Stable id of the rule (`Y02`, `S07`…)."""
    message: str
    level: Level = Level.ERROR
    key: str = field(default="", compare=False)
    """The key it is about when its line does not tell: `delai`, `en_ligne.adresse`, or
    `sources.2.titre` counted from 1."""

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.level} {self.code} : {self.message}"


def has_errors(problems: Iterable[Problem]) -> bool:
    """Tell whether one of the problems refuses what it was found in."""
    return any(problem.level is Level.ERROR for problem in problems)
