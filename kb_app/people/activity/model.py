"""Searches as values: what failed, put together, and what is proposed about it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from hashlib import sha256

OFTEN = 3
"""Asked so many times with results that nobody opened, a question is looked at…"""
DAYS = 2
"""… if that was on as many days: the first result already shows its answer."""


@dataclass(frozen=True, slots=True)
class Tally:
    """What was counted over some days. Nothing says for whom."""

    asked: int = 0
    without_result: int = 0
    """Of those, without a single result."""
    not_found: int = 0
    """« Pas trouvé » pressed."""
    opened: int = 0
    """Documents opened from the results."""
    first: date = date.max
    last: date = date.min

    def __add__(self, other: Tally) -> Tally:
        return Tally(
            self.asked + other.asked,
            self.without_result + other.without_result,
            self.not_found + other.not_found,
            self.opened + other.opened,
            min(self.first, other.first),
            max(self.last, other.last),
        )

    @property
    def unopened(self) -> int:
        """Times asked, when that was often, on several days, and nothing was opened."""
        often = self.asked >= OFTEN and self.first < self.last
        return self.asked if often and not self.opened else 0

    @property
    def failed(self) -> bool:
        return bool(self.not_found or self.without_result or self.unopened)

    @property
    def pressing(self) -> tuple[int, int, int]:
        """What failed, the gravest first: the greater, the more pressing."""
        return self.not_found, self.without_result, self.unopened


def total(tallies: Iterable[Tally]) -> Tally:
    return sum(tallies, Tally())


@dataclass(frozen=True, slots=True)
class Asked:
    """One question, over a period; its first day and its spelling then are the first there are."""

    question: str
    since: date
    wording: str
    tally: Tally

    @property
    def key(self) -> str:
        return key_of(self.question)

    @property
    def shown(self) -> bool:
        """Asked once, and answered: it is nobody's business."""
        return self.tally.asked + self.tally.not_found > 1 or self.tally.failed


def key_of(question: str) -> str:
    """Return the name of a question in addresses."""
    return sha256(question.encode()).hexdigest()[:16]


class Way(StrEnum):
    """How a synonym leads from its words to the others."""

    BOTH = "deux_sens"
    ONE = "un_sens"
    FORMER_NAME = "ancien_nom"


@dataclass(frozen=True, slots=True)
class LinkSheet:
    """These wordings are words of the public for a sheet."""

    path: str


@dataclass(frozen=True, slots=True)
class AddSynonym:
    words: str
    targets: tuple[str, ...]
    way: Way
    sheet: str | None = None
    """Path of the sheet that the questions should then find."""


@dataclass(frozen=True, slots=True)
class AskForSheet:
    operator: str
    title: str
    note: str


@dataclass(frozen=True, slots=True)
class SetAside:
    """Nothing is to be done; it is settled as soon as it is said."""

    reason: str


Action = LinkSheet | AddSynonym | AskForSheet | SetAside


class ProposalState(StrEnum):
    PROPOSED = "proposed"
    DONE = "done"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of the texts a proposal wrote: it has no state but theirs."""

    state: ProposalState
    on: date


@dataclass(frozen=True, slots=True)
class Proposal:
    id: int
    action: Action
    wordings: tuple[str, ...]
    """The questions it answers, as they were written."""
    account_id: int
    """Who proposed it."""
    day: date
    state: ProposalState
    settled_on: date | None
    draft_id: str | None
    """One of the drafts it wrote, which are published or dropped together; None without texts."""


class GroupState(StrEnum):
    TO_TREAT = "a-traiter"
    RETURNED = "revenue"
    """Settled, and fails again since."""
    PROPOSED = "proposee"
    DONE = "traitee"
    SET_ASIDE = "de-cote"


@dataclass(frozen=True, slots=True)
class Group:
    """Questions that mean the same and failed, the most asked first."""

    asked: tuple[Asked, ...]
    tally: Tally
    state: GroupState
    proposal: Proposal | None
    """The newest about most of it."""
    after: Tally | None
    """What was counted since the proposal was made or settled; None without a proposal."""

    @property
    def key(self) -> str:
        return self.asked[0].key

    @property
    def since(self) -> date:
        return min(each.since for each in self.asked)

    @property
    def shown(self) -> tuple[Asked, ...]:
        """The questions that may be shown."""
        return tuple(each for each in self.asked if each.shown)


@dataclass(frozen=True, slots=True)
class Success:
    """A question that most often leads to one document."""

    question: str
    """Its most frequent spelling."""
    path: str
    opened: int
