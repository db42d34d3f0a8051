"""From which questions on two versions of a tree can no longer part."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import replace

from kb_app.knowledge.triage.checking.revision import means_otherwise
from kb_app.knowledge.triage.comparing.language import Language
from kb_app.knowledge.triage.conditions import ids_in
from kb_app.knowledge.triage.exploring.graph import Graph
from kb_app.knowledge.triage.exploring.leaves import deciding, giving, questions_read
from kb_app.knowledge.triage.model import Item, Outcome, Question, Tree
from kb_app.knowledge.triage.terms import All, Any, Condition, Contains, Moment, Not, Test


class Future:
    """Which questions have nothing but the same ahead on both versions, worded alike or not."""

    def __init__(self, language: Language) -> None:
        old, new = language.old, language.new
        alerts = [_alerts(tree) for tree in (old, new)]
        read = (id for alert in old.alerts for id in ids_in(old, alert.condition))
        self._never = alerts[0] != alerts[1] or not _same_words(language, read)
        unlike = {id for id in (*old.questions, *old.outcomes) if not _is_alike(language, id)}
        self._ahead = Graph(old).gathered({id: int(id in unlike) for id in old.questions} | {
            id: int(id in unlike) for id in old.outcomes
        })  # fmt: skip

    def is_alike(self, question: str) -> bool:
        """Tell whether all that may follow that old question is the same on the new version."""
        return not self._never and not self._ahead.get(question, 1)


def _is_alike(language: Language, id: str) -> bool:
    old, new = language.old, language.new
    if id in old.questions:
        before, now = old.questions[id], new.questions.get(id)
        return (
            now is not None
            and language.is_untouched(id)
            and _leads(before) == _leads(now)
            and _same_words(language, _read_by_question(old, before))
        )
    ending, ends = old.outcomes[id], new.outcomes.get(language.outcome_now(id))
    return (
        ends is not None
        and ends.id == id
        and not means_otherwise(ending.title, ends.title)
        and _gives(ending) == _gives(ends)
        and _same_words(language, _read_by_outcome(old, ending))
    )


def _same_words(language: Language, ids: Iterable[str]) -> bool:
    """Tell whether questions and calculations read are called and computed the same."""
    old, new = language.old, language.new
    waiting, seen = list(ids), set()
    while waiting:
        id = waiting.pop()
        if id in seen:
            continue
        seen.add(id)
        before, now = old.calculations.get(id), new.calculations.get(id)
        if before and now and before.function is now.function:
            if before.arguments != now.arguments:
                return False
            waiting.extend(before.arguments)
        elif before or now:
            return False
    return all(language.is_untouched(id) for id in questions_read(old, seen))


def _read_by_question(tree: Tree, question: Question) -> Iterable[str]:
    for place in deciding(question):
        yield from ids_in(tree, place.condition)
    for moment in (question.after, question.before):
        if isinstance(moment, Moment) and isinstance(moment.anchor, str):
            yield moment.anchor


def _read_by_outcome(tree: Tree, outcome: Outcome) -> Iterable[str]:
    for place in giving(outcome):
        yield from ids_in(tree, place.condition)
    yield from (deadline.since for deadline in outcome.deadlines)
    yield from outcome.to_send


def _leads(question: Question) -> Hashable:
    """Return all of a question that decides what may be answered and where that leads."""
    limits = (question.minimum, question.maximum, question.after, question.before)
    options = tuple((o.id, o.target, o.exclusive, _bare(o.condition)) for o in question.options)
    rules = tuple((_bare(rule.condition), rule.target) for rule in question.rules)
    return question.type, limits, question.may_be_empty, options, rules, question.unknown


def _gives(outcome: Outcome) -> Hashable:
    """Return all of an outcome that is compared, whatever its words and lines."""
    desk = outcome.desk and replace(outcome.desk, line=0)
    deadlines = tuple((d.within, d.since, d.label, _bare(d.condition)) for d in outcome.deadlines)
    return (
        outcome.ending, outcome.operator, outcome.delay, outcome.if_blocked, desk, deadlines,
        outcome.to_send, _items(outcome.documents), _items(outcome.sheets),
        tuple((u.level, _bare(u.condition)) for u in outcome.urgencies),
    )  # fmt: skip


def _items(items: Iterable[Item]) -> Hashable:
    return tuple((item.id, _bare(item.condition)) for item in items)


def _alerts(tree: Tree) -> Hashable:
    return tuple((_bare(alert.condition), alert.target) for alert in tree.alerts)


def _bare(condition: Condition | None) -> Condition | None:
    """Return the condition without the lines it is written on."""
    match condition:
        case None:
            return None
        case Test() | Contains():
            return replace(condition, line=0)
        case Not(part):
            return Not(_whole(part))
        case All(parts):
            return All(tuple(map(_whole, parts)))
        case Any(parts):
            return Any(tuple(map(_whole, parts)))


def _whole(condition: Condition) -> Condition:
    bare = _bare(condition)
    assert bare is not None
    return bare
