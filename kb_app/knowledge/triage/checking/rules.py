"""Rules that read what was not asked, and rules that never serve."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from kb_app.knowledge.triage.checking.consulted import Consulted, Reading
from kb_app.knowledge.triage.checking.report import Report, order, told, written
from kb_app.knowledge.triage.checking.values import Values
from kb_app.knowledge.triage.exploring.explore import Exploration, Move
from kb_app.knowledge.triage.exploring.leaves import read_by
from kb_app.knowledge.triage.facts import Value
from kb_app.knowledge.triage.model import Question, Rule
from kb_app.knowledge.triage.terms import All, Any, Condition, Not

_MOST_SAID = 6


@dataclass(frozen=True, slots=True)
class _Dead:
    """A rule that decides on no visit, and the message that says so but for its line."""

    question: Question
    number: int
    code: str
    message: str

    @property
    def rule(self) -> Rule:
        return self.question.rules[self.number]


class RuleCheck:
    """Holds the rules of the questions to serving: C04 as they are looked at, then R08 and R09."""

    def __init__(self, report: Report, exploration: Exploration) -> None:
        self.report = report
        self.exploration = exploration
        self.reached = {stop.at for stop in exploration.stops}
        self.values = Values(exploration)
        self.is_whole = not exploration.sampled and not report.leads_anywhere(self.reached)
        """Every visit that ends at a question is known; if not, no rule is dead for sure but one
        that reads its own question alone."""
        self.hanging: dict[str, list[tuple[Question, Rule, Move]]] = defaultdict(list)
        """By question not asked, where a rule reads it."""
        self.dead: list[_Dead] = []
        self.wrong: set[tuple[str, str]] = set()
        """The rules whose target they do not lead to, as they are: by question and name."""

    def look_at(self, each: Consulted) -> None:
        wrong = set()
        for reading in each.readings:
            for number in _hanging(reading):
                wrong.add(number)
                self._note_hanging(each.question, each.question.rules[number], reading.move)
        for number in range(len(each.question.rules)):
            decides = any(reading.first == number for reading in each.readings)
            if not decides and number not in wrong and self._is_sure(each.question, number):
                self.dead.append(self._dead(each, number))
                wrong.add(number)
        self.wrong |= {(each.question.id, f"regle {number}") for number in wrong}

    # ------------------------------------------------------------ not asked

    def _note_hanging(self, question: Question, rule: Rule, move: Move) -> None:
        for about in self._read_by(rule):
            if about not in move.answers and about in self.reached:
                self.hanging[about].append((question, rule, move))

    def tell_not_asked(self) -> None:
        """C04: one message for each question that was jumped over.

        Where two were jumped over together, for the first.
        """
        places = list(self.report.tree.questions)
        jumped: list[str] = []
        first = {about: min(places.index(q.id) for q, _, _ in self.hanging[about])
                 for about in self.hanging}  # fmt: skip
        for about in sorted(first, key=lambda each: (first[each], places.index(each))):
            reads = self.hanging[about]
            if any(all(each not in move.answers for _, _, move in reads) for each in jumped):
                continue
            jumped.append(about)
            question, rule, move = min(reads, key=lambda each: places.index(each[0].id))
            self.report.of_question(
                "C04",
                question,
                f"la condition lit « {about} », qui n’a pas été posée sur ce parcours : "
                f"{told(move.answers, self.exploration.today)}",
                rule.line,
            )

    # ------------------------------------------------------------ never serving

    def tell_dead(self, *, all_arrows_are_right: bool) -> None:
        """R08 and R09; only those a wrong arrow cannot explain unless all arrows are right."""
        groups: list[tuple[set[str], list[_Dead]]] = []
        for dead in self.dead:
            if all_arrows_are_right or self._reads_itself(dead.question, dead.rule):
                self._group(dead, groups)
        for _, rules in groups:
            first, others = rules[0], ", ".join(str(each.rule.line) for each in rules[1:])
            also = f" (de même ligne{'s' * (len(rules) > 2)} {others})" if others else ""
            self.report.of_question(
                first.code,
                first.question,
                f"la règle ligne {first.rule.line} {first.message}{also}",
                first.rule.line,
            )

    def _group(self, dead: _Dead, groups: list[tuple[set[str], list[_Dead]]]) -> None:
        """Add a rule to those that are never true for want of the same answers, one mistake."""
        wanted = set(self._read_by(dead.rule)) - {dead.question.id}
        for shared, rules in groups:
            if dead.code == "R09" and shared & wanted:
                shared |= wanted
                rules.append(dead)
                return
        groups.append((wanted if dead.code == "R09" else set(), [dead]))

    def _is_sure(self, question: Question, number: int) -> bool:
        rule = question.rules[number]
        if rule.condition is None or _is_refused(rule.condition):
            return False
        return self.is_whole or self._reads_itself(question, rule)

    def _dead(self, each: Consulted, number: int) -> _Dead:
        question = each.question
        masking = [
            reading.first
            for reading in each.readings
            if reading.truths[number] and reading.first is not None
        ]
        if masking:
            other = question.rules[min(masking)].line
            message = f"est masquée par celle de la ligne {other} ; elle ne servira jamais"
            return _Dead(question, number, "R08", message)
        why = self._only_if(each, question.rules[number])
        return _Dead(question, number, "R09", f"ne peut pas être vraie ici, car {why}")

    def _only_if(self, each: Consulted, rule: Rule) -> str:
        """Return what is known whenever the rule is read, of what it reads."""
        if not each.readings:
            return "chaque réponse a déjà sa suite avant elle"
        id = each.question.id
        before = sorted(self._read_by(rule) - {id}, key=list(self.report.tree.questions).index)
        starts = {reading.move.start for reading in each.readings}
        known = [
            text
            for about in before
            if (text := said(about, {v for stop in starts for v in self.values.of(about, stop)}))
        ]
        if known:
            return f"on n’arrive à cette question que si {' et '.join(known)}"
        own = said(id, {reading.move.answer for reading in each.readings})
        return f"on n’arrive à cette règle que si {own}"

    def _reads_itself(self, question: Question, rule: Rule) -> bool:
        return self._read_by(rule) <= {question.id}

    def _read_by(self, rule: Rule) -> frozenset[str]:
        return read_by(self.report.tree, rule.condition) if rule.condition else frozenset()


def _hanging(reading: Reading) -> Iterator[int]:
    """Yield the rules read on this visit whose truth hangs on a question not asked."""
    last = len(reading.truths) if reading.first is None else reading.first
    return (n for n, truth in enumerate(reading.truths[:last]) if truth is None)


def said(about: str, values: Collection[Value | None]) -> str:
    """Return what is known of an answer: `situation = perdue ou volee`, `age entre 0 et 11`."""
    measures = [each for each in values if each is not None and not isinstance(each, str | tuple)]
    if len(measures) == len(values) > 2:
        ordered = sorted(measures, key=order)
        return f"{about} entre {written(ordered[0])} et {written(ordered[-1])}"
    words = sorted(written(each) for each in values)
    if len(words) > _MOST_SAID:
        words = [*words[: _MOST_SAID - 1], "…"]
    return f"{about} = {' ou '.join(words)}" if words else ""


def _is_refused(condition: Condition) -> bool:
    """Tell whether a part of it was refused when the tree was assembled, and told then."""
    match condition:
        case Any(()):
            return True
        case All(parts) | Any(parts):
            return any(map(_is_refused, parts))
        case Not(part):
            return _is_refused(part)
        case _:
            return False
