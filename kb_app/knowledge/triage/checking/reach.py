"""Questions and outcomes that no visit comes to: the first of each chain is told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator

from kb_app.knowledge.triage.arrows import ALERTS, Arrow, arrows
from kb_app.knowledge.triage.checking.report import Report
from kb_app.knowledge.triage.exploring.explore import Exploration
from kb_app.knowledge.triage.exploring.graph import components
from kb_app.knowledge.triage.exploring.leaves import read_by
from kb_app.knowledge.triage.model import Call, Tree

DeadRules = Collection[tuple[str, str]]
"""Rules told of already, by question and name: `("regime", "regle 0")`."""


def check_reach(report: Report, exploration: Exploration, dead: DeadRules) -> None:
    """R02 and R03, but not for what lies behind a question, a rule or a block told of already."""
    tree = report.tree
    reached = {stop.at for stop in exploration.stops}
    if exploration.sampled:
        reached |= _by_arrows_alone(tree)
    if report.leads_anywhere(reached):
        return
    missing = [id for id in (*tree.questions, *tree.outcomes) if id not in reached]
    for first in _firsts(tree, missing, dead):
        _tell(report, first)


def _tell(report: Report, id: str) -> None:
    tree = report.tree
    question = tree.questions.get(id)
    if question is None:
        blocked = any(each.if_blocked == id for each in tree.outcomes.values())
        only = " (seulement par « si_ca_bloque »)" if blocked else ""
        report.of_outcome("R03", tree.outcomes[id], f"aucun parcours n’y mène{only}")
    elif call := _call_of(tree, id):
        message = f"question « {call.id} » : aucun parcours n’y mène"
        report.add("R02", call.line, message)
    else:
        report.of_question("R02", question, "aucun parcours n’y mène")


def _by_arrows_alone(tree: Tree) -> set[str]:
    after: dict[str, list[str]] = defaultdict(list)
    for arrow in arrows(tree):
        after[arrow.source].append(arrow.target)
    found: set[str] = set()
    waiting = [tree.start, *after[ALERTS]]
    while waiting:
        if (id := waiting.pop()) not in found:
            found.add(id)
            waiting.extend(after[id])
    return found


def _firsts(tree: Tree, missing: list[str], dead: DeadRules) -> Iterator[str]:
    """Yield what is missing for a reason of its own: nothing missing leads to it."""
    before: dict[str, set[str]] = {id: set() for id in missing}
    excused = set()
    for arrow in arrows(tree):
        if arrow.target not in before:
            continue
        if (arrow.source, arrow.by) in dead:
            excused.add(arrow.target)
        before[arrow.target].update(id for id in _sources(tree, arrow) if id in before)
    groups = components(before)
    group_of = {id: group for group in groups for id in group}
    for id in missing:
        group = group_of[id]
        comes_from_elsewhere = any(before[each] - set(group) for each in group)
        first = next(each for each in missing if each in group)
        if id == first and not comes_from_elsewhere and not excused & set(group):
            yield id


def _sources(tree: Tree, arrow: Arrow) -> Collection[str]:
    """Return the questions an arrow hangs on: an alert's are those it reads."""
    if arrow.source != ALERTS:
        return (arrow.source,)
    return read_by(tree, tree.alerts[int(arrow.by.removeprefix("alerte "))].condition)


def _call_of(tree: Tree, id: str) -> Call | None:
    """Return the call of the sub-tree that starts with that question."""
    for name, inside in tree.exits.items():
        call = tree.file.questions.get(name)
        if isinstance(call, Call) and inside and inside[0] == id:
            return call
    return None
