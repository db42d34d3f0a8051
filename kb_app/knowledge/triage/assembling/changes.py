"""The same question or outcome with its ids, targets, conditions and texts changed throughout."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from kb_app.knowledge.triage.model import Alert, Item, Outcome, Question, Wording
from kb_app.knowledge.triage.terms import TODAY, Condition, Moment


@dataclass(frozen=True, slots=True)
class Change:
    """How each part becomes another; what a function gives as None is left out."""

    id: Callable[[str], str]
    """Of questions and calculations."""
    target: Callable[[str], str | None]
    condition: Callable[[Condition], Condition]
    text: Callable[[str], str]

    def question(self, question: Question) -> Question:
        return replace(
            question,
            id=self.id(question.id),
            prompts=self.wordings(question.prompts),
            help=self._optional(question.help),
            unit=self._optional(question.unit),
            after=self.moment(question.after),
            before=self.moment(question.before),
            options=tuple(
                replace(
                    option,
                    text=self.text(option.text),
                    definition=self._optional(option.definition),
                    target=self.target(option.target) if option.target else None,
                    condition=self._condition(option.condition),
                )
                for option in question.options
            ),
            rules=tuple(
                replace(rule, target=target, condition=self._condition(rule.condition))
                for rule in question.rules
                if (target := self.target(rule.target))
            ),
            unknown=self.target(question.unknown) if question.unknown else None,
        )

    def outcome(self, outcome: Outcome, id: str) -> Outcome:
        return replace(
            outcome,
            id=id,
            title=self.text(outcome.title),
            say=self.wordings(outcome.say),
            do=self.wordings(outcome.do),
            documents=self._items(outcome.documents),
            sheets=self._items(outcome.sheets),
            urgencies=tuple(
                replace(each, condition=self._condition(each.condition))
                for each in outcome.urgencies
            ),
            deadlines=tuple(
                replace(
                    each,
                    since=each.since if each.since == TODAY else self.id(each.since),
                    label=self.text(each.label),
                    condition=self._condition(each.condition),
                )
                for each in outcome.deadlines
            ),
            delay=self._optional(outcome.delay),
            meanwhile=self.wordings(outcome.meanwhile),
            resume_at=self.target(outcome.resume_at) if outcome.resume_at else None,
            if_blocked=self.target(outcome.if_blocked) if outcome.if_blocked else None,
            to_send=tuple(map(self.id, outcome.to_send)),
        )

    def alerts(self, alerts: Iterable[Alert]) -> tuple[Alert, ...]:
        return tuple(
            replace(alert, condition=self.condition(alert.condition), target=target)
            for alert in alerts
            if (target := self.target(alert.target))
        )

    def wordings(self, wordings: tuple[Wording, ...]) -> tuple[Wording, ...]:
        return tuple(
            replace(each, text=self.text(each.text), condition=self._condition(each.condition))
            for each in wordings
        )

    def moment(self, moment: Moment | None) -> Moment | None:
        if moment is None or not isinstance(moment.anchor, str) or moment.anchor == TODAY:
            return moment
        return replace(moment, anchor=self.id(moment.anchor))

    def _items(self, items: tuple[Item, ...]) -> tuple[Item, ...]:
        return tuple(replace(each, condition=self._condition(each.condition)) for each in items)

    def _condition(self, condition: Condition | None) -> Condition | None:
        return None if condition is None else self.condition(condition)

    def _optional(self, text: str | None) -> str | None:
        return None if text is None else self.text(text)
