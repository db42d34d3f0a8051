"""Versions, and what a reader gets: a document with the version it comes from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Generic, TypeVar

from kb_app.knowledge.content.model import Document

D = TypeVar("D", bound=Document, covariant=True)


@dataclass(frozen=True, slots=True)
class NewVersion:
    """A text about to become the next version of its path."""

    path: str
    text: str
    valid_from: date
    withdrawn: bool
    author_id: int | None
    """Account that wrote it; None when it came from files."""
    reason: str


@dataclass(frozen=True, slots=True)
class Version:
    """Everything about one version but its text. Never changed, never deleted."""

    sequence: int
    """Order of publication over the whole library, from 1, without holes."""
    path: str
    number: int
    """Order within the path, from 1, without holes."""
    valid_from: date
    withdrawn: bool
    author_id: int | None
    reason: str
    at: datetime
    text_sha256: str
    sha256: str
    """Chained to the version before on the same path: see `chain.py`."""


@dataclass(frozen=True, slots=True)
class Published(Generic[D]):
    document: D
    version: Version
