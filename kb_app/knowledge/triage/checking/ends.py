"""Answers that lead nowhere, numbers and days that no rule or two rules provide for."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from itertools import combinations

from kb_app.knowledge.triage.checking.consulted import Consulted, Reading
from kb_app.knowledge.triage.checking.report import Report, order, told, written
from kb_app.knowledge.triage.conditions import ids_in
from kb_app.knowledge.triage.exploring.explore import Exploration
from kb_app.knowledge.triage.facts import Sort, Value, reader_of, sort_of
from kb_app.knowledge.triage.model import Question, Rule, Tree


def check_dead_ends(report: Report, exploration: Exploration) -> None:
    """R05, for the questions without rules, and those no answer of which is accepted."""
    tree = report.tree
    done: set[str] = set()
    for stop, moves in exploration.moves.items():
        question = tree.questions[stop.at]
        if question.id in done:
            continue
        if not moves:
            done.add(question.id)
            visit = told(stop.answers, exploration.today)
            message = f"aucune réponse n’y est possible. Exemple : {visit}"
            report.of_question("R05", question, message)
        for move in moves:
            if move.arrow is None and not question.rules:
                done.add(question.id)
                visit = told(move.answers, exploration.today)
                message = f"certaines réponses n’ont pas de suite. Exemple : {visit}"
                report.of_question("R05", question, message)
                break


def check_rules_cover(report: Report, each: Consulted, today: date) -> None:
    """C05 for a gap between two rules; R06 when `sinon` is missing at the end."""
    tree, question = report.tree, each.question
    lost = [reading for reading in each.readings if reading.first is None]
    if not lost:
        return
    for about in _measures(tree, question):
        if gap := _gap(tree, about, each.readings, today):
            report.of_question("C05", question, f"aucune règle pour {_between(about, gap)}")
            return
    report.of_question("R06", question, "il manque « sinon » ; une réponse peut rester sans suite")


def check_rules_overlap(report: Report, each: Consulted, today: date) -> None:
    """C06: two rules share some numbers or days, and each has others. A cascade is right."""
    tree, rules = report.tree, each.question.rules
    for about in _measures(tree, each.question):
        own = {
            number: _true_of(tree, about, each.readings, number, today)
            for number, rule in enumerate(rules)
            if _reads(tree, rule) == {about}
        }
        for first, second in combinations(own, 2):
            shared = own[first] & own[second]
            if shared and own[first] - shared and own[second] - shared:
                report.of_question(
                    "C06",
                    each.question,
                    f"{_between(about, shared)} est prévu deux fois (lignes {rules[first].line} "
                    f"et {rules[second].line}) ; la première gagne",
                    rules[second].line,
                )


def _measures(tree: Tree, question: Question) -> list[str]:
    """Return what the rules read that can be put in order: numbers, amounts, dates."""
    reads = [about for rule in question.rules for about in sorted(_reads(tree, rule))]
    ordered = (Sort.NUMBER, Sort.DATE)
    return [about for about in dict.fromkeys(reads) if sort_of(tree, about) in ordered]


def _reads(tree: Tree, rule: Rule) -> frozenset[str]:
    return ids_in(tree, rule.condition) if rule.condition else frozenset()


def _gap(tree: Tree, about: str, readings: Sequence[Reading], today: date) -> list[Value]:
    """Return the values no rule provides for that lie between two that rules about it do."""
    rules = tree.questions[readings[0].move.start.at].rules
    provided, lost = set(), set()
    for reading in readings:
        if (value := _measure(tree, about, reading, today)) is None:
            continue
        if reading.first is None:
            lost.add(value)
        elif about in _reads(tree, rules[reading.first]):
            provided.add(value)
    gap: list[Value] = []
    for value in sorted(provided | lost, key=order):
        if value in lost and any(order(each) < order(value) for each in provided):
            gap.append(value)
        elif gap:
            return gap
    return []


def _true_of(
    tree: Tree, about: str, readings: Sequence[Reading], number: int, today: date
) -> set[Value]:
    values = (_measure(tree, about, each, today) for each in readings if each.truths[number])
    return {value for value in values if value is not None}


def _measure(tree: Tree, about: str, reading: Reading, today: date) -> Value | None:
    value = reader_of(tree, about)(reading.move.facts, today)
    return None if isinstance(value, str | tuple) else value


def _between(about: str, values: Collection[Value]) -> str:
    ordered = sorted(values, key=order)
    if len(ordered) == 1:
        return f"{about} = {written(ordered[0])}"
    return f"{about} entre {written(ordered[0])} et {written(ordered[-1])}"
