"""Visits as values: what is kept while one is open, and the little that is left once closed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType

from kb_app.errors import EditConflict
from kb_app.knowledge.content.model import Ending

Raw = str | int | tuple[str, ...]
"""An answer as it is kept, which the walk accepts again; an empty text is one left empty."""

FILLED = "rempli"
"""Kept instead of a short text: free text about a visitor is never stored."""

GIVEN = "renseigne"
"""Left of a number, an amount, a date or a postcode once the visit is closed."""


class Closing(StrEnum):
    """How the agent says the visit ended; never the same thing as the outcome reached."""

    DONE = "fait"
    LEFT_WITH_LIST = "reparti_avec_liste"
    REFERRED = "referent_saisi"
    ABANDONED = "abandon"
    UNSAID = "sans_cloture"
    """An outcome was reached and nobody said how it went: given by the purge alone."""


CLOSING_LABELS: Mapping[Closing, str] = MappingProxyType(
    {
        Closing.DONE: "C’est fait",
        Closing.LEFT_WITH_LIST: "La personne repart avec sa liste",
        Closing.REFERRED: "Le référent est saisi",
        Closing.ABANDONED: "Abandon",
        Closing.UNSAID: "Sans clôture",
    }
)

REASONS: Mapping[str, str] = MappingProxyType(
    {
        "mauvais_arbre": "Ce n’était pas le bon arbre",
        "piece_manquante": "Il manquait une pièce",
        "information_manquante": "La personne n’avait pas l’information",
        "site_indisponible": "Le site ou le téléphone ne répondait pas",
        "manque_de_temps": "Le temps a manqué",
        "autre_demande": "La demande était autre",
    }
)
"""The reasons offered at closing, which are counted; any other short text is only kept."""


class How(StrEnum):
    """Why the visit is at an outcome its answers do not lead to."""

    BLOCKED = "si_ca_bloque"
    SIGNAL = "signal_urgence"
    """A fact told up front is a red flag, whatever the questions still to ask."""


@dataclass(frozen=True, slots=True)
class Detour:
    how: How
    outcome: str


@dataclass(frozen=True, slots=True)
class Pin:
    """The text a visit is walked on: `digest` tells whether it is still the current one."""

    sequence: int
    """The library's when the visit was begun, or moved."""
    day: date
    """The day then: what is in force depends on both."""
    digest: str


@dataclass(frozen=True, slots=True)
class Mark:
    """What happened at a question, to be counted."""

    changed: bool = False
    back: bool = False
    """The visit came back to it with « Précédent »."""
    seconds: int | None = None
    """Before its first answer; at most LONGEST_WAIT. None when it was told up front."""


@dataclass(frozen=True, slots=True)
class Frozen:
    """What the outcome gave, as the last answer left it."""

    outcome: str
    ending: Ending
    title: str
    say: str
    do: tuple[str, ...] = ()
    sheets: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    urgency: str | None = None
    deadline: date | None = None
    deadline_label: str | None = None
    meanwhile: str | None = None


@dataclass(frozen=True, slots=True)
class State:
    """Where a visit stands. Every mapping is by question id."""

    answers: Mapping[str, Raw] = field(default_factory=dict)
    """Those on the path, in its order."""
    given: Mapping[str, Raw] = field(default_factory=dict)
    """Facts told up front that wait for their question, which they answer when the path comes to
    it. None are left at an outcome."""
    aside: Mapping[str, Raw] = field(default_factory=dict)
    """What a change took off the path, or an outcome did not need: shown as « mise de côté »,
    offered again if the question returns, never used by itself."""
    set_at: Mapping[str, int] = field(default_factory=dict)
    """The revision of the visit at which each question was last answered."""
    path: tuple[tuple[str, str], ...] = ()
    """Each question answered, and the question or outcome it led to."""
    stopped_at: str | None = None
    detour: Detour | None = None
    conclusion: Frozen | None = None
    """Set when the path, or the detour, is at an outcome."""
    measures: frozenset[str] = frozenset()
    """The answered questions whose answer is no option: a number, a date, a postcode, a text."""
    marks: Mapping[str, Mark] = field(default_factory=dict)
    ticks: frozenset[str] = frozenset()
    missing: frozenset[str] = frozenset()
    """Documents the visitor does not have here."""
    words: str = ""
    """What was searched before entering, forbidden data masked."""

    @property
    def told(self) -> Mapping[str, Raw]:
        """What to walk with: the answers on the path and the facts that wait."""
        return {**self.given, **self.answers}

    @property
    def outcome(self) -> str | None:
        return self.conclusion.outcome if self.conclusion else None


@dataclass(frozen=True, slots=True)
class Visit:
    """`closed_at` is None while it is open. A closed one has no account, and days, not hours."""

    id: str
    """Opaque, URL-safe, 144 random bits."""
    tree: str
    title: str
    """The tree's, when the visit was opened or moved."""
    pin: Pin
    revision: int
    """Counts its changes; forms send back the one they were shown with."""
    opened_at: datetime
    last_seen: datetime
    state: State
    closed_at: datetime | None = None
    closing: Closing | None = None
    reason: str | None = None
    """A key of REASONS, or a short text with forbidden data masked."""


class AnswerConflict(EditConflict):
    """The same question was answered otherwise in another tab since this form was shown.

    `theirs` and `mine` are the two answers in the words of the form.
    """

    def __init__(self, question: str, base: int, latest: int, theirs: str, mine: str) -> None:
        super().__init__(question, base, latest, theirs, mine)
        self.args = (
            "Cette question a reçu une autre réponse entre-temps, sans doute dans un autre "
            "onglet. La réponse enregistrée est gardée ; revenez à la question pour la changer.",
        )
