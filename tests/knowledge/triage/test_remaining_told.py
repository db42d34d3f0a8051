"""What is left to ask when some was told up front: counted on real visits, never a lie."""

from __future__ import annotations

import random
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb_app.knowledge.triage.exploring import remaining_told as room
from kb_app.knowledge.triage.exploring.explore import explore
from kb_app.knowledge.triage.exploring.remaining import Remaining, remaining
from kb_app.knowledge.triage.exploring.remaining_told import remaining_told
from kb_app.knowledge.triage.walk import walk
from tests.knowledge.triage.case_values import example
from tests.trees import tree_of

TODAY = date(2026, 11, 22)
VITALE = example()

CHAIN = """
q: { type: oui_non, demander: A ?, ne_sait_pas: interdit,
  reponses: { oui: { va: b }, non: { va: seul } } }
b: { type: choix_multiple, demander: B ?, ne_sait_pas: interdit,
  reponses: { un: {}, deux: {}, rien: { exclusif: oui } },
  puis: [{ si: { b: { contient: un } }, va: c }, { sinon: ensemble }] }
c: { type: nombre, demander: C ?, ne_sait_pas: d,
  puis: [{ si: { c: "> 5" }, va: d }, { sinon: ensemble }] }
d: { type: oui_non, demander: D ?, ne_sait_pas: ensemble, puis: [{ sinon: seul }] }
"""


@pytest.mark.parametrize(
    ("told", "least", "most"),
    [
        ({}, 1, 4),
        ({"b": ["rien"]}, 1, 1),
        ({"b": ["un"]}, 1, 3),
        ({"b": ["un"], "c": 9}, 1, 2),
        ({"b": ["un"], "c": 2}, 1, 1),
        ({"q": "oui", "c": 2}, 1, 1),
        ({"q": "oui", "c": "ne_sait_pas", "d": "oui"}, 1, 1),
        ({"q": "oui", "b": ["un"], "c": 2}, 0, 0),
        ({"d": "jamais"}, 1, 4),
    ],
)
def test_what_was_told_is_not_counted(told: dict[str, object], least: int, most: int) -> None:
    assert remaining_told(tree_of(CHAIN), told, TODAY) == Remaining(least, most)


WHOLE = explore(VITALE, TODAY)


@settings(max_examples=40, deadline=None)
@given(st.randoms(use_true_random=False))
def test_no_visit_asks_less_or_more_than_was_said(chance: random.Random) -> None:
    """A visit drawn at random, some of whose answers are told before the first question."""
    move = chance.choice([m for m in WHOLE.every_move() if m.end and m.end.at in VITALE.outcomes])
    answers = move.answers
    told = {id: raw for id, raw in answers.items() if chance.random() < 0.4}
    left = remaining_told(VITALE, told, TODAY)
    asked = [step.question for step in walk(VITALE, answers, TODAY).steps]
    assert left.least <= sum(id not in told for id in asked) <= left.most


def test_where_visits_are_too_many_the_count_is_only_wider(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tree, told = tree_of(CHAIN), {"b": ["un"]}
    exact = remaining_told(tree, told, TODAY)
    monkeypatch.setattr(room, "MOST_WORK", 0)
    rough = remaining_told(tree, told, TODAY)
    assert rough.least <= exact.least
    assert rough.most >= exact.most
    assert remaining_told(tree, {}, TODAY) == remaining(tree, {}, TODAY)
