"""Visits that turn in circles, and circles that no visit can follow."""

from __future__ import annotations

from kb_app.knowledge.triage.arrows import ALERTS
from kb_app.knowledge.triage.checking.report import Report, told
from kb_app.knowledge.triage.exploring.explore import Exploration, Move
from kb_app.knowledge.triage.exploring.graph import Graph


def check_circles(report: Report, exploration: Exploration) -> None:
    """R04: one message a circle, with the shortest visit that turns in it; R15 for the others.

    An alert that leads to a question always comes back to it: R14 says so.
    """
    graph = Graph(report.tree, with_alerts=False)
    turning: dict[int, Move] = {}
    for move in exploration.every_move():
        if move.back_to and move.arrow and move.arrow.source != ALERTS:
            turning.setdefault(graph.group_of[move.back_to], move)
    for move in turning.values():
        _tell(report, move, exploration)
    reached = {stop.at for stop in exploration.stops}
    for circle in graph.circles():
        untold = graph.group_of[circle[0]] not in turning and reached.issuperset(circle)
        if untold and not exploration.sampled:
            _reassure(report, graph, circle)


def _tell(report: Report, move: Move, exploration: Exploration) -> None:
    path = [*move.start.asked, move.start.at]
    if move.arrow is None or move.back_to is None or report.unsound & set(path):
        return
    circle = [*path[path.index(move.back_to) :], move.back_to]
    file, line = report.place_of(move.arrow)
    report.add(
        "R04",
        line,
        f"les questions tournent en rond : {' → '.join(circle)}. "
        f"Exemple : {told(move.answers, exploration.today)}",
        file,
    )


def _reassure(report: Report, graph: Graph, circle: tuple[str, ...]) -> None:
    tree = report.tree
    within = [id for id in tree.questions if id in circle]
    if len(within) < 2 or report.unsound & set(within):
        return
    # The author's first question of the circle, and the last that leads back to it.
    first = within[0]
    back = [id for id in within if first in graph.after[id]]
    last = back[-1]
    question = tree.questions[last]
    report.add(
        "R15",
        question.line,
        f"{first} et {last} se renvoient l’une à l’autre, mais aucun parcours ne tourne en rond "
        "(vérifié)",
        report.path_of(question),
    )
