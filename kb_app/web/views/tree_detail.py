"""What happened at each question and each outcome of one revision of a tree, as rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kb_app.knowledge.content.model import Ending
from kb_app.knowledge.triage.drawing.ways import Way, numbers, prompt, ways
from kb_app.knowledge.triage.model import Tree
from kb_app.people.visits.figures import AtQuestion, Figures
from kb_app.people.visits.hiding import Count
from kb_app.people.visits.model import CLOSING_LABELS, REASONS
from kb_app.web.views.endings import ENDINGS, EndingLook

ALERT = "signal d’urgence"
"""What leads to an outcome that none of the question's own answers leads to."""

_NEVER = AtQuestion(0, 0, 0, 0, 0, None)


@dataclass(frozen=True, slots=True)
class Target:
    """Where an arrow leads."""

    words: str
    ending: EndingLook | None
    """None for a question."""


@dataclass(frozen=True, slots=True)
class ArrowRow:
    by: str
    """The answers that lead there."""
    target: Target
    visits: Count


@dataclass(frozen=True, slots=True)
class QuestionRow:
    id: str
    number: int
    """As in the drawing and its text."""
    wording: str
    at: AtQuestion
    time: str | None
    arrows: tuple[ArrowRow, ...]
    """Those never taken included, but for the alerts': they may be from any question."""


@dataclass(frozen=True, slots=True)
class OutcomeRow:
    title: str
    ending: EndingLook
    arrived: Count
    """Whether they ended there or went on, blocked. Those that ended there are not shown beside:
    the blocked would follow by subtraction."""
    blocked: Count
    blocks: bool
    """It can be left by `si_ca_bloque`."""


@dataclass(frozen=True, slots=True)
class Said:
    """Visits that ended in one way, or were closed for one reason."""

    words: str
    visits: Count
    ending: EndingLook | None = None


def question_rows(tree: Tree, figures: Figures) -> tuple[QuestionRow, ...]:
    """Return every question in the order of its number, those never reached included."""
    numbered = numbers(tree)
    found = ways(tree, numbered)
    rows = []
    for id, number in numbered.items():
        at = figures.questions.get(id, _NEVER)
        own = [way for way in found if way.source == id]
        rows.append(
            QuestionRow(
                id,
                number,
                prompt(tree.questions[id]),
                at,
                seconds_words(at.seconds) if at.seconds is not None else None,
                _arrow_rows(tree, figures, id, own, numbered),
            )
        )
    return tuple(rows)


def outcome_rows(tree: Tree, figures: Figures) -> tuple[OutcomeRow, ...]:
    """Return every outcome, those of one ending together."""
    order = list(Ending)
    return tuple(
        OutcomeRow(
            outcome.title,
            ENDINGS[outcome.ending],
            figures.arrived.get(outcome.id, 0),
            figures.blocked.get(outcome.id, 0),
            outcome.if_blocked is not None,
        )
        for outcome in sorted(tree.outcomes.values(), key=lambda each: order.index(each.ending))
    )


def ending_rows(figures: Figures) -> tuple[Said, ...]:
    """Return the three endings, those no visit came to included."""
    return tuple(
        Said(look.label, figures.endings.get(Ending(ending), 0), look)
        for ending, look in ENDINGS.items()
        if ending != Ending.UNKNOWN
    )


def closing_rows(figures: Figures) -> tuple[Said, ...]:
    counted = figures.closings
    return tuple(Said(words, counted[c]) for c, words in CLOSING_LABELS.items() if c in counted)


def reason_rows(figures: Figures) -> tuple[Said, ...]:
    counted = figures.reasons
    return tuple(Said(words, counted[r]) for r, words in REASONS.items() if r in counted)


def seconds_words(seconds: float) -> str:
    """« 8 s », « 1 min 30 s »."""
    minutes, rest = divmod(round(seconds), 60)
    said = [f"{minutes}\u00a0min"] if minutes else []
    return " ".join([*said, f"{rest}\u00a0s"] if rest or not minutes else said)


def _arrow_rows(
    tree: Tree, figures: Figures, source: str, own: Sequence[Way], numbered: dict[str, int]
) -> tuple[ArrowRow, ...]:
    by = {way.target: ", ".join(way.labels) for way in own}
    for start, target in figures.arrows:
        if start == source:
            by.setdefault(target, ALERT)
    return tuple(
        ArrowRow(words, _target(tree, to, numbered), figures.arrows.get((source, to), 0))
        for to, words in by.items()
    )


def _target(tree: Tree, id: str, numbered: dict[str, int]) -> Target:
    if id in tree.questions:
        return Target(f"{numbered[id]}. {prompt(tree.questions[id])}", None)
    outcome = tree.outcomes.get(id)
    return Target(outcome.title, ENDINGS[outcome.ending]) if outcome else Target(id, None)
