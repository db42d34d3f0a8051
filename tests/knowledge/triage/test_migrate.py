from __future__ import annotations

from datetime import date

import pytest

from kb_app.knowledge.triage.migrate import (
    Move,
    rename,
    renaming_of,
    verdict,
)
from kb_app.knowledge.triage.model import Renaming
from tests.trees import tree_of

TODAY = date(2026, 11, 22)

OLD = """
q:
  { demander: Pour qui ?, ne_sait_pas: interdit,
    reponses: { moi: { va: age }, autre: { va: mandat } } }
age:
  { type: nombre, demander: Âge ?, min: 0, max: 120, ne_sait_pas: ensemble,
    puis: [{ si: { age: "< 12" }, va: seul }, { sinon: mandat }] }
mandat:
  { type: oui_non, demander: Un mandat ?, ne_sait_pas: papiers,
    reponses: { oui: { va: seul }, non: { va: papiers } } }
papiers:
  { type: choix_multiple, demander: Papiers ?, ne_sait_pas: contact,
    reponses: { carte: {}, permis: {}, rien: { exclusif: oui } },
    puis: [{ si: { papiers: { contient: permis } }, va: ensemble }, { sinon: contact }] }
"""
WAITING: dict[str, object] = {"q": "moi", "age": 30}
FINISHED: dict[str, object] = {"q": "moi", "age": 30, "mandat": "non", "papiers": ["permis"]}


def moved(old: str, new: str, answers: dict[str, object], more: str = "") -> tuple[object, ...]:
    """Return the verdict, what is set aside, and where the visit stands on the new version."""
    found = verdict(tree_of(old), tree_of(new, more), answers, TODAY)
    return str(found), found.set_aside, found.question or found.outcome


@pytest.mark.parametrize(
    ("answers", "stands"), [({}, "q"), (WAITING, "mandat"), (FINISHED, "ensemble")]
)
def test_nothing_changes_for_a_visit_when_its_way_is_the_same(
    answers: dict[str, object], stands: str
) -> None:
    new = OLD.replace("Un mandat ?", "Avez-vous un mandat ?").replace("max: 120", "max: 125")
    assert moved(OLD, new, answers) == ("même suite", (), stands)


def test_nothing_changes_where_others_go() -> None:
    new = OLD.replace("{ contient: permis } }, va: ensemble", "{ contient: carte } }, va: seul")
    assert moved(OLD, new, WAITING) == ("même suite", (), "mandat")


def test_a_visit_goes_on_when_its_answers_are_asked_in_another_order() -> None:
    new = (
        OLD.replace("moi: { va: age }", "moi: { va: mandat }")
        .replace("non: { va: papiers }", "non: { va: age }")
        .replace("sinon: mandat", "sinon: papiers")
    )
    assert moved(OLD, new, FINISHED) == ("continue", (), "ensemble")


def test_a_visit_goes_on_when_another_question_waits() -> None:
    new = OLD.replace("{ sinon: mandat }", "{ sinon: papiers }")
    assert moved(OLD, new, WAITING) == ("continue", (), "papiers")


def test_answers_that_are_no_longer_on_the_way_are_counted() -> None:
    new = OLD.replace("moi: { va: age }", "moi: { va: mandat }")
    assert moved(OLD, new, WAITING) == ("continue, 1 réponse mise de côté", ("age",), "mandat")


def test_a_new_question_keeps_what_was_answered_after_it() -> None:
    new = OLD.replace("moi: { va: age }", "moi: { va: ville }") + (
        "ville: { type: code_postal, demander: Où ?, puis: [{ sinon: age }], ne_sait_pas: age }\n"
    )
    said = "continue, 3 réponses mises de côté"
    assert moved(OLD, new, FINISHED) == (said, ("age", "mandat", "papiers"), "ville")
    found = verdict(tree_of(OLD), tree_of(new), FINISHED, TODAY)
    assert (found.answers, found.removed) == (FINISHED, ())


def test_an_answer_that_is_no_longer_possible_is_asked_again_not_guessed() -> None:
    new = OLD.replace("max: 120", "max: 18")
    assert moved(OLD, new, FINISHED) == ("à reposer", ("mandat", "papiers"), "age")
    found = verdict(tree_of(OLD), tree_of(new), FINISHED, TODAY)
    assert found.removed == ("age",)
    assert found.answers == {"q": "moi", "mandat": "non", "papiers": ["permis"]}


def test_an_option_taken_away_is_asked_again() -> None:
    new = OLD.replace("autre: { va: mandat }", "proche: { va: mandat }")
    assert moved(OLD, new, {"q": "autre", "mandat": "oui"}) == ("à reposer", ("mandat",), "q")
    removed = "renommages: { reponses: { q: { autre: '' } } }\n"
    again = moved(OLD, new, {"q": "autre", "mandat": "oui"}, removed)
    assert again == ("à reposer", ("mandat",), "q")


