"""What the end of a visit gives, in values that can be held to those of another version."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from kb_app.knowledge.content.model import Ending
from kb_app.knowledge.triage.checking.revision import means_otherwise
from kb_app.knowledge.triage.conclude import Conclusion, conclude
from kb_app.knowledge.triage.conditions import holds
from kb_app.knowledge.triage.facts import Facts, reader_of
from kb_app.knowledge.triage.model import Deadline, Outcome, Tree
from kb_app.knowledge.triage.terms import TODAY, Span, Unit
from kb_app.knowledge.triage.walk import Walk

NOWHERE = "nulle part"
REFUSED = "refusée"


class Aspect(StrEnum):
    """What may change of an end, in the order told; the value is how it is called in French."""

    OUTCOME = "issue"
    OPERATOR = "opérateur"
    DOCUMENTS = "pièces"
    SHEETS = "fiches"
    URGENCY = "urgence"
    DEADLINE = "échéance"
    DELAY = "délai annoncé"
    INBOX = "question posée à"
    MESSAGE = "réponses transmises"
    IF_BLOCKED = "si cela bloque"


@dataclass(frozen=True, slots=True)
class Due:
    """How a deadline is counted; its day follows from the answers."""

    within: Span
    """In days or in months whenever it can be."""
    since: tuple[str, ...]
    """A date question, several when the first known counts, or `aujourd_hui`."""
    label: str


@dataclass(frozen=True, slots=True)
class End:
    """Where a visit ends on one version, questions and outcomes by the ids of the newer one."""

    outcome: str | None
    """None: the version has no end for this visit."""
    stopped_at: str | None = None
    """The question it could not go beyond, by its own version's id."""
    why: str = ""
    """REFUSED: its answer is not possible there. NOWHERE: it leads nowhere, or is not there."""
    title: str = ""
    ending: Ending = Ending.UNKNOWN
    aspects: tuple[tuple[Aspect, Hashable], ...] = ()
    """All but OUTCOME."""

    @property
    def gives(self) -> Mapping[Aspect, Hashable]:
        return dict(self.aspects)


Names = Callable[[str], str]
"""From an id of the version read to that of the newer one, or the same."""


def end_of(tree: Tree, walked: Walk, today: date, question: Names, outcome: Names) -> End:
    """Return the end of a finished walk; what it could not do when it did not reach an outcome.

    What is only worded (what to say, the steps) is not part of it, nor the day of a deadline: how
    it is counted is.
    """
    if walked.outcome not in tree.outcomes:
        why = REFUSED if walked.refused else NOWHERE
        return End(None, walked.stopped_at or walked.outcome, why)
    given = conclude(tree, walked, today)
    reached = given.outcome
    aspects = {
        Aspect.OPERATOR: reached.operator or tree.file.operator,
        Aspect.DOCUMENTS: tuple(dict.fromkeys(given.documents)),
        Aspect.SHEETS: tuple(dict.fromkeys(given.sheets)),
        Aspect.URGENCY: given.urgency,
        Aspect.DEADLINE: _due(tree, given, walked.facts, today, question),
        Aspect.DELAY: reached.delay,
        Aspect.INBOX: reached.desk and (
            reached.desk.inbox, reached.desk.answer_within, reached.desk.call_too
        ),
        Aspect.MESSAGE: _message(reached, walked, question),
        Aspect.IF_BLOCKED: outcome(reached.if_blocked) if reached.if_blocked else None,
    }  # fmt: skip
    return End(
        outcome(reached.id),
        title=reached.title,
        ending=reached.ending,
        aspects=tuple(aspects.items()),
    )


def differing(before: End, now: End) -> tuple[Aspect, ...]:
    """Return in what the two ends differ; nothing when a visitor would notice nothing.

    The order of documents and sheets, and an outcome's new id, are not noticed; a title is when
    it means something else. Where the outcome is another one, nothing more is told.
    """
    if before.outcome is None or now.outcome is None:
        return () if before.outcome is now.outcome else (Aspect.OUTCOME,)
    given = now.gives
    found = tuple(a for a, value in before.aspects if _compared(value) != _compared(given[a]))
    renamed = before.outcome != now.outcome and (found or before.title != now.title)
    meant = means_otherwise(before.title, now.title)
    if renamed or meant or before.ending is not now.ending:
        return (Aspect.OUTCOME,)
    return found


def _compared(value: Hashable) -> Hashable:
    return frozenset(value) if isinstance(value, tuple) else value


def _message(outcome: Outcome, walked: Walk, question: Names) -> tuple[str, ...]:
    """Return the questions whose answers are sent, of those that were asked."""
    asked = set(walked.asked)
    return tuple(question(id) for id in outcome.to_send if id in asked)


def _due(tree: Tree, given: Conclusion, facts: Facts, today: date, question: Names) -> Due | None:
    if given.deadline is None:
        return None
    rule = next(
        each
        for each in given.outcome.deadlines
        if each.condition is None or holds(tree, each.condition, facts, today)
    )
    return Due(_plain(rule.within), _since(tree, rule, facts, today, question), rule.label)


def _since(
    tree: Tree, rule: Deadline, facts: Facts, today: date, question: Names
) -> tuple[str, ...]:
    """Return the question the deadline really runs from, through calculations."""
    about, seen = rule.since, {rule.since}
    while calculation := tree.calculations.get(about):
        known = (
            each
            for each in calculation.arguments
            if each not in seen and isinstance(reader_of(tree, each)(facts, today), date)
        )
        about = next(known, "")
        seen.add(about)
    return (about if about in ("", TODAY) else question(about),)


def _plain(span: Span) -> Span:
    """Return the same span in one unit for all that are always equal."""
    match span.unit:
        case Unit.WEEKS:
            return Span(span.count * 7, Unit.DAYS)
        case Unit.YEARS:
            return Span(span.count * 12, Unit.MONTHS)
        case _:
            return span
