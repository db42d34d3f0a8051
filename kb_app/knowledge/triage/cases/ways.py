"""The other ways each case is walked by itself: back, out of order, without what was set aside."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from kb_app.knowledge.content.model import Problem
from kb_app.knowledge.triage.answers import options_shown
from kb_app.knowledge.triage.cases.play import Played
from kb_app.knowledge.triage.conclude import Conclusion, conclude
from kb_app.knowledge.triage.facts import Facts
from kb_app.knowledge.triage.model import Tree
from kb_app.knowledge.triage.rules import RULES
from kb_app.knowledge.triage.walk import Walk, prompt_of, walk


def check_ways(tree: Tree, path: str, played: Iterable[Played]) -> tuple[Problem, ...]:
    """Walk each visit the other ways, and report (E01) those that do not come to the same.

    Back: without the answer to one question, whatever is kept for later, that question's page
    comes back, the same wording and options after the same questions; and the same visit goes on
    when the answer is given again. Shuffled: in another order of the answers. Clean: without the
    answers no longer on the path, so that they leave no trace.
    """
    problems = []
    for each in played:
        said = next(_differing(tree, each), None)
        if said is not None:
            message = f"cas « {each.case.name} » : {said}"
            problems.append(Problem(path, each.case.line, "E01", message, RULES["E01"].level))
    return tuple(problems)


def _differing(tree: Tree, played: Played) -> Iterator[str]:
    answers, day = played.answers, played.today
    for question in _back(tree, played):
        yield f"en revenant à « {question} », la page ou la réponse n’est plus la même"
    keys = list(answers)
    random.Random(0).shuffle(keys)
    if _visit(tree, {key: answers[key] for key in keys}, day) != _of(played):
        yield "le parcours change avec l’ordre des réponses"
    on_path = set(played.walk.asked)
    clean = {key: answer for key, answer in answers.items() if key in on_path}
    if _visit(tree, clean, day) != _of(played):
        yield "une réponse mise de côté laisse une trace"


def _back(tree: Tree, played: Played) -> Iterator[str]:
    """Yield the questions one cannot come back to, from the last."""
    answers, day, steps = played.answers, played.today, played.walk.steps
    for number in range(len(steps) - 1, -1, -1):
        question = steps[number].question
        without = {key: answer for key, answer in answers.items() if key != question}
        back = walk(tree, without, day)
        facts = {s.question: s.answer for s in steps[:number] if s.answer is not None}
        again = {**without, question: answers[question]}
        if (
            back.stopped_at != question
            or back.steps != steps[:number]
            or _page(tree, question, back.facts, day) != _page(tree, question, facts, day)
            or _visit(tree, again, day) != _of(played)
        ):
            yield question


def _page(tree: Tree, id: str, facts: Facts, day: date) -> tuple[str, tuple[str, ...]]:
    question = tree.questions[id]
    shown = options_shown(tree, question, facts, day)
    return prompt_of(tree, question, facts, day), tuple(option.id for option in shown)


def _visit(tree: Tree, answers: Mapping[str, object], day: date) -> tuple[Walk, Conclusion | None]:
    walked = walk(tree, answers, day)
    return walked, conclude(tree, walked, day) if walked.outcome in tree.outcomes else None


def _of(played: Played) -> tuple[Walk, Conclusion | None]:
    return played.walk, played.conclusion
