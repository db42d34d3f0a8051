"""What agents say of a passage, as values: its kind, where it stands, what was answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType


class Kind(StrEnum):
    WRONG = "faux"
    OUTDATED = "perime"
    UNCLEAR = "pas_clair"
    MISSING = "manquant"


KIND_LABELS: Mapping[Kind, str] = MappingProxyType(
    {
        Kind.WRONG: "C’est faux",
        Kind.OUTDATED: "Ce n’est plus à jour",
        Kind.UNCLEAR: "Ce n’est pas clair",
        Kind.MISSING: "Il manque quelque chose",
    }
)


class State(StrEnum):
    OPEN = "ouvert"
    UNDER_WAY = "en_cours"
    CORRECTED = "corrige"
    DECLINED = "sans_suite"


STATE_LABELS: Mapping[State, str] = MappingProxyType(
    {
        State.OPEN: "pas encore lu",
        State.UNDER_WAY: "correction en cours",
        State.CORRECTED: "corrigé",
        State.DECLINED: "pas une erreur",
    }
)

WAITING = (State.OPEN, State.UNDER_WAY)
"""The states in which the owner still has something to do."""

#   from              to which one may answer
ANSWERS: Mapping[State, tuple[State, ...]] = MappingProxyType(
    {
        State.OPEN:      (State.CORRECTED, State.UNDER_WAY, State.DECLINED),
        State.UNDER_WAY: (State.CORRECTED, State.UNDER_WAY, State.DECLINED),
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Passage:
    """What a report is about."""

    path: str
    number: int
    """The version that was on the screen."""
    anchor: str = ""
    """The id of a heading, a question or an outcome; empty for the whole page."""
    quote: str = ""
    """The words that were selected, if any were."""


@dataclass(frozen=True, slots=True)
class Report:
    id: str
    passage: Passage
    kind: Kind
    text: str
    account_id: int
    at: datetime
    state: State
    answer: str
    answered_by: int | None
    answered_at: datetime | None
    told: bool
    """Whoever reported it has seen the answer."""

    @property
    def news(self) -> bool:
        """Whether there is an answer that whoever reported it has not seen."""
        return self.answered_at is not None and not self.told
