from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pytest

from kb_app.knowledge.triage.model import Tree
from kb_app.knowledge.triage.walk import prompt_of, walk
from tests.trees import SUBTREE, tree_of

TODAY = date(2026, 11, 22)


def outcome(tree: Tree, answers: Mapping[str, object], today: date = TODAY) -> str | None:
    return walk(tree, answers, today).outcome


TWO = """
q:
  demander: Pour qui ?
  reponses:
    moi: { texte: Pour moi, va: age }
    autre: { texte: Pour un autre, va: contact }
  ne_sait_pas: interdit
age:
  type: nombre
  demander: Quel âge ?
  min: 0
  max: 120
  puis:
    - { si: { age: "< 12" }, va: seul }
    - { si: { age: "< 18" }, va: ensemble }
    - { sinon: contact }
  ne_sait_pas: ensemble
"""


def test_the_path_is_recomputed_from_the_answers_in_the_order_of_the_tree() -> None:
    path = walk(tree_of(TWO), {"age": "11", "q": "moi"}, TODAY)
    assert (path.asked, path.outcome) == (("q", "age"), "seul")


@pytest.mark.parametrize(
    ("age", "reached"),
    [("11", "seul"), (12, "ensemble"), ("17,9", "ensemble"), (18.0, "contact"), ("0", "seul")],
)
def test_the_first_true_rule_decides(age: object, reached: str) -> None:
    assert outcome(tree_of(TWO), {"q": "moi", "age": age}) == reached


def test_a_walk_waits_at_the_first_question_without_an_answer() -> None:
    path = walk(tree_of(TWO), {"q": "moi"}, TODAY)
    assert (path.asked, path.stopped_at, path.outcome) == (("q", "age"), "age", None)
    assert walk(tree_of(TWO), {"q": "moi", "age": None}, TODAY).stopped_at == "age"


@pytest.mark.parametrize(
    ("age", "message"),
    [
        ("-1", "Écrivez au moins 0."),
        ("121", "Écrivez au plus 120."),
        ("douze", "Écrivez un nombre, en chiffres."),
        ("1e2", "Écrivez un nombre, en chiffres."),
        (True, "Écrivez un nombre, en chiffres."),
        (float("nan"), "Écrivez un nombre, en chiffres."),
        ("", "Répondez à cette question."),
    ],
)
def test_a_number_outside_the_limits_is_refused_at_its_question(age: object, message: str) -> None:
    path = walk(tree_of(TWO), {"q": "moi", "age": age}, TODAY)
    assert path.refused is not None
    assert (path.refused.question, path.refused.message) == ("age", message)
    assert (path.asked, path.stopped_at, path.outcome) == (("q", "age"), "age", None)


def test_someone_who_does_not_know_goes_where_the_author_said() -> None:
    assert outcome(tree_of(TWO), {"q": "moi", "age": "ne_sait_pas"}) == "ensemble"
    refused = walk(tree_of(TWO), {"q": "ne_sait_pas"}, TODAY).refused
    assert refused is not None
    assert "Ne sait pas" in refused.message


def test_answers_off_the_path_are_set_aside_and_never_read() -> None:
    tree = tree_of(TWO)
    answers = {"q": "autre", "age": "mille"}
    path = walk(tree, answers, TODAY)
    assert path.outcome == "contact"
    assert path.aside(tree, answers) == ("age",)
    assert "age" not in path.facts


LOGIC = """
q:
  demander: Régime ?
  reponses: { msa: { va: bis }, autre: { va: fin }, rien: { va: fin } }
  ne_sait_pas: fin
bis: { type: oui_non, demander: Bis ?, puis: [ { sinon: fin } ], ne_sait_pas: fin }
fin:
  type: oui_non
  demander: Fin ?
  puis:
    - { si: { un_des: [ { q: msa, bis: oui }, { q: ne_sait_pas } ] }, va: seul }
    - { si: { tous: [ { pas: { bis: oui } }, { pas: { q: [autre, rien] } } ] }, va: ensemble }
    - { si: { q: "!= autre" }, va: seul }
    - { sinon: contact }
  ne_sait_pas: contact
"""


@pytest.mark.parametrize(
    ("answers", "reached"),
    [
        ({"q": "msa", "bis": "oui", "fin": "non"}, "seul"),
        ({"q": "ne_sait_pas", "fin": "oui"}, "seul"),
        ({"q": "msa", "bis": "non", "fin": "oui"}, "ensemble"),
        ({"q": "msa", "bis": "ne_sait_pas", "fin": "oui"}, "ensemble"),
        ({"q": "autre", "bis": "oui", "fin": "oui"}, "contact"),
        ({"q": "rien", "fin": "oui"}, "seul"),
    ],
)
def test_a_question_not_on_the_path_is_false_for_every_test(
    answers: dict[str, object], reached: str
) -> None:
    assert outcome(tree_of(LOGIC), answers) == reached


