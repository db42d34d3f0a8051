"""Trees in the library: unfolded with their sub-trees, found, and kept as they were."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import Engine

from kb_app.errors import NotFound
from kb_app.library.entries import Findable
from kb_app.library.exchange import export_texts, import_texts, incoming
from kb_app.library.library import Library
from tests import factories
from tests.factories import TODAY
from tests.trees import HOSTED, SUBTREE, TREE

HOST = "operators/cpam/trees/hote.yaml"
SUB = "operators/commun/trees/compte.yaml"
ESSAI = "operators/cpam/trees/essai.yaml"


def publish(library: Library, path: str, text: str, base: int = 0) -> int:
    return library.publish(factories.new_version(path, text), base).sequence


@pytest.fixture
def library(engine: Engine) -> Library:
    library = factories.library(engine)
    for path, text in (
        factories.small_library() | {HOST: HOSTED, SUB: SUBTREE, ESSAI: TREE}
    ).items():
        publish(library, path, text)
    library.refresh()
    return library


def test_trees_are_unfolded_and_sub_trees_are_not_walked_alone(library: Library) -> None:
    snapshot = library.snapshot()
    assert list(snapshot.trees) == ["cpam/essai", "cpam/hote"]
    hosted = snapshot.trees["cpam/hote"].tree
    assert hosted is not None
    assert "q.a" in hosted.questions
    assert not snapshot.damaged
    assert not snapshot.unwalkable


def test_a_changed_sub_tree_changes_the_trees_that_call_it(library: Library) -> None:
    before = library.snapshot()
    publish(library, SUB, SUBTREE.replace("Un mail ?", "Une adresse ?"), 1)
    after = library.refresh()
    hosted = after.trees["cpam/hote"].tree
    assert hosted is not None
    assert hosted.questions["q.b"].prompts[0].text == "Une adresse ?"
    assert after.trees["cpam/hote"].digest != before.trees["cpam/hote"].digest
    assert after.trees["cpam/essai"] == before.trees["cpam/essai"]
    assert Findable(after).digests[HOST] != Findable(before).digests[HOST]


def test_a_tree_whose_sub_tree_no_longer_fits_is_not_walked_and_says_why(library: Library) -> None:
    publish(library, SUB, SUBTREE.replace("[oui, non]", "[oui, non, encore]"), 1)
    snapshot = library.refresh()
    assert list(snapshot.trees) == ["cpam/essai"]
    assert [p.code for p in snapshot.unwalkable[HOST]] == ["A02"]
    assert HOST not in Findable(snapshot).digests


def test_a_visit_finds_its_tree_as_it_was(library: Library) -> None:
    pinned = library.snapshot()
    publish(library, SUB, SUBTREE.replace("Un mail ?", "Une adresse ?"), 1)
    publish(library, HOST, HOSTED.replace("titre: Hôte", "titre: Autre"), 1)
    library.refresh()
    found = library.tree_at("cpam/hote", pinned.sequence, TODAY)
    assert found == replace(pinned.trees["cpam/hote"])
    assert found.digest == pinned.trees["cpam/hote"].digest
    with pytest.raises(NotFound):
        library.tree_at("cpam/hote", 1, TODAY)


def test_a_tree_is_over_after_its_last_day(library: Library) -> None:
    publish(library, ESSAI, TREE + "valide_jusqu_au: 2026-11-21\n", 1)
    assert list(library.refresh().trees) == ["cpam/hote"]


def test_a_sheet_knows_the_trees_that_lead_to_it(library: Library) -> None:
    snapshot = library.snapshot()
    ids = [tree.id for tree in snapshot.trees_to["operators/cpam/carte-vitale.md"]]
    assert ids == ["cpam/essai", "cpam/hote"]
    assert [tree.id for tree in snapshot.trees_of("cpam")] == ["cpam/essai", "cpam/hote"]
    assert snapshot.trees_of("caf") == ()


def test_trees_are_listed_by_life_situation(library: Library) -> None:
    by_situation = library.snapshot().by_situation
    assert {s: [t.id for t in trees] for s, trees in by_situation.items()} == {
        "papiers": ["cpam/essai"]
    }


def test_a_tree_is_an_entry_found_by_its_words(library: Library) -> None:
    entry = Findable(library.snapshot()).entry(ESSAI)
    assert (entry.kind, entry.title) == ("tree", "Essai")
    assert entry.visitor_words == ("carte perdue",)
    assert "Contact" in entry.headings


def test_export_then_import_of_trees_changes_nothing(library: Library) -> None:
    texts = dict(export_texts(library))
    assert {HOST, SUB, ESSAI} < set(texts)
    report = import_texts(library, incoming(texts), "retour")
    assert (report.added, report.refused, report.conflicts) == ([], [], [])


def test_a_tree_comes_into_force_on_its_day(engine: Engine) -> None:
    library = factories.library(engine)
    text = TREE + "valide_du: 2027-01-01\n"
    report = import_texts(library, incoming({ESSAI: text}), "à venir")
    assert [v.valid_from for v in report.added] == [date(2027, 1, 1)]
    assert not library.refresh().trees


def test_a_tree_that_cannot_be_walked_is_refused_with_its_line(engine: Engine) -> None:
    library = factories.library(engine)
    report = import_texts(library, incoming({HOST: HOSTED}), "sans sous-arbre")
    assert [(p.path, p.code) for p in report.refused] == [(HOST, "A01")]
    assert not report.added


def test_a_sub_tree_that_breaks_a_published_tree_is_refused(library: Library) -> None:
    text = "version: 1\n" + SUBTREE.replace("[oui, non]", "[oui, non, encore]").replace(
        "ne_sait_pas: b", "ne_sait_pas: sortie.encore"
    )
    report = import_texts(library, incoming({SUB: text}), "une sortie de plus")
    assert [(p.path, p.code) for p in report.refused] == [(SUB, "A02")]
    assert "cpam/hote" in report.refused[0].message
    together = {
        SUB: text,
        HOST: "version: 1\n" + HOSTED.replace("non: ", "encore: ensemble, non: "),
    }
    assert len(import_texts(library, incoming(together), "ensemble").added) == 2


def test_an_answer_that_was_published_does_not_vanish_without_a_word(library: Library) -> None:
    gone = "version: 1\n" + TREE.replace("b: { va: ensemble }", "c: { va: ensemble }")
    report = import_texts(library, incoming({ESSAI: gone}), "une réponse de moins")
    assert [(p.path, p.code) for p in report.refused] == [(ESSAI, "V01")]
    said = gone + "renommages: { reponses: { q: { b: c } } }\n"
    assert len(import_texts(library, incoming({ESSAI: said}), "renommée").added) == 1
