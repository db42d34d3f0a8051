"""What is wrong with a tree, gathered: where each block is written, and how to tell a visit."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from decimal import Decimal

from kb_app.knowledge.content.model import Problem
from kb_app.knowledge.triage.arrows import ALERTS, Arrow
from kb_app.knowledge.triage.facts import Value
from kb_app.knowledge.triage.model import EXIT, Call, Outcome, Question, QuestionType, Tree
from kb_app.knowledge.triage.rules import RULES

_FEWEST_OPTIONS = 2


class Report:
    """The problems of one tree. Nothing is said of the blocks that were refused already."""

    def __init__(self, tree: Tree, unsound: Collection[str] = ()) -> None:
        self.tree = tree
        self.unsound = frozenset(unsound) | _single_answers(tree)
        self.problems: set[Problem] = set()

    def has(self, *codes: str) -> bool:
        return any(problem.code in codes for problem in self.problems)

    def add(self, code: str, line: int, message: str, path: str = "") -> None:
        level = RULES[code].level
        self.problems.add(Problem(path or self.tree.file.path, line, code, message, level))

    def of_question(self, code: str, question: Question, message: str, line: int = 0) -> None:
        """Add a problem of a question, named as in the file it is written in."""
        if question.id not in self.unsound:
            path = self.path_of(question)
            named = f"question « {self.name_of(question)} » : {message}"
            self.add(code, line or question.line, named, path)

    def of_outcome(self, code: str, outcome: Outcome, message: str, line: int = 0) -> None:
        if outcome.id not in self.unsound:
            self.add(code, line or outcome.line, f"issue « {outcome.id} » : {message}")

    def leads_anywhere(self, reached: Collection[str]) -> bool:
        """Tell whether visits come to a block that was refused: more may lie behind it."""
        nowhere = (self.tree.questions.keys() - set(reached)) | self.tree.outcomes.keys()
        return bool(self.unsound - nowhere)

    def path_of(self, question: Question) -> str:
        return question.path or self.tree.file.path

    def name_of(self, question: Question) -> str:
        """Return the question's id in its own file: a sub-tree does not know what calls it."""
        if self.path_of(question) == self.tree.file.path:
            return question.id
        return question.id.rpartition(".")[2]

    def place_of(self, arrow: Arrow) -> tuple[str, int]:
        """Return the file and line where an arrow's target is written.

        Where a sub-tree's exit leads is written in the call.
        """
        if arrow.source == ALERTS:
            return self.tree.file.path, arrow.line
        question = self.tree.questions[arrow.source]
        left = [
            id
            for id, inside in self.tree.exits.items()
            if arrow.source in inside and arrow.target not in inside
        ]
        call = self.tree.file.questions.get(min(left, key=len)) if left else None
        if isinstance(call, Call):
            line = call.lines.get(self.exit_of(question, call, arrow), call.line)
            return self.tree.file.path, line
        return self.path_of(question), arrow.line

    def exit_of(self, question: Question, call: Call, arrow: Arrow) -> str:
        """Return the exit an arrow takes; of a sub-tree's own sub-tree, one that goes there."""
        for file in self.tree.subtrees:
            written = file.questions.get(question.id.removeprefix(f"{call.id}."))
            if file.id == call.subtree and isinstance(written, Question):
                return (target_of(written, arrow.by) or "").removeprefix(EXIT)
        return next((name for name, target in call.exits.items() if target == arrow.target), "")


def _single_answers(tree: Tree) -> frozenset[str]:
    """Return the choices that offer none (S06): what they decide is not known yet."""
    return frozenset(
        question.id
        for question in tree.questions.values()
        if question.type is QuestionType.CHOICE and len(question.options) < _FEWEST_OPTIONS
    )


def target_of(question: Question, by: str) -> str | None:
    """Return where the arrow of that name (`reponse oui`, `regle 0`…) leads."""
    for option in question.options:
        if by == f"reponse {option.id}":
            return option.target
    for number, rule in enumerate(question.rules):
        if by == (f"regle {number}" if rule.condition else "sinon"):
            return rule.target
    return question.unknown if by == "ne_sait_pas" else None


def told(answers: Mapping[str, Value | None], today: date) -> str:
    """Return a visit as its author can replay it: `pour_qui = soi, situation = volee`.

    The day is given when a date was answered.
    """
    said = ", ".join(f"{id} = {written(value)}" for id, value in answers.items())
    if any(isinstance(value, date) for value in answers.values()):
        return f"{said} (visite du {today.isoformat()})"
    return said or "dès la première question"


def written(value: Value | None) -> str:
    """Return a value as a case writes it."""
    match value:
        case None:
            return "vide"
        case tuple():
            return f"[{', '.join(value)}]"
        case date():
            return value.isoformat()
        case Decimal():
            return f"{value:f}"
        case _:
            return str(value)


def order(value: Value) -> Decimal:
    """Return where a number or a day stands among those of its sort."""
    if isinstance(value, date):
        return Decimal(value.toordinal())
    return value if isinstance(value, Decimal) else Decimal(value if isinstance(value, int) else 0)
