"""What a file of cases covers of its tree: outcomes, answers, arrows, doubts, second thoughts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

from kb_app.knowledge.triage.arrows import arrows
from kb_app.knowledge.triage.cases.model import CasesFile
from kb_app.knowledge.triage.cases.play import Played
from kb_app.knowledge.triage.model import Tree
from kb_app.knowledge.triage.terms import UNKNOWN

Pair = tuple[str, str]


T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Share(Generic[T]):
    """How much of one sort of thing is covered."""

    total: int
    missing: tuple[T, ...]
    """In the tree's order."""

    @property
    def percent(self) -> int:
        """Rounded down: 100 only when nothing is missing."""
        return 100 * (self.total - len(self.missing)) // self.total if self.total else 100


@dataclass(frozen=True, slots=True)
class Coverage:
    outcomes: Share[str]
    answers: Share[Pair]
    """Each option of each question: `(question, option)`."""
    arrows: Share[Pair]
    """`(question, target)`: all the ways from one to the other are one arrow."""
    unknown: bool
    """Someone does not know something; true as well where that is nowhere an answer."""
    change: bool
    """Someone changes an answer."""


@dataclass(frozen=True, slots=True)
class Shortfall:
    code: str
    message: str
    outcome: str | None = None
    answer: Pair | None = None
    arrow: Pair | None = None


def coverage(tree: Tree, played: Iterable[Played]) -> Coverage:
    """Measure what these visits go through; a changed answer counts, a changed arrow does not.

    A case that fails counts for what it was meant to answer and to reach too, so that one mistake
    is not told twice.
    """
    outcomes: set[str] = set()
    answers: set[Pair] = set()
    taken: set[Pair] = set()
    change = False
    for each in played:
        change = change or each.before is not None
        steps = each.walk.steps
        case = each.case
        outcomes |= {each.walk.outcome or "", case.expected.outcome or ""}
        for given in (*case.first.values(), *case.changes.values(), *case.then.values()):
            values = given.value if isinstance(given.value, tuple) else (given.value,)
            answers |= {(given.question, value) for value in values}
        taken |= {(step.arrow.source, step.arrow.target) for step in steps}
        answers |= {(s.question, s.answer) for s in steps if isinstance(s.answer, str)}
    options = [(q.id, option.id) for q in tree.questions.values() for option in q.options]
    pairs = list(dict.fromkeys((arrow.source, arrow.target) for arrow in arrows(tree)))
    return Coverage(
        Share(len(tree.outcomes), tuple(o for o in tree.outcomes if o not in outcomes)),
        Share(len(options), tuple(pair for pair in options if pair not in answers)),
        Share(len(pairs), tuple(pair for pair in pairs if pair not in taken)),
        any(value == UNKNOWN for _, value in answers)
        or not any(question.unknown for question in tree.questions.values()),
        change,
    )


def shortfalls(file: CasesFile, covered: Coverage) -> tuple[Shortfall, ...]:
    """Return what is missing where the file covers less than it requires: E02, E03, E05."""
    required = file.required
    found: list[Shortfall] = []
    if covered.outcomes.percent < required.outcomes:
        found += [
            Shortfall("E02", f"aucun cas n’arrive à l’issue « {id} »", outcome=id)
            for id in covered.outcomes.missing
        ]
    if covered.answers.percent < required.answers:
        found += [
            Shortfall("E03", f"aucun cas n’utilise la réponse « {q} = {r} »", answer=(q, r))
            for q, r in covered.answers.missing
        ]
    if covered.arrows.percent < required.arrows:
        found += [
            Shortfall("E03", f"aucun cas ne passe par la flèche {q} → {t}", arrow=(q, t))
            for q, t in covered.arrows.missing
        ]
    tested = {"« ne sait pas »": covered.unknown, "un changement de réponse": covered.change}
    if untested := [what for what, is_tested in tested.items() if not is_tested]:
        found.append(Shortfall("E05", f"aucun cas ne teste {' ni '.join(untested)}"))
    return tuple(found)
