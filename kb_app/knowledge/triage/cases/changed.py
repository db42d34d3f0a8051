"""What a new version of a tree changes for its visitors: on every visit, and on written cases."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass, replace
from datetime import date

from kb_app.knowledge.triage.cases.model import Case
from kb_app.knowledge.triage.cases.play import play
from kb_app.knowledge.triage.comparing.beside import MOST_WORK, Asked, side_by_side
from kb_app.knowledge.triage.comparing.given import differing, end_of
from kb_app.knowledge.triage.comparing.language import Language
from kb_app.knowledge.triage.comparing.situations import Situation, sign_of, situations
from kb_app.knowledge.triage.comparing.telling import Labels, Telling, Told, quoted
from kb_app.knowledge.triage.model import Tree
from kb_app.knowledge.triage.walk import walk

_NO_LABELS = Labels()


@dataclass(frozen=True, slots=True)
class Changed:
    """What is not the same any more, those who change the same way told once."""

    situations: tuple[Told, ...]
    """Nearest to the start first, then what only some written case shows."""
    sampled: int
    """How many moments of visits were compared when they were too many to follow all; else 0."""


def changed(
    old: Tree,
    new: Tree,
    today: date,
    cases: Iterable[Case] = (),
    labels: Labels = _NO_LABELS,
    most: int = MOST_WORK,
) -> Changed:
    """Return every situation whose outcome, or what it gives, differs for the same answers.

    A visitor who answers every question once is followed on both versions, ids tied by
    `renommages`. Differing: another outcome (or none), its ending, operator, documents, sheets,
    urgency, deadline, delay, inbox, the answers sent, where to go if blocked. Not the words of
    questions, nor of what is said or done. `cases` are those written for `old`; each is named by
    the situation it falls in. Nothing is told of a tree that is the same.
    """
    beside = side_by_side(old, new, today, most)
    found = situations(beside)
    groups: dict[Hashable, Situation] = {
        sign_of(each.before, each.now, each.aspects): each for each in found.situations
    }
    named: dict[Hashable, list[str]] = {}
    alone: dict[Hashable, tuple[Situation, str]] = {}
    for case in cases:
        if (situation := _of_case(beside.language, case, today)) is None:
            continue
        sign = sign_of(situation.before, situation.now, situation.aspects)
        if sign in groups:
            named.setdefault(sign, []).append(case.name)
        else:
            alone.setdefault(sign, (situation, case.name))
    telling = Telling(beside, found, labels)
    told = [_with_cases(telling.told(each), named.get(sign, ())) for sign, each in groups.items()]
    for situation, name in alone.values():
        told.append(replace(telling.told(situation), situation=f"Dans le cas {quoted(name)}"))
    return Changed(tuple(told), len(beside.points) if found.sampled else 0)


def _with_cases(told: Told, names: Iterable[str]) -> Told:
    return replace(
        told, witness=(*told.witness, *(f"Cas écrit\u00a0: {quoted(n)}." for n in names))
    )


def _of_case(language: Language, case: Case, today: date) -> Situation | None:
    """Return how the case changes; None when it does not, or waits for an answer it lacks."""
    played = play(language.old, case, today)
    before, day = played.walk, played.today
    said = {step.question: step.answer for step in before.steps}
    now = walk(language.new, language.answers_now(said), day)
    if now.stopped_at and not (now.refused or now.looped or now.dead_end):
        return None
    ends = (
        end_of(language.old, before, day, language.question_now, language.outcome_now),
        end_of(language.new, now, day, str, str),
    )
    aspects = differing(*ends)
    if not aspects:
        return None
    asked = (Asked(s.question, language.now(s.question), s.answer) for s in before.steps)
    return Situation(*ends, aspects, tuple(asked), {}, always=False)
