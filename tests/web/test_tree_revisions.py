"""The text a past revision was walked on is found again, and never one that is still to come."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import Engine

from kb_app.errors import NotFound
from kb_app.knowledge.triage.model import Tree
from kb_app.library.library import Library
from kb_app.people.visits.figures import Revision
from kb_app.web.views.tree_revisions import chosen, editions, text_of
from tests import factories
from tests.trees import HOSTED, SUBTREE, TREE

ESSAI = "operators/cpam/trees/essai.yaml"
HOST = "operators/cpam/trees/hote.yaml"
SUB = "operators/commun/trees/compte.yaml"
NOVEMBER = date(2026, 11, 1)


@pytest.fixture
def library(sqlite_engine: Engine) -> Library:
    library = factories.library(sqlite_engine)
    for path, text in (
        factories.small_library() | {ESSAI: TREE, SUB: SUBTREE, HOST: HOSTED}
    ).items():
        publish(library, path, text, 0)
    library.refresh()
    return library


def publish(
    library: Library, path: str, text: str, base: int, since: date = date(2026, 1, 1)
) -> None:
    library.publish(factories.new_version(path, text, since), base)


def revision(library: Library, id: str, month: date = NOVEMBER) -> Revision:
    """Return the revision in force as visits of that month, closed today, would be counted."""
    snapshot = library.refresh()
    return Revision(snapshot.trees[id].digest, snapshot.sequence, month, month, 12)


def walked(library: Library, id: str, visited: Revision) -> Tree | None:
    library.refresh()
    found = editions(library, id, [visited])
    return text_of(library, chosen(found, visited.digest[:12]))


def title(tree: Tree | None) -> str:
    return tree.file.title if tree else "illisible"


def test_a_text_replaced_since_is_read_again(library: Library) -> None:
    visited = revision(library, "cpam/essai")
    publish(library, ESSAI, TREE.replace("titre: Essai", "titre: Neuf"), 1)
    assert title(walked(library, "cpam/essai", visited)) == "Essai"
    assert title(library.refresh().trees["cpam/essai"].tree) == "Neuf"


def test_a_text_planned_ahead_does_not_hide_the_one_it_replaced_within_the_month(
    library: Library,
) -> None:
    later = TREE.replace("titre: Essai", "titre: Neuf")
    old = library.refresh().trees["cpam/essai"].digest
    publish(library, ESSAI, later, 1, date(2026, 11, 10))
    # Published already when those visits were begun, early in the month.
    visited = Revision(old, library.refresh().sequence, NOVEMBER, NOVEMBER, 12)
    assert title(walked(library, "cpam/essai", visited)) == "Essai"


def test_a_changed_sub_tree_is_found_by_its_own_days(library: Library) -> None:
    publish(library, SUB, SUBTREE.replace("Un mail ?", "Une adresse ?"), 1, date(2026, 11, 5))
    old = library.refresh().trees["cpam/hote"].digest
    publish(library, SUB, SUBTREE.replace("Un mail ?", "Un courriel ?"), 2, date(2026, 11, 10))
    visited = Revision(old, library.refresh().sequence, NOVEMBER, NOVEMBER, 12)
    tree = walked(library, "cpam/hote", visited)
    assert tree
    assert tree.questions["q.b"].prompts[0].text == "Une adresse ?"


def test_a_text_still_to_come_is_never_read(library: Library) -> None:
    publish(library, ESSAI, TREE.replace("titre: Essai", "titre: Futur"), 1, date(2026, 11, 30))
    sequence = library.refresh().sequence
    planned = library.tree_at("cpam/essai", sequence, date(2026, 11, 30))
    assert title(planned.tree) == "Futur"
    early = Revision(planned.digest, sequence, NOVEMBER, NOVEMBER, 12)
    assert walked(library, "cpam/essai", early) is None
    [current, other] = editions(library, "cpam/essai", [early])
    assert (current.number, current.current, other.current) == (1, True, False)


def test_the_revision_in_force_comes_first_and_is_there_before_any_visit(
    library: Library,
) -> None:
    visited = revision(library, "cpam/essai", date(2026, 3, 1))
    publish(library, ESSAI, TREE.replace("titre: Essai", "titre: Neuf"), 1)
    library.refresh()
    found = editions(library, "cpam/essai", [visited])
    assert [each.words for each in found] == [
        "Version 2, en vigueur · aucune visite close",
        "Version 1 · mars 2026 · 12 visites",
    ]
    assert chosen(found, None) is found[0]
    assert chosen(found, visited.digest[:12]) is found[1]
    with pytest.raises(NotFound):
        chosen(found, "0")


def test_a_tree_never_seen_has_no_revision(library: Library) -> None:
    assert editions(library, "cpam/inconnu", []) == ()
    with pytest.raises(NotFound):
        chosen((), None)


def test_a_tree_that_is_over_keeps_the_figures_it_had(library: Library) -> None:
    visited = revision(library, "cpam/essai")
    publish(library, ESSAI, TREE + "valide_jusqu_au: 2026-11-21\n", 1)
    assert "cpam/essai" not in library.refresh().trees
    [edition] = editions(library, "cpam/essai", [visited])
    assert title(text_of(library, edition)) == "Essai"
