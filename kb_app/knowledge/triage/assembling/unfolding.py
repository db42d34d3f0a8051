"""Files opened one inside the other: each sub-tree's questions put in place of its call."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace

from kb_app.knowledge.content.model import Problem
from kb_app.knowledge.triage.assembling.changes import Change
from kb_app.knowledge.triage.assembling.citations import renamed
from kb_app.knowledge.triage.assembling.citing import cite
from kb_app.knowledge.triage.assembling.opened import Opened
from kb_app.knowledge.triage.assembling.subtrees import Callers, called, check_contract, circle
from kb_app.knowledge.triage.model import EXIT, Call, Question, QuestionType, TreeFile
from kb_app.knowledge.triage.reading.once import Once
from kb_app.knowledge.triage.rules import findings
from kb_app.knowledge.triage.terms import Condition

MOST_QUESTIONS = 2_000
"""Of one tree, its sub-trees unfolded."""

_PARAMETER = re.compile(r"\{([a-z0-9_]+)\}")


class Unfolding:
    """The files of one tree, each opened once however often it is called."""

    def __init__(self, others: Mapping[str, TreeFile], damaged: Collection[str]) -> None:
        self.others = others
        self.damaged = damaged
        self.problems: set[Problem] = set()
        self.subtrees: dict[str, TreeFile] = {}
        self._opened: dict[str, Opened] = {}

    def open(self, file: TreeFile, callers: Callers = ()) -> Opened:
        """Return the file unfolded; its problems, and those of its sub-trees, join `problems`."""
        known = self._opened.get(file.id)
        if known is None:
            once = Once(findings(file.path))
            known = self._opened[file.id] = self._open(file, callers, once)
            once.tell()
            self.problems.update(once.found.problems)
        return known

    def _open(self, file: TreeFile, callers: Callers, once: Once) -> Opened:
        opened = Opened(unsound=set(file.unsound))
        starts: dict[str, str] = {}
        for question in file.questions.values():
            if isinstance(question, Call):
                starts[question.id] = self._call(question, file, callers, opened, once)
            else:
                opened.questions[question.id] = question
        opened.start = starts.get(file.start, file.start)
        cite(file, opened, starts, once)
        return opened

    def _call(
        self, call: Call, file: TreeFile, callers: Callers, opened: Opened, once: Once
    ) -> str:
        """Put the sub-tree in place of its call; return where arrows to the call lead."""
        here = (*callers, (file, call))
        if told := circle(call, here):
            self.problems.add(told)
        subtree = called(call, here, self.others, self.damaged, once)
        inner = self.open(subtree, here) if subtree else Opened()
        if subtree:
            self.subtrees[subtree.id] = subtree
            check_contract(call, subtree, call.id not in file.unsound, once)
        if len(opened.questions) + len(inner.questions) > MOST_QUESTIONS:
            once.found.add(
                "Y09",
                call.line,
                f"avec ce sous-arbre, l’arbre a plus de {MOST_QUESTIONS} questions ; partagez-le",
            )
            inner = Opened()
        if not inner.start:
            opened.questions[call.id] = Question(
                call.id, QuestionType.CHOICE, (), line=call.line, path=file.path
            )
            opened.unsound.add(call.id)
            return call.id
        _put(call, inner, opened)
        return f"{call.id}.{inner.start}"


def _put(call: Call, inner: Opened, opened: Opened) -> None:
    """Put an unfolded sub-tree into its host: ids prefixed, exits and parameters resolved.

    Exits lead where the host says in its own words, which are resolved with its own arrows.
    """

    def id_(id: str) -> str:
        return f"{call.id}.{id}"

    def ids(ids: Iterable[str]) -> tuple[str, ...]:
        return tuple(map(id_, ids))

    change = _change_for(call, inner, id_)
    for question in inner.questions.values():
        opened.questions[id_(question.id)] = change.question(question)
    for outcome in inner.outcomes.values():
        opened.outcomes[id_(outcome.id)] = change.outcome(outcome, id_(outcome.id))
    for calculation in inner.calculations.values():
        arguments = (id_(each) if each in inner.senses else each for each in calculation.arguments)
        opened.calculations[id_(calculation.id)] = replace(
            calculation, id=id_(calculation.id), arguments=tuple(arguments)
        )
    opened.alerts += change.alerts(inner.alerts)
    opened.calls[call.id] = ids(inner.questions)
    opened.calls.update((id_(id), ids(inside)) for id, inside in inner.calls.items())
    opened.senses.update((id_(id), sense) for id, sense in inner.senses.items())
    opened.unsound.update(ids(inner.unsound), ids(_left_open(inner, call)))


def _change_for(call: Call, inner: Opened, id_: Callable[[str], str]) -> Change:
    def target(target: str) -> str | None:
        if target.startswith(EXIT):
            return call.exits.get(target.removeprefix(EXIT)) or None
        return id_(target)

    def condition(condition: Condition) -> Condition:
        return renamed(condition, inner.senses, id_)

    def text(text: str) -> str:
        return _PARAMETER.sub(lambda name: call.parameters.get(name[1], name[0]), text)

    return Change(id_, target, condition, text)


def _left_open(inner: Opened, call: Call) -> set[str]:
    """Return the questions of a sub-tree with an exit that leads nowhere in its host."""
    return {
        question.id
        for question in inner.questions.values()
        for target in _targets_of(question)
        if target.startswith(EXIT) and not call.exits.get(target.removeprefix(EXIT))
    }


def _targets_of(question: Question) -> list[str]:
    targets = [option.target for option in question.options]
    targets += [rule.target for rule in question.rules]
    return [target for target in (*targets, question.unknown) if target]