def test_the_answer_to_a_question_taken_away_is_removed() -> None:
    new = OLD[: OLD.index("age:")] + OLD[OLD.index("mandat:") :]
    new = new.replace("moi: { va: age }", "moi: { va: mandat }")
    assert moved(OLD, new, FINISHED) == ("continue, 1 réponse mise de côté", ("age",), "ensemble")
    found = verdict(tree_of(OLD), tree_of(new), FINISHED, TODAY)
    assert (found.removed, "age" in found.answers) == (("age",), False)


def test_an_unusable_answer_set_aside_before_is_no_reason_to_ask_again() -> None:
    answers = {"q": "autre", "age": 200, "mandat": "oui"}
    new = OLD.replace("autre: { va: mandat }", "autre: { va: age }")
    assert moved(OLD, new, answers) == ("continue, 1 réponse mise de côté", ("mandat",), "age")


@pytest.mark.parametrize(
    ("answers", "outcome"), [(FINISHED, "contact"), ({"q": "moi", "age": 8}, "ensemble")]
)
def test_another_outcome_is_told(answers: dict[str, object], outcome: str) -> None:
    new = OLD.replace("va: ensemble", "va: contact").replace(
        '"< 12" }, va: seul', '"< 12" }, va: ensemble'
    )
    assert moved(OLD, new, answers) == ("issue changée", (), outcome)


def test_an_outcome_come_to_at_once_is_told_and_what_it_leaves_aside() -> None:
    new = OLD.replace("moi: { va: age }", "moi: { va: contact }")
    assert moved(OLD, new, WAITING) == ("issue changée", ("age",), "contact")


def test_renamed_ids_change_nothing() -> None:
    new = (
        OLD.replace("papiers", "titres")
        .replace("permis", "conduite")
        .replace("va: ensemble", "va: a_deux")
    )
    renamed = """
        renommages:
          questions: { papiers: titres }
          reponses: { papiers: { permis: conduite } }
          issues: { ensemble: a_deux }
        """
    new_tree = tree_of(new, renamed, outcomes=_outcomes("a_deux"))
    found = verdict(tree_of(OLD), new_tree, FINISHED, TODAY)
    assert (found.kind, found.outcome, found.outcome_before) == (Move.SAME, "a_deux", "ensemble")
    assert found.answers == {"q": "moi", "age": 30, "mandat": "non", "titres": ("conduite",)}
    waiting = {key: FINISHED[key] for key in ("q", "age", "mandat")}
    assert verdict(tree_of(OLD), new_tree, waiting, TODAY).kind is Move.SAME


def _outcomes(name: str) -> str:
    text = """
issues:
  seul: { type: autonomie, titre: Seul, dire: Seul., fiches: [cpam/carte], si_ca_bloque: contact }
  NAME:
    { type: accompagnement, titre: À deux, dire: À deux., fiches: [cpam/carte],
      si_ca_bloque: contact }
  contact:
    { type: referent, titre: Contact, dire: Je demande., fiches: [cpam/carte],
      referent: { file: cpam/droits, reponse_sous: 72 h }, transmettre: [q] }
"""
    return text.replace("NAME", name)


RENAMING = Renaming(
    questions={"a": "b", "b": "c", "gone": "", "compte": "acces", "x": "y"},
    answers={"a": {"old": "new", "no": ""}, "c": {"one": "two"}},
)


@pytest.mark.parametrize(
    ("answers", "renamed"),
    [
        ({"a": "old", "z": 1}, {"b": "new", "z": 1}),
        ({"a": "no"}, {}),
        ({"a": "kept"}, {"b": "kept"}),
        ({"a": "old", "b": "one"}, {"b": "new", "c": "two"}),
        ({"a": ["old", "no", "kept"]}, {"b": ("new", "kept")}),
        ({"a": ["no"]}, {}),
        ({"a": []}, {"b": ()}),
        ({"gone": 1, "gone.inside": 1}, {}),
        ({"compte.mail": "oui"}, {"acces.mail": "oui"}),
        ({"x": 1, "y": 2}, {"y": 2}),
    ],
)
def test_renaming_moves_answers_and_drops_what_was_removed(
    answers: dict[str, object], renamed: dict[str, object]
) -> None:
    assert rename(answers, RENAMING) == renamed


def test_a_subtree_renames_under_the_id_of_its_call() -> None:
    sub = """
        sous_arbre: acces
        titre: Accès
        sorties: [fini]
        debut: b
        renommages: { questions: { a: b, parti: '' }, reponses: { b: { non: jamais } } }
        questions:
          b:
            demander: B ?
            reponses: { oui: { va: sortie.fini }, jamais: { va: sortie.fini } }
            ne_sait_pas: sortie.fini
        """
    tree = tree_of("q: { sous_arbre: commun/acces, sorties: { fini: seul } }", acces=sub)
    renaming = renaming_of(tree)
    assert renaming.questions == {"q.a": "q.b", "q.parti": ""}
    assert rename({"q.a": "non", "q.parti": 1}, renaming) == {"q.b": "jamais"}
