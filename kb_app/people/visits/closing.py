"""What is left of a visit once closed, and what it adds to the figures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from kb_app.errors import InvalidInput
from kb_app.knowledge.triage.masking import masked
from kb_app.knowledge.triage.terms import UNKNOWN
from kb_app.people.visits.model import GIVEN, REASONS, Closing, How, Pin, State
from kb_app.people.visits.tables import LONGEST_ID, LONGEST_REASON

LONGEST_WORDS = 100
"""Characters kept of what was searched before entering."""

SOON = 2
"""A tree left after at most this many answers was probably the wrong one."""


class Counted(StrEnum):
    """The kinds of cells. A visit counts once in each cell, whatever it went through."""

    ENTERED = "entered"
    SEQUENCE = "sequence"
    """`target`: the library's when a visit was begun on this text."""
    REACHED = "reached"
    ANSWERED = "answered"
    UNKNOWN = "unknown"
    CHANGED = "changed"
    BACK = "back"
    SECONDS = "seconds"
    """`target`: the seconds."""
    ARROW = "arrow"
    ARRIVED = "arrived"
    """`target`: an outcome, whether the visit ended there or went on, blocked."""
    OUTCOME = "outcome"
    """`question`: its ending."""
    INCOMPLETE = "incomplete"
    CLOSING = "closing"
    REASON = "reason"
    BLOCKED = "blocked"
    """`target`: the outcome that was blocked."""
    SIGNAL = "signal"
    LEFT_SOON = "left_soon"
    WORDS = "words"
    WORDS_LEFT = "words_left"
    """`target`: the words of a visit that left soon."""


@dataclass(frozen=True, slots=True)
class Cell:
    kind: Counted
    question: str = ""
    target: str = ""

    def __post_init__(self) -> None:
        # An author's ids have no limit; the key of a row has one.
        object.__setattr__(self, "question", self.question[:LONGEST_ID])
        object.__setattr__(self, "target", self.target[:LONGEST_ID])


def cells(state: State, pin: Pin, closing: Closing, reason: str | None) -> frozenset[Cell]:
    """Return the cells to which a visit that closes adds one.

    Only the path it ends on counts: a question left aside was not reached. A visit that went on
    by `si_ca_bloque` ends at the referent; the outcome that was blocked is in `BLOCKED`.
    """
    found = {Cell(Counted.ENTERED), Cell(Counted.SEQUENCE, target=str(pin.sequence))}
    for question, target in state.path:
        found |= _answered(state, question, target)
    if state.stopped_at:
        found.add(Cell(Counted.REACHED, state.stopped_at))
    found |= _ended(state)
    found.add(Cell(Counted.CLOSING, target=closing))
    if reason and reason in REASONS:
        found.add(Cell(Counted.REASON, target=reason))
    return frozenset(found)


def _answered(state: State, question: str, target: str) -> set[Cell]:
    found = {
        Cell(Counted.REACHED, question),
        Cell(Counted.ANSWERED, question),
        Cell(Counted.ARROW, question, target),
    }
    if state.answers[question] == UNKNOWN:
        found.add(Cell(Counted.UNKNOWN, question))
    mark = state.marks.get(question)
    if mark and mark.changed:
        found.add(Cell(Counted.CHANGED, question))
    if mark and mark.back:
        found.add(Cell(Counted.BACK, question))
    if mark and mark.seconds is not None:
        found.add(Cell(Counted.SECONDS, question, str(mark.seconds)))
    return found


def _ended(state: State) -> set[Cell]:
    words = folded(state.words)
    found = {Cell(Counted.WORDS, target=words)} if words else set()
    end = state.conclusion
    if end is None:
        found.add(Cell(Counted.INCOMPLETE))
        if len(state.path) <= SOON:
            found |= {Cell(Counted.LEFT_SOON)}
            found |= {Cell(Counted.WORDS_LEFT, target=words)} if words else set()
        return found
    found.add(Cell(Counted.OUTCOME, end.ending, end.outcome))
    found.add(Cell(Counted.ARRIVED, target=end.outcome))
    if state.detour and state.detour.how is How.SIGNAL:
        found.add(Cell(Counted.SIGNAL, target=end.outcome))
    elif state.detour and state.path:
        blocked = state.path[-1][1]
        found.add(Cell(Counted.BLOCKED, target=blocked))
        found.add(Cell(Counted.ARRIVED, target=blocked))
    return found


def reduced(state: State) -> State:
    """Return what stays of a closed visit: options, and that the other questions were answered.

    Its conclusion stays as the visitor heard it, with the steps done and the documents missing.
    Nothing else: no number, date, postcode, answer set aside, time or searched word.
    """
    return State(
        answers={
            question: GIVEN if question in state.measures and raw not in (UNKNOWN, "") else raw
            for question, raw in state.answers.items()
        },
        path=state.path,
        stopped_at=state.stopped_at,
        detour=state.detour,
        conclusion=state.conclusion,
        measures=state.measures,
        ticks=state.ticks,
        missing=state.missing,
    )


def emptied(state: State) -> State:
    """Return what stays of a visit that was left before any outcome: where it stopped."""
    return State(stopped_at=state.stopped_at)


def day_of(at: datetime) -> datetime:
    """Return noon of the day, UTC: hours and a duty roster would say who treated what."""
    return at.astimezone(UTC).replace(hour=12, minute=0, second=0, microsecond=0)


def valid_closing(state: State, closing: Closing) -> None:
    """Raise InvalidInput when a visit cannot be said to have ended so."""
    if closing is Closing.UNSAID:
        raise InvalidInput("Dites comment la visite s’est terminée.")
    if closing is not Closing.ABANDONED and state.conclusion is None:
        raise InvalidInput(
            "Cette visite n’est pas arrivée à une issue : répondez aux questions, "
            "ou fermez-la comme abandon."
        )


def valid_reason(typed: str) -> str | None:
    """Return a key of REASONS, or a short text with forbidden data masked; None when empty."""
    text = cleaned(typed)
    if len(text) > LONGEST_REASON:
        raise InvalidInput(f"Le motif fait {len(text)} caractères ; gardez-en {LONGEST_REASON}.")
    # A mask may be longer than what it hides.
    return masked(text).text[:LONGEST_REASON] or None


def kept_words(typed: str) -> str:
    """Return the words searched, forbidden data masked, as much as is kept of them."""
    return masked(cleaned(typed[: 4 * LONGEST_WORDS])).text[:LONGEST_WORDS]


def folded(words: str) -> str:
    """Return words as they are counted together: capitals do not matter."""
    return words.casefold()


def cleaned(text: str) -> str:
    """Return the text on one line, without what cannot be printed."""
    return "".join(c for c in " ".join(text.split()) if c.isprintable())
