"""Would anyone notice? Each arrow of a tree is led elsewhere, to see whether some case fails.

The ways from one question to one target are one **arrow**: led elsewhere together, as an author
does who mistakes the target. It is *unnoticed* as soon as there is one other question or outcome
it could lead to with every case still passing. A case passes as in `cases.run`: its promises are
kept, and each answer it gives is asked for by it, or by another that carries the same answer.
Without that last part the example of the format would not be silent: « Commande ancienne » comes
to the same outcome when `date_commande` skips `regime`, and only its answer to `regime`, which
nobody asks for any more, shows it.

`strict` leads each single spot elsewhere by itself: each option's `va`, each rule, `sinon`,
`ne_sait_pas`, each alert. The exit of a sub-tree is such a spot of the question that takes it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from kb_app.knowledge.triage.arrows import ALERTS, Arrow, arrows, redirected
from kb_app.knowledge.triage.cases.model import Case, Given
from kb_app.knowledge.triage.cases.play import Played, disappointments, play
from kb_app.knowledge.triage.model import Tree
from kb_app.knowledge.triage.walk import walk


@dataclass(frozen=True, slots=True)
class Unnoticed:
    """An arrow that could lead elsewhere without any case failing."""

    ways: tuple[Arrow, ...]
    """All from the same source (a question, or `ALERTS`) to the same target; at least one."""
    instead: str
    """One of the places it could lead to."""

    def __str__(self) -> str:
        """`pour_qui → mandat (autrui)`."""
        by = ", ".join(way.by.removeprefix("reponse ") for way in self.ways)
        return f"{self.ways[0].source} → {self.ways[0].target} ({by})"


def unnoticed(
    tree: Tree, played: Iterable[Played], *, strict: bool = False
) -> tuple[Unnoticed, ...]:
    """Return the arrows that no case holds, in the tree's order.

    `played` are the cases as the tree itself plays them; one that fails holds nothing.
    """
    cases = _Cases(tree, played)
    found = []
    for ways in _ways(tree, strict):
        affected = cases.through(ways)
        instead = next(
            (t for t in _elsewhere(tree, ways) if cases.pass_with(affected, ways, t)), None
        )
        if instead is not None:
            found.append(Unnoticed(ways, instead))
    return tuple(found)


def would_notice(tree: Tree, loose: Unnoticed, answers: Mapping[str, object], today: date) -> bool:
    """Tell whether a case with these answers and their outcome would fail, led there instead."""
    mutant = tree
    for way in loose.ways:
        mutant = redirected(mutant, way, loose.instead)
    here, there = walk(tree, answers, today), walk(mutant, answers, today)
    return here.outcome != there.outcome or not set(here.asked) <= set(there.asked)


Ways = tuple[Arrow, ...]


def _ways(tree: Tree, strict: bool) -> list[Ways]:
    if strict:
        return [(arrow,) for arrow in arrows(tree)]
    together: dict[tuple[str, str], Ways] = {}
    for arrow in arrows(tree):
        pair = (arrow.source, arrow.target)
        together[pair] = (*together.get(pair, ()), arrow)
    return list(together.values())


def _elsewhere(tree: Tree, ways: Ways) -> Iterator[str]:
    """Yield the other targets: outcomes last, since they are the easiest to notice."""
    return (t for t in (*tree.questions, *tree.outcomes) if t != ways[0].target)


class _Cases:
    """The cases of a tree, with what each travels and uses."""

    def __init__(self, tree: Tree, played: Iterable[Played]) -> None:
        self.tree = tree
        self.played = tuple(each for each in played if not disappointments(tree, each))
        self.arrows = {each.case: _travelled(each) for each in self.played}
        self.users: dict[Given, set[Case]] = {}
        for each in self.played:
            for given in each.used:
                self.users.setdefault(given, set()).add(each.case)

    def through(self, ways: Ways) -> list[Played]:
        spots = {(way.source, way.by) for way in ways}
        return [each for each in self.played if spots & self.arrows[each.case]]

    def pass_with(self, affected: list[Played], ways: Ways, target: str) -> bool:
        """Tell whether every case still passes when these ways lead to `target` instead."""
        if any(_plainly_fails(each, ways, target) for each in affected):
            return False
        if not affected:
            return True
        mutant = self.tree
        for way in ways:
            mutant = redirected(mutant, way, target)
        lost: dict[Given, set[Case]] = {}
        for each in affected:
            again = play(mutant, each.case, each.today)
            if disappointments(mutant, again):
                return False
            for given in each.used - again.used:
                lost.setdefault(given, set()).add(each.case)
        return all(cases != self.users[given] for given, cases in lost.items())


def _travelled(played: Played) -> set[tuple[str, str]]:
    before = played.before.steps if played.before else ()
    return {(step.arrow.source, step.arrow.by) for step in (*played.walk.steps, *before)}


def _plainly_fails(played: Played, ways: Ways, target: str) -> bool:
    """Tell, without walking, that the case's outcome cannot be the expected one any more.

    The walk is the same up to the first of these ways; there it ends at another outcome, at a
    question already asked, or at one that has no answer.
    """
    expected, walked = played.case.expected.outcome, played.walk
    if expected is None or ways[0].source == ALERTS:
        return False
    spots = {(way.source, way.by) for way in ways}
    asked: set[str] = set()
    for step in walked.steps:
        asked.add(step.question)
        if (step.arrow.source, step.arrow.by) in spots:
            if target in played.answers:
                return target in asked
            return target != expected
    return False
