"""What search takes in and gives back: plain values, whatever they were made from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import NamedTuple


class Scope(StrEnum):
    """How much of a document a reader may search."""

    PUBLIC = "public"
    AGENT = "agent"
    """Also the passages reserved to agents (`:::agent`)."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One findable document."""

    path: str
    kind: str
    """`sheet`, `operator` or `tree`."""
    code: str
    title: str
    operator: str
    operator_name: str
    operator_names: tuple[str, ...]
    """Every name and nickname of the operator."""
    ending: str
    """Value of the ending, empty when the document has none."""
    summary: str
    visitor_words: tuple[str, ...]
    headings: tuple[str, ...]
    body: str
    """Plain text every reader may see."""
    agent_body: str
    """Plain text reserved to agents."""
    digest: str
    """Changes whenever anything above does."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of a passage; `hit` marks the words that were searched."""

    text: str
    hit: bool


@dataclass(frozen=True, slots=True)
class Result:
    path: str
    kind: str
    code: str
    title: str
    operator: str
    ending: str
    score: float
    passage: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Facet:
    value: str
    count: int


@dataclass(frozen=True, slots=True)
class Meant:
    """Something the vocabulary says for words of the question."""

    typed: str
    words: str
    """As the vocabulary writes it."""
    since: date | None
    """For a new name, the day it became so, when it is known."""


class Added(NamedTuple):
    kind: str
    """`mot`, `orthographe`, `côte à côte` or `nom` (see `ranking`)."""
    word: str
    """As typed; empty for what is not one word's."""
    value: float


@dataclass(frozen=True, slots=True)
class Explanation:
    """`score` = the sum of `added` × `coverage` × `raised`."""

    added: tuple[Added, ...]
    """Largest first."""
    coverage: float
    """Share of the question that the document holds, from 0 to 1."""
    raised: float
    """What its kind, its operator or its code multiply its score by."""
    score: float


@dataclass(frozen=True, slots=True)
class Results:
    """Best first. Facets count every match before that facet's own filter."""

    query: str
    corrected: str | None
    """The question as it was read, when words no document holds were read as others."""
    total: int
    results: tuple[Result, ...]
    operators: tuple[Facet, ...]
    endings: tuple[Facet, ...]
    ignored: tuple[str, ...]
    """Words left out because the question had more terms than are searched."""
    renamed: tuple[Meant, ...] = ()
    """New names of what was asked by a former one."""
    reasons: Mapping[str, Explanation] = field(default_factory=dict)
    """By path, why each result is where it is; empty unless it was asked."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    text: str
    """What to complete the box with."""
    path: str
    title: str
    operator: str
    ending: str
