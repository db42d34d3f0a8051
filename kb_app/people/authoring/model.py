"""Drafts as values: where each stands, the moves it may make, and what stops one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

from kb_app.errors import EditConflict, InvalidInput, WrongState
from kb_app.knowledge.content.model import Problem
from kb_app.people.accounts.model import Permission


class State(StrEnum):
    DRAFT = "brouillon"
    IN_REVIEW = "en_relecture"
    PUBLISHED = "publie"
    PUBLISHED_URGENT = "publie_en_urgence"
    """In the library, and still to be approved by someone else."""
    DROPPED = "retire"


STATE_LABELS: Mapping[State, str] = MappingProxyType(
    {
        State.DRAFT: "en cours d’écriture",
        State.IN_REVIEW: "en relecture",
        State.PUBLISHED: "publié",
        State.PUBLISHED_URGENT: "publié en urgence, à approuver",
        State.DROPPED: "retiré",
    }
)

OPEN = (State.DRAFT, State.IN_REVIEW, State.PUBLISHED_URGENT)
"""The states in which someone still has something to do."""


class Action(StrEnum):
    START = "debut"
    SAVE = "ecriture"
    SUBMIT = "soumission"
    SEND_BACK = "renvoi"
    PUBLISH = "publication"
    PUBLISH_URGENT = "urgence"
    APPROVE = "approbation"
    DROP = "retrait"


_WRITE, _PUBLISH = Permission.DRAFT_WRITE, Permission.DRAFT_PUBLISH

#    from                    action                   to                       needs
MOVES: Mapping[tuple[State, Action], tuple[State, Permission]] = MappingProxyType(
    {
        (State.DRAFT,            Action.SAVE):           (State.DRAFT,            _WRITE),
        (State.DRAFT,            Action.SUBMIT):         (State.IN_REVIEW,        _WRITE),
        (State.DRAFT,            Action.PUBLISH_URGENT): (State.PUBLISHED_URGENT, _PUBLISH),
        (State.DRAFT,            Action.DROP):           (State.DROPPED,          _WRITE),
        (State.IN_REVIEW,        Action.PUBLISH):        (State.PUBLISHED,        _PUBLISH),
        (State.IN_REVIEW,        Action.PUBLISH_URGENT): (State.PUBLISHED_URGENT, _PUBLISH),
        (State.IN_REVIEW,        Action.SEND_BACK):      (State.DRAFT,            _PUBLISH),
        (State.IN_REVIEW,        Action.DROP):           (State.DROPPED,          _WRITE),
        (State.PUBLISHED_URGENT, Action.APPROVE):        (State.PUBLISHED,        _PUBLISH),
    }
)  # fmt: skip
"""Who may make a move besides having its permission: see `rights.barred`."""


@dataclass(frozen=True, slots=True)
class Move:
    """One thing done to a draft; never changed, never deleted."""

    account_id: int
    at: datetime
    action: Action
    comment: str


@dataclass(frozen=True, slots=True)
class NewText:
    """A text proposed for a path, and the version it continues; 0 when the path is new."""

    path: str
    text: str
    base: int


@dataclass(frozen=True, slots=True)
class Draft:
    """A text proposed for one path, without the text itself."""

    id: str
    """Opaque and URL-safe."""
    bundle: str | None
    """Shared by the drafts that make every move but SAVE together; None for one alone."""
    path: str
    title: str
    """Of the document, as its text last read; the end of its path until it ever did."""
    base: int
    """Version it continues; 0 when the path is new."""
    revision: int
    """Counts its texts, from 1."""
    state: State
    author_id: int
    reason: str
    """Of the version it becomes."""
    number: int | None
    """Of the version it became."""
    practice: bool
    """Whether agents must work otherwise once it is published, and confirm they have read it."""
    created_at: datetime
    updated_at: datetime
    moves: tuple[Move, ...]
    """Oldest first. Texts saved one after the other by the same account are one move."""

    @property
    def writers(self) -> frozenset[int]:
        """The accounts that wrote any of its texts."""
        written = (Action.START, Action.SAVE)
        return frozenset(move.account_id for move in self.moves if move.action in written)

    @property
    def sent_back(self) -> Move | None:
        """The move by which someone else sent it back, until it is submitted again."""
        telling = [move for move in self.moves if move.action is not Action.SAVE]
        last = telling[-1] if telling else None
        sent = last is not None and last.action is Action.SEND_BACK
        return last if last and sent and last.account_id != self.author_id else None

    def last(self, action: Action) -> Move | None:
        """Return the last move of that kind, if there was one."""
        return next((move for move in reversed(self.moves) if move.action is action), None)


@dataclass(frozen=True, slots=True)
class Comment:
    id: int
    draft_id: str
    revision: int
    """Of the text it is about."""
    line: int
    """Of its passage in that text, from 1; 0 for the whole."""
    quote: str
    """The beginning of its passage as it was; empty for the whole."""
    text: str
    account_id: int
    at: datetime
    settled_by: int | None
    settled_at: datetime | None
    now: int | None
    """Line of the passage in the present text; None when it has changed, 0 for the whole."""

    @property
    def settled(self) -> bool:
        return self.settled_at is not None


class InvalidContent(InvalidInput):
    """A text that the library refuses; `problems` says each mistake with its line."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("La publication est refusée : le texte a des erreurs. Corrigez-les.")
        self.problems = problems


class ReviewOutdated(WrongState):
    """What would be published is no longer what was read."""


class DraftConflict(EditConflict):
    """Someone saved the draft since the text one started from; `base` and `latest` are revisions
    of the draft.
    """

    def __init__(self, path: str, base: int, latest: int, theirs: str, mine: str) -> None:
        super().__init__(path, base, latest, theirs, mine)
        self.args = (
            "Ce brouillon a été enregistré par quelqu’un d’autre pendant que vous l’écriviez. "
            "Rien n’est perdu : comparez les deux textes.",
        )


class VersionConflict(EditConflict):
    """A version was published since the one the draft continues, whose text is `base_text`.

    The draft stays as it is.
    """

    def __init__(self, draft: Draft, latest: int, base_text: str, theirs: str, mine: str) -> None:
        base = draft.base
        super().__init__(draft.path, base, latest, theirs, mine)
        self.draft = draft
        since = f"la version {base} dont ce brouillon est parti" if base else "ce brouillon"
        self.args = (
            f"« {draft.title} » a changé : la version {latest} a été publiée après {since}. "
            "Rien n’est perdu ; comparez les trois textes.",
        )
        self.base_text = base_text
