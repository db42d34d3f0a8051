"""A tree drawn with the visits that went each way, and the same thing in text."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from kb_app.knowledge.triage.arrows import ALERTS
from kb_app.knowledge.triage.drawing.layout import layout
from kb_app.knowledge.triage.drawing.model import Drawing
from kb_app.knowledge.triage.drawing.outline import Line, outline
from kb_app.knowledge.triage.drawing.ways import Counts, numbers, ways
from kb_app.knowledge.triage.model import Tree
from kb_app.people.visits.figures import Figures
from kb_app.people.visits.hiding import Count
from kb_app.web.views.orientation import DEEPEST


@dataclass(frozen=True, slots=True)
class Drawn:
    picture: Drawing
    lines: tuple[tuple[int, Line], ...]
    """The same thing in text, each line with how far it is moved in."""


def drawn(tree: Tree, figures: Figures | None = None) -> Drawn:
    """Draw a tree, without counts when nobody closed a visit."""
    counted = counts(tree, figures) if figures else None
    lines = outline(tree, counted)
    return Drawn(layout(tree, counted), tuple((min(line.depth, DEEPEST), line) for line in lines))


def counts(tree: Tree, figures: Figures) -> Counts | None:
    """Return the visits that came to each place and took each way, None without any visit."""
    if figures.visits == 0:
        return None
    own = {(way.source, way.target) for way in ways(tree, numbers(tree))}
    alerts = {
        (ALERTS, alert.target): _by_alert(figures.arrows, own, alert.target)
        for alert in tree.alerts
    }
    reached = {id: at.reached for id, at in figures.questions.items()}
    return Counts({**reached, **figures.arrived}, {**figures.arrows, **alerts})


def _by_alert(
    arrows: Mapping[tuple[str, str], Count], own: AbstractSet[tuple[str, str]], target: str
) -> Count:
    """Return how many visits an alert took to its target, whatever the question it cut short.

    It is not told when it is hidden for one of them, or when some of them may as well have been
    led there by the question's own answers.
    """
    leading = {ends: n for ends, n in arrows.items() if ends[1] == target and n != 0}
    if own & leading.keys():
        return None
    shown = [n for n in leading.values() if n is not None]
    return sum(shown) if len(shown) == len(leading) else None
