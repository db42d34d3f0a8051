"""The terms that trees reason in: conditions on answers, and moments in time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

UNKNOWN = "ne_sait_pas"
"""The answer of someone who does not know; no option may be called so."""

TODAY = "aujourd_hui"
"""The day of the visit, in a moment."""


class Operator(StrEnum):
    EQUAL = "="
    DIFFERENT = "!="
    LESS = "<"
    AT_MOST = "<="
    MORE = ">"
    AT_LEAST = ">="


@dataclass(frozen=True, slots=True)
class Comparison:
    """`>= 18`, `msa`, `< aujourd_hui - 2 mois`: read by the type of what it is compared with."""

    operator: Operator
    text: str


@dataclass(frozen=True, slots=True)
class Test:
    """True when the answer, or the computed value, called `about` satisfies one of `any_of`.

    False when `about` is not on the path, was left empty, or is not known; only the option
    `ne_sait_pas` is satisfied by someone who does not know.
    """

    about: str
    any_of: tuple[Comparison, ...]
    line: int = 0


class Containing(StrEnum):
    ALL = "contient"
    ONE = "contient_un_de"
    NONE = "contient_aucun_de"


@dataclass(frozen=True, slots=True)
class Contains:
    about: str
    how: Containing
    options: tuple[str, ...]
    line: int = 0


@dataclass(frozen=True, slots=True)
class All:
    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Any:
    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Not:
    part: Condition


Condition = Test | Contains | All | Any | Not


class Unit(StrEnum):
    HOURS = "heures"
    DAYS = "jours"
    WEEKS = "semaines"
    MONTHS = "mois"
    YEARS = "ans"


@dataclass(frozen=True, slots=True)
class Span:
    """`-2 mois` is `Span(-2, MONTHS)`. Months and years end on the month's last day at most."""

    count: int
    unit: Unit


@dataclass(frozen=True, slots=True)
class Moment:
    """A day: fixed, today, or that of a date question or computed value, then shifted."""

    anchor: date | str
    shift: Span | None = None
