"""How a visit goes on: each move is a pure function from one state to the next."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal

from kb_app.errors import NotFound
from kb_app.knowledge.triage.answers import RefusedAnswer, acceptor
from kb_app.knowledge.triage.conclude import conclude
from kb_app.knowledge.triage.facts import Value
from kb_app.knowledge.triage.migrate import rename, renaming_of
from kb_app.knowledge.triage.model import QuestionType, Tree
from kb_app.knowledge.triage.terms import UNKNOWN
from kb_app.knowledge.triage.walk import Walk, walk
from kb_app.people.visits.model import FILLED, AnswerConflict, Detour, Frozen, How, Mark, Raw, State

LONGEST_WAIT = 600
"""Seconds at most counted at one question: beyond, the agent was at something else."""

_MEASURES = frozenset(
    {
        QuestionType.NUMBER,
        QuestionType.AMOUNT,
        QuestionType.DATE,
        QuestionType.POSTCODE,
        QuestionType.SHORT_TEXT,
    }
)


def answered(
    state: State, tree: Tree, question: str, raw: object, today: date, base: int, revision: int
) -> State:
    """Return the state with one answer set, and nothing else: tabs that answer different
    questions do not disturb each other.

    `base` is the revision the form was shown with, `revision` the one being written. An answer
    to a question that is no longer on the path is put aside. Raises AnswerConflict
    when this question got another answer after `base`, RefusedAnswer with what is wrong in
    French, NotFound for a question of another tree.
    """
    asked = tree.questions.get(question)
    if asked is None:
        raise NotFound("Cette question n’est pas dans cet arbre.")
    before = walk(tree, _without(state.told, {question}), today)
    kept = _kept(tree, question, acceptor(tree, asked)(raw, before.facts, today))
    if question in state.answers and state.answers[question] == kept:
        return state
    held = {**state.aside, **state.told}.get(question)
    if state.set_at.get(question, 0) > base and held != kept:
        raise AnswerConflict(question, base, revision - 1, _text(held), _text(kept))
    moved = replace(
        state,
        answers={**state.answers, question: kept},
        set_at={**state.set_at, question: revision},
        detour=None,
    )
    if question in state.answers:
        moved = _marked(moved, question, replace(_mark(state, question), changed=True))
    return walked(moved, tree, today)


def told(state: State, tree: Tree, facts: Mapping[str, object], today: date) -> State:
    """Return the state with facts heard up front, which answer their questions in their turn.

    What cannot be an answer, is free text, or is already answered is left out.
    """
    accepted: dict[str, Value] = {}
    given = dict(state.given)
    for question in tree.questions.values():
        if question.id not in facts or question.id in state.answers:
            continue
        if question.type is QuestionType.SHORT_TEXT:
            continue
        try:
            value = acceptor(tree, question)(facts[question.id], accepted, today)
        except RefusedAnswer:
            continue
        if value is not None:
            accepted[question.id] = value
            given[question.id] = _kept(tree, question.id, value)
    return walked(replace(state, given=given, detour=None), tree, today)


def forgotten(state: State, tree: Tree, question: str, today: date) -> State:
    """Return the state without any answer to that question, which is asked again if on the path."""
    return walked(
        replace(
            state,
            answers=_without(state.answers, {question}),
            given=_without(state.given, {question}),
            aside=_without(state.aside, {question}),
            detour=None,
        ),
        tree,
        today,
    )


def came_back(state: State, question: str) -> State:
    """Return the state that notes a return, by « Précédent », to a question of the path."""
    if question not in state.answers:
        return state
    return _marked(state, question, replace(_mark(state, question), back=True))


def waited(state: State, question: str, seconds: float) -> State:
    """Return the state that notes how long the question stood before its first answer."""
    if question != state.stopped_at:
        return state
    counted = max(0, min(LONGEST_WAIT, round(seconds)))
    return _marked(state, question, replace(_mark(state, question), seconds=counted))


def ticked(state: State, ticks: Iterable[str], missing: Iterable[str]) -> State:
    """Return the state with these steps done and these documents missing, and no others."""
    return replace(state, ticks=frozenset(ticks), missing=frozenset(missing))


def detoured(state: State, tree: Tree, how: How, today: date, target: str | None = None) -> State:
    """Return the state at an outcome its answers do not lead to, the answers kept.

    `si_ca_bloque` goes to the referent the present outcome names; an emergency to `target`, which
    one of the tree's alerts must name. The next change of an answer ends the detour.
    Raises NotFound when there is no such way.
    """
    if how is How.BLOCKED:
        here = tree.outcomes.get(state.outcome or "")
        target = here.if_blocked if here else None
    elif target not in {alert.target for alert in tree.alerts}:
        target = None
    if target is None or target not in tree.outcomes:
        raise NotFound("Cette issue n’est pas proposée ici.")
    return walked(replace(state, detour=Detour(how, target)), tree, today)


def resumed(state: State, tree: Tree, today: date) -> State:
    """Return the state back where its answers lead."""
    return walked(replace(state, detour=None), tree, today)


def moved(state: State, tree: Tree, answers: Mapping[str, object], today: date) -> State:
    """Return the state taken to another version of its tree, with the answers its verdict keeps.

    Those that were on the path and no longer are go aside, as the verdict says. The rest follows
    the version's renamings; what it no longer knows is removed, not guessed.
    """
    renaming = renaming_of(tree)
    usable = {each: _raw(raw) for each, raw in answers.items() if each in tree.questions}
    was_on_path = rename(state.answers, renaming).keys()
    off_path = (usable.keys() & was_on_path) - set(walk(tree, usable, today).asked)
    before = {each: _raw(raw) for each, raw in rename(state.aside, renaming).items()}
    aside = {each: raw for each, raw in before.items() if _possible(tree, each, raw)}
    marks = rename(state.marks, renaming)
    return walked(
        replace(
            state,
            answers={},
            given=_without(usable, off_path),
            aside={**aside, **{each: usable[each] for each in off_path}},
            set_at={each: int(str(at)) for each, at in rename(state.set_at, renaming).items()},
            marks={each: mark for each, mark in marks.items() if isinstance(mark, Mark)},
            detour=None,
        ),
        tree,
        today,
    )


def position(state: State, tree: Tree, today: date) -> Walk:
    """Return the path of a visit, at the outcome of its detour if there is one.

    This is what the outcome's page concludes from.
    """
    return _detoured(state, tree, walk(tree, state.told, today))


def walked(state: State, tree: Tree, today: date) -> State:
    """Return the state with its path computed again.

    While a question waits, facts told up front wait too: the path may come to them. An answer
    that the path left behind is put aside, and at an outcome whatever was not needed.
    """
    own = walk(tree, state.told, today)
    reached = _detoured(state, tree, own)
    answers = {step.question: state.told[step.question] for step in own.steps}
    left = _without(state.told, answers)
    # What is refused where it is asked is offered there, to be corrected.
    refused = {own.refused.question} if own.refused else set()
    # An answer was given under other answers: it is offered again, never used by itself.
    displaced = state.set_at.keys() | refused
    given = _without(left, displaced) if own.outcome is None else {}
    aside = _without({**state.aside, **left}, answers.keys() | given.keys())
    known = answers.keys() | given.keys() | aside.keys()
    return replace(
        state,
        answers=answers,
        given=given,
        aside=aside,
        set_at={each: at for each, at in state.set_at.items() if each in known},
        path=tuple((step.question, step.arrow.target) for step in reached.steps),
        stopped_at=reached.stopped_at,
        detour=state.detour if reached is not own else None,
        conclusion=_frozen(tree, reached, today),
        measures=frozenset(each for each in answers if tree.questions[each].type in _MEASURES),
        # Steps ticked on one outcome's page mean nothing on another's.
        ticks=state.ticks if reached.outcome == state.outcome else frozenset(),
    )


def _detoured(state: State, tree: Tree, own: Walk) -> Walk:
    if state.detour is None or state.detour.outcome not in tree.outcomes:
        return own
    return replace(
        own,
        outcome=state.detour.outcome,
        stopped_at=None,
        refused=None,
        looped=False,
        dead_end=False,
    )


def _frozen(tree: Tree, reached: Walk, today: date) -> Frozen | None:
    if reached.outcome not in tree.outcomes:
        return None
    end = conclude(tree, reached, today)
    return Frozen(
        outcome=end.outcome.id,
        ending=end.outcome.ending,
        title=end.outcome.title,
        say=end.say,
        do=end.do,
        sheets=end.sheets,
        documents=end.documents,
        urgency=end.urgency,
        deadline=end.deadline.day if end.deadline else None,
        deadline_label=end.deadline.label if end.deadline else None,
        meanwhile=end.meanwhile,
    )


def _kept(tree: Tree, question: str, value: Value | None) -> Raw:
    """Return a value as JSON keeps it and as the walk accepts it again."""
    if value is None:
        return ""
    if tree.questions[question].type is QuestionType.SHORT_TEXT:
        return FILLED
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def _raw(raw: object) -> Raw:
    if isinstance(raw, list | tuple):
        return tuple(map(str, raw))
    return raw if isinstance(raw, str | int) else str(raw)


def _possible(tree: Tree, question: str, raw: Raw) -> bool:
    if question not in tree.questions:
        return False
    options = {option.id for option in tree.questions[question].options}
    chosen = set(raw) if isinstance(raw, tuple) else {raw}
    return not options or chosen <= options | {UNKNOWN, ""}


def _text(raw: Raw | None) -> str:
    if isinstance(raw, tuple):
        return ", ".join(raw)
    return "" if raw is None else str(raw)


def _mark(state: State, question: str) -> Mark:
    return state.marks.get(question, Mark())


def _marked(state: State, question: str, mark: Mark) -> State:
    return replace(state, marks={**state.marks, question: mark})


def _without(answers: Mapping[str, Raw], questions: Iterable[str]) -> dict[str, Raw]:
    gone = set(questions)
    return {each: raw for each, raw in answers.items() if each not in gone}
