"""What a picture or an outline of a tree shows: questions numbered, and the ways between them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from kb_app.knowledge.content.model import Ending
from kb_app.knowledge.triage.arrows import ALERTS, Arrow, arrows
from kb_app.knowledge.triage.drawing.saying import NBSP, UNKNOWN_SAID, Saying
from kb_app.knowledge.triage.model import Question, Tree

Count = int | None
"""A number of visits; None is one that is hidden, being small or beside a small one."""

ENDINGS = {
    Ending.SELF_SERVICE: "Autonomie",
    Ending.ASSISTED: "Accompagnement",
    Ending.REFERENT: "Référent",
    Ending.UNKNOWN: "Sortie",
}


@dataclass(frozen=True, slots=True)
class Counts:
    """Visits that came to each question or outcome, and that took each way."""

    reached: Mapping[str, Count] = field(default_factory=dict)
    ways: Mapping[tuple[str, str], Count] = field(default_factory=dict)
    """By question and where it leads; `arrows.ALERTS` for a question is a way of alerts."""


@dataclass(frozen=True, slots=True)
class Way:
    """All that leads from one question to one place."""

    source: str
    """A question's id, or `arrows.ALERTS`."""
    target: str
    labels: tuple[str, ...]
    """The answers that lead there, in the order they are decided."""


def numbers(tree: Tree) -> dict[str, int]:
    """Number the questions as an outline meets them; those nothing leads to come last."""
    after: dict[str, list[str]] = {id: [] for id in tree.questions}
    for arrow in arrows(tree):
        if arrow.source in after:
            after[arrow.source].append(arrow.target)
    found: dict[str, int] = {}
    waiting = [*reversed(list(tree.questions)), tree.start]
    while waiting:
        id = waiting.pop()
        if id in after and id not in found:
            found[id] = len(found) + 1
            waiting.extend(reversed(after[id]))
    return found


def ways(tree: Tree, numbered: Mapping[str, int]) -> tuple[Way, ...]:
    """Return the ways of the alerts, then of each question in the order of their numbers."""
    saying = Saying(tree, numbered)
    labels: dict[tuple[str, str], list[str]] = {}
    for arrow in sorted(arrows(tree), key=lambda arrow: numbered.get(arrow.source, 0)):
        labels.setdefault((arrow.source, arrow.target), []).append(_label(tree, arrow, saying))
    return tuple(Way(*ends, tuple(dict.fromkeys(said))) for ends, said in labels.items())


def prompt(question: Question) -> str:
    """Return the question as it is read aloud when nothing particular is known."""
    texts = [each.text for each in question.prompts if each.condition is None]
    return (texts or [each.text for each in question.prompts] or [question.id])[-1]


def visits(count: Count) -> str:
    """Return « 12 visites », « visites masquées »."""
    if count is None:
        return f"visites{NBSP}masquées"
    return f"{count}{NBSP}visite{'s' if count > 1 else ''}"


def in_order(tree: Tree, numbered: Mapping[str, int]) -> Iterator[Question]:
    """Yield the questions by number."""
    yield from (tree.questions[id] for id in numbered)


def subtree_titles(tree: Tree) -> Mapping[str, str]:
    """Return the title of the sub-tree each question comes from, by question."""
    by_path = {file.path: file.title for file in tree.subtrees}
    return {
        id: by_path[question.path]
        for id, question in tree.questions.items()
        if question.path in by_path
    }


def _label(tree: Tree, arrow: Arrow, saying: Saying) -> str:
    kind, _, rest = arrow.by.partition(" ")
    if arrow.source == ALERTS:
        return saying.condition(tree.alerts[int(rest)].condition)
    question = tree.questions[arrow.source]
    match kind:
        case "reponse":
            return saying.answer(question.id, rest)
        case "ne_sait_pas":
            return UNKNOWN_SAID
        case "regle":
            condition = question.rules[int(rest)].condition
            return saying.condition(condition, question.id) if condition else ""
        case _:
            return "ensuite" if _leads_one_way(question) else "sinon"


def _leads_one_way(question: Question) -> bool:
    return len(question.rules) == 1 and not any(option.target for option in question.options)
