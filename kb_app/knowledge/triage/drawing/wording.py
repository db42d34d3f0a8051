"""What is written in each box of a picture, cut to fit, and the whole of it in one sentence."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from kb_app.knowledge.content.model import Ending
from kb_app.knowledge.triage.drawing.layers import Node, Part
from kb_app.knowledge.triage.drawing.saying import NBSP
from kb_app.knowledge.triage.drawing.ways import ENDINGS, Counts, Way, prompt, visits
from kb_app.knowledge.triage.model import Tree

LETTER = 6.9
"""Mean width of a letter, in pixels, at the size texts are drawn (13 px)."""
LINE = 16.5
"""From one line to the next, in pixels."""

_LOOSE = re.compile(r" (?=[:;?!»])")
"""A space before a sign that begins no line, whatever the author typed."""

_BOX = 158
_ANSWER = 104
_LEAST_ANSWER = 24
_SIDES = 18
_POINTS = 20
"""Width that the points of a referent's box take."""
_MOST_LINES = 7
_BEND = 2


@dataclass(frozen=True, slots=True)
class Worded:
    lines: tuple[tuple[str, str], ...]
    """Each with its class."""
    width: float
    height: float
    said: str


class Wording:
    def __init__(
        self,
        tree: Tree,
        numbers: Mapping[str, int],
        ways: Iterable[Way],
        counts: Counts | None,
    ) -> None:
        self.tree, self.numbers, self.counts = tree, numbers, counts
        self.ways = {(way.source, way.target): way for way in ways}

    def of(self, node: Node) -> Worded:
        match node.part:
            case Part.QUESTION:
                text = f"{self.numbers[node.id]}. {prompt(self.tree.questions[node.id])}"
                return self._box("", text, self._reached(node.id))
            case Part.OUTCOME:
                outcome = self.tree.outcomes[node.id]
                worded = self._box(ENDINGS[outcome.ending], outcome.title, self._reached(node.id))
                points = _POINTS if outcome.ending is Ending.REFERENT else 0
                return replace(worded, width=worded.width + points)
            case Part.ALERTS:
                return self._box("Signaux d’urgence", "regardés après chaque réponse", "")
            case Part.ANSWER:
                return self._answer(node)
            case Part.BEND:
                return Worded((), _BEND, 0, "")

    def _box(self, strong: str, text: str, count: str) -> Worded:
        lines = [(strong, "dessin-fort")] if strong else []
        lines += [(line, "dessin-texte") for line in lines_of(text, _BOX, _MOST_LINES)]
        lines += [(count, "dessin-nombre")] if count else []
        said = ", ".join(part for part in (strong, text, count) if part)
        return Worded(tuple(lines), _BOX + _SIDES, _height(len(lines)), said)

    def _answer(self, node: Node) -> Worded:
        way = self.ways[node.id, node.target]
        text = " / ".join(way.labels)
        lines = lines_of(text, _ANSWER, _MOST_LINES)
        if node.is_back:
            lines += (f"↑ question {self.numbers[node.target]}",)
        count = self._taken(way)
        width = max(_LEAST_ANSWER, width_of((*lines, count))) + _SIDES
        drawn = [(line, "dessin-texte") for line in lines]
        drawn += [(count, "dessin-nombre")] if count else []
        return Worded(tuple(drawn), width, _height(len(drawn)), self._sentence(way, text, count))

    def _sentence(self, way: Way, text: str, count: str) -> str:
        if way.target in self.numbers:
            place = f"question {self.numbers[way.target]}"
        else:
            place = self.tree.outcomes[way.target].title
        source = self.numbers.get(way.source)
        start = f"Question {source}, " if source else "Signal d’urgence, "
        return f"{start}{text}{NBSP}: {place}{', ' if count else ''}{count}"

    def _reached(self, id: str) -> str:
        return visits(self.counts.reached.get(id, 0)) if self.counts else ""

    def _taken(self, way: Way) -> str:
        if self.counts is None:
            return ""
        return visits(self.counts.ways.get((way.source, way.target), 0))


def _height(lines: int) -> float:
    return lines * LINE + 2 * 8


def lines_of(text: str, width: float, most: int) -> tuple[str, ...]:
    """Return at most `most` lines no wider than `width` pixels; what is cut ends with « … »."""
    signs = max(4, int(width / LETTER))
    lines = textwrap.wrap(_LOOSE.sub("\u00a0", text), signs) or [""]
    if len(lines) > most:
        lines = [*lines[: most - 1], lines[most - 1][: signs - 1].rstrip(" ,;:") + "…"]
    return tuple(lines)


def width_of(lines: tuple[str, ...]) -> float:
    return max((len(line) for line in lines), default=0) * LETTER
