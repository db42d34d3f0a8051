"""A tree in text: every question once, each answer with where it leads."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kb_app.knowledge.triage.arrows import ALERTS
from kb_app.knowledge.triage.drawing.saying import NBSP
from kb_app.knowledge.triage.drawing.ways import (
    ENDINGS,
    Counts,
    Way,
    numbers,
    prompt,
    subtree_titles,
    visits,
    ways,
)
from kb_app.knowledge.triage.model import Tree

INDENT = "   "


@dataclass(frozen=True, slots=True)
class Line:
    depth: int
    kind: str
    """`question`, `reponse`, `issue`, `renvoi` (told above), `alertes`, `inconnu`."""
    text: str
    about: str = ""
    """The question or outcome the line is about or sends back to."""


def outline(tree: Tree, counts: Counts | None = None) -> tuple[Line, ...]:
    """Return the tree's lines, depth first: a question, its answers, and what each leads to.

    What was told already is only referred to, so that the text is as long as the tree. With
    counts, each question and outcome says the visits that came to it, each answer those that
    took it; what has no count was taken by none.
    """
    return tuple(_Outline(tree, counts).lines())


def text_of(lines: tuple[Line, ...]) -> str:
    return "".join(f"{INDENT * line.depth}{line.text}\n" for line in lines)


class _Outline:
    def __init__(self, tree: Tree, counts: Counts | None) -> None:
        self.tree, self.counts = tree, counts
        self.numbers = numbers(tree)
        self.titles = subtree_titles(tree)
        self.ways: dict[str, list[Way]] = {}
        for way in ways(tree, self.numbers):
            self.ways.setdefault(way.source, []).append(way)
        self.told: set[str] = set()

    def lines(self) -> Iterator[Line]:
        if alerts := self.ways.get(ALERTS):
            yield Line(0, "alertes", "Signaux d’urgence, regardés après chaque réponse")
            yield from self._after(alerts, 1)
        yield from self._from(self.tree.start, 0)
        for id in self.numbers:
            if id not in self.told:
                yield Line(0, "inconnu", "Question où rien ne mène" + NBSP + ":")
                yield from self._from(id, 1)

    def _from(self, id: str, depth: int) -> Iterator[Line]:
        """Tell a question and all that follows; without recursion, a tree may be very deep."""
        waiting: list[Line | tuple[str, int, str]] = [(id, depth, "")]
        while waiting:
            each = waiting.pop()
            if isinstance(each, Line):
                yield each
                continue
            target, at, before = each
            if self._is_told_once(target):
                yield self._named(target, at, before)
                following: list[Line | tuple[str, int, str]] = []
                for way in self.ways.get(target, ()):
                    following += [self._answer(way, at + 1), (way.target, at + 2, target)]
                waiting.extend(reversed(following))
            else:
                yield self._back_to(target, at)

    def _after(self, leading: list[Way], depth: int) -> Iterator[Line]:
        for way in leading:
            yield self._answer(way, depth)
            yield self._back_to(way.target, depth + 1, "")

    def _is_told_once(self, id: str) -> bool:
        is_new = id not in self.told and (id in self.tree.questions or id in self.tree.outcomes)
        self.told.add(id)
        return is_new

    def _named(self, id: str, depth: int, before: str) -> Line:
        question = self.tree.questions.get(id)
        if question is None:
            return Line(depth, "issue", self._outcome(id) + self._reached(id), id)
        title = self.titles.get(id)
        title = f" [{title}]" if title and self.titles.get(before) != title else ""
        text = f"{self.numbers[id]}. {prompt(question)}{title}"
        return Line(depth, "question", text + self._reached(id), id)

    def _answer(self, way: Way, depth: int) -> Line:
        count = ""
        if self.counts is not None:
            count = f" ({visits(self.counts.ways.get((way.source, way.target), 0))})"
        return Line(depth, "reponse", f"• {' / '.join(way.labels)}{count}", way.target)

    def _back_to(self, id: str, depth: int, seen: str = "voir plus haut") -> Line:
        question = self.tree.questions.get(id)
        if question is not None:
            name = f"{self.numbers[id]}. {prompt(question)}"
        elif id in self.tree.outcomes:
            name = self._outcome(id)
        else:
            return Line(depth, "inconnu", f"→ « {id} » n’existe pas", id)
        start = f"→ {seen}{NBSP}: " if seen else "→ "
        return Line(depth, "renvoi", start + name, id)

    def _outcome(self, id: str) -> str:
        outcome = self.tree.outcomes[id]
        return f"⇒ {ENDINGS[outcome.ending]}{NBSP}: {outcome.title}"

    def _reached(self, id: str) -> str:
        return f" — {visits(self.counts.reached.get(id, 0))}" if self.counts else ""
