"""The values a tree is made of: as one file says it, and assembled with its sub-trees to walk."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from kb_app.knowledge.content.model import Ending, ForeignDocument
from kb_app.knowledge.triage.terms import Condition, Moment, Span

SITUATIONS = {
    "argent-retard": "L’argent n’arrive pas",
    "emploi": "Travail perdu",
    "demenagement": "Déménagement",
    "connexion": "Compte en ligne bloqué",
    "courrier": "Courrier ou appel reçu",
    "papiers": "Papiers d’identité",
    "vehicule": "Voiture, permis",
    "sante": "Santé, soins",
    "naissance": "Naissance, enfant",
    "famille": "Famille, séparation",
    "retraite": "Retraite",
    "proche": "Parent âgé, proche aidé",
    "deces": "Décès d’un proche",
    "dettes": "Factures, dettes",
    "droits": "Mes droits",
    "blocage": "Dossier bloqué",
}
"""Life situations a tree can be found by on the home page, in the order shown."""

EXIT = "sortie."
"""Starts the target of a sub-tree's arrow that leaves it."""


class QuestionType(StrEnum):
    CHOICE = "choix"
    YES_NO = "oui_non"
    MULTIPLE = "choix_multiple"
    NUMBER = "nombre"
    AMOUNT = "montant"
    DATE = "date"
    POSTCODE = "code_postal"
    SHORT_TEXT = "texte_court"
    STEP = "etape"


@dataclass(frozen=True, slots=True)
class Wording:
    """A text said only when its condition holds; None: always, or in every other case."""

    text: str
    condition: Condition | None = None
    line: int = 0


@dataclass(frozen=True, slots=True)
class Option:
    id: str
    text: str
    definition: str | None = None
    target: str | None = None
    exclusive: bool = False
    condition: Condition | None = None
    line: int = 0


@dataclass(frozen=True, slots=True)
class Rule:
    """`{si, va}`; without a condition it is `sinon`."""

    condition: Condition | None
    target: str
    line: int = 0


@dataclass(frozen=True, slots=True)
class Question:
    id: str
    type: QuestionType
    prompts: tuple[Wording, ...]
    """What is read aloud: the first whose condition holds."""
    help: str | None = None
    sheet: str | None = None
    unit: str | None = None
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    after: Moment | None = None
    before: Moment | None = None
    """Both ends included, as for numbers."""
    may_be_empty: bool = False
    options: tuple[Option, ...] = ()
    """In the author's order. `oui_non` and `etape` always have their two."""
    rules: tuple[Rule, ...] = ()
    unknown: str | None = None
    """Where « ne sait pas » leads; None when it is no answer here."""
    line: int = 0
    path: str = ""
    """The document that holds the question: a sub-tree's own file once assembled."""


@dataclass(frozen=True, slots=True)
class Call:
    """A question that is a whole sub-tree."""

    id: str
    subtree: str
    """`commun/compte-en-ligne`."""
    parameters: Mapping[str, str]
    exits: Mapping[str, str]
    """Each exit of the sub-tree, to where the host goes on."""
    line: int = 0
    lines: Mapping[str, int] = field(default_factory=dict)
    """The line of each exit."""


@dataclass(frozen=True, slots=True)
class Alert:
    condition: Condition
    target: str
    line: int = 0


class Function(StrEnum):
    DAYS_SINCE = "jours_depuis"
    DAYS_UNTIL = "jours_avant"
    YEARS_SINCE = "annees_depuis"
    SUM = "somme"
    FIRST_OF = "premier_de"


@dataclass(frozen=True, slots=True)
class Calculation:
    id: str
    function: Function
    arguments: tuple[str, ...]
    """Ids of questions or of other calculations; a sum also takes plain numbers."""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Item:
    """A sheet (`cpam/carte-vitale`) or a document to bring, given only when its condition holds."""

    id: str
    condition: Condition | None = None
    line: int = 0


@dataclass(frozen=True, slots=True)
class Urgency:
    level: str
    """`elevee` or `immediate`."""
    condition: Condition | None = None


@dataclass(frozen=True, slots=True)
class Deadline:
    """`within` after the day of `since`, a date question or `aujourd_hui`."""

    within: Span
    since: str
    label: str
    condition: Condition | None = None
    line: int = 0


@dataclass(frozen=True, slots=True)
class Desk:
    """Where a question to the operator goes: `cpam/droits`."""

    inbox: str
    answer_within: Span
    call_too: bool = False
    line: int = 0


@dataclass(frozen=True, slots=True)
class Outcome:
    id: str
    ending: Ending
    title: str
    say: tuple[Wording, ...]
    do: tuple[Wording, ...] = ()
    """Each step is given when its condition holds."""
    documents: tuple[Item, ...] = ()
    sheets: tuple[Item, ...] = ()
    urgencies: tuple[Urgency, ...] = ()
    deadlines: tuple[Deadline, ...] = ()
    delay: str | None = None
    meanwhile: tuple[Wording, ...] = ()
    operator: str | None = None
    resume_at: str | None = None
    if_blocked: str | None = None
    """A referent outcome; always there unless this one is a referent's."""
    desk: Desk | None = None
    to_send: tuple[str, ...] = ()
    not_to_send: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    line: int = 0
    lines: Mapping[str, int] = field(default_factory=dict)
    """The line of each key, for messages."""


@dataclass(frozen=True, slots=True)
class Renaming:
    """Old ids to new ones, for visits begun before; an empty new id means removed."""

    questions: Mapping[str, str] = field(default_factory=dict)
    answers: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    outcomes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TreeFile(ForeignDocument):
    """One file as its author wrote it: a tree, or a sub-tree that others call."""

    path: str
    slug: str
    operator: str
    title: str
    start: str
    questions: Mapping[str, Question | Call]
    outcomes: Mapping[str, Outcome]
    is_subtree: bool = False
    parameters: tuple[str, ...] = ()
    exits: tuple[str, ...] = ()
    sheet: str | None = None
    visitor_words: tuple[str, ...] = ()
    situations: tuple[str, ...] = ()
    written_by: str | None = None
    reviewed_by: str | None = None
    reviewed_on: date | None = None
    review_before: date | None = None
    valid_from: date | None = None
    valid_until: date | None = None
    alerts: tuple[Alert, ...] = ()
    calculations: Mapping[str, Calculation] = field(default_factory=dict)
    renaming: Renaming = Renaming()
    lines: Mapping[str, int] = field(default_factory=dict)
    """The line of each top-level key."""
    unsound: frozenset[str] = frozenset()
    """The ids in which a mistake was told, or that were cited and are missing.

    Later checks take it that these may lead anywhere: one cause gives one message. `alertes` is
    among them when an alert was refused.
    """

    @property
    def id(self) -> str:
        """`cpam/carte-vitale`."""
        return f"{self.operator}/{self.slug}"


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Tree:
    """A tree with its sub-trees unfolded: every question is one that is asked.

    A sub-tree's questions are called `compte.a_un_compte`, in answers and everywhere else; their
    targets and conditions are written with those ids, exits and parameters already resolved.
    """

    file: TreeFile
    start: str
    questions: Mapping[str, Question]
    outcomes: Mapping[str, Outcome]
    alerts: tuple[Alert, ...]
    calculations: Mapping[str, Calculation]
    subtrees: tuple[TreeFile, ...] = ()
    exits: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """For each call, `compte`, the questions of its sub-tree in order."""

    @property
    def id(self) -> str:
        return self.file.id
