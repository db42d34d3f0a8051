"""Which answers decided: only what is certain is told."""

from __future__ import annotations

from datetime import date
from textwrap import dedent

import pytest

from kb_app.knowledge.triage.exploring.deciding import Otherwise, deciding
from kb_app.knowledge.triage.model import Tree
from tests.trees import tree_of

TODAY = date(2026, 11, 22)

QUESTIONS = """
q: { demander: Pour qui ?, ne_sait_pas: interdit,
  reponses: { moi: { va: soins }, autre: { va: age } } }
age: { type: nombre, demander: Âge ?, ne_sait_pas: interdit,
  puis: [{ si: { age: "< 12" }, va: seul }, { sinon: fin }] }
soins: { type: choix_multiple, demander: Soins ?, ne_sait_pas: fin,
  reponses: { hopital: {}, docteur: {}, rien: { exclusif: oui } }, puis: [{ sinon: fin }] }
fin: { type: oui_non, demander: Fin ?, ne_sait_pas: ensemble,
  reponses: { oui: { va: seul }, non: { va: ensemble } } }
"""
ALERT = "alertes: [{ si: { soins: { contient: hopital } }, va: contact }]\n"


@pytest.fixture
def tree() -> Tree:
    return tree_of(QUESTIONS, ALERT)


def test_an_answer_decides_when_another_ends_elsewhere(tree: Tree) -> None:
    found = deciding(tree, {"q": "moi", "soins": ["rien"], "fin": "oui"}, TODAY)
    assert found["fin"] == (Otherwise("non", "ensemble"), Otherwise("ne_sait_pas", "ensemble"))
    assert found["soins"] == (Otherwise(("hopital",), "contact"),)


def test_an_answer_that_leads_to_a_question_from_which_all_is_open_is_not_told(tree: Tree) -> None:
    assert "q" not in deciding(tree, {"q": "moi", "soins": ["rien"], "fin": "oui"}, TODAY)


def test_an_answer_that_leads_to_a_question_that_cannot_end_here_is_told(tree: Tree) -> None:
    found = deciding(tree, {"q": "moi", "soins": ["hopital"]}, TODAY)
    assert found["q"] == (Otherwise("autre", None),)
    assert [other.answer for other in found["soins"]] == [("docteur",), ("rien",), "ne_sait_pas"]
    assert {other.outcome for other in found["soins"]} == {None}


def test_an_alert_that_may_still_come_keeps_the_outcome_possible() -> None:
    """With « non », an hospital stay told later would end there all the same."""
    first = """
    q: { type: oui_non, demander: Avant ?, ne_sait_pas: interdit,
      reponses: { oui: { va: contact }, non: { va: r } } }
    """
    then = QUESTIONS.replace("q: { demander", "r: { demander")
    assert deciding(tree_of(dedent(first) + then, ALERT), {"q": "oui"}, TODAY) == {}
    assert deciding(tree_of(dedent(first) + then), {"q": "oui"}, TODAY) != {}


def test_nothing_decided_before_the_end(tree: Tree) -> None:
    assert deciding(tree, {"q": "moi"}, TODAY) == {}


def test_numbers_are_not_tried(tree: Tree) -> None:
    assert "age" not in deciding(tree, {"q": "autre", "age": 9}, TODAY)
