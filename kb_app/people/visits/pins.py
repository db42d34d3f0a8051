"""The version a visit is walked on, and what a newer one would change for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from kb_app.errors import NotFound
from kb_app.knowledge.triage.migrate import Verdict, verdict
from kb_app.knowledge.triage.model import QuestionType, Tree
from kb_app.library.library import Library
from kb_app.library.snapshot import Snapshot
from kb_app.people.visits.model import Pin, Raw, Visit

SHARED = ("pour_qui", "regime", "compte")
"""What another request of the same person need not ask again; `compte` is a whole sub-tree."""


@dataclass(frozen=True, slots=True)
class Newer:
    """A newer version than the one a visit is on, and what moving there does to it."""

    tree: Tree
    pin: Pin
    verdict: Verdict


def current(snapshot: Snapshot, tree: str) -> tuple[Tree, Pin]:
    """Return a tree as it is walked today, and the pin of a visit that begins on it.

    Raises NotFound when it cannot be walked today.
    """
    published = snapshot.trees.get(tree)
    if published is None or published.tree is None:
        raise NotFound("Cet arbre n’existe pas, ou n’est plus en vigueur.")
    return published.tree, Pin(snapshot.sequence, snapshot.day, published.digest)


def pinned(library: Library, visit: Visit) -> Tree:
    """Return the tree a visit is walked on, as it was when it began.

    Raises NotFound when that text was spoiled since.
    """
    published = library.snapshot().trees.get(visit.tree)
    if published is None or published.digest != visit.pin.digest:
        published = library.tree_at(visit.tree, visit.pin.sequence, visit.pin.day)
    if published.tree is None:
        raise NotFound("La version de cet arbre sur laquelle la visite a commencé est illisible.")
    return published.tree


def newer(library: Library, visit: Visit, today: date) -> Newer | None:
    """Return what an open visit must be told before it goes on, None when nothing changed.

    A tree that is no longer in force has no newer version: its visits end on the one they have.
    So do those of a tree that was only confirmed, whose dates alone are new.
    """
    snapshot = library.snapshot()
    published = snapshot.trees.get(visit.tree)
    if published is None or published.digest == visit.pin.digest:
        return None
    tree, pin = current(snapshot, visit.tree)
    old = pinned(library, visit)
    if _walks(old) == _walks(tree):
        return None
    return Newer(tree, pin, verdict(old, tree, visit.state.told, today))


def shared_facts(old: Tree, new: Tree, visit: Visit) -> dict[str, Raw]:
    """Return the answers of a visit that another tree may take as told, closed or not.

    Only of SHARED, and only where both trees ask the same kind of thing; within a sub-tree only
    in the same words, since having an account on one service says nothing of another.
    """
    return {
        each: raw
        for each, raw in visit.state.answers.items()
        if each.split(".")[0] in SHARED and _same(old, new, each)
    }


def _walks(tree: Tree) -> tuple[object, ...]:
    """Return all that is asked and told on a tree."""
    return tree.start, tree.questions, tree.outcomes, tree.alerts, tree.calculations


def _same(old: Tree, new: Tree, id: str) -> bool:
    before, after = old.questions.get(id), new.questions.get(id)
    if before is None or after is None or before.type is not after.type:
        return False
    if before.type not in (QuestionType.CHOICE, QuestionType.YES_NO):
        return False
    said = [[wording.text for wording in each.prompts] for each in (before, after)]
    return "." not in id or said[0] == said[1]