ALERT = """
alertes:
  - { si: { bis: oui }, va: contact }
"""


def test_an_alert_is_tested_after_every_answer_and_before_everything_else() -> None:
    tree = tree_of(LOGIC, more=ALERT)
    path = walk(tree, {"q": "msa", "bis": "oui"}, TODAY)
    assert (path.asked, path.outcome) == (("q", "bis"), "contact")
    assert path.steps[-1].arrow.by == "alerte 0"
    assert (
        outcome(tree, {"q": "autre", "bis": "oui", "fin": "non"}) == "contact"
    )  # by `sinon`, bis unread
    assert walk(tree, {"q": "autre", "bis": "oui"}, TODAY).stopped_at == "fin"


SHOWN = """
q: { type: oui_non, demander: Mineur ?, puis: [ { sinon: bis } ], ne_sait_pas: bis }
bis:
  demander:
    - { si: { q: oui }, texte: Quel parent vient ? }
    - { sinon: Qui vient ? }
  reponses:
    parent: { va: seul, si: { q: oui } }
    lui: { va: ensemble }
  ne_sait_pas: contact
"""


def test_options_and_wordings_follow_the_answers_before() -> None:
    tree = tree_of(SHOWN)
    assert outcome(tree, {"q": "oui", "bis": "parent"}) == "seul"
    assert walk(tree, {"q": "non", "bis": "parent"}, TODAY).refused
    assert prompt_of(tree, tree.questions["bis"], {"q": "oui"}, TODAY) == "Quel parent vient ?"
    assert prompt_of(tree, tree.questions["bis"], {}, TODAY) == "Qui vient ?"


OTHERS = """
q:
  type: code_postal
  demander: Où ?
  puis: [ { si: { q: ["01000", "2A004"] }, va: seul }, { sinon: bis } ]
  ne_sait_pas: bis
bis:
  type: texte_court
  demander: Dites ?
  vide: permis
  puis: [ { sinon: ter } ]
  ne_sait_pas: ter
ter:
  type: etape
  demander: Imprimez.
  reponses: { fait: { va: ensemble }, impossible: { va: contact } }
"""


def test_postcodes_stay_text_and_steps_are_confirmed() -> None:
    tree = tree_of(OTHERS)
    assert outcome(tree, {"q": "01000"}) == "seul"
    assert outcome(tree, {"q": "1 000"}) is None
    assert outcome(tree, {"q": "47 000", "bis": "", "ter": "fait"}) == "ensemble"
    assert outcome(tree, {"q": "47000", "bis": "un mot", "ter": "impossible"}) == "contact"
    refused = walk(tree, {"q": "47000", "bis": "x" * 201}, TODAY).refused
    assert refused is not None
    assert refused.question == "bis"


HOST = """
q: { sous_arbre: commun/compte, avec: { service: compte ameli }, sorties: { oui: seul, non: fin } }
fin:
  type: oui_non
  demander: Fin ?
  puis: [ { si: { q.b: ne_sait_pas }, va: contact }, { sinon: ensemble } ]
  ne_sait_pas: contact
"""


def test_a_sub_tree_asks_its_questions_under_the_name_of_the_call() -> None:
    tree = tree_of(HOST, compte=SUBTREE)
    path = walk(tree, {"q.a": "non", "q.b": "ne_sait_pas", "fin": "oui"}, TODAY)
    assert (path.asked, path.outcome) == (("q.a", "q.b", "fin"), "contact")
    assert outcome(tree, {"q.a": "non", "q.b": "oui"}) == "seul"
    assert prompt_of(tree, tree.questions["q.a"], {}, TODAY) == "Un compte ameli ?"


LOOP = """
q: { demander: Ici ?, reponses: { a: { va: bis }, b: { va: seul } }, ne_sait_pas: bis }
bis: { demander: Là ?, reponses: { a: { va: q }, b: { va: ensemble } }, ne_sait_pas: bis }
"""


def test_coming_back_to_a_question_ends_the_walk_there() -> None:
    path = walk(tree_of(LOOP), {"q": "a", "bis": "a"}, TODAY)
    assert (path.looped, path.stopped_at, path.outcome) == (True, "q", None)
    assert path.asked == ("q", "bis")
