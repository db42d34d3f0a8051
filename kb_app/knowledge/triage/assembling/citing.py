"""The blocks of one file, held to what they cite once its sub-trees are in place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TypeVar

from kb_app.knowledge.triage.arrows import ALERTS
from kb_app.knowledge.triage.assembling.changes import Change
from kb_app.knowledge.triage.assembling.citations import Citations
from kb_app.knowledge.triage.assembling.opened import Opened
from kb_app.knowledge.triage.assembling.outcome_citations import deadlines, sent
from kb_app.knowledge.triage.assembling.senses import calculated, in_order, sense_of
from kb_app.knowledge.triage.model import Alert, Call, Outcome, Question, TreeFile
from kb_app.knowledge.triage.reading.once import Once

T = TypeVar("T")


def cite(file: TreeFile, opened: Opened, starts: Mapping[str, str], once: Once) -> None:
    """Complete `opened`, where the sub-trees are and the file's own blocks come raw.

    Arrows to a call lead to the first question of its sub-tree, which `starts` gives. What is
    cited in vain is told, and the block that cites it is unsound.
    """
    _Citing(file, opened, starts, once).cite()


class _Citing:
    def __init__(
        self, file: TreeFile, opened: Opened, starts: Mapping[str, str], once: Once
    ) -> None:
        self.file = file
        self.opened = opened
        self.starts = starts
        self.once = once
        for question in opened.questions.values():
            if question.id in file.questions:
                opened.senses[question.id] = sense_of(question, opened.unsound)
        calls = {each.id for each in file.questions.values() if isinstance(each, Call)}
        self.citations = Citations(opened.senses, calls, opened.unsound, once)

    def cite(self) -> None:
        self.calculations()
        opened, file = self.opened, self.file
        opened.questions = {
            id: self.question(each) if id in file.questions else self.resolved.question(each)
            for id, each in opened.questions.items()
        }
        own = {each.id: self.outcome(each) for each in file.outcomes.values()}
        inner = opened.outcomes.items()
        opened.outcomes = own | {id: self.resolved.outcome(each, id) for id, each in inner}
        alerts = [self.alert(each) for each in file.alerts]
        opened.alerts = (*alerts, *self.resolved.alerts(opened.alerts))

    @property
    def resolved(self) -> Change:
        """What a sub-tree brought has been held to its own file: only arrows to calls change."""
        return Change(_same, self.target, _same, _same)

    def target(self, target: str) -> str:
        return self.starts.get(target, target)

    def calculations(self) -> None:
        ordered, in_circle = in_order(self.file.calculations)
        for id_ in in_circle:
            self.opened.unsound.add(id_)
            self.once.add(
                "C07",
                "",
                self.file.calculations[id_].line,
                f"calcul « {id_[:80]} » : il se lit lui-même ; retirez ce renvoi",
            )
        for calculation in ordered:
            if self.citations.calculation(calculation):
                self.opened.calculations[calculation.id] = calculation
                self.opened.senses[calculation.id] = calculated(calculation, self.opened.senses)
            else:
                self.opened.unsound.add(calculation.id)

    def question(self, question: Question) -> Question:
        where, before = f"question « {question.id[:80]} »", self.once.count
        changed = replace(
            self.change(where).question(question),
            after=self.citations.moment(question.after, question.line, where),
            before=self.citations.moment(question.before, question.line, where),
        )
        self.judge(question.id, before)
        return changed

    def outcome(self, outcome: Outcome) -> Outcome:
        where, before = f"issue « {outcome.id[:80]} »", self.once.count
        kept = replace(
            outcome,
            deadlines=deadlines(outcome, self.citations),
            to_send=sent(outcome, self.opened, self.citations),
            resume_at=self.resume_at(outcome),
        )
        changed = self.change(where).outcome(kept, outcome.id)
        self.judge(outcome.id, before)
        return changed

    def alert(self, alert: Alert) -> Alert:
        before = self.once.count
        (changed,) = self.change("alerte").alerts((alert,))
        if self.once.count > before:
            # Only this alert may lead there.
            self.opened.unsound.update((ALERTS, alert.target))
        return changed

    def resume_at(self, outcome: Outcome) -> str | None:
        id_ = outcome.resume_at
        if id_ is None or id_ in self.starts or id_ in self.opened.questions:
            return id_
        if id_ not in self.opened.unsound:
            hint = self.once.found.closest(id_, sorted(self.opened.questions))
            self.once.add(
                "R01",
                id_,
                outcome.lines["reprendre_a"],
                f"issue « {outcome.id[:80]} » : « reprendre_a: {id_[:80]} » "
                f"ne désigne aucune question{hint}",
            )
        return None

    def change(self, where: str) -> Change:
        return Change(
            _same, self.target, lambda condition: self.citations.condition(condition, where), _same
        )

    def judge(self, id_: str, before: int) -> None:
        """Mark a block in which something was told since."""
        if self.once.count > before:
            self.opened.unsound.add(id_)


def _same(value: T) -> T:
    return value
