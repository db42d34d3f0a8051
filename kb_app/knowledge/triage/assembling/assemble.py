"""A tree's file and the sub-trees it calls, made into one tree to walk."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from kb_app.knowledge.content.model import Ending, Problem
from kb_app.knowledge.triage.assembling.opened import Opened
from kb_app.knowledge.triage.assembling.unfolding import Unfolding
from kb_app.knowledge.triage.model import EXIT, Outcome, Tree, TreeFile


@dataclass(frozen=True, slots=True)
class Assembled:
    tree: Tree | None
    """None when it has no first question."""
    problems: tuple[Problem, ...]
    """By file and line: what sub-trees cite in vain is told at their own lines."""
    unsound: frozenset[str] = frozenset()
    """The ids, as the tree has them, about which later checks stay quiet: `TreeFile.unsound`."""


def assemble(
    file: TreeFile, others: Mapping[str, TreeFile], damaged: Collection[str] = ()
) -> Assembled:
    """Unfold a file's sub-trees, found in `others` by `commun/compte-en-ligne`.

    The `damaged` ones exist but cannot be read: calling them is right, and what is known of
    them is nothing. A sub-tree assembled by itself has its exits, `sortie.impossible`, as
    outcomes about which later checks stay quiet.
    """
    unfolding = Unfolding(others, damaged)
    opened = unfolding.open(file)
    problems = tuple(sorted(unfolding.problems))
    if file.is_subtree:
        _end_at_exits(opened, file)
    if not opened.start:
        return Assembled(None, problems, frozenset(opened.unsound))
    tree = Tree(
        file=file,
        start=opened.start,
        questions=opened.questions,
        outcomes=opened.outcomes,
        alerts=opened.alerts,
        calculations=opened.calculations,
        subtrees=tuple(unfolding.subtrees.values()),
        exits=opened.calls,
    )
    return Assembled(tree, problems, frozenset(opened.unsound))


def _end_at_exits(opened: Opened, file: TreeFile) -> None:
    line = file.lines.get("sorties", 1)
    for exit_ in file.exits:
        id_ = EXIT + exit_
        opened.outcomes[id_] = Outcome(id_, Ending.UNKNOWN, id_, (), line=line)
        opened.unsound.add(id_)
