"""The trees we ship: silent, short, held arrow by arrow, and ending with someone."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from kb_app.cli.tree_checks import check_trees, play_cases
from kb_app.cli.tree_files import TreeFiles, trees_in
from kb_app.knowledge.content.model import Ending, Level
from kb_app.knowledge.triage.arrows import ALERTS, arrows
from kb_app.knowledge.triage.exploring.explore import explore
from kb_app.knowledge.triage.model import Tree
from kb_app.knowledge.triage.walk import walk

CONTENT = Path(__file__).parents[2] / "content"
TODAY = date(2026, 11, 22)
LONGEST = 9
FILES = TreeFiles(lambda: CONTENT)
ALL = list(trees_in(CONTENT))
WALKABLE = {tree.id: tree for tree in (FILES.open(file).tree for file in ALL) if tree}
TREES = {id: tree for id, tree in WALKABLE.items() if not tree.file.is_subtree}

ASKED_FOR = {
    "commun/je-n-ai-pas-ete-paye",
    "commun/j-ai-demenage",
    "commun/je-n-arrive-pas-a-me-connecter",
    "commun/courrier-que-je-ne-comprends-pas",
    "cpam/carte-vitale",
    "france-titres/papier-d-identite",
    "france-titres/vehicule",
    "france-travail/j-ai-perdu-mon-travail",
}


def test_the_trees_of_a_house_s_day_are_there() -> None:
    assert set(TREES) >= ASKED_FOR
    hosts = {id for id, tree in TREES.items() if "commun/compte-en-ligne" in _called(tree)}
    assert len(hosts) >= 2


def test_no_rule_has_anything_to_say_of_them() -> None:
    told = [p for p in check_trees(FILES, ALL, TODAY) if p.level is not Level.ADVICE]
    assert told == []


@pytest.mark.parametrize("id", TREES)
def test_every_redirected_arrow_of_a_tree_is_caught_by_its_cases(id: str) -> None:
    file = CONTENT / "operators" / id.replace("/", "/trees/")
    [played] = play_cases(FILES, [file.with_name(file.name + ".yaml")], TODAY, strict=True)
    assert played.report is not None
    assert played.problems == ()
    assert played.report.failed == 0
    assert played.report.unnoticed == ()


@pytest.mark.parametrize("id", TREES)
def test_no_visit_is_asked_more_than_nine_questions(id: str) -> None:
    exploration = explore(TREES[id], TODAY)
    assert not exploration.sampled
    assert max(len(move.answers) for move in exploration.every_move()) <= LONGEST


@pytest.mark.parametrize("id", TREES)
def test_whoever_does_not_know_ends_with_someone(id: str) -> None:
    tree = TREES[id]
    alone = [
        arrow
        for arrow in arrows(tree)
        if arrow.by == "ne_sait_pas" and _ending(tree, arrow.target) is Ending.SELF_SERVICE
    ]
    assert alone == []


@pytest.mark.parametrize("id", TREES)
def test_red_flags_lead_to_someone_at_once(id: str) -> None:
    tree = TREES[id]
    for arrow in arrows(tree):
        if arrow.source == ALERTS:
            assert _ending(tree, arrow.target) in (Ending.REFERENT, Ending.ASSISTED)


def test_a_visit_that_has_said_nothing_waits_at_the_first_question() -> None:
    for tree in TREES.values():
        assert walk(tree, {}, TODAY).stopped_at == tree.start


def _ending(tree: Tree, target: str) -> Ending | None:
    return tree.outcomes[target].ending if target in tree.outcomes else None


def _called(tree: Tree) -> set[str]:
    return {file.id for file in tree.subtrees}
