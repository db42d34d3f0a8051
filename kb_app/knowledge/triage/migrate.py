"""Visits begun on one version of a tree, taken on to the next: what changes for each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from kb_app.knowledge.triage.model import Call, Renaming, Tree, TreeFile
from kb_app.knowledge.triage.walk import Walk, walk

Answers = Mapping[str, object]


class Move(StrEnum):
    SAME = "même suite"
    CONTINUES = "continue"
    SET_ASIDE = "continue, réponses mises de côté"
    ASK_AGAIN = "à reposer"
    OUTCOME_CHANGED = "issue changée"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of one visit on the new version, and the answers to take there."""

    kind: Move
    answers: Answers
    """By the new version's ids, what cannot be used any more left out."""
    set_aside: tuple[str, ...] = ()
    """Answers that were on the old path and are not on the new one, by their new id where they
    have one; the question to ask again is not among them."""
    removed: tuple[str, ...] = ()
    """Of all the answers, those that cannot be kept: question gone, or answer not possible."""
    question: str | None = None
    """The question that waits on the new version."""
    outcome: str | None = None
    """Where the new version ends; None while a question waits."""
    outcome_before: str | None = None
    """Where the old version ended, by its old id."""

    def __str__(self) -> str:
        if self.kind is not Move.SET_ASIDE:
            return self.kind.value
        many = "s" if len(self.set_aside) > 1 else ""
        return f"continue, {len(self.set_aside)} réponse{many} mise{many} de côté"


def verdict(old: Tree, new: Tree, answers: Answers, today: date) -> Verdict:
    """Replay a visit begun on `old` on the version `new`, its renamings applied first.

    An answer is unusable when its question is gone, or when the new version refuses it where it
    is asked: it is removed, never guessed. Then, the first of these that is true:

    - ASK_AGAIN: the question that waits had been answered on the old path, and that answer is
      unusable;
    - OUTCOME_CHANGED: the new version ends at an outcome, and the old one had not ended at that
      one (at another, or at none yet);
    - SAME: the same questions in the same order, then the same question waits or the same
      outcome is reached; ids are compared once renamed;
    - SET_ASIDE: some answers of the old path are not on the new one;
    - CONTINUES: all are; the visit goes on by another way (their order, the question that
      waits, or an answer given before and set aside until now).
    """
    renaming = renaming_of(new)
    before = walk(old, answers, today)
    taken = {id: raw for id, raw in rename(answers, renaming).items() if id in new.questions}
    after = walk(new, taken, today)
    if after.refused is not None:
        del taken[after.refused.question]
        after = walk(new, taken, today)
    names = {id: _renamed(id, renaming) or id for id in answers}
    answered = [names.get(step.question, step.question) for step in before.steps]
    on_path = {step.question for step in after.steps}
    waiting = after.stopped_at
    again = waiting if waiting in answered and waiting not in taken else None
    aside = tuple(id for id in answered if id not in on_path and id != again)
    return Verdict(
        kind=Move.ASK_AGAIN if again else _kind(before, after, renaming, answered, aside),
        answers=taken,
        set_aside=aside,
        removed=tuple(id for id in names.values() if id not in taken),
        question=after.stopped_at,
        outcome=after.outcome,
        outcome_before=before.outcome,
    )


def _kind(
    before: Walk, after: Walk, renaming: Renaming, answered: list[str], aside: tuple[str, ...]
) -> Move:
    outcome = _renamed_outcome(before.outcome, renaming)
    if after.outcome is not None and after.outcome != outcome:
        return Move.OUTCOME_CHANGED
    waiting = before.stopped_at and (_renamed(before.stopped_at, renaming) or before.stopped_at)
    same_end = (after.outcome, after.stopped_at) == (outcome, waiting)
    if same_end and answered == [step.question for step in after.steps]:
        return Move.SAME
    return Move.SET_ASIDE if aside else Move.CONTINUES


# ---------------------------------------------------------------- renaming


def rename(answers: Answers, renaming: Renaming) -> dict[str, object]:
    """Return the answers by their new ids, in the same order, without those renamed to nothing.

    The id of a call renames all the questions of its sub-tree. When two answers come to the same
    question, the one that had that id already is kept.
    """
    renamed: dict[str, object] = {}
    for id, raw in answers.items():
        new = _renamed(id, renaming)
        if new is None or (new != id and new in answers and _renamed(new, renaming) == new):
            continue
        options = {**renaming.answers.get(id, {}), **renaming.answers.get(new, {})}
        value = _with_options(raw, options) if options else raw
        if value is not None:
            renamed[new] = value
    return renamed


def _renamed(id: str, renaming: Renaming) -> str | None:
    """Return the question's new id, its own when it has none, None when it was removed."""
    if id in renaming.questions:
        return renaming.questions[id] or None
    call, dot, rest = id.rpartition(".")
    if not dot:
        return id
    above = _renamed(call, renaming)
    return f"{above}.{rest}" if above else None


def _with_options(raw: object, options: Mapping[str, str]) -> object | None:
    if isinstance(raw, list | tuple):
        kept = [new for each in raw if (new := options.get(str(each), str(each)))]
        return tuple(kept) if kept or not raw else None
    if isinstance(raw, str):
        return options.get(raw, raw) or None
    return raw


def _renamed_outcome(outcome: str | None, renaming: Renaming) -> str | None:
    return outcome if outcome is None else renaming.outcomes.get(outcome, outcome)


def renaming_of(tree: Tree) -> Renaming:
    """Return the tree's renamings and its sub-trees', these under the ids of their calls."""
    subtrees = {each.id: each for each in tree.subtrees}
    questions: dict[str, str] = {}
    answers: dict[str, Mapping[str, str]] = {}
    waiting: list[tuple[str, TreeFile]] = [("", tree.file)]
    while waiting:
        prefix, file = waiting.pop()
        for id, new in file.renaming.questions.items():
            questions[prefix + id] = prefix + new if new else ""
        for id, options in file.renaming.answers.items():
            answers[prefix + id] = options
        for id, question in file.questions.items():
            # A sub-tree that calls itself never gets this far: such a tree is refused (A05).
            if isinstance(question, Call) and question.subtree in subtrees:
                waiting.append((f"{prefix}{id}.", subtrees[question.subtree]))
    return Renaming(questions, answers, tree.file.renaming.outcomes)
