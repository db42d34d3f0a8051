"""What texts not yet published would change for visitors of the trees; sheets held to trees."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import Engine

from kb_app.knowledge.content.model import Level
from kb_app.library.bonds import Bonds
from kb_app.library.candidates import foreseen, judge
from kb_app.library.exchange import import_texts, incoming
from kb_app.library.library import Library
from kb_app.library.model import NewVersion
from kb_app.library.reading import read
from kb_app.library.tree_changes import TreeChanges
from tests.factories import TODAY, sheet_text, small_library
from tests.trees import HOSTED, SUBTREE, TREE

OWN = "operators/cpam/trees/essai.yaml"
HOST = "operators/cpam/trees/hote.yaml"
SUB = "operators/commun/trees/compte.yaml"
VITALE = "operators/cpam/carte-vitale.md"


@pytest.fixture
def library(engine: Engine) -> Library:
    library = Library(engine, lambda: TODAY)
    import_texts(library, incoming(small_library()), "début")
    for path, text in {OWN: TREE, SUB: SUBTREE, HOST: HOSTED}.items():
        library.publish(NewVersion(path, text, TODAY, False, None, "arbre"), 0)
    return library


def test_a_tree_that_says_the_same_or_is_new_changes_nothing(library: Library) -> None:
    changes = TreeChanges(library)
    assert changes.of({OWN: TREE}) == ()
    assert changes.of({OWN: TREE.replace("Quoi ?", "Que vous arrive-t-il ?")}) == ()
    other = OWN.replace("essai", "autre")
    assert changes.of({other: TREE.replace("arbre: essai", "arbre: autre")}) == ()
    assert changes.of({VITALE: "rien"}) == ()
    assert changes.of({OWN: "questions: ["}) == ()


def test_a_change_keeps_its_id_as_long_as_it_says_the_same(library: Library) -> None:
    changes = TreeChanges(library)
    (change,) = changes.of({OWN: TREE.replace("a: { va: seul }", "a: { va: contact }")})
    assert change.path == OWN
    assert change.before == "«\u00a0Seul\u00a0» (autonomie)"
    assert change.now == "«\u00a0Contact\u00a0» (référent)"
    assert change.situation.startswith("Si à «\u00a0Quoi ?\u00a0» on répond")
    again = TREE.replace("a: { va: seul }", "a: { va: contact }").replace("Quoi ?", "Quoi ?  ")
    assert [each.id for each in changes.of({OWN: again})] == [change.id]
    (other,) = changes.of({OWN: TREE.replace("b: { va: ensemble }", "b: { va: contact }")})
    assert other.id != change.id


def test_a_sub_tree_that_changes_is_told_in_every_tree_that_calls_it(library: Library) -> None:
    text = SUBTREE.replace("{ va: sortie.oui }, non: { va: b }", "{ va: b }, non: { va: b }")
    found = TreeChanges(library).of({SUB: text})
    assert {change.path for change in found} == {HOST}


def test_texts_published_together_are_compared_together(library: Library) -> None:
    sub = SUBTREE.replace("[oui, non]", "[seul, non]").replace("sortie.oui", "sortie.seul")
    host = HOSTED.replace("oui: seul", "seul: seul")
    assert TreeChanges(library).of({SUB: sub, HOST: host}) == ()


# ---------------------------------------------------------------- held together


def said(library: Library, texts: dict[str, str]) -> list[tuple[str, str, Level]]:
    readings = {path: read(path, text) for path, text in texts.items()}
    found = judge(readings, foreseen(library))
    return [(p.path, p.code, p.level) for p in found if p.code[0] in "LREI"]


def gone() -> str:
    return sheet_text("CPAM-02", "Carte Vitale", retrait={"motif": "Elle n’existe plus"})


def test_a_sheet_that_trees_lead_to_is_not_withdrawn_alone(library: Library) -> None:
    assert said(library, {VITALE: gone()}) == [(VITALE, "L02", Level.ERROR)]
    elsewhere = {
        path: text.replace("cpam/carte-vitale", "caf/demander-le-rsa")
        for path, text in {OWN: TREE, HOST: HOSTED}.items()
    }
    together = said(library, {VITALE: gone(), **elsewhere})
    assert not [code for _, code, _ in together if code == "L02"]


def test_a_sheet_that_says_something_else_names_its_trees(library: Library) -> None:
    newest = library.newest(VITALE)
    assert newest
    other = newest[1].replace("## En bref\n", "## En bref\n\nUne phrase de plus.\n", 1)
    assert (VITALE, "L04", Level.WARNING) in said(library, {VITALE: other})
    assert said(library, {VITALE: newest[1]}) == []


def test_a_tree_is_held_to_every_rule_and_to_its_sheets(library: Library) -> None:
    lost = TREE.replace("cpam/carte-vitale", "cpam/perdue")
    assert (OWN, "L01", Level.ERROR) in said(library, {OWN: lost})
    unreached = TREE.replace("b: { va: ensemble }", "b: { va: seul }")
    assert (OWN, "R03", Level.ERROR) in said(library, {OWN: unreached})


def test_an_overdue_sheet_is_told_and_refuses_nothing(library: Library) -> None:
    late = Library(library.engine, lambda: date(2028, 1, 1))
    found = said(late, {OWN: TREE})
    assert (OWN, "L02", Level.WARNING) in found


# ---------------------------------------------------------------- bonds

Later = Callable[[date], Library]


def test_bonds_tell_both_owners(library: Library) -> None:
    late = Library(library.engine, lambda: date(2028, 1, 1))
    found = Bonds(late).all()
    assert {(bond.tree, bond.sheet, bond.code) for bond in found} >= {(OWN, VITALE, "L02")}
    assert found[0].owners == {"cpam"}
    assert found[0].sheet_title
    assert Bonds(late).of(VITALE)
    assert Bonds(late).of("operators/caf/demander-le-rsa.md") == ()


def test_a_tree_not_reread_since_its_sheet_changed_is_flagged_until_it_is(
    library: Library,
) -> None:
    bonds = Bonds(library)
    reread = TREE.replace("debut: q", "relu_le: 2026-11-01\ndebut: q")
    library.publish(NewVersion(OWN, reread, TODAY, False, None, "relu"), 1)
    library.refresh()
    assert [bond.code for bond in bonds.of(OWN)] == []
    newest = library.newest(VITALE)
    assert newest
    dated = newest[1].replace("2027-03-31", "2027-04-30")
    library.publish(NewVersion(VITALE, dated, TODAY, False, None, "toujours juste"), 1)
    library.refresh()
    assert [bond.code for bond in bonds.of(OWN)] == [], "confirming a sheet changes nothing"
    other = dated.replace("## En bref\n", "## En bref\n\nUne phrase de plus.\n", 1)
    library.publish(NewVersion(VITALE, other, TODAY, False, None, "corrigée"), 2)
    library.refresh()
    assert [bond.code for bond in bonds.of(OWN)] == ["L04"]
    today = reread.replace("2026-11-01", library.newest(VITALE)[0].at.date().isoformat())  # type: ignore[index]
    library.publish(NewVersion(OWN, today, TODAY, False, None, "relu"), 2)
    library.refresh()
    assert [bond.code for bond in bonds.of(OWN)] == []
