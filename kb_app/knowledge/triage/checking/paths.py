"""What whole visits show: how long they are, where not knowing leads, what is asked for nothing."""

from __future__ import annotations

from collections import deque

from kb_app.knowledge.content.model import Ending
from kb_app.knowledge.triage.arrows import ALERTS, Arrow, arrows
from kb_app.knowledge.triage.checking.report import Report, told
from kb_app.knowledge.triage.exploring.explore import Exploration, Move, Stop
from kb_app.knowledge.triage.exploring.leaves import places, questions_read, read_by
from kb_app.knowledge.triage.model import Outcome, QuestionType, Tree
from kb_app.knowledge.triage.terms import UNKNOWN, Moment


def check_length(report: Report, exploration: Exploration, longest: int) -> None:
    """R11: the longest visit asks more questions than an agent and a visitor can bear."""
    moves = longest_visit(exploration)
    if len(moves) > longest:
        answers = {move.start.at: move.answer for move in moves}
        report.add(
            "R11",
            report.tree.file.lines.get("debut", 1),
            f"le parcours le plus long pose {len(moves)} questions (repère : {longest}). "
            f"Exemple : {told(answers, exploration.today)}",
        )


def longest_visit(exploration: Exploration) -> list[Move]:
    """Return the moves of a visit that asks as many questions as any."""
    best: dict[Stop, tuple[int, Move | None]] = {}
    for stop in exploration.leaving_last():
        moves = exploration.moves.get(stop, ())
        lengths = [(1 + (best[move.end][0] if move.end else 0), move) for move in moves]
        best[stop] = max(lengths, key=lambda each: each[0], default=(0, None))
    path: list[Move] = []
    here = exploration.start
    while here in best and (move := best[here][1]):
        path.append(move)
        here = move.end
    return path


def check_not_knowing(report: Report, exploration: Exploration) -> None:
    """R13: someone who knows nothing wherever that is an answer must not end up alone."""
    if exploration.start is None:
        return
    told_of: set[str] = set()
    seen = {(exploration.start, False)}
    waiting: deque[tuple[Stop, Arrow | None]] = deque([(exploration.start, None)])
    while waiting:
        stop, unknown = waiting.popleft()
        if stop.at in report.unsound:
            continue
        for move in _knowing_least(report.tree, exploration.moves.get(stop, ())):
            last = move.arrow if move.answer == UNKNOWN else unknown
            end = move.end
            if end is None or (end, last is not None) in seen:
                continue
            seen.add((end, last is not None))
            waiting.append((end, last))
            outcome = report.tree.outcomes.get(end.at)
            if last and outcome and outcome.id not in told_of and _is_alone(outcome):
                told_of.add(outcome.id)
                path, line = report.place_of(last)
                report.add(
                    "R13",
                    line,
                    "une personne qui répond « ne sait pas » partout finit en autonomie "
                    f"(« {outcome.id} ») ; elle doit finir accompagnée ou chez un référent",
                    path,
                )


def _knowing_least(tree: Tree, moves: tuple[Move, ...]) -> list[Move]:
    unknowing = [move for move in moves if move.answer == UNKNOWN]
    return unknowing or list(moves)


def _is_alone(outcome: Outcome) -> bool:
    return outcome.ending is Ending.SELF_SERVICE


def check_alerts(report: Report) -> None:
    """R14: what cannot wait leads to someone, or to an outcome that says so."""
    tree = report.tree
    for alert in tree.alerts:
        outcome = tree.outcomes.get(alert.target)
        if report.unsound & {alert.target, ALERTS} or not alert.target:
            continue
        if outcome is None or not (outcome.urgencies or outcome.ending is Ending.REFERENT):
            report.add(
                "R14",
                alert.line,
                f"alerte : « {alert.target} » n’est pas une issue urgente ou un référent",
            )


def check_use(report: Report) -> None:
    """R10: whatever the answer, the visit goes on alike, and nobody reads it.

    Where something was refused, that may be what the answer is for.
    """
    tree = report.tree
    if report.unsound:
        return
    used = _used(tree)
    targets: dict[str, set[str]] = {id: set() for id in tree.questions}
    for arrow in arrows(tree):
        if arrow.source in targets:
            targets[arrow.source].add(arrow.target)
    for question in tree.questions.values():
        if len(targets[question.id]) != 1 or question.id in used:
            continue
        target = next(iter(targets[question.id]))
        # Where a sub-tree's exits lead is its host's choice: two may go the same way.
        if question.type is QuestionType.STEP or _leaves_subtree(tree, question.id, target):
            continue
        report.of_question(
            "R10",
            question,
            f"toutes les réponses mènent à « {target} » et la réponse ne sert nulle part ; "
            "question inutile ?",
        )


def _used(tree: Tree) -> frozenset[str]:
    """Return the questions whose answers something reads, sends or counts from."""
    read = [read_by(tree, place.condition) for place in places(tree)]
    named: list[str] = [each for outcome in tree.outcomes.values() for each in outcome.to_send]
    named += [each.since for outcome in tree.outcomes.values() for each in outcome.deadlines]
    for question in tree.questions.values():
        for moment in (question.after, question.before):
            if isinstance(moment, Moment) and isinstance(moment.anchor, str):
                named.append(moment.anchor)
    return questions_read(tree, named).union(*read)


def _leaves_subtree(tree: Tree, id: str, target: str) -> bool:
    return any(id in inside and target not in inside for inside in tree.exits.values())
