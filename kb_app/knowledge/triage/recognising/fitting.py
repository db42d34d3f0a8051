"""Which question a number or a day answers: the only one it fits, or none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial

from kb_app.knowledge.triage.answers import RefusedAnswer, acceptor
from kb_app.knowledge.triage.facts import Value
from kb_app.knowledge.triage.model import Question, QuestionType, Tree
from kb_app.knowledge.triage.recognising.measures import (
    DayHeard,
    NumberHeard,
    days_in,
    flat,
    numbers_in,
)
from kb_app.knowledge.triage.recognising.names import Typed
from kb_app.knowledge.triage.recognising.phrases import own_terms, prompt_terms, terms_in
from kb_app.knowledge.triage.recognising.reach import reached
from kb_app.knowledge.triage.recognising.speech import Word

_SINCE = "depuis"


@dataclass(frozen=True, slots=True)
class Fitted:
    question: str
    value: Value
    places: frozenset[int]


class Fitting:
    """What is typed, beside the questions still open that ask for a number or a day."""

    def __init__(
        self,
        tree: Tree,
        text: str,
        typed: Typed,
        claimed: Mapping[int, str],
        facts: Mapping[str, Value],
        today: date,
    ) -> None:
        """`claimed`: the question that the word at a place answers already."""
        self.tree, self.typed, self.claimed, self.facts = tree, typed, claimed, facts
        self.words, self.today, self.text = typed.words, today, flat(text)
        self.about = own_terms(tree)
        open_ = reached(tree, facts, today) - facts.keys()
        self.open = [q for q in tree.questions.values() if q.id in open_]

        days = list(days_in(self.text))
        self.days = days
        self.numbers = [
            number
            for number in numbers_in(self.text)
            if not any(day.start < number.end and number.start < day.end for day in days)
        ]

    @property
    def measured(self) -> frozenset[int]:
        """The places of every number and day, fitted or not."""
        spans = [(day.start, day.end) for day in self.days]
        spans += [(number.start, self._end(number)) for number in self.numbers]
        return frozenset(place for span in spans for place in _between(self.words, *span))

    def fitted(self) -> Iterator[Fitted]:
        """Yield each number and day that fits exactly one question, which has no other."""
        days = [fit for day in self.days if (fit := self._day(day))]
        found = days + [fit for number in self.numbers if (fit := self._number(number))]
        for fit in found:
            if sum(each.question == fit.question for each in found) == 1:
                yield fit

    def _day(self, heard: DayHeard) -> Fitted | None:
        dated = [q for q in self.open if q.type is QuestionType.DATE]
        fitting = [
            (question, days[0])
            for question in dated
            if (days := self._accepted_days(question, heard))
            and (len(days) == 1 or not heard.is_vague)
            and self._is_about(question, heard, len(dated) == 1)
        ]
        if len(fitting) != 1:
            return None
        places = _between(self.words, heard.start, heard.end)
        return Fitted(fitting[0][0].id, fitting[0][1], places)

    def _accepted_days(self, question: Question, heard: DayHeard) -> list[date]:
        accepted = partial(_accepted, self.tree, question, facts=self.facts, today=self.today)
        return [day for day in heard.days(self.today) if accepted(day) is not None]

    def _is_about(self, question: Question, heard: DayHeard, is_only: bool) -> bool:
        """Return whether the words beside the day are those of the question.

        « hospitalisation mardi » gives no date to a question about an order.
        """
        since = _SINCE in flat(question.prompts[0].text if question.prompts else "")
        if heard.since and since and is_only:
            return True
        beside = self._beside(heard)
        if not beside:
            return is_only and not heard.since
        return heard.since <= since and self._is_near(question, beside)

    def _beside(self, heard: DayHeard) -> list[int]:
        """Return the telling words before the day in its clause, nearest first, else the next."""
        within = _between(self.words, heard.start, heard.end)
        clauses = {self.words[n].clause for n in within}
        telling = [
            n
            for n, word in enumerate(self.words)
            if word.term and word.clause in clauses and n not in within
        ]
        before = [n for n in telling if self.words[n].start < heard.start]
        return before[::-1] or telling[:1]

    def _is_near(self, question: Question, beside: list[int]) -> bool:
        """Return whether the question's word is near, past what leads to the question only."""
        leading = self._leading(question)
        for place in beside:
            if not leading.isdisjoint(self.typed.terms_at(place)):
                return True
            claimed = self.claimed.get(place)
            if claimed is None and self.words[place].term not in self.about:
                return False
            if claimed and question.id not in reached(self.tree, {}, self.today, start=claimed):
                return False
        return False

    def _leading(self, question: Question) -> frozenset[str]:
        """Return the terms of the question, its id, and the answers that lead straight to it."""
        options = [
            option.text
            for other in self.tree.questions.values()
            for option in other.options
            if option.target == question.id and self.facts.get(other.id) == option.id
        ]
        named = terms_in(question.id.replace("_", " ").replace(".", " "))
        return prompt_terms(question).union(named, *(terms_in(text) for text in options))

    def _number(self, heard: NumberHeard) -> Fitted | None:
        fitting = [
            (question, value)
            for question in self.open
            if self._measures(question, heard)
            and (value := _accepted(self.tree, question, heard.text, self.facts, self.today))
            is not None
        ]
        if len(fitting) != 1:
            return None
        places = _between(self.words, heard.start, self._end(heard))
        return Fitted(fitting[0][0].id, fitting[0][1], places)

    def _measures(self, question: Question, heard: NumberHeard) -> bool:
        match question.type:
            case QuestionType.AMOUNT:
                return heard.is_money
            case QuestionType.POSTCODE:
                return not heard.is_money and len(heard.text) == 5 and heard.text.isdigit()
            case QuestionType.NUMBER if question.unit and not heard.is_span:
                own = "vous" in flat(question.prompts[0].text if question.prompts else "")
                return self._unit(heard) in terms_in(question.unit) and (own or not heard.is_own)
            case _:
                return False

    def _unit(self, heard: NumberHeard) -> str | None:
        return next((w.term for w in self.words if w.start >= heard.end), None)

    def _end(self, heard: NumberHeard) -> int:
        if heard.is_money or self._unit(heard) is None or len(heard.text) == 5:
            return heard.end
        return next(w.end for w in self.words if w.start >= heard.end)


def _between(words: tuple[Word, ...], start: int, end: int) -> frozenset[int]:
    return frozenset(n for n, word in enumerate(words) if word.start < end and word.end > start)


def _accepted(
    tree: Tree, question: Question, raw: object, facts: Mapping[str, Value], today: date
) -> Value | None:
    try:
        return acceptor(tree, question)(raw, facts, today)
    except RefusedAnswer:
        return None
