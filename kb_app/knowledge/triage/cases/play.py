"""Cases, played: each visit walked with its author's answers, and held to what it promises."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches

from kb_app.knowledge.content.model import Problem
from kb_app.knowledge.triage.cases.model import NONE, Case, CasesFile, Given
from kb_app.knowledge.triage.conclude import Conclusion, conclude
from kb_app.knowledge.triage.model import Tree
from kb_app.knowledge.triage.rules import RULES
from kb_app.knowledge.triage.terms import UNKNOWN
from kb_app.knowledge.triage.walk import Walk, walk


@dataclass(frozen=True, slots=True)
class Played:
    """One case, walked."""

    case: Case
    today: date
    answers: Mapping[str, object]
    """All that was answered in the end, what is no longer on the path included."""
    walk: Walk
    conclusion: Conclusion | None
    """None when the walk did not reach an outcome."""
    before: Walk | None
    """The walk before the change, when there is one."""

    @property
    def used(self) -> frozenset[Given]:
        """The answers the author wrote that some question of the visit asked for.

        A change is used when its question had been asked before it.
        """
        after = set(self.walk.asked)
        earlier = after if self.before is None else set(self.before.asked)
        case = self.case
        used = {given for question, given in case.first.items() if question in after | earlier}
        used |= {given for question, given in case.changes.items() if question in earlier}
        return frozenset(used | {g for question, g in case.then.items() if question in after})


@dataclass(frozen=True, slots=True)
class Run:
    """A whole file of cases, played on one tree."""

    played: tuple[Played, ...]
    """In the order of the file."""
    problems: tuple[Problem, ...]
    """E01 and E04; none: every case passes."""


def run(tree: Tree, file: CasesFile, today: date) -> Run:
    """Play every case; those that give no day of their own are played on `today`.

    E01: an expectation is not met. E04: an answer is for a question that is not in the tree, or
    that no case carrying this answer asks. A case that fails for one reason does not fail again
    for what follows from it.
    """
    played = tuple(play(tree, case, today) for case in file.cases)
    problems: list[Problem] = []
    lost = unasked(tree, played)
    failed: set[Case] = set()
    for given, cases in lost.items():
        if given.question not in tree.questions:
            problems.append(_unasked(tree, file.path, given, cases[0]))
            failed.update(cases)
    for each in played:
        if each.case not in failed and (said := disappointments(tree, each)):
            failed.add(each.case)
            problems += (
                _problem(file.path, each.case.line, "E01", f"cas « {each.case.name} » : {text}")
                for text in said
            )
    problems += (
        _unasked(tree, file.path, given, cases[0])
        for given, cases in lost.items()
        if failed.isdisjoint(cases)
    )
    return Run(played, tuple(sorted(set(problems))))


def play(tree: Tree, case: Case, today: date) -> Played:
    """Walk one case: first before its change, if it makes one, then to its end."""
    day = case.today or today
    answers = _raw(tree, case, case.given.values())
    walked = walk(tree, answers, day)
    return Played(
        case,
        day,
        answers,
        walked,
        conclude(tree, walked, day) if walked.outcome in tree.outcomes else None,
        walk(tree, _raw(tree, case, case.first.values()), day) if case.changes else None,
    )


def _raw(tree: Tree, case: Case, given: Iterable[Given]) -> dict[str, object]:
    answers: dict[str, object] = {}
    if case.unknown_elsewhere:
        answers = {each.id: UNKNOWN for each in tree.questions.values() if each.unknown}
    return answers | {each.question: each.value for each in given}


def unasked(tree: Tree, played: Iterable[Played]) -> dict[Given, list[Case]]:
    """Return the answers that none of the cases carrying them uses, with those cases.

    An answer common to a table is only lost when every line of the table loses it.
    """
    lost: dict[Given, list[Case]] = {}
    used: set[Given] = set()
    for each in played:
        used |= each.used
        case = each.case
        for given in (*case.first.values(), *case.changes.values(), *case.then.values()):
            lost.setdefault(given, []).append(case)
    return {given: cases for given, cases in lost.items() if given not in used}


def disappointments(tree: Tree, played: Played) -> list[str]:
    """Return, in French, each promise of the case that its visit does not keep."""
    expected, reached = played.case.expected, played.walk.outcome
    if expected.outcome is not None and expected.outcome != reached:
        said = f"issue attendue {expected.outcome}, obtenue {_end(played)}"
        return [said + _hint(expected.outcome, tree.outcomes)]
    if (refused := played.walk.refused) is not None:
        return [f"à « {refused.question} », la réponse est refusée : {refused.message}"]
    return [*_on_the_way(tree, played), *_at_the_end(tree, played)]


def _end(played: Played) -> str:
    """Say where the visit ended."""
    walked = played.walk
    if walked.outcome is not None:
        return walked.outcome
    at = f"« {walked.stopped_at} »"
    if walked.refused:
        return f"aucune : à {at}, la réponse est refusée ({walked.refused.message})"
    if walked.looped:
        return f"aucune : le parcours revient à {at}"
    if walked.dead_end:
        return f"aucune : la réponse à {at} ne mène nulle part"
    return f"aucune : {at} attend une réponse"


def _on_the_way(tree: Tree, played: Played) -> Iterator[str]:
    expected, asked = played.case.expected, played.walk.asked
    if expected.most_questions is not None and len(asked) > expected.most_questions:
        yield f"{expected.most_questions} questions posées au plus, en fait {len(asked)}"
    for place in (*expected.through, *expected.not_through):
        if place not in tree.questions and place not in tree.exits:
            hint = _hint(place, (*tree.questions, *tree.exits))
            yield f"« {place} » n’est ni une question ni un sous-arbre de l’arbre{hint}"
    through = {place for each in asked for place in _places(each)}
    for place in expected.through:
        if place not in through:
            yield f"devait passer par « {place} »"
    for place in expected.not_through:
        if place in through:
            yield f"ne devait pas passer par « {place} »"


def _places(question: str) -> Iterator[str]:
    """Yield the question, and each sub-tree it is in: `compte.mail.x`, `compte.mail`, `compte`."""
    yield question
    while "." in question:
        question = question.rsplit(".", 1)[0]
        yield question


def _at_the_end(tree: Tree, played: Played) -> Iterator[str]:
    expected, end = played.case.expected, played.conclusion
    wanted = (
        expected.ending,
        expected.urgency,
        expected.deadline,
        *(expected.documents or expected.no_documents or expected.sheets or expected.no_sheets),
    )
    if end is None:
        if any(wanted):
            yield f"une issue est attendue, obtenue {_end(played)}"
        return
    if expected.ending and expected.ending is not end.outcome.ending:
        yield f"type attendu {expected.ending}, obtenu {end.outcome.ending}"
    if expected.urgency and expected.urgency != (end.urgency or NONE):
        yield f"urgence attendue {expected.urgency}, obtenue {end.urgency or NONE}"
    due = end.deadline.day if end.deadline else NONE
    if expected.deadline and expected.deadline != due:
        yield f"échéance attendue {expected.deadline}, obtenue {due}"
    outcomes = tree.outcomes.values()
    known = {item.id for outcome in outcomes for item in outcome.documents}
    yield from _things("pièce", expected.documents, expected.no_documents, end.documents, known)
    known = {item.id for outcome in outcomes for item in outcome.sheets}
    yield from _things("fiche", expected.sheets, expected.no_sheets, end.sheets, known)


def _things(
    word: str,
    wanted: tuple[str, ...],
    unwanted: tuple[str, ...],
    there: tuple[str, ...],
    known: set[str],
) -> Iterator[str]:
    # A sheet may be expected whole when the outcome links to one of its headings.
    given = {each for thing in there for each in (thing, thing.split("#")[0])}
    possible = {each for thing in known for each in (thing, thing.split("#")[0])}
    for each in (*wanted, *unwanted):
        if each not in possible:
            yield f"aucune issue de l’arbre ne donne la {word} « {each} »{_hint(each, possible)}"
    for each in wanted:
        if each in possible and each not in given:
            yield f"la {word} « {each} » devait être donnée"
    for each in unwanted:
        if each in given:
            yield f"la {word} « {each} » ne devait pas être donnée"


def _unasked(tree: Tree, path: str, given: Given, case: Case) -> Problem:
    known = given.question in tree.questions
    hint = "" if known else _hint(given.question, tree.questions)
    return _problem(
        path,
        given.line,
        "E04",
        f"cas « {case.name} » : « {given.question} » n’est pas une question de l’arbre, "
        f"ou n’est pas posée sur ce parcours{hint}",
    )


def _hint(word: str, known: Iterable[str]) -> str:
    known = list(known)
    near = [] if word in known else get_close_matches(word[:100], known, n=1, cutoff=0.6)
    return f" ; vouliez-vous dire « {near[0]} » ?" if near else ""


def _problem(path: str, line: int, code: str, message: str) -> Problem:
    return Problem(path, line, code, message, RULES[code].level)
